#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fs;

use super::*;

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("welkin-notes-{name}-{}", std::process::id()));
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn notes_come_back_and_stay_small() {
    let folder = folder("back");
    assert_eq!(notes_in(&folder).unwrap(), None);
    let mut notes = Notes {
        rung: Some(Rung::Calm),
        reason: Some(Reason::WrongInput),
        show: Identity::of(std::process::id()),
        last_good: Some("/srv/good".into()),
        ..Notes::default()
    };
    for wall_secs in 0..1000 {
        let words = "it ended with exit code 1".to_string();
        notes.add(EndNote {
            wall_secs,
            shown: "asked".into(),
            lived_secs: 3,
            words,
        });
    }
    notes.write(&folder).unwrap();
    assert_eq!(notes_in(&folder).unwrap(), Some(notes.clone()));
    assert_eq!((notes.ends.len(), notes.ends[0].wall_secs), (50, 950));
    assert_eq!(notes.pid(), Some(std::process::id()));
}

#[test]
fn garbage_is_an_error() {
    let folder = folder("garbage");
    for text in ["", "{", "[1, 2]", "{\"port\": 99999999}", "\u{0}\u{0}"] {
        fs::write(folder.join(FILE), text).unwrap();
        assert!(notes_in(&folder).is_err(), "{text:?}");
    }
}
