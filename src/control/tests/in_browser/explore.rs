//! The latent explorer: a seed is chosen, two are bred, sliders move, what is liked is kept and saved, keyframes are dragged.

use serde_json::json;
use welkin_control::ExplorerKeyframe;

use crate::browser::{Keys, SCREEN, Tab};
use crate::room::Room;

fn open(room: &Room, language: &str) -> Tab {
    let mut tab = room.open(SCREEN, language);
    tab.go(&format!("{}explore.html", room.address()));
    tab.wait_for("document.querySelectorAll('#sheet .tile img').length === 16");
    tab.wait_for("document.querySelectorAll('.key').length === 3");
    tab
}

/// Keyframes of the first scene once they are as many as this and one is so.
fn saved(room: &Room, is_it: impl Fn(&ExplorerKeyframe) -> bool) -> ExplorerKeyframe {
    for _ in 0..300 {
        let scenes = room.keyframes();
        if let Some(found) = scenes[0].keyframes.iter().find(|it| is_it(it)) {
            return found.clone();
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    panic!("not saved: {:?}", room.keyframes());
}

#[test]
fn a_curator_explores_and_saves_keyframes() {
    let room = Room::new();
    let mut tab = open(&room, "en");
    tab.click("#page-after");
    tab.wait_for("document.querySelector('#sheet [data-point=\"20\"]')");
    tab.click("#sheet [data-point='20']");
    tab.wait_for("document.querySelector('#chosen').naturalWidth > 0");
    let before = tab.eval("document.querySelector('#chosen').src");
    assert!(tab.text("#saved-as").contains("seed 20"));
    tab.drag_by("[data-id=along1]", [40.0, 0.0], Keys::NONE);
    tab.wait_for(&format!(
        "document.querySelector('#chosen').src !== {before}"
    ));
    tab.click("#lock");
    tab.wait_for("document.querySelectorAll('#tray .tile').length === 1");
    tab.screenshot("explore");

    tab.eval("document.querySelector('#at').value = 62.5");
    tab.click("#save [type=submit]");
    let keyframe = saved(&room, |it| it.at_secs == 62.5);
    assert_eq!(keyframe.seed, Some(20));
    assert!(keyframe.controls["along1"] > 0.5, "{keyframe:?}");
    tab.wait_for("document.querySelector('.key[data-at=\"62.5\"]')");

    tab.click("#sheet [data-point='25']");
    tab.click("#breed");
    tab.wait_for("document.querySelectorAll('#sheet [data-point*=\"+\"]').length === 14");
    tab.click("#sheet .tile:nth-child(4)");
    tab.wait_for("document.querySelector('#saved-as').textContent.includes('nearer of the two')");
    tab.screenshot("explore-bred");

    // A keyframe is dragged, and a press beside it goes there.
    tab.drag_by(".key[data-at='62.5']", [200.0, 0.0], Keys::NONE);
    let dragged = saved(&room, |it| it.seed == Some(20) && it.at_secs != 62.5);
    assert!(
        dragged.at_secs > 70.0 && dragged.at_secs < 82.0,
        "{dragged:?}"
    );
    tab.click(".lane[data-scene=dawn]");
    room.until("it is sought", |status| status.moment_secs > 40.0);
    tab.eval("scrollTo(0, document.body.scrollHeight)");
    tab.screenshot("explore-timeline");

    // What was kept is there at the next visit, in any language.
    let address = format!("{}explore.html?lang=zh", room.address());
    tab.go(&address);
    tab.wait_for("document.querySelectorAll('#tray .tile').length === 1");
    tab.screenshot("explore-chinese");
    let missing = tab.eval(
        "[...document.querySelectorAll('[data-words]')].filter((e) => !e.textContent).length",
    );
    assert_eq!(missing, json!(0));
    assert_eq!(tab.complaints(), Vec::<String>::new());
}
