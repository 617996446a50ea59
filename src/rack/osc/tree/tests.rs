//! The tree is as OSCQuery wants it.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use welkin_installation::{Control, master_controls};
use welkin_values::{ControlStatus, Features, LibraryEntry, Moment, SourceStatus};

use super::*;

fn status() -> Status {
    let mut status = Status::new("First Light", "first-light");
    status.scene = "dawn".into();
    status.scenes = vec!["dawn".into(), "dusk".into()];
    status.patterns = vec!["grid".into()];
    status.length_secs = Some(96.0);
    let specs = master_controls()
        .into_iter()
        .chain(Control::ALL.map(Control::spec));
    status.specs = specs.collect();
    let stands = status.specs.iter().map(|spec| ControlStatus {
        name: spec.name.clone(),
        value: 0.1,
        held: true,
    });
    status.controls = stands.collect();
    status.library = vec![LibraryEntry {
        folder: "deep-water".into(),
        title: "Deep Water".into(),
        problems: Vec::new(),
        running: false,
    }];
    status.sources = vec![SourceStatus {
        name: "drums".into(),
        azimuth_deg: 0.0,
        elevation_deg: 0.0,
        features: Features::silent(Moment::ZERO),
        onset: false,
        is_part: false,
    }];
    status
}

#[test]
fn a_control_says_what_it_is() {
    let tree = tree(Some(&status()));
    let hue = json!({
        "FULL_PATH": "/welkin/control/hue",
        "ACCESS": 3,
        "TYPE": "f",
        "DESCRIPTION": "hue, held; 0 where nobody moves it",
        "RANGE": [{ "MIN": -16.0, "MAX": 16.0 }],
        "CLIPMODE": ["both"],
        "UNIT": ["angle.turn"],
        "VALUE": [0.1],
    });
    let mut found = find(&tree, "/welkin/control/hue").unwrap().clone();
    let share = &found["CONTENTS"]["share"];
    assert_eq!(share["VALUE"], json!([0.503125]));
    found.as_object_mut().unwrap().remove("CONTENTS");
    assert_eq!(found, hue);
    let blackout = find(&tree, "/welkin/control/blackout/").unwrap();
    assert_eq!(
        (&blackout["TYPE"], &blackout["VALUE"]),
        (&json!("T"), &json!([false]))
    );
    assert_eq!(find(&tree, "/welkin/nothing"), None);
}

#[test]
fn every_place_keeps_the_rules() {
    fn check(place: &Value, path: &str) -> usize {
        let place = place.as_object().unwrap();
        assert_eq!(place["FULL_PATH"], path);
        assert!(
            place.keys().all(|key| ATTRIBUTES.contains(&key.as_str())),
            "{path}"
        );
        let kinds = place
            .get("TYPE")
            .map_or(0, |kind| kind.as_str().unwrap().len());
        let access = place["ACCESS"].as_u64().unwrap();
        assert_eq!(access == 0, kinds == 0, "{path}");
        for attribute in ["RANGE", "VALUE", "UNIT", "CLIPMODE"] {
            let count = place
                .get(attribute)
                .map(|list| list.as_array().unwrap().len());
            assert!(
                count.is_none_or(|count| count == kinds),
                "{path} {attribute}"
            );
        }
        assert_eq!(place.contains_key("VALUE"), access & 1 == 1, "{path}");
        let contents = place.get("CONTENTS").and_then(Value::as_object);
        let below = contents.into_iter().flatten();
        let above = path.trim_end_matches('/');
        let count: usize = below
            .map(|(name, place)| check(place, &format!("{above}/{name}")))
            .sum();
        count + kinds.min(1)
    }
    let status = status();
    let names = Names::of(&status).count();
    assert_eq!(
        check(&tree(Some(&status)), "/"),
        names + 1 + 2 * HEARD.len()
    );
    assert_eq!(check(&tree(None), "/"), 0);
}
