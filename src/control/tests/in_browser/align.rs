//! Alignment: nodes are dragged and moved by keys.

use crate::browser::{Keys, SCREEN};
use crate::room::Room;

#[test]
fn every_node_is_dragged_or_moved_by_keys() {
    let room = Room::new();
    let mut tab = room.open(SCREEN, "en");
    tab.key("a");
    tab.click("[data-aligns=right] summary");
    tab.wait_for("document.querySelectorAll('[data-aligns=right] .node').length === 9");
    let offset = |node: usize| room.status().outputs[1].nudge.offsets[node];
    let near = |node: usize, [x, y]: [f32; 2]| {
        room.until("the node is there", |status| {
            let [right, down] = status.outputs[1].nudge.offsets[node];
            (right - x).abs() < 0.05 && (down - y).abs() < 0.05
        });
    };
    // The inner one, by mouse, and then finely.
    tab.drag_by(
        "[data-aligns=right] [data-node='4']",
        [20.0, -10.0],
        Keys::NONE,
    );
    near(4, [20.0, -10.0]);
    tab.wait_for("document.querySelector('[data-aligns=right] .said').textContent.includes('20 right, 10 up')");
    tab.drag_by(
        "[data-aligns=right] [data-node='4']",
        [20.0, 0.0],
        Keys::SHIFT,
    );
    near(4, [22.0, -10.0]);
    tab.screenshot("align");

    tab.eval("document.querySelector('[data-aligns=right] [data-node=\"8\"]').focus()");
    tab.key("ArrowRight");
    tab.key("ArrowUp");
    near(8, [1.0, -1.0]);
    tab.key_with("ArrowLeft", Keys::SHIFT);
    near(8, [-9.0, -1.0]);
    tab.key("PageUp");
    tab.key("ArrowDown");
    near(7, [0.0, 1.0]);
    // Fingers have arrows, and steps.
    tab.click("[data-aligns=right] .step:nth-child(3)");
    tab.click("[data-aligns=right] .ArrowDown");
    near(7, [0.0, 11.0]);
    assert_eq!(offset(0), [0.0, 0.0]);

    assert!(
        tab.text("[data-aligns=right] summary")
            .contains("not saved")
    );
    tab.click("#save-nudges");
    room.until("it is saved", |status| !status.outputs[1].unsaved);
    tab.wait_for("document.querySelector('#save-nudges').disabled");
    assert!(tab.complaints().is_empty(), "{:?}", tab.complaints());
}
