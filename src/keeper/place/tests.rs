#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fs;
use std::path::PathBuf;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use welkin_values::ControlStatus;

use super::*;

/// A folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("welkin-place-{name}-{}", std::process::id()));
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn place() -> Place {
    Place {
        installation: "first-light".into(),
        scene: "dawn".into(),
        moment_secs: 61.25,
        held: [("hue".to_string(), 0.5), ("brightness".to_string(), 1.0)].into(),
        playing: true,
        pid: 7,
        wall_secs: 1_000,
        ended: false,
    }
}

#[test]
fn a_place_comes_back_as_it_was_written() {
    let file = folder("back").join("place.json");
    assert_eq!(Place::read(&file).unwrap(), None);
    place().write(&file).unwrap();
    assert_eq!(Place::read(&file).unwrap(), Some(place()));
    let later = Place {
        moment_secs: 62.0,
        ..place()
    };
    later.write(&file).unwrap();
    assert_eq!(Place::read(&file).unwrap(), Some(later));
    assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn what_is_no_number_is_left_out() {
    let file = folder("numbers").join("place.json");
    let mut odd = place();
    odd.moment_secs = f64::NAN;
    odd.held.insert("glow".into(), f32::INFINITY);
    odd.write(&file).unwrap();
    let read = Place::read(&file).unwrap().unwrap();
    assert_eq!((read.moment_secs, read.held), (0.0, place().held));
}

#[test]
fn only_held_controls_are_kept() {
    let mut status = Status::new("First light", "first-light");
    status.moment_secs = 12.5;
    for (name, held) in [("hue", true), ("zoom", false)] {
        status.controls.push(ControlStatus {
            name: name.into(),
            value: 0.25,
            held,
        });
    }
    let place = Place::of(&status);
    assert_eq!(place.held, [("hue".to_string(), 0.25)].into());
    assert!(place.is_fresh());
    let hue = Command::Set {
        control: "hue".into(),
        value: 0.25,
    };
    assert_eq!(place.commands(), [hue, Command::Seek { secs: 12.5 }]);
    let paused = Place {
        playing: false,
        held: BTreeMap::new(),
        ..place
    };
    let commands = [Command::Seek { secs: 12.5 }, Command::Play { on: false }];
    assert_eq!(paused.commands(), commands);
}

#[test]
fn yesterdays_place_is_not_gone_on_from() {
    for (now_secs, fresh) in [(1_000, true), (1_600, true), (1_601, false), (0, true)] {
        assert_eq!(place().is_fresh_at(now_secs), fresh, "{now_secs}");
    }
    let now = Place {
        wall_secs: wall_secs(),
        ..place()
    };
    assert!(now.is_fresh());
    assert!(!Place { ended: true, ..now }.is_fresh());
}

#[test]
fn garbage_is_an_error_and_never_a_panic() {
    let file = folder("garbage").join("place.json");
    let good = serde_json::to_vec(&place()).unwrap();
    let mut chance = ChaCha8Rng::seed_from_u64(11);
    for _ in 0..20_000 {
        let mut bytes = good.clone();
        for _ in 0..chance.random_range(1..4) {
            let at = chance.random_range(0..bytes.len());
            bytes[at] = chance.random();
        }
        bytes.truncate(chance.random_range(0..=bytes.len()));
        if let Ok(place) = serde_json::from_slice::<Place>(&bytes).map(|place| place.sane()) {
            assert!(place.moment_secs.is_finite());
        }
    }
    fs::write(&file, &good[..40]).unwrap();
    assert!(matches!(Place::read(&file), Err(PlaceError::Garbage(_))));
    fs::write(&file, vec![b' '; MOST_BYTES as usize + 1]).unwrap();
    assert!(matches!(Place::read(&file), Err(PlaceError::Disk(_))));
    assert!(matches!(
        Place::read(&folder("folder")),
        Err(PlaceError::Disk(_))
    ));
}

#[test]
fn a_disk_that_cannot_be_written_leaves_the_place_that_was() {
    let folder = folder("full");
    let file = folder.join("place.json");
    place().write(&file).unwrap();
    // A folder where the new file would be written.
    fs::create_dir(folder.join("place.json.new")).unwrap();
    assert!(
        Place {
            moment_secs: 99.0,
            ..place()
        }
        .write(&file)
        .is_err()
    );
    assert_eq!(Place::read(&file).unwrap(), Some(place()));
}
