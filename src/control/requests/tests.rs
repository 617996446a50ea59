//! What is let through to the show, and what is not.

#![allow(clippy::unwrap_used, reason = "a test that fails should stop")]

use welkin_values::{
    Command, ControlKind, ControlSpec, LibraryEntry, Nudge, OutputStatus, Status, Unit,
};

use super::{MOST_WAITING, Requests, read};

fn running() -> Status {
    let entry = |folder: &str| LibraryEntry {
        folder: folder.into(),
        title: folder.into(),
        problems: Vec::new(),
        running: false,
    };
    let volume = ControlSpec {
        name: "master-volume".into(),
        kind: ControlKind::Amount,
        unit: Unit::Share,
        range: [0.0, 1.0],
        default: 1.0,
        smoothing_secs: 0.1,
    };
    Status {
        specs: [volume].into(),
        scenes: vec!["dawn".into(), "night".into()],
        library: vec![entry("first-light"), entry("deep-water")],
        patterns: vec!["grid".into(), "focus".into()],
        outputs: vec![OutputStatus {
            id: "left".into(),
            nudge: Nudge::still(3, 2),
            unsaved: false,
        }],
        ..Status::new("First Light", "first-light")
    }
}

fn set(control: &str, value: f32) -> Command {
    Command::Set {
        control: control.into(),
        value,
    }
}

fn check(json: &str, expected: Result<Command, &str>) {
    match (read(json.as_bytes(), Some(&running())), expected) {
        (Ok(command), Ok(wanted)) => assert_eq!(command, wanted, "{json}"),
        (Err(words), Err(part)) => assert!(words.contains(part), "{json}: {words}"),
        (got, wanted) => panic!("{json}: {got:?}, expected {wanted:?}"),
    }
}

#[test]
fn commands_that_fit_the_show_pass() {
    check(
        r#"{"kind":"scene","scene":"night"}"#,
        Ok(Command::Scene {
            scene: "night".into(),
        }),
    );
    check(
        r#"{"kind":"switch","installation":"deep-water"}"#,
        Ok(Command::Switch {
            installation: "deep-water".into(),
        }),
    );
    check(
        r#"{"kind":"set","control":"master-volume","value":0.25}"#,
        Ok(set("master-volume", 0.25)),
    );
    check(
        r#"{"kind":"give-back"}"#,
        Ok(Command::GiveBack { control: None }),
    );
    check(
        r#"{"kind":"play","on":false}"#,
        Ok(Command::Play { on: false }),
    );
    check(
        r#"{"kind":"next","installation":"deep-water"}"#,
        Ok(Command::Next {
            installation: Some("deep-water".into()),
        }),
    );
    check(
        r#"{"kind":"pattern","pattern":"focus"}"#,
        Ok(Command::Pattern {
            pattern: Some("focus".into()),
        }),
    );
    for show in [
        r#"{"kind":"pattern","pattern":null}"#,
        r#"{"kind":"pattern"}"#,
    ] {
        check(show, Ok(Command::Pattern { pattern: None }));
    }
    check(
        r#"{"kind":"nudge","output":"left","node":5,"by":[-200,0.5]}"#,
        Ok(Command::Nudge {
            output: "left".into(),
            node: 5,
            by: [-200.0, 0.5],
        }),
    );
    check(r#"{"kind":"save-nudges"}"#, Ok(Command::SaveNudges));
    check(r#"{"kind":"reload"}"#, Ok(Command::Reload));
    check(r#"{"kind":"quit"}"#, Ok(Command::Quit));
}

#[test]
fn others_are_refused_in_words() {
    check("", Err("not a command"));
    check("[[[[", Err("not a command"));
    check(r#"{"kind":"explode"}"#, Err("unknown variant"));
    check(
        r#"{"kind":"scene","scene":"noon"}"#,
        Err("there is: dawn, night"),
    );
    check(
        r#"{"kind":"switch","installation":"../../etc"}"#,
        Err("no installation"),
    );
    check(
        r#"{"kind":"set","control":"warp-drive","value":1}"#,
        Err("no control named \"warp-drive\"; there is: master-volume"),
    );
    check(
        r#"{"kind":"set","control":"master-volume","value":-1e39}"#,
        Err("takes a number"),
    );
    check(
        r#"{"kind":"set","control":"master-volume","value":null}"#,
        Err("not a command"),
    );
    check(r#"{"kind":"seek","secs":1e999}"#, Err("not a command"));
    check(
        r#"{"kind":"next","installation":"/etc"}"#,
        Err("no installation"),
    );
}

#[test]
fn alignment_that_does_not_fit_is_refused_in_words() {
    check(
        r#"{"kind":"pattern","pattern":"plaid"}"#,
        Err("no test pattern named \"plaid\"; there is: grid, focus"),
    );
    check(r#"{"kind":"pattern","pattern":3}"#, Err("not a command"));
    let nudge = |output: &str, node: &str, by: &str, part: &str| {
        let json = format!(r#"{{"kind":"nudge","output":"{output}","node":{node},"by":{by}}}"#);
        check(&json, Err(part));
    };
    nudge(
        "right",
        "0",
        "[1,0]",
        "no output named \"right\"; there is: left",
    );
    nudge("left", "6", "[1,0]", "no node 6; it has 6, counted from 0");
    nudge("left", "18446744073709551615", "[1,0]", "no node");
    nudge("left", "-1", "[1,0]", "not a command");
    nudge("left", "1.5", "[1,0]", "not a command");
    nudge("left", "0", "[1]", "not a command");
    nudge("left", "0", "[1,2,3]", "not a command");
    nudge("left", "0", "[null,0]", "not a command");
    nudge("left", "0", "[200.5,0]", "from -200 to 200, not [200.5, 0]");
    nudge("left", "0", "[0,-1e39]", "from -200 to 200, not [0, -inf]");
}

#[test]
fn nothing_is_chosen_before_there_is_a_choice() {
    for json in [
        r#"{"kind":"scene","scene":"dawn"}"#,
        r#"{"kind":"pattern","pattern":"grid"}"#,
        r#"{"kind":"nudge","output":"left","node":0,"by":[1,0]}"#,
    ] {
        let words = read(json.as_bytes(), None).unwrap_err();
        assert!(words.contains("not begun"), "{json}: {words}");
    }
}

#[test]
fn a_list_that_nobody_takes_stays_short() {
    let mut requests = Requests::default();
    let taken = (0..1000)
        .filter(|_| requests.add("", Command::Reload))
        .count();
    assert_eq!(taken, MOST_WAITING);
    assert_eq!(requests.take().len(), MOST_WAITING);
    assert!(requests.take().is_empty());
}

#[test]
fn a_slider_keeps_its_newest_value_only() {
    let mut requests = Requests::default();
    for step in 0..=1000 {
        assert!(requests.add("ada", set("master-volume", step as f32 / 1000.0)));
        assert!(requests.add("ada", set("hue", 0.5)));
    }
    let expected = [set("master-volume", 1.0), set("hue", 0.5)];
    let taken: Vec<Command> = requests
        .take()
        .into_iter()
        .map(|(_, command)| command)
        .collect();
    assert_eq!(taken, expected);
}
