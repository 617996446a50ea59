#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! What goes out comes in again as the same hours and the same programme.

use super::*;
use crate::testing::{calendar, instant};

#[test]
fn out_and_in_again_is_the_same() {
    let original = calendar(&Calendar::example("Europe/Berlin"), &[]);
    let from = instant(&original, "2026-10-20 00:00");
    let ics = original.to_ics("House, of\nlight; \\", from, 14);
    let text = "time_zone = \"Europe/Berlin\"\nimport = [{ file = \"p.ics\" }]";
    let copy = calendar(text, &[("p.ics", &ics)]);
    assert!(!copy.is_always_open());
    let (mut open, mut shown) = (0, 0);
    for minute in 0..14 * 1440 {
        let at = from + SignedDuration::from_mins(minute);
        let (a, b) = (original.at(at), copy.at(at));
        assert_eq!((a.open, &a.installation), (b.open, &b.installation), "{at}");
        open += i32::from(a.open);
        shown += i32::from(a.installation.is_some());
    }
    // Two weeks of 4 × 8, 3 + 12 and 7 hours, and an hour more in the night in which it comes twice.
    assert_eq!(open, shown);
    assert_eq!(open, 60 * (2 * (4 * 8 + 15 + 7)));
}

#[test]
fn much_stays_bounded() {
    let text = "[[playlist]]\nid = \"a\"\norder = \"shuffle\"\nentry = [{ installation = \"calm\", minutes = 1 }, { installation = \"undertow\", minutes = 1 }]";
    let busy = calendar(text, &[]);
    let ics = busy.to_ics("busy", instant(&busy, "2026-10-20 00:00"), u32::MAX);
    assert_eq!(ics.matches("BEGIN:VEVENT").count(), 20_000);
}
