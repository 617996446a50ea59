//! Controls: hold, give back, limits.

use welkin_values::Status;

use crate::browser::SCREEN;
use crate::room::Room;

fn stands(status: &Status, name: &str) -> (f32, bool) {
    let (_, stands) = status.control(name).unwrap();
    (stands.value, stands.held)
}

#[test]
fn a_control_is_held_and_given_back_to_the_music() {
    let room = Room::new();
    let mut tab = room.open(SCREEN, "en");
    // Only what the music moves is in front.
    tab.wait_for("document.querySelector('[data-control=hue]').checkVisibility()");
    tab.wait_for("!document.querySelector('[data-control=bend1]').checkVisibility()");
    tab.click("#more");
    tab.wait_for("document.querySelector('[data-control=bend1]').checkVisibility()");
    assert!(
        tab.text("#controls").contains("lantern-sway"),
        "a control nobody knows is there by its name"
    );

    // A press beside the thumb takes it there.
    tab.drag_by("#control-hue", [60.0, 0.0], crate::browser::Keys::NONE);
    room.until("it is held", |status| stands(status, "hue").1);
    tab.wait_for("document.querySelector('[data-control=hue]').classList.contains('held')");
    let (value, _) = stands(&room.status(), "hue");
    assert!(value > 0.0 && value < 16.0, "{value}");
    assert!(tab.text("#give-all-back").contains('1'));
    tab.screenshot("held");
    tab.click("[data-control=hue] .back");
    room.until("the music has it", |status| !stands(status, "hue").1);
    tab.wait_for("document.querySelector('#give-all-back').disabled");

    tab.click("#control-glow");
    tab.drag_by("#control-zoom", [40.0, 0.0], crate::browser::Keys::NONE);
    room.until("both are held", |status| {
        ["glow", "zoom"].iter().all(|name| stands(status, name).1)
    });
    tab.click("#give-all-back");
    room.until("none is held", |status| {
        ["glow", "zoom"].iter().all(|name| !stands(status, name).1)
    });
}

#[test]
fn masters_have_soft_limits_and_light_can_be_out() {
    let room = Room::new();
    let mut tab = room.open(SCREEN, "en");
    let volume = |status: &Status| stands(status, "master-volume").0;
    assert!(tab.text("#masters").contains("quiet hours until 10:00"));
    tab.drag_by(
        "#control-master-volume",
        [400.0, 0.0],
        crate::browser::Keys::NONE,
    );
    room.until("it is at its limit", |status| {
        (volume(status) - 0.8).abs() < 0.01
    });
    tab.click("[data-control=master-volume] .beyond button");
    tab.drag_by(
        "#control-master-volume",
        [400.0, 0.0],
        crate::browser::Keys::NONE,
    );
    room.until("it is beyond", |status| volume(status) == 1.0);
    tab.wait_for(
        "document.querySelector('[data-control=master-volume]').classList.contains('over')",
    );

    tab.click("[data-control=blackout] button");
    room.until("it is dark", |status| stands(status, "blackout").0 == 1.0);
    tab.wait_for("document.querySelector('[data-condition=blackout]').checkVisibility()");
    tab.click("[data-control=house-lights] button");
    room.until("house lights are on", |status| {
        stands(status, "house-lights").0 == 1.0
    });
    tab.wait_for("document.querySelectorAll('[data-condition]').length === 2");
    tab.screenshot("blackout");
    tab.click("[data-condition=blackout] button");
    room.until("it is light", |status| stands(status, "blackout").0 == 0.0);
}

#[test]
fn sliders_go_there_and_back_and_rest_where_they_should() {
    let room = Room::new();
    let mut tab = room.open(SCREEN, "en");
    let wrong = tab.eval(
        "(async () => {
            const { scaleOf } = await import('/scale.js');
            const specs = await (await fetch('/controls')).json();
            const wrong = [];
            for (const spec of specs) {
                const scale = scaleOf(spec), [low, high] = spec.range;
                for (let position = 0; position <= 1000; position += 1) {
                    const back = scale.position(scale.value(position));
                    const value = scale.value(position);
                    // Beside the rest, steps are smaller than what is said with two digits.
                    const isFine = spec.unit === 'steps' || spec.kind === 'switch' || Math.abs(back - position) <= 1
                        || Math.abs(value - spec.default) < 0.005;
                    if (!isFine || value < low || value > high) wrong.push([spec.name, position, value, back]);
                }
                for (const value of [low, high, spec.default]) {
                    const there = scale.value(scale.position(value));
                    if (Math.abs(there - value) > 1e-3 * (high - low)) wrong.push([spec.name, value, there]);
                }
                if (scale.position(NaN) !== 0 || scale.position(1e30) !== 1000) wrong.push([spec.name, 'nonsense']);
            }
            return wrong;
        })()",
    );
    assert_eq!(wrong, serde_json::json!([]));
}
