#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fs;
use std::io::Write;
use std::path::Path;

use super::rotation::Rotation;
use super::{LogFile, LogSettings};
use crate::recorder::tests::{Folder, small_disk};

fn settings(folder: &Path) -> LogSettings {
    LogSettings {
        most_bytes: 64 << 10,
        most_files: 3,
        ..LogSettings::in_folder(folder)
    }
}

fn files(folder: &Path) -> Vec<(String, u64)> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let name_and_size = |entry: fs::DirEntry| {
        let name = entry.file_name().into_string().unwrap();
        (name, entry.metadata().unwrap().len())
    };
    let mut files: Vec<(String, u64)> = entries.map(name_and_size).collect();
    files.sort();
    files
}

fn line(number: u32) -> Vec<u8> {
    format!("{number:07} a line of the log in plain words\n").into_bytes()
}

#[test]
fn files_turn_and_stay_bounded_and_the_newest_lines_are_there() {
    let folder = Folder::new("turn");
    let mut rotation = Rotation::new(settings(folder.path()));
    for number in 0..20_000 {
        rotation.write(&line(number)).unwrap();
        if number % 5000 == 0 {
            // The program begins again, and goes on at the end.
            rotation = Rotation::new(settings(folder.path()));
        }
    }
    let files = files(folder.path());
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["welkin.1.log", "welkin.2.log", "welkin.log"]);
    assert!(
        files.iter().all(|(_, bytes)| *bytes <= 64 << 10),
        "{files:?}"
    );
    let mut text = String::new();
    for name in ["welkin.2.log", "welkin.1.log", "welkin.log"] {
        text += &fs::read_to_string(folder.path().join(name)).unwrap();
    }
    let numbers: Vec<u32> = text
        .lines()
        .map(|line| line[..7].parse().unwrap())
        .collect();
    assert_eq!(numbers.last(), Some(&19_999));
    assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] + 1));
}

#[test]
fn lines_go_on_after_the_file_or_the_folder_was_deleted() {
    let folder = Folder::new("deleted");
    let below = folder.path().join("logs");
    let mut rotation = Rotation::new(settings(&below));
    rotation.write(&line(1)).unwrap();
    fs::remove_dir_all(&below).unwrap();
    rotation.look_again();
    rotation.write(&line(2)).unwrap();
    assert_eq!(fs::read(below.join("welkin.log")).unwrap(), line(2));
}

#[test]
fn a_full_disk_takes_the_oldest_file_and_the_rest_goes_on() {
    let Some(disk) = small_disk("log", 192) else {
        return;
    };
    let other = disk.path().join("other");
    let mut rotation = Rotation::new(settings(disk.path()));
    for number in 0..5000 {
        rotation.write(&line(number)).unwrap();
    }
    // Another program takes the rest of the disk.
    let mut file = fs::File::create(&other).unwrap();
    while file.write_all(&[7; 1024]).is_ok() {}
    drop(file);
    let mut lost = 0;
    for number in 5000..9000 {
        rotation.try_at_once();
        lost += u32::from(rotation.write(&line(number)).is_err());
    }
    fs::remove_file(&other).unwrap();
    rotation.try_at_once();
    rotation.write(&line(9000)).unwrap();
    let text = fs::read_to_string(disk.path().join("welkin.log")).unwrap();
    assert!(text.ends_with(std::str::from_utf8(&line(9000)).unwrap()));
    assert!(
        lost < 4000,
        "nothing was written although the oldest file could go"
    );
}

#[test]
fn the_log_as_the_program_holds_it_writes_all_lines() {
    let folder = Folder::new("held");
    let mut log = LogFile::open(settings(folder.path()));
    let mut other = log.clone();
    for number in 0..500 {
        log.write_all(&line(2 * number)).unwrap();
        other.write_all(b"the other one").unwrap();
    }
    assert_eq!(log.lost(), 0);
    drop((log, other));
    let text = fs::read_to_string(folder.path().join("welkin.log")).unwrap();
    assert_eq!(text.lines().count(), 1000);
}
