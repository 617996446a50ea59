//! Uploads, good and evil.

#![allow(clippy::unwrap_used, reason = "a test that fails should stop")]

use std::fs::{self, File};
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, process};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::limits::Limits;
use super::names::{Entry, common_folder, is_folder_name, read};
use super::unpack::unpack;

/// A zip file of these files.
pub(crate) fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in files {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A folder with a folder in it; gone with it.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("welkin-upload-{}-{number}", process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Unpacks these bytes into a new folder `in`; nothing may be written beside it.
    fn unpack(&self, bytes: &[u8], limits: &Limits) -> Result<Vec<String>, String> {
        let (zip, inner) = (self.0.join("zip"), self.0.join("in"));
        fs::write(&zip, bytes).unwrap();
        drop(fs::remove_dir_all(&inner));
        fs::create_dir(&inner).unwrap();
        let unpacked = unpack(File::open(&zip).unwrap(), &inner, limits);
        let beside = fs::read_dir(&self.0).unwrap().count();
        assert_eq!(beside, 2, "something was written outside");
        let mut found = Vec::new();
        list(&inner, &inner, &mut found);
        found.sort();
        unpacked.map(|()| found)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

fn list(root: &Path, folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        assert!(!path.is_symlink(), "{}", path.display());
        if path.is_dir() {
            list(root, &path, found);
        } else {
            found.push(path.strip_prefix(root).unwrap().display().to_string());
        }
    }
}

fn limits() -> Limits {
    Limits::of(1 << 20)
}

/// The same bytes with one text in the place of another that is as long.
fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = bytes.to_vec();
    let places: Vec<usize> = (0..=bytes.len() - from.len())
        .filter(|at| bytes[*at..].starts_with(from.as_bytes()))
        .collect();
    assert!(!places.is_empty(), "{from}");
    for at in places {
        bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
    }
    bytes
}

#[test]
fn good_zips_are_unpacked() {
    let place = Place::new();
    let files: [(&str, &[u8]); 4] = [
        ("dusk/show.toml", b"name = 'Dusk'"),
        ("dusk/music/Drums.FLAC", &[7; 3000]),
        ("dusk/.DS_Store", b"left"),
        ("__MACOSX/dusk/._show.toml", b"left"),
    ];
    let found = place.unpack(&zip_of(&files), &limits()).unwrap();
    assert_eq!(found, ["music/Drums.FLAC", "show.toml"]);
    let found = place.unpack(&zip_of(&[("show.toml", b""), ("a/b.md", b"")]), &limits());
    assert_eq!(found.unwrap(), ["a/b.md", "show.toml"]);
    assert_eq!(place.unpack(&zip_of(&[]), &limits()).unwrap(), [""; 0]);
}

#[test]
fn evil_zips_are_refused() {
    let place = Place::new();
    let good = zip_of(&[("aa/show.toml", b"name = 'Dusk'"), ("aa/bb.toml", b"")]);
    assert!(place.unpack(&good, &limits()).is_ok());
    let check = |bytes: &[u8], limits: &Limits, expected: &str| {
        let words = place.unpack(bytes, limits).expect_err(expected);
        assert!(words.contains(expected), "{words} should say {expected}");
    };
    for (name, expected) in [
        ("../show.toml", "leads out"),
        ("/a/show.toml", "leads out"),
        ("./show/.toml", "leads out"),
        ("a//show.toml", "leads out"),
        ("a\\/show.toml", "character"),
        ("C:/show.toml", "character"),
        ("aa/sho\0.toml", "character"),
        ("aa/.how.toml", "hidden"),
        ("aa/show.html", "is no kind of file"),
        ("aa/show_toml", "is no kind of file"),
    ] {
        let name = format!("{name:12}").trim_end().to_owned();
        if name.len() == 12 {
            check(&replaced(&good, "aa/show.toml", &name), &limits(), expected);
        } else {
            check(&zip_of(&[(&name, b"")]), &limits(), expected);
        }
    }
    let twice = zip_of(&[("a.toml", b""), ("A.toml", b"")]);
    check(&twice, &limits(), "stands twice");
    let over = zip_of(&[("a.toml", b""), ("a.toml/b.toml", b"")]);
    check(&over, &limits(), "cannot be written");

    let mut linked = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    linked
        .add_symlink("a.toml", "/etc/passwd", options)
        .unwrap();
    let linked = linked.finish().unwrap().into_inner();
    check(&linked, &limits(), "is a link");

    let bomb = zip_of(&[("a.wav", &vec![0; 3 << 20])]);
    let small = Limits {
        unpacked_free_bytes: 1 << 20,
        ..limits()
    };
    check(&bomb, &small, "far more comes out");
    let names: Vec<String> = (0..300).map(|number| format!("{number}.txt")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let few = Limits {
        entries: 200,
        ..limits()
    };
    check(&zip_of(&files), &few, "at most 200");
    let short = Limits {
        index_bytes: 1000,
        ..limits()
    };
    check(&zip_of(&files), &short, "too much");
    for cut in [0, 1, 21, 22, good.len() / 2, good.len() - 1] {
        check(&good[..cut], &limits(), "no whole zip file");
    }
    let mut broken = zip_of(&[("a.txt", &[b'x'; 500])]);
    broken[36] ^= 0x55;
    assert!(place.unpack(&broken, &limits()).is_err());
}

#[test]
fn huge_counts_take_no_memory() {
    let place = Place::new();
    let mut bytes = zip_of(&[("a.txt", b"a")]);
    let end = bytes.len() - 22;
    bytes[end + 8..end + 12].copy_from_slice(&[0xff; 4]);
    assert!(place.unpack(&bytes, &limits()).is_err());
    // A 64-bit end that promises four thousand million files, before the plain one.
    let mut wide = vec![0; 1000];
    wide.extend(b"PK\x06\x06");
    wide.extend([0xee; 52]);
    wide.extend(b"PK\x06\x07");
    wide.extend([0; 16]);
    wide.extend(b"PK\x05\x06\0\0\0\0");
    wide.extend([0xff; 12]);
    wide.extend([0; 2]);
    assert!(place.unpack(&wide, &limits()).is_err());
}

#[test]
fn mutated_zips_never_write_outside() {
    let place = Place::new();
    let good = zip_of(&[
        ("aa/show.toml", b"name = 'Dusk'"),
        ("aa/b/c.txt", &[9; 600]),
        ("d.md", b""),
    ]);
    let mut chance = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        chance as usize
    };
    let mut taken = 0;
    for _ in 0..1000 {
        let mut bytes = good.clone();
        for _ in 0..1 + next() % 5 {
            let at = next() % bytes.len();
            match next() % 8 {
                0 => bytes.truncate(at + 1),
                1 => bytes.insert(at, next() as u8),
                2 => bytes[at] = b"./\\\0"[next() % 4],
                _ => bytes[at] = next() as u8,
            }
        }
        taken += usize::from(place.unpack(&bytes, &limits()).is_ok());
    }
    assert!((1..1000).contains(&taken), "{taken}");
}

#[test]
fn names_become_paths_or_words() {
    for name in ["dusk", "a", "First-Light_2", &"x".repeat(64)] {
        assert!(is_folder_name(name), "{name}");
    }
    for name in [
        "",
        ".",
        "..",
        "-a",
        "_a",
        "a.b",
        "a/b",
        "a b",
        "ä",
        &"x".repeat(65),
    ] {
        assert!(!is_folder_name(name), "{name}");
    }
    assert!(matches!(read(b"a/b/"), Ok(Entry::Folder(_))));
    assert!(matches!(read(b"a/Thumbs.db"), Ok(Entry::Left)));
    for name in [
        &b"\xff.txt"[..],
        b"",
        b"/",
        b"a/../b.txt",
        b"a/ /..",
        &[b'a'; 500],
        &b"a/".repeat(99),
    ] {
        assert!(read(name).is_err(), "{name:?}");
    }
    let entries = |names: &[&str]| -> Vec<Entry> {
        names
            .iter()
            .map(|name| read(name.as_bytes()).unwrap())
            .collect()
    };
    assert_eq!(
        common_folder(&entries(&["a/", "a/b.txt"])),
        Some("a".into())
    );
    assert_eq!(common_folder(&entries(&["a/b.txt", "c.txt"])), None);
    assert_eq!(common_folder(&entries(&["a/b.txt", "c/d.txt"])), None);
    assert_eq!(common_folder(&[]), None);
}
