#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod power;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command as Program;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use rusqlite::Connection;
use welkin_values::{Command, State, Status};

use super::Recorder;
use crate::event::{Event, Minute};
use crate::reader::{Reader, Row, Value};
use crate::settings::Settings;
use crate::table::Table;
use crate::time::Time;

/// Long enough for any machine.
pub(crate) const SOON: Duration = Duration::from_secs(30);

/// A folder that goes when it is dropped.
pub(crate) struct Folder {
    path: PathBuf,
    is_mounted: bool,
}

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("welkin-records-{}-{count}-{name}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Self {
            path,
            is_mounted: false,
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.is_mounted {
            Program::new("umount").arg(&self.path).status().unwrap();
        }
        fs::remove_dir_all(&self.path).unwrap();
    }
}

/// A disk of so many KiB; none, with a line that says so, where this user may not mount one.
pub(crate) fn small_disk(name: &str, kib: u32) -> Option<Folder> {
    let mut folder = Folder::new(name);
    let size = format!("size={kib}k");
    let mut mount = Program::new("mount");
    mount
        .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
        .arg(&folder.path);
    let mounted = mount.output().is_ok_and(|output| output.status.success());
    if !mounted {
        eprintln!("skipped: this user may not mount a small disk");
        return None;
    }
    folder.is_mounted = true;
    Some(folder)
}

fn did(number: i64) -> Event {
    counted("test", number)
}

fn counted(who: &str, number: i64) -> Event {
    Event::Did {
        who: who.into(),
        what: "counted".into(),
        detail: number.to_string(),
    }
}

pub(crate) fn everything(reader: &Reader, table: Table) -> Vec<Row> {
    let (from, to) = (Time(i64::MIN), Time(i64::MAX));
    reader.rows(table, from, to, 10_000).unwrap().rows
}

fn texts(row: &Row) -> Vec<&str> {
    let words = row.values.iter().filter_map(|value| match value {
        Value::Text(text) => Some(text.as_str()),
        _ => None,
    });
    words.collect()
}

fn is_whole(path: &Path) {
    let connection = Connection::open(path).unwrap();
    let check: String = connection
        .pragma_query_value(None, "integrity_check", |row| row.get(0))
        .unwrap();
    assert_eq!(check, "ok");
}

#[test]
fn what_is_noted_can_be_read() {
    let folder = Folder::new("read");
    let recorder = Recorder::open(folder.path().join("deep/er"), Settings::default());
    recorder.note(Event::Began {
        installation: "dusk".into(),
        title: "Dusk".into(),
        scene: "calm".into(),
    });
    for value in [0.1, 0.2, 0.7] {
        let control = "hue".into();
        let command = Command::Set { control, value };
        let who = "osc 10.0.0.7".into();
        recorder.note(Event::Asked { who, command });
    }
    recorder.note(Event::Asked {
        who: "Mei".into(),
        command: Command::Seek { secs: 12.0 },
    });
    recorder.note(Event::Stopped);
    assert!(recorder.flush(SOON));
    let reader = Reader::open(recorder.path()).unwrap();
    let plays = everything(&reader, Table::Plays);
    assert_eq!(texts(&plays[0]), ["dusk", "Dusk", "calm"]);
    assert!(matches!(plays[0].values[1], Value::Integer(_)));
    let changes = everything(&reader, Table::Changes);
    assert_eq!(changes.len(), 2);
    assert_eq!(texts(&changes[0])[..2], ["osc 10.0.0.7", "set"]);
    assert!(texts(&changes[0])[2].starts_with("control = hue, value = 0.69"));
    assert_eq!(changes[0].values[5], Value::Integer(3));
    assert_eq!(texts(&changes[1]), ["Mei", "seek", "secs = 12.0"]);
    assert_eq!(recorder.health().state, State::Good);
    assert_eq!(recorder.counts().written, 6);
}

#[test]
fn a_status_that_is_followed_becomes_rows() {
    let folder = Folder::new("follow");
    let recorder = Recorder::open(folder.path(), Settings::default());
    let mut status = Status::new("Dusk", "dusk");
    recorder.set_clients(4);
    recorder.follow(&status);
    status.scene = "storm".into();
    recorder.follow(&status);
    assert!(recorder.flush(SOON));
    let reader = Reader::open(recorder.path()).unwrap();
    assert_eq!(everything(&reader, Table::Plays).len(), 2);
    let minutes = everything(&reader, Table::Statistics);
    assert_eq!(minutes.len(), 1);
    assert_eq!(minutes[0].values.last(), Some(&Value::Integer(4)));
    let memory = Table::Statistics
        .columns()
        .iter()
        .position(|column| column.name == "memory_mib");
    if cfg!(target_os = "linux") {
        assert!(matches!(minutes[0].values[memory.unwrap()], Value::Real(mib) if mib > 1.0));
    }
}

#[test]
fn a_minute_that_is_said_again_is_one_row() {
    let folder = Folder::new("minute");
    let recorder = Recorder::open(folder.path(), Settings::default());
    for (began, late_frames) in [(60, 1), (60, 2), (120, 1), (120, 7)] {
        let began = Time(began);
        let minute = Minute {
            began,
            late_frames,
            frame_p99_ms: f64::NAN,
            ..Minute::default()
        };
        recorder.note(Event::Minute(minute));
        assert!(recorder.flush(SOON));
    }
    let reader = Reader::open(recorder.path()).unwrap();
    let late: Vec<Value> = everything(&reader, Table::Statistics)
        .iter()
        .map(|row| row.values[4].clone())
        .collect();
    assert_eq!(late, [Value::Integer(2), Value::Integer(7)]);
}

#[test]
fn a_clock_that_jumps_back_does_not_break_the_order() {
    let folder = Folder::new("order");
    let recorder = Recorder::open(folder.path(), Settings::default());
    let hours = [10, 11, 3, 4, 12];
    let midnight = Time::now();
    for hour in hours {
        recorder.note_at(midnight.plus_secs(3600.0 * hour as f64), did(hour));
    }
    // What began before the jump does not end before it began.
    let headset = || "east".to_string();
    recorder.note_at(
        midnight.plus_secs(10.0),
        Event::VisitBegan { headset: headset() },
    );
    recorder.note_at(
        midnight.plus_secs(3.0),
        Event::VisitEnded { headset: headset() },
    );
    assert!(recorder.flush(SOON));
    let reader = Reader::open(recorder.path()).unwrap();
    let rows = everything(&reader, Table::Changes);
    let order: Vec<String> = rows.iter().map(|row| texts(row)[2].to_string()).collect();
    assert_eq!(order, hours.map(|hour| hour.to_string()));
    assert!(rows.windows(2).all(|pair| pair[0].id < pair[1].id));
    let visit = &everything(&reader, Table::Visits)[0].values;
    let began = Value::Integer(midnight.plus_secs(10.0).0);
    assert_eq!(visit[..2], [began.clone(), began]);
}

#[test]
fn what_is_too_old_goes_and_what_is_open_stays() {
    let folder = Folder::new("old");
    let settings = Settings::default().keeping(Table::Changes, 10);
    let recorder = Recorder::open(folder.path(), settings);
    let days_ago = |days: f64| Time::now().plus_secs(-86_400.0 * days);
    recorder.note_at(
        days_ago(5000.0),
        Event::VisitBegan {
            headset: "east".into(),
        },
    );
    for days in [20, 11, 9, 1] {
        recorder.note_at(days_ago(f64::from(days)), did(days.into()));
    }
    assert!(recorder.flush(SOON));
    drop(recorder);
    // The next one tidies at its first turn.
    let settings = Settings::default().keeping(Table::Changes, 10);
    let recorder = Recorder::open(folder.path(), settings);
    assert!(recorder.flush(SOON));
    let reader = Reader::open(recorder.path()).unwrap();
    let rows = everything(&reader, Table::Changes);
    let left: Vec<&str> = rows.iter().map(|row| texts(row)[2]).collect();
    assert_eq!(left, ["9", "1"]);
}

#[test]
fn damaged_files_are_put_aside_and_new_ones_begun() {
    let good = {
        let folder = Folder::new("good");
        let recorder = Recorder::open(folder.path(), Settings::default());
        for number in 0..5000 {
            recorder.note(did(number));
        }
        assert!(recorder.flush(SOON));
        let path = recorder.path().to_path_buf();
        drop(recorder);
        fs::read(path).unwrap()
    };
    assert!(good.len() > 100_000);
    let mut scratched = good.clone();
    scratched[8192..40_000].fill(0x5a);
    let foreign = {
        let folder = Folder::new("foreign");
        let path = folder.path().join("other.sqlite");
        let other = Connection::open(&path).unwrap();
        other
            .execute_batch("CREATE TABLE others (id INTEGER)")
            .unwrap();
        drop(other);
        fs::read(path).unwrap()
    };
    let newer = {
        let folder = Folder::new("newer");
        let path = folder.path().join("newer.sqlite");
        fs::write(&path, &good).unwrap();
        let newer = Connection::open(&path).unwrap();
        newer.pragma_update(None, "user_version", 999).unwrap();
        drop(newer);
        fs::read(path).unwrap()
    };
    for (why, bytes, sort) in [
        ("half", good[..good.len() / 2].to_vec(), "damaged"),
        ("few", good[..60].to_vec(), "damaged"),
        ("garbage", vec![0xee; 70_000], "damaged"),
        ("text", b"{}".to_vec(), "damaged"),
        ("scratched", scratched, "damaged"),
        ("foreign", foreign, "foreign"),
        ("newer", newer, "newer"),
    ] {
        let folder = Folder::new(why);
        fs::write(folder.path().join("records.sqlite"), &bytes).unwrap();
        let recorder = Recorder::open(folder.path(), Settings::default());
        recorder.note(did(7));
        assert!(recorder.flush(SOON), "{why}");
        is_whole(recorder.path());
        let reader = Reader::open(recorder.path()).unwrap();
        assert_eq!(everything(&reader, Table::Changes).len(), 1, "{why}");
        let faults = everything(&reader, Table::Faults);
        assert!(texts(&faults[0])[2].contains("lies aside"), "{why}");
        let names = fs::read_dir(folder.path()).unwrap().map(Result::unwrap);
        let aside: Vec<PathBuf> = names
            .map(|entry| entry.path())
            .filter(|path| path.to_string_lossy().contains(&format!("records.{sort}-")))
            .collect();
        assert_eq!(aside.len(), 1, "{why}");
        // SQLite may have looked at what is a database; what is not one stays as it was.
        if matches!(why, "garbage" | "text") {
            assert_eq!(fs::read(&aside[0]).unwrap(), bytes);
        }
    }
}

#[test]
fn files_aside_are_bounded() {
    let folder = Folder::new("aside");
    for turn in 0..6 {
        fs::write(
            folder.path().join("records.sqlite"),
            format!("garbage {turn}"),
        )
        .unwrap();
        let recorder = Recorder::open(folder.path(), Settings::default());
        assert!(recorder.flush(SOON));
        drop(recorder);
    }
    let names = fs::read_dir(folder.path()).unwrap().map(Result::unwrap);
    let aside = names.filter(|entry| entry.file_name().to_string_lossy().contains("damaged"));
    assert_eq!(aside.count(), 3);
}

#[test]
fn two_recorders_do_not_write_into_one_folder() {
    let folder = Folder::new("two");
    let first = Recorder::open(folder.path(), Settings::default());
    assert!(first.flush(SOON));
    let second = Recorder::open(folder.path(), Settings::default());
    assert!(!second.flush(Duration::from_millis(300)));
    assert_eq!(second.health().state, State::Reduced);
    assert!(second.health().words.contains("another Welkin"));
    second.note(did(1));
    drop(first);
    assert!(second.flush_when_tried_again());
    assert_eq!(second.health().state, State::Good);
}

#[test]
fn the_file_stays_as_small_as_it_was_told() {
    let folder = Folder::new("bounded");
    let settings = Settings {
        most_mib: 1,
        ..Settings::default()
    };
    let recorder = Recorder::open(folder.path(), settings);
    let mut number = 0;
    for _ in 0..12 {
        for _ in 0..4000 {
            recorder.note(did(number));
            number += 1;
        }
        // A pause would be a wrong word: the disk is not full.
        assert!(recorder.flush(SOON), "{:?}", recorder.health());
        assert_eq!(recorder.health().state, State::Good);
    }
    let bytes = fs::metadata(recorder.path()).unwrap().len();
    assert!(bytes <= 1 << 20, "{bytes}");
    let reader = Reader::open(recorder.path()).unwrap();
    let rows = everything(&reader, Table::Changes);
    assert_eq!(texts(rows.last().unwrap())[2], (number - 1).to_string());
    let counts = recorder.counts();
    assert_eq!(counts.dropped_events, 0, "{counts:?}");
    drop(recorder);
    is_whole(&folder.path().join("records.sqlite"));
}

#[test]
fn a_full_disk_pauses_recording_and_it_goes_on() {
    let Some(disk) = small_disk("full", 6 * 1024) else {
        return;
    };
    let settings = Settings {
        most_waiting: 2000,
        ..Settings::default()
    };
    let recorder = Recorder::open(disk.path(), settings);
    for number in 0..10_000 {
        recorder.note(did(number));
        if number % 1000 == 0 {
            assert!(recorder.flush(SOON));
        }
    }
    // Another program takes the rest of the disk.
    let other = disk.path().join("other");
    let mut file = fs::File::create(&other).unwrap();
    while std::io::Write::write_all(&mut file, &[7; 512]).is_ok() {}
    drop(file);
    let mut number = 10_000;
    let mut was_full = false;
    for _ in 0..100 {
        for _ in 0..1000 {
            recorder.note(did(number));
            number += 1;
        }
        recorder.flush(Duration::from_millis(100));
        let health = recorder.health();
        if health.state != State::Good {
            was_full = true;
            assert!(health.words.contains("disk is full"), "{health:?}");
            break;
        }
    }
    assert!(was_full);
    fs::remove_file(&other).unwrap();
    assert!(recorder.flush_when_tried_again());
    assert_eq!(recorder.health().state, State::Good);
    recorder.note(did(-1));
    assert!(recorder.flush(SOON));
    let reader = Reader::open(recorder.path()).unwrap();
    let rows = everything(&reader, Table::Changes);
    assert_eq!(texts(rows.last().unwrap())[2], "-1");
    let faults = everything(&reader, Table::Faults);
    assert_eq!(faults.len(), 1);
    assert!(texts(&faults[0])[2].contains("found no place"));
    drop((recorder, reader));
    is_whole(&disk.path().join("records.sqlite"));
}

#[test]
fn a_folder_that_cannot_be_made_is_said_and_nothing_else_happens() {
    let folder = Folder::new("file");
    let path = folder.path().join("taken");
    fs::write(&path, "a file").unwrap();
    let recorder = Recorder::open(&path, Settings::default());
    assert!(!recorder.flush(Duration::from_millis(200)));
    for number in 0..100_000 {
        recorder.note(did(number));
    }
    assert!(recorder.counts().dropped_events > 80_000);
    assert_eq!(recorder.health().state, State::Reduced);
    fs::remove_file(&path).unwrap();
    assert!(recorder.flush_when_tried_again());
    assert_eq!(recorder.health().state, State::Good);
}

impl Recorder {
    /// Waits for longer than the pause between two tries.
    fn flush_when_tried_again(&self) -> bool {
        (0..100).any(|_| self.flush(Duration::from_millis(300)))
    }
}
