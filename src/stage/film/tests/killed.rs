//! A film that was killed and resumed is the film that was not.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::super::{Codec, FilmError, FilmSettings, FilmWriter};
use super::kit::{self, Folder};

/// Says to [`child`] what to do: `stall` or `full`, and where.
const ROLE: &str = "WELKIN_FILM_TEST_ROLE";
const OUT: &str = "WELKIN_FILM_TEST_OUT";

/// All bytes of a film, or of all pictures of one.
fn bytes(out: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    if !out.is_dir() {
        return vec![(PathBuf::new(), fs::read(out).unwrap())];
    }
    let mut paths: Vec<_> = fs::read_dir(out)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let relative = |path: &PathBuf| path.strip_prefix(out).unwrap().to_path_buf();
    paths
        .iter()
        .map(|path| (relative(path), fs::read(path).unwrap()))
        .collect()
}

/// Writes the film, stopped after some frames again and again.
fn write_with_stops(settings: &FilmSettings, stops: &[u64]) {
    let mut resume = false;
    let mut reached = 0;
    for stop in stops {
        let mut writer = FilmWriter::begin(settings.clone(), resume).unwrap();
        let first = writer.next_frame() - settings.first_frame;
        assert!(first <= reached && reached < first + 2 * settings.segment_frames);
        let end = (writer.next_frame() + stop).min(writer.end_frame());
        kit::push_until(&mut writer, settings, end);
        reached = end - settings.first_frame;
        resume = true;
    }
    let mut writer = FilmWriter::begin(settings.clone(), true).unwrap();
    let end = writer.end_frame();
    kit::push_until(&mut writer, settings, end);
    writer.finish(kit::clicks(settings)).unwrap();
}

#[test]
fn stopped_anywhere_it_is_the_same_film() {
    let folder = Folder::new("stopped");
    let kinds = [
        ("mp4", Codec::H264, true),
        ("mov", Codec::ProRes, false),
        ("folder", Codec::Png, false),
    ];
    for (end, codec, ten_bit) in kinds {
        let whole = kit::small(folder.at(&format!("whole.{end}")), codec, ten_bit);
        kit::write(&whole).unwrap();
        let parts = FilmSettings {
            out: folder.at(&format!("parts.{end}")),
            ..whole.clone()
        };
        // Before the first frame, in a segment, at or near the end of one, when all frames are there.
        write_with_stops(&parts, &[0, 17, 12, 40]);
        assert!(bytes(&whole.out) == bytes(&parts.out), "{end} differs");
    }
}

#[test]
fn killed_anywhere_it_is_the_same_film() {
    let folder = Folder::new("killed");
    let whole = kit::small(folder.at("whole.mp4"), Codec::H264, false);
    kit::write(&whole).unwrap();
    for after in [3, 29] {
        let settings = FilmSettings {
            out: folder.at(&format!("after-{after}.mp4")),
            ..whole.clone()
        };
        let mut child = become_child("", &format!("stall {after}"), &settings.out);
        let stdout = BufReader::new(child.stdout.take().unwrap());
        assert!(stdout.lines().any(|line| line.unwrap().contains("stalled")));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!settings.out.exists());
        let mut writer = FilmWriter::begin(settings.clone(), true).unwrap();
        let kept = writer.next_frame() - 100;
        assert!(
            kept <= after && kept.is_multiple_of(12),
            "{kept} frames kept after {after}"
        );
        kit::push_until(&mut writer, &settings, 140);
        writer.finish(kit::clicks(&settings)).unwrap();
        assert!(
            bytes(&whole.out) == bytes(&settings.out),
            "differs when killed after {after}"
        );
    }
}

#[test]
fn a_full_disk_leaves_nothing_half_written() {
    let folder = Folder::new("full");
    for name in ["film.mp4", "film.mov", "frames"] {
        let out = folder.at(name);
        // A file may have 8 blocks of 512 bytes, and no signal says so: as good as a full disk.
        let child = become_child("trap '' XFSZ; ulimit -f 8;", "full", &out);
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(said.contains("the disk is full"), "{name}: {said}");
        assert!(said.contains("--resume"), "{said}");
        assert!(!out.exists());
    }
}

/// Starts this test program as a writer of its own process, after a bit of shell.
fn become_child(shell: &str, role: &str, out: &Path) -> std::process::Child {
    // The test harness knows this module by its path without the crate's name.
    let (_, module) = module_path!().split_once("::").unwrap();
    let test = format!("{module}::child");
    Command::new("sh")
        .args(["-c", &format!("{shell} exec \"$0\" \"$@\"")])
        .arg(std::env::current_exe().unwrap())
        .args([&test, "--exact", "--nocapture", "--test-threads=1"])
        .env(ROLE, role)
        .env(OUT, out)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Not a test but the writer that the tests above kill; alone it does nothing.
#[test]
#[allow(clippy::print_stdout, reason = "the test that started it listens")]
fn child() {
    let (Ok(role), Some(out)) = (std::env::var(ROLE), std::env::var_os(OUT)) else {
        return;
    };
    match role.split_once(' ') {
        Some(("stall", frames)) => {
            let settings = kit::small(out.into(), Codec::H264, false);
            let mut writer = FilmWriter::begin(settings.clone(), false).unwrap();
            kit::push_until(&mut writer, &settings, 100 + frames.parse::<u64>().unwrap());
            println!("stalled");
            // Until it is killed; when the test fails before, until the test's end.
            std::io::stdin().lines().count();
        }
        _ => println!("{}", write_noise(PathBuf::from(out)).unwrap_err()),
    }
}

fn write_noise(out: PathBuf) -> Result<(), FilmError> {
    let codec = match out.extension().and_then(|end| end.to_str()) {
        Some("mp4") => Codec::H264,
        Some(_) => Codec::ProRes,
        None => Codec::Png,
    };
    let settings = kit::small(out, codec, false);
    let mut writer = FilmWriter::begin(settings.clone(), false)?;
    for number in 100..140 {
        writer.push(&kit::noise(&settings, number))?;
    }
    writer.finish(kit::clicks(&settings))
}
