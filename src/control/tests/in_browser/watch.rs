//! Watching: everything is there, moves, and is true.

use serde_json::json;

use crate::browser::SCREEN;
use crate::room::Room;

#[test]
fn everything_a_curator_needs_is_there_and_moves() {
    let room = Room::new();
    let mut tab = room.open(SCREEN, "en");
    tab.wait_for("document.querySelector('#dome-waits').hidden");
    // Both outputs have a picture that is not black.
    tab.wait_for(
        "[...document.querySelectorAll('#outputs canvas')].filter((c) => c.width === 320 \
         && c.getContext('2d').getImageData(0, 0, 320, 180).data.some((v, i) => i % 4 < 3 && v > 90)).length === 2",
    );
    tab.wait_for("document.querySelectorAll('.card .still img').length === 5");
    for (selector, words) in [
        ("#show", "First Light"),
        ("#scene", "dawn"),
        ("#follows", "This show again"),
        ("#overall", "Something failed"),
        ("#left", "left"),
        ("[data-part=headset]", "Start one; it is tried again"),
        ("[data-folder=broken]", "2 problems"),
        ("[data-folder=broken]", "did you mean"),
        ("#log", "No sound card"),
        ("#sources", "harmony"),
    ] {
        let text = tab.text(selector);
        assert!(text.contains(words), "{selector}: {text}");
    }
    // What failed stands above what is well.
    assert_eq!(
        tab.eval("document.querySelector('#health').firstElementChild.dataset.part"),
        json!("headset")
    );
    let before = tab.eval("document.querySelector('#seek').value");
    tab.wait_for(&format!(
        "document.querySelector('#seek').value !== {before}"
    ));
    tab.screenshot("watch");
    tab.eval("scrollTo(0, 99999)");
    tab.screenshot("watch-below");
    assert!(tab.complaints().is_empty(), "{:?}", tab.complaints());
}

#[test]
fn transport_scenes_and_cues_move_the_show() {
    let room = Room::new();
    let mut tab = room.open(SCREEN, "en");
    tab.click("#after");
    room.until("the next scene", |status| status.scene == "noon");
    tab.click("#before");
    room.until("the scene before", |status| status.scene == "dawn");
    tab.click("#scenes button:nth-child(4)");
    room.until("the scene that was pressed", |status| {
        status.scene == "night"
    });
    tab.wait_for("document.querySelector('#scenes button:nth-child(4)').ariaPressed === 'true'");
    tab.click("#cues button:nth-child(3)");
    room.until("the cue", |status| status.moment_secs >= 48.0);
    tab.click("#play");
    room.until("it is held", |status| !status.playing);
    tab.wait_for("document.querySelector('[data-condition=held]')");
    tab.click("#begin");
    room.until("the beginning", |status| status.moment_secs == 0.0);
    // A press on the line goes there.
    tab.click("#seek");
    room.until("the middle", |status| {
        (status.moment_secs - 48.0).abs() < 2.0
    });
    tab.click("[data-condition=held] button");
    room.until("it goes on", |status| status.playing);
    tab.wait_for("!document.querySelector('[data-condition]')");
    tab.key("a");
    tab.click("[data-id=grid]");
    room.until("a test pattern", |status| {
        status.pattern.as_deref() == Some("grid")
    });
    tab.click("[data-condition=pattern] button");
    room.until("the show", |status| status.pattern.is_none());
}
