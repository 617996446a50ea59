//! What is let through to the show, and what is not.

#![allow(clippy::unwrap_used, reason = "a test that fails should stop")]

use welkin_values::{Command, LibraryEntry, Status};

use super::{MOST_WAITING, Requests, read};

fn running() -> Status {
    let entry = |folder: &str| LibraryEntry {
        folder: folder.into(),
        title: folder.into(),
        problems: Vec::new(),
        running: false,
    };
    Status {
        scenes: vec!["dawn".into(), "night".into()],
        library: vec![entry("first-light"), entry("deep-water")],
        ..Status::new("First Light", "first-light")
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
        r#"{"kind":"master-volume","value":0.25}"#,
        Ok(Command::MasterVolume { value: 0.25 }),
    );
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
        r#"{"kind":"master-brightness","value":1.5}"#,
        Err("from 0 to 1"),
    );
    check(
        r#"{"kind":"master-brightness","value":-1e39}"#,
        Err("from 0 to 1"),
    );
    check(
        r#"{"kind":"master-brightness","value":null}"#,
        Err("not a command"),
    );
}

#[test]
fn nothing_is_chosen_before_there_is_a_choice() {
    let words = read(br#"{"kind":"scene","scene":"dawn"}"#, None).unwrap_err();
    assert!(words.contains("not begun"), "{words}");
}

#[test]
fn a_list_that_nobody_takes_stays_short() {
    let mut requests = Requests::default();
    let taken = (0..1000).filter(|_| requests.add(Command::Reload)).count();
    assert_eq!(taken, MOST_WAITING);
    assert_eq!(requests.take().len(), MOST_WAITING);
    assert!(requests.take().is_empty());
}

#[test]
fn a_slider_keeps_its_newest_value_only() {
    let mut requests = Requests::default();
    for step in 0..=1000 {
        assert!(requests.add(Command::MasterVolume {
            value: step as f32 / 1000.0
        }));
        assert!(requests.add(Command::MasterBrightness { value: 0.5 }));
    }
    let expected = [
        Command::MasterVolume { value: 1.0 },
        Command::MasterBrightness { value: 0.5 },
    ];
    assert_eq!(requests.take(), expected);
}
