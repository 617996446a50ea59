//! Films of every kind, marked: ffprobe sees the mark, and every frame and sound is what it was.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::super::mark_equirectangular;

/// A film in a folder that goes with it.
pub(super) struct Film(PathBuf);

impl Film {
    /// Has ffmpeg write a film with these options at the end.
    pub(super) fn new(name: &str, options: &str) -> Self {
        let folder = format!("welkin-360-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        fs::create_dir_all(&folder).unwrap();
        let film = Self(folder.join(name));
        let inputs = "-v error -y -f lavfi -i testsrc=size=128x64:rate=24:duration=0.5 \
                      -f lavfi -i sine=duration=0.5";
        let mut args: Vec<&str> = inputs.split_whitespace().collect();
        args.extend(options.split_whitespace());
        ask("ffmpeg", &args, &film.0, &[]);
        film
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    pub(super) fn names(&self) -> usize {
        fs::read_dir(self.0.parent().unwrap()).unwrap().count()
    }

    /// Checksums of every frame and sound with their times.
    fn sums(&self) -> String {
        let more = ["-map", "0", "-f", "framemd5", "-"];
        ask("ffmpeg", &["-v", "error", "-i"], &self.0, &more)
    }

    /// What ffprobe says about the stream of a number.
    fn stream(&self, number: &str) -> String {
        let args = ["-v", "error", "-show_streams", "-print_format", "json"];
        let args = [&args[..], &["-select_streams", number]].concat();
        ask("ffprobe", &args, &self.0, &[])
    }
}

impl Drop for Film {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(self.0.parent().unwrap()));
    }
}

/// What a tool says, which must say nothing in anger.
fn ask(program: &str, args: &[&str], film: &Path, more: &[&str]) -> String {
    let mut command = Command::new(program);
    let output = command.args(args).arg(film).args(more).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && said.is_empty(),
        "{args:?}: {said}"
    );
    String::from_utf8(output.stdout).unwrap()
}

fn is_marked(name: &str, options: &str) {
    let film = Film::new(name, options);
    let (sums, size) = (film.sums(), fs::metadata(film.path()).unwrap().len());
    assert!(!film.stream("0").contains("Spherical"), "{name}");

    assert!(mark_equirectangular(film.path()).unwrap(), "{name}");
    let said = film.stream("0");
    assert!(said.contains("\"Spherical Mapping\""), "{name}: {said}");
    let projection = "\"projection\": \"equirectangular\"";
    assert!(said.contains(projection), "{name}: {said}");
    assert!(said.contains("\"type\": \"2D\""), "{name}: {said}");
    let sound = film.stream("1");
    assert!(!sound.contains("Spherical"), "{name}: {sound}");
    assert!(
        sums == film.sums(),
        "{name}: other frames, sounds, or times"
    );
    assert_eq!(film.names(), 1, "{name}: nothing else is left");

    // Again: it stays as it is.
    let once = fs::read(film.path()).unwrap();
    assert!(once.len() as u64 > size);
    assert!(mark_equirectangular(film.path()).unwrap(), "{name}");
    assert!(once == fs::read(film.path()).unwrap(), "{name}");
}

#[test]
fn every_kind_with_the_index_first_and_last() {
    let (h265, first) = (
        "-c:v libx265 -x265-params log-level=none",
        "-movflags +faststart",
    );
    let kinds = [
        ("h264.mp4", "-c:v libx264".to_owned()),
        ("h264-first.mp4", format!("-c:v libx264 {first}")),
        ("h264-first.mov", format!("-c:v libx264 {first}")),
        ("prores.mov", "-c:v prores_ks".to_owned()),
        (
            "prores-first.mov",
            format!("-c:v prores_ks -c:a pcm_s24le {first}"),
        ),
        ("hevc-first.mp4", format!("{h265} {first}")),
        ("hvc1.mov", format!("{h265} -tag:v hvc1")),
        (
            "vp9-first.mp4",
            format!("-c:v libvpx-vp9 -deadline realtime {first}"),
        ),
    ];
    let encoders = Command::new("ffmpeg").arg("-encoders").output().unwrap();
    let encoders = String::from_utf8(encoders.stdout).unwrap();
    for (name, options) in kinds {
        let encoder = options.split_whitespace().nth(1).unwrap();
        // Small builds of ffmpeg lack those that our films are not made with.
        let is_ours = ["libx264", "prores_ks"].contains(&encoder);
        if is_ours || encoders.contains(encoder) {
            is_marked(name, &options);
        }
    }
}

#[test]
fn other_files_stay_as_they_are() {
    let others = [
        ("film.mkv", "-c:v libx264"),
        ("film.avi", "-c:v mpeg4"),
        ("sound.m4a", "-map 1:a -c:a aac"),
        (
            "pieces.mp4",
            "-c:v libx264 -movflags +frag_keyframe+empty_moov",
        ),
    ];
    for (name, options) in others {
        let film = Film::new(name, options);
        let before = fs::read(film.path()).unwrap();
        assert!(!mark_equirectangular(film.path()).unwrap(), "{name}");
        assert!(before == fs::read(film.path()).unwrap(), "{name}");
        assert_eq!(film.names(), 1, "{name}");
    }
}
