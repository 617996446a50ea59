//! A browser that sleeps for a night, and a program that is gone for a while.

use serde_json::json;

use crate::browser::SCREEN;
use crate::room::Room;

#[test]
fn a_page_that_slept_shows_what_is_true_and_nothing_else() {
    let mut room = Room::new();
    let mut tab = room.open(SCREEN, "en");
    tab.click("[data-folder=broken] .choose");
    tab.wait_for("document.querySelector('#refused').checkVisibility()");

    // The page is frozen as by a machine that sleeps; meanwhile the line is cut and the night's show goes by.
    tab.ask("Page.setWebLifecycleState", &json!({ "state": "frozen" }));
    room.end();
    room.with(|show| {
        show.change(|status| {
            status.refused = None;
            status.show = "Deep Water".into();
            status.installation = "deep-water".into();
            status.library.retain(|entry| entry.folder != "yun");
            status.messages = (0..50)
                .map(|line| format!("line {line} of the night"))
                .collect();
        });
    });
    room.begin();
    tab.ask("Page.setWebLifecycleState", &json!({ "state": "active" }));
    tab.wait_for("document.querySelector('#show').textContent === 'Deep Water' && !document.body.classList.contains('waits')");
    tab.wait_for("document.querySelectorAll('.card').length === 5");
    assert_eq!(
        tab.eval(
            "[...document.querySelectorAll('.notice')].filter((e) => e.checkVisibility()).length"
        ),
        json!(0)
    );
    assert_eq!(
        tab.eval("document.querySelectorAll('#log li').length"),
        json!(50)
    );
    // Its controls still move the show, and pictures come.
    tab.eval("window.drawn = 0; new MutationObserver(() => {}); const draw = CanvasRenderingContext2D.prototype.drawImage; \
        CanvasRenderingContext2D.prototype.drawImage = function (...a) { window.drawn += a[0] instanceof ImageBitmap; return draw.apply(this, a); }; null");
    tab.wait_for("window.drawn > 3");
    tab.click("#after");
    room.until("the next scene", |status| status.scene == "noon");
}

#[test]
fn a_program_that_ends_is_said_once_and_found_again() {
    let mut room = Room::new();
    let mut tab = room.open(SCREEN, "en");
    room.end();
    tab.wait_for("document.querySelector('#lost').checkVisibility()");
    assert!(tab.text("#lost").contains("tries again by itself"));
    assert_eq!(tab.text("#overall"), "No connection");
    // What is pressed meanwhile is answered, and not done later behind anybody's back.
    tab.eval("document.querySelector('#after').click()");
    tab.wait_for("document.querySelector('#answer').checkVisibility()");
    tab.screenshot("lost");
    room.begin();
    tab.wait_for("!document.querySelector('#lost').checkVisibility() && !document.body.classList.contains('waits')");
    assert_eq!(room.status().scene, "dawn");
}

#[test]
fn a_hidden_page_asks_for_nothing_much() {
    let room = Room::new();
    let mut tab = room.open(SCREEN, "en");
    tab.eval(
        "window.said = []; const send = WebSocket.prototype.send; \
         WebSocket.prototype.send = function (what) { window.said.push(what); return send.call(this, what); }; null",
    );
    tab.wait_for("window.said.length > 5");
    tab.eval(
        "Object.defineProperty(document, 'hidden', { value: true, configurable: true }); null",
    );
    // What was on its way still arrives; then nothing is asked for but, once, a status after some seconds.
    tab.eval("new Promise((done) => setTimeout(done, 600))");
    tab.eval("window.said.length = 0");
    tab.eval("new Promise((done) => setTimeout(done, 700))");
    let said = tab.eval(
        "window.said.filter((what) => what === 'status' || what.startsWith('picture ')).length",
    );
    assert!(said.as_u64().unwrap() <= 1, "{said}");
    tab.eval("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))");
    tab.wait_for("window.said.filter((what) => what === 'status').length > 3");
}
