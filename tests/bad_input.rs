//! Each bad input gets one clear message with its place and what to do, and the right exit code.

use std::fs;
use std::process::Output;

use crate::program::{Scratch, clicks, run, said, tool, welkin, write_wav};

const SHOW: &str = r#"
name = "Small"
seed = 1
[[model]]
id = "plain"
kind = "test-pattern"
size = 64
[[track]]
id = "song"
title = "Song"
[[track.stem]]
source = "song"
file = "FILE"
azimuth_deg = 0
elevation_deg = 0
[[scene]]
id = "one"
model = "plain"
[[cue]]
at = 0
scene = "one"
"#;

/// The exit code and the words are as expected, and nobody panicked.
#[track_caller]
fn expect(output: &Output, code: i32, words: &[&str]) {
    let said = said(output);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    for word in words {
        assert!(said.contains(word), "no \"{word}\" in:\n{said}");
    }
}

/// Renders a film of a show whose one sound file has these bytes.
fn render_with_sound(scratch: &Scratch, name: &str, bytes: &[u8]) -> Output {
    scratch.write("show/show.toml", SHOW.replace("FILE", name));
    scratch.write(&format!("show/{name}"), bytes);
    render(scratch)
}

fn render(scratch: &Scratch) -> Output {
    let show = scratch.path("show").display().to_string();
    let out = scratch.path("film.mp4").display().to_string();
    let output = run([
        "render", &show, "--out", &out, "--size", "64", "--fps", "24", "--to", "1",
    ]);
    if !output.status.success() {
        assert!(
            !scratch.path("film.mp4").exists(),
            "something half-made stands under the final name"
        );
    }
    output
}

fn wav(scratch: &Scratch, secs: f64) -> Vec<u8> {
    let path = scratch.path("made.wav");
    write_wav(&path, clicks(secs, 0.5));
    fs::read(path).unwrap()
}

#[test]
fn sound_files_that_are_none() {
    let scratch = Scratch::new();
    expect(
        &render_with_sound(&scratch, "empty.wav", b""),
        2,
        &["empty.wav"],
    );
    expect(
        &render_with_sound(&scratch, "text.mp3", b"This is not a sound."),
        2,
        &["text.mp3"],
    );
    let zero_length = wav(&scratch, 0.0);
    expect(
        &render_with_sound(&scratch, "none.wav", &zero_length),
        2,
        &["none.wav"],
    );
    let mut zero_hz = wav(&scratch, 0.5);
    zero_hz[24..28].fill(0);
    expect(
        &render_with_sound(&scratch, "zero.wav", &zero_hz),
        2,
        &["zero.wav"],
    );
    fs::remove_file(scratch.path("show/zero.wav")).unwrap();
    expect(&render(&scratch), 2, &["show.toml:", "zero.wav"]);
}

#[test]
fn sound_files_that_can_be_played_in_part() {
    let scratch = Scratch::new();
    let whole = wav(&scratch, 3.0);
    expect(
        &render_with_sound(&scratch, "cut.wav", &whole[..whole.len() / 2]),
        0,
        &[],
    );
    let mut high = wav(&scratch, 3.0);
    high[24..28].copy_from_slice(&384_000_u32.to_le_bytes());
    high[28..32].copy_from_slice(&768_000_u32.to_le_bytes());
    expect(&render_with_sound(&scratch, "high.wav", &high), 0, &[]);
    // A sound under another format's name.
    expect(
        &render_with_sound(&scratch, "renamed.mp3", &wav(&scratch, 2.0)),
        0,
        &[],
    );
    let silent = {
        let path = scratch.path("silent.wav");
        write_wav(&path, std::iter::repeat_n(0.0, 96_000));
        fs::read(path).unwrap()
    };
    expect(&render_with_sound(&scratch, "silent.wav", &silent), 0, &[]);
}

#[test]
fn samples_that_are_not_numbers() {
    let scratch = Scratch::new();
    let path = scratch.path("nan.wav");
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 48_000,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    };
    let mut writer = hound::WavWriter::create(&path, spec).unwrap();
    for sample in 0..96_000 {
        writer
            .write_sample(if sample % 7 == 0 { f32::NAN } else { 0.1 })
            .unwrap();
    }
    writer.finalize().unwrap();
    let bytes = fs::read(path).unwrap();
    expect(&render_with_sound(&scratch, "nan.wav", &bytes), 0, &[]);
}

#[test]
fn a_twelve_hour_file_is_streamed() {
    let scratch = Scratch::new();
    scratch.write("show/show.toml", SHOW.replace("FILE", "long.flac"));
    let long = scratch.path("show/long.flac").display().to_string();
    tool(
        "ffmpeg",
        &[
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            "anullsrc=r=8000:cl=mono",
            "-t",
            "43200",
            &long,
        ],
    );
    let show = scratch.path("show").display().to_string();
    let out = scratch.path("film.mp4").display().to_string();
    // An address space far below the 8 GB that twelve decoded hours would take.
    let program = env!("CARGO_BIN_EXE_welkin");
    let script = format!(
        "ulimit -v 6000000; exec {program} render {show} --out {out} --size 64 --fps 24 --to 1"
    );
    let output = std::process::Command::new("bash")
        .args(["-c", &script])
        .output()
        .unwrap();
    expect(&output, 0, &[]);
}

#[test]
fn text_that_is_wrong_is_listed_with_its_places() {
    let scratch = Scratch::new();
    let toml = SHOW
        .replace("size = 64", "size = \"big\"")
        .replace("seed = 1", "sead = 1")
        .replace("model = \"plain\"", "model = \"plane\"")
        .replace("FILE", "../outside.wav");
    scratch.write("outside.wav", wav(&scratch, 1.0));
    scratch.write("show/show.toml", toml);
    let show = scratch.path("show").display().to_string();
    let output = run(["check", &show]);
    expect(&output, 2, &["show.toml:3:", "seed", "show.toml:7:"]);
    let toml = SHOW
        .replace("model = \"plain\"", "model = \"plane\"")
        .replace("FILE", "../outside.wav");
    scratch.write(
        "show/show.toml",
        toml + "\n[[scene]]\nid = \"one\"\nmodel = \"plain\"\n",
    );
    expect(
        &run(["check", &show]),
        2,
        &["plane", "plain", "../outside.wav", "one"],
    );
    scratch.write("show/show.toml", "name = [");
    expect(&run(["check", &show]), 2, &["show.toml:1:"]);
}

#[test]
fn checkpoints_that_are_wrong() {
    let scratch = Scratch::new();
    let toml = SHOW
        .replace(
            "kind = \"test-pattern\"",
            "kind = \"stylegan2\"\nweights = \"weights.safetensors\"",
        )
        .replace("FILE", "song.wav");
    scratch.write("show/show.toml", toml);
    scratch.write("show/song.wav", wav(&scratch, 1.0));
    let with_weights = |bytes: &[u8]| {
        scratch.write("show/weights.safetensors", bytes);
        render(&scratch)
    };
    expect(&with_weights(b""), 2, &["weights.safetensors"]);
    expect(
        &with_weights(&u64::MAX.to_le_bytes()),
        2,
        &["weights.safetensors"],
    );
    let header = br#"{"mapping.w_avg":{"dtype":"F32","shape":[512],"data_offsets":[0,9999999]}}"#;
    let mut lying = (header.len() as u64).to_le_bytes().to_vec();
    lying.extend(header);
    lying.extend([0; 64]);
    expect(&with_weights(&lying), 2, &["weights.safetensors"]);
    let header = br#"{"mapping.w_avg":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#;
    let mut missing = (header.len() as u64).to_le_bytes().to_vec();
    missing.extend(header);
    missing.extend([0; 16]);
    let words = ["weights.safetensors", "nothing that is known"];
    expect(&with_weights(&missing), 2, &words);
    // A whole network but for one name.
    let fixture =
        crate::program::root().join("src/networks/fixtures/stylegan2/plain32.safetensors");
    let mut bytes = fs::read(fixture).unwrap();
    let (name, other) = (b"synthesis.b8.conv0.weight", b"synthesis.b8.conv0.wEight");
    let at = bytes
        .windows(name.len())
        .position(|window| window == name)
        .unwrap();
    bytes[at..at + name.len()].copy_from_slice(other);
    let words = [
        "weights.safetensors",
        "synthesis.b8.conv0.weight",
        "is missing",
    ];
    expect(&with_weights(&bytes), 2, &words);
}

#[test]
fn a_film_that_cannot_be_made() {
    let scratch = Scratch::new();
    scratch.write("show/show.toml", SHOW.replace("FILE", "song.wav"));
    scratch.write("show/song.wav", wav(&scratch, 2.0));
    let show = scratch.path("show").display().to_string();
    let out = scratch.path("film.mp4").display().to_string();
    let no_ffmpeg = welkin(["render", &show, "--out", &out, "--size", "64"])
        .env("PATH", "/nowhere")
        .output()
        .unwrap();
    expect(&no_ffmpeg, 1, &["ffmpeg", "install"]);
    expect(
        &run(["render", &show, "--out", "/nowhere/at/all/film.mp4"]),
        1,
        &["/nowhere/at/all"],
    );
    expect(
        &run(["render", &show, "--out", "film.gif"]),
        2,
        &[".gif", ".mp4"],
    );
    expect(
        &run(["render", &show, "--out", &out, "--from", "5", "--to", "3"]),
        2,
        &["5.00"],
    );
    expect(
        &run(["render", &show, "--out", &out, "--view", "sideways"]),
        2,
        &["sideways", "domemaster"],
    );
    expect(
        &run(["render", "/nowhere/song.mp3", "--out", &out]),
        2,
        &["/nowhere/song.mp3"],
    );
}

#[test]
fn a_full_disk_leaves_nothing_under_the_final_name() {
    let scratch = Scratch::new();
    scratch.write("show/show.toml", SHOW.replace("FILE", "song.wav"));
    scratch.write("show/song.wav", wav(&scratch, 30.0));
    let show = scratch.path("show").display().to_string();
    let out = scratch.path("film.mp4").display().to_string();
    // No file may grow beyond 64 KiB: to the encoder that is a full disk.
    let program = env!("CARGO_BIN_EXE_welkin");
    let script =
        format!("trap '' XFSZ; ulimit -f 64; exec {program} render {show} --out {out} --size 512");
    let output = std::process::Command::new("bash")
        .args(["-c", &script])
        .output()
        .unwrap();
    expect(&output, 1, &[]);
    assert!(!scratch.path("film.mp4").exists());
}

#[test]
fn no_vulkan_at_all() {
    let scratch = Scratch::new();
    scratch.write("show/show.toml", SHOW.replace("FILE", "song.wav"));
    scratch.write("show/song.wav", wav(&scratch, 2.0));
    let show = scratch.path("show").display().to_string();
    let output = welkin(["run", &show, "--port", "0", "--for", "1"])
        .env("VK_DRIVER_FILES", "/nowhere.json")
        .env("VK_ICD_FILENAMES", "/nowhere.json")
        .output()
        .unwrap();
    expect(&output, 1, &["Vulkan", "install"]);
}

#[test]
fn a_taken_port_and_a_missing_desktop() {
    let scratch = Scratch::new();
    scratch.write("show/show.toml", SHOW.replace("FILE", "song.wav"));
    scratch.write("show/song.wav", wav(&scratch, 2.0));
    let show = scratch.path("show").display().to_string();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    expect(
        &run(["run", &show, "--port", &port, "--for", "1"]),
        1,
        &[port.as_str(), "--port"],
    );
    let dome = crate::program::root()
        .join("installations/venues/dome.toml")
        .display()
        .to_string();
    let output = run(["run", &show, "--venue", &dome, "--port", "0", "--for", "1"]);
    expect(&output, 1, &["desktop", "--headless"]);
}

#[test]
fn installations_that_are_none() {
    let scratch = Scratch::new();
    let empty = scratch.path("empty");
    fs::create_dir_all(&empty).unwrap();
    let empty = empty.display().to_string();
    expect(&run(["run", &empty]), 2, &["show.toml", "welkin new"]);
    expect(
        &run(["check", "/nowhere/at/all"]),
        2,
        &["/nowhere/at/all", "welkin new"],
    );
}
