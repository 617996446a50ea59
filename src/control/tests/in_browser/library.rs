//! The library: choose, drag, be refused.

use serde_json::json;
use welkin_values::{Command, LibraryEntry};

use crate::browser::{PHONE, SCREEN};
use crate::room::Room;

fn next_is(status: &welkin_values::Status, folder: &str) -> bool {
    status.next.as_deref() == Some(folder)
}

#[test]
fn a_show_is_chosen_and_follows() {
    let room = Room::new();
    let mut tab = room.open(SCREEN, "en");
    tab.click("[data-folder=deep-water] .choose");
    tab.wait_for("document.querySelector('#switching').checkVisibility()");
    assert!(tab.text("#switching").contains("goes on until it is ready"));
    tab.screenshot("choose");
    room.until("it runs", |status| status.installation == "deep-water");
    tab.wait_for("document.querySelector('#show').textContent === 'Deep Water' && document.title === 'Deep Water – Welkin'");
    tab.wait_for("document.querySelector('#switching').hidden");

    // The same button chooses what follows and forgets it.
    tab.click("[data-id='yun next']");
    room.until("it is next", |status| next_is(status, "yun"));
    tab.wait_for("document.querySelector('#follows').textContent === '云上'");
    tab.click("[data-id='yun next']");
    room.until("nothing is next", |status| status.next.is_none());
    assert!(tab.complaints().is_empty(), "{:?}", tab.complaints());
}

#[test]
fn a_bad_show_is_refused_and_the_running_one_goes_on() {
    let room = Room::new();
    let mut tab = room.open(SCREEN, "en");
    tab.click("[data-folder=broken] .choose");
    tab.wait_for("document.querySelector('#refused').checkVisibility()");
    let words = tab.text("#refused");
    for part in [
        "“Broken” cannot be shown",
        "“First Light”, goes on",
        "show.toml:12:1",
        "does not exist",
    ] {
        assert!(words.contains(part), "{words}");
    }
    assert_eq!(room.status().installation, "first-light");
    tab.screenshot("refused");
    tab.click("#refused button");
    tab.wait_for("document.querySelector('#refused').hidden");
    // Asked for again, it is said again.
    tab.click("[data-folder=broken] .choose");
    tab.wait_for("document.querySelector('#refused').checkVisibility()");
    // A choice that can be shown ends it.
    tab.click("[data-folder=yun] .choose");
    tab.wait_for("document.querySelector('#refused').hidden");
}

#[test]
fn a_card_is_dragged_onto_now_and_next() {
    let room = Room::new();
    let mut tab = room.open(SCREEN, "en");
    tab.drag("[data-folder=deep-water] .about", "[data-zone=next]");
    room.until("it is next", |status| next_is(status, "deep-water"));
    tab.click("#forget");
    room.until("nothing is next", |status| status.next.is_none());
    tab.drag("[data-folder=undertow] .about", "[data-zone=now]");
    room.until("it runs", |status| status.installation == "undertow");
    assert!(tab.eval("!document.querySelector('.ghost, .drags, .over')") == json!(true));

    // Dropped beside, or let go with Escape, it asks for nothing.
    room.asked();
    tab.drag("[data-folder=yun] .about", "#rates");
    tab.click("#scenes button:nth-child(2)");
    let scene = "noon".to_owned();
    room.until("the scene", |status| status.scene == scene);
    assert_eq!(room.asked(), [Command::Scene { scene }]);
}

#[test]
fn a_finger_drags_a_card_by_its_grip() {
    let room = Room::new();
    let mut tab = room.open(PHONE, "en");
    tab.drag_with_finger("[data-folder=deep-water] .grip", "[data-zone=next]");
    room.until("it is next", |status| next_is(status, "deep-water"));
    tab.tap("[data-folder=yun] .choose");
    room.until("it runs", |status| status.installation == "yun");
}

#[test]
fn names_of_others_stay_words() {
    let room = Room::new();
    let evil = "<img src=x onerror=alert(1)>";
    room.with(|show| {
        show.change(|status| {
            status.show = evil.into();
            status.messages.push(evil.into());
            status.library.push(LibraryEntry {
                folder: "../../etc/passwd".into(),
                title: evil.into(),
                problems: vec![evil.into()],
                running: false,
            });
        });
    });
    let mut tab = room.open(SCREEN, "en");
    assert_eq!(tab.text("#show"), evil);
    tab.wait_for("document.querySelector('#log li').textContent.includes('onerror')");
    assert_eq!(
        tab.eval("document.querySelectorAll('img[src=x]').length"),
        json!(0)
    );
    assert_eq!(
        tab.eval("document.querySelectorAll('.card').length"),
        json!(7)
    );
}
