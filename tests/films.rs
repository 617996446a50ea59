//! Films: light and sound agree, the same show makes the same film, and an interrupted one goes on.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::program::{Running, Scratch, clicks, run, said, tool, welkin, write_wav};

/// Clicks come this often; no whole number of frames at any rate.
const PERIOD_SECS: f64 = 1.37;

const CLICK_SHOW: &str = r#"
name = "Clicks"
seed = 1
[[model]]
id = "plain"
kind = "test-pattern"
size = 64
[[track]]
id = "clicks"
title = "Clicks"
[[track.stem]]
source = "click"
file = "click.wav"
azimuth_deg = 0
elevation_deg = 30
[[scene]]
id = "flash"
model = "plain"
[scene.rest]
brightness = 0.25
[[scene.route]]
source = "click"
feature = "hit"
control = "brightness"
amount = 3.0
attack_secs = 0.0
release_secs = 0.08
[[cue]]
at = 0
scene = "flash"
"#;

const FIELD_SHOW: &str = r#"
name = "Field"
seed = 5
[[model]]
id = "field"
kind = "field-gan"
weights = "shipped"
size = 64
[[track]]
id = "clicks"
title = "Clicks"
[[track.stem]]
source = "click"
file = "click.wav"
azimuth_deg = 60
elevation_deg = 30
[[scene]]
id = "one"
model = "field"
[scene.walk]
seed = 3
[[scene.route]]
source = "click"
feature = "onset"
control = "push"
amount = 2.0
[[cue]]
at = 0
scene = "one"
"#;

fn show(scratch: &Scratch, toml: &str, secs: f64) -> String {
    scratch.write("show/show.toml", toml);
    write_wav(&scratch.path("show/click.wav"), clicks(secs, PERIOD_SECS));
    scratch.path("show").display().to_string()
}

fn film(show: &str, out: &Path, fps: u32, more: &[&str]) {
    film_on("flex", show, out, fps, more);
}

fn film_on(backend: &str, show: &str, out: &Path, fps: u32, more: &[&str]) {
    let fps = fps.to_string();
    let out = out.display().to_string();
    let mut arguments = vec![
        "render",
        show,
        "--out",
        &out,
        "--size",
        "64",
        "--fps",
        &fps,
        "--backend",
        backend,
    ];
    arguments.extend(more);
    let output = run(arguments);
    assert!(output.status.success(), "{}", said(&output));
}

/// The mean brightness of every frame, 0 to 255.
fn brightness(film: &Path) -> Vec<f32> {
    let film = film.display().to_string();
    let bytes = tool(
        "ffmpeg",
        &[
            "-v",
            "error",
            "-i",
            &film,
            "-f",
            "rawvideo",
            "-pix_fmt",
            "gray",
            "-vf",
            "scale=8:8",
            "-",
        ],
    );
    bytes
        .chunks_exact(64)
        .map(|frame| frame.iter().map(|v| f32::from(*v)).sum::<f32>() / 64.0)
        .collect()
}

/// The frames at which light comes on.
fn flashes(brightness: &[f32]) -> Vec<usize> {
    let jumps = brightness.windows(2).enumerate();
    jumps
        .filter(|(_, pair)| pair[1] - pair[0] > 12.0)
        .map(|(frame, _)| frame + 1)
        .collect()
}

fn every_click_is_seen_in_time(fps: u32, secs: f64) {
    let scratch = Scratch::new();
    let show = show(&scratch, CLICK_SHOW, secs);
    let out = scratch.path("clicks.mp4");
    film(&show, &out, fps, &[]);
    let flashes = flashes(&brightness(&out));
    let mut clicked = PERIOD_SECS / 2.0;
    let mut worst: f64 = 0.0;
    let mut count = 0;
    while clicked < secs - 0.1 {
        let off = |flash: &usize| (*flash as f64 / f64::from(fps) - clicked).abs();
        let nearest = flashes.iter().map(off).fold(f64::INFINITY, f64::min);
        worst = worst.max(nearest * f64::from(fps));
        assert!(
            worst <= 1.0,
            "at {fps} fps the click at {clicked:.3} s is seen {worst:.2} frames off"
        );
        clicked += PERIOD_SECS;
        count += 1;
    }
    assert!(
        flashes.len() <= count + 2,
        "{} flashes for {count} clicks",
        flashes.len()
    );
    eprintln!("{fps} fps: {count} clicks, at most {worst:.2} frames off");
}

#[test]
fn clicks_are_seen_in_time_at_24_fps_for_ten_minutes() {
    every_click_is_seen_in_time(24, 600.0);
}

#[test]
fn clicks_are_seen_in_time_at_30_fps_for_ten_minutes() {
    every_click_is_seen_in_time(30, 600.0);
}

#[test]
fn clicks_are_seen_in_time_at_60_fps_for_ten_minutes() {
    every_click_is_seen_in_time(60, 600.0);
}

/// Checksums of every decoded frame and of the decoded sound.
fn checksums(film: &Path) -> String {
    let film = film.display().to_string();
    String::from_utf8(tool(
        "ffmpeg",
        &["-v", "error", "-i", &film, "-f", "framemd5", "-"],
    ))
    .unwrap()
}

#[test]
fn the_same_show_makes_the_same_film_byte_for_byte() {
    let scratch = Scratch::new();
    let show = show(&scratch, FIELD_SHOW, 3.0);
    for name in ["a.mp4", "b.mp4"] {
        film(&show, &scratch.path(name), 24, &[]);
    }
    assert_eq!(
        checksums(&scratch.path("a.mp4")),
        checksums(&scratch.path("b.mp4"))
    );
    assert!(checksums(&scratch.path("a.mp4")).lines().count() > 72);
}

#[test]
fn the_same_show_makes_the_same_film_on_a_graphics_card() {
    let scratch = Scratch::new();
    let show = show(&scratch, FIELD_SHOW, 3.0);
    for name in ["a.mp4", "b.mp4"] {
        film_on("wgpu", &show, &scratch.path(name), 24, &["--to", "1"]);
    }
    assert_eq!(
        checksums(&scratch.path("a.mp4")),
        checksums(&scratch.path("b.mp4"))
    );
}

#[test]
fn a_film_killed_and_resumed_is_the_same_film() {
    let scratch = Scratch::new();
    let show = show(&scratch, FIELD_SHOW, 25.0);
    let whole = scratch.path("whole.mp4");
    film(&show, &whole, 24, &[]);
    let broken = scratch.path("broken.mp4");
    let arguments = |resume: bool| {
        let out = broken.display().to_string();
        let mut arguments: Vec<String> = [
            "render",
            &show,
            "--out",
            &out,
            "--size",
            "64",
            "--fps",
            "24",
            "--backend",
            "flex",
        ]
        .map(String::from)
        .into();
        if resume {
            arguments.push("--resume".into());
        }
        arguments
    };
    let segments = || {
        let work = std::fs::read_dir(scratch.path(".broken.mp4.partial"));
        let names = work
            .into_iter()
            .flatten()
            .filter_map(Result::ok)
            .map(|entry| entry.file_name());
        names
            .filter(|name| !name.to_string_lossy().contains("writing"))
            .count()
    };
    // Killed early in the first segment, and somewhere after the next one has been closed.
    let mut child = Running(welkin(arguments(false)).spawn().unwrap());
    wait_until(|| scratch.path(".broken.mp4.partial").exists());
    child.0.kill().unwrap();
    drop(child);
    let before = segments();
    let mut child = Running(welkin(arguments(true)).spawn().unwrap());
    wait_until(|| segments() > before);
    child.0.kill().unwrap();
    drop(child);
    assert!(
        !broken.exists(),
        "nothing half-made may stand under the final name"
    );
    let output = run(arguments(true));
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(checksums(&whole), checksums(&broken));
    assert!(!scratch.path(".broken.mp4.partial").exists());
}

/// Looks again and again, for at most two minutes.
fn wait_until(done: impl Fn() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(
            begun.elapsed() < Duration::from_secs(120),
            "it took too long"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_song_alone_makes_a_film() {
    let scratch = Scratch::new();
    write_wav(&scratch.path("song.wav"), clicks(4.0, 0.5));
    let song = scratch.path("song.wav").display().to_string();
    let out = scratch.path("film.mp4");
    film(&song, &out, 24, &["--to", "0:01"]);
    let name = out.display().to_string();
    let streams = tool(
        "ffprobe",
        &[
            "-v",
            "error",
            "-show_entries",
            "stream=codec_name,width,nb_frames",
            "-of",
            "csv=p=0",
            &name,
        ],
    );
    let streams = String::from_utf8(streams).unwrap();
    assert!(streams.contains("h264,64,24"), "{streams}");
    assert!(streams.contains("aac"), "{streams}");
}
