//! Addresses follow the show.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use welkin_installation::master_controls;
use welkin_values::LibraryEntry;

use super::*;

fn status() -> Status {
    let mut status = Status::new("First Light", "first-light");
    status.specs = master_controls().into();
    status.scenes = vec!["dawn".into(), "high noon".into()];
    status.library = vec![LibraryEntry {
        folder: "first-light".into(),
        title: "First Light".into(),
        problems: Vec::new(),
        running: true,
    }];
    status
}

#[test]
fn names_that_fit_have_addresses() {
    let names = Names::of(&status());
    let controls = master_controls().len();
    assert_eq!(names.count(), 12 + 3 * controls + 1 + 1);
    assert_eq!(
        names.get("/welkin/scenes/dawn"),
        Some(&Deed::SceneNamed("dawn".into()))
    );
    assert_eq!(names.get("/welkin/scenes/high noon"), None);
    assert!(names.get("/welkin/control/master-volume/share").is_some());
    let given_back = Pattern::read("/welkin/control/{blackout,master-volume,none}/give-*").unwrap();
    assert_eq!(names.matching(&given_back).count(), 2);
}

#[test]
fn names_follow_the_show() {
    let mut names = Names::of(&status());
    let mut next = status();
    next.scenes = vec!["dusk".into()];
    names.follow(&next);
    assert!(
        names.get("/welkin/scenes/dusk").is_some() && names.get("/welkin/scenes/dawn").is_none()
    );
    next.specs = Arc::default();
    names.follow(&next);
    assert!(names.get("/welkin/control/blackout").is_none());
}
