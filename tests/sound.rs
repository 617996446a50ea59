//! Sound in space, through the whole program: beds, moving sources, sound fields, speakers and their mistakes.

use crate::program::{Scratch, clicks, run, said, tool, write_wav};

const SHOW: &str = r#"
name = "Around"
seed = 1
[[model]]
id = "plain"
kind = "test-pattern"
size = 64
[[track]]
id = "around"
[[track.stem]]
source = "click"
file = "click.wav"
azimuth_deg = 90
distance_m = 1
[[track.bed]]
source = "sea"
file = "sea.wav"
order = 1
sectors = 12
[[scene]]
id = "one"
model = "plain"
[scene.rest]
brightness = 0.3
[[scene.route]]
source = "sea"
feature = "level"
control = "glow"
amount = 3.0
attack_secs = 0.0
"#;

/// A show with clicks on the left and, in a bed, a tone on the right: W, and Y turned round.
fn show(scratch: &Scratch, toml: &str, bed: &str) -> String {
    scratch.write("show/show.toml", toml);
    write_wav(&scratch.path("show/click.wav"), clicks(3.0, 0.5));
    let tone = "sine=frequency=500:duration=3:sample_rate=48000";
    let file = scratch.path("show/sea.wav").display().to_string();
    tool(
        "ffmpeg",
        &["-v", "error", "-f", "lavfi", "-i", tone, "-af", bed, &file],
    );
    scratch.path("show").display().to_string()
}

const ON_THE_RIGHT: &str = "pan=quad|c0=c0|c1=-1*c0|c2=0*c0|c3=0*c0";

/// Samples of a sound file as floats, channel by channel.
fn channels(file: &str, count: usize) -> Vec<Vec<f32>> {
    let raw = tool("ffmpeg", &["-v", "error", "-i", file, "-f", "f32le", "-"]);
    let samples: Vec<f32> = raw
        .chunks_exact(4)
        .map(|bytes| f32::from_le_bytes(bytes.try_into().unwrap()))
        .collect();
    let channel = |index: usize| samples.iter().skip(index).step_by(count).copied().collect();
    (0..count).map(channel).collect()
}

fn product(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[test]
fn a_film_glows_where_it_sounds_and_keeps_its_sound_field() {
    let scratch = Scratch::new();
    let show = show(&scratch, SHOW, ON_THE_RIGHT);
    let film = scratch.path("film").display().to_string();
    let field = scratch.path("field.wav").display().to_string();
    let output = run([
        "render",
        &show,
        "--out",
        &film,
        "--venue",
        "film",
        "--size",
        "64",
        "--fps",
        "4",
        "--to",
        "3",
        "--ambix",
        &field,
        "--ambix-order",
        "1",
        "--backend",
        "flex",
    ]);
    assert!(output.status.success(), "{}", said(&output));

    // The sound field: Y is positive for what is on the left, negative for what is on the right.
    let field = channels(&field, 4);
    assert_eq!(field[0].len(), 3 * 48_000);
    let right = product(&field[0], &field[1]);
    let front = product(&field[0], &field[3]);
    assert!(
        right < 0.0 && front.abs() < 0.1 * right.abs(),
        "{right} {front}"
    );

    // The picture: the domemaster's right is brighter than its left.
    let frame = format!("{film}/000008.png");
    let raw = tool(
        "ffmpeg",
        &[
            "-v", "error", "-i", &frame, "-f", "rawvideo", "-pix_fmt", "gray", "-",
        ],
    );
    let half = |right: bool| -> u64 {
        let pixels = raw.iter().enumerate();
        let in_half = pixels.filter(|(index, _)| (index % 64 >= 32) == right);
        in_half.map(|(_, light)| u64::from(*light)).sum()
    };
    let (left, right) = (half(false), half(true));
    assert!(
        right as f64 > 1.1 * left as f64,
        "left {left}, right {right}"
    );
}

#[test]
fn a_bed_of_other_channels_than_it_says_is_refused() {
    let scratch = Scratch::new();
    let three = "pan=2.1|c0=c0|c1=c0|c2=c0";
    let show = show(&scratch, SHOW, three);
    let film = scratch.path("film").display().to_string();
    let output = run(["render", &show, "--out", &film, "--size", "64", "--to", "1"]);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("sea.wav") && said.contains("3 channels"),
        "{said}"
    );
}

fn check_venue(speakers: &str) -> (Option<i32>, String) {
    let scratch = Scratch::new();
    let show = show(&scratch, SHOW, ON_THE_RIGHT);
    let venue = format!("name = \"v\"\nsurface = {{ kind = \"dome\" }}\n{speakers}");
    let venue = scratch.write("venue.toml", venue).display().to_string();
    let output = run(["check", &show, "--venue", &venue]);
    (output.status.code(), said(&output))
}

fn speaker(id: &str, azimuth_deg: f32, channel: usize) -> String {
    format!(
        "[[speakers.speaker]]\nid = \"{id}\"\nazimuth_deg = {azimuth_deg}\nchannel = {channel}\n"
    )
}

#[test]
fn speakers_that_cannot_be_are_said() {
    let custom = "[speakers]\nkind = \"custom\"\n";
    let gap = format!(
        "{custom}{}{}",
        speaker("a", 30.0, 1),
        speaker("b", -30.0, 2)
    );
    let (code, said) = check_venue(&gap);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("gap of 300°") && said.contains("`a` to `b`"),
        "{said}"
    );

    let twice = format!("{custom}{}{}", speaker("a", 30.0, 1), speaker("b", 30.2, 2));
    let (code, said) = check_venue(&twice);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("`a`") && said.contains("`b`"), "{said}");

    let (code, said) = check_venue("[speakers]\nkind = \"binaural\"\nhrtf = \"ears.sofa\"\n");
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("ears.sofa"), "{said}");
}

#[test]
fn a_sofa_file_that_is_not_one_does_not_end_the_show() {
    let scratch = Scratch::new();
    let show = show(&scratch, SHOW, ON_THE_RIGHT);
    scratch.write("show/ears.sofa", "not a SOFA file");
    scratch.write(
        "show/venue.toml",
        "name = \"v\"\nsurface = { kind = \"dome\" }\nspeakers = { kind = \"binaural\", hrtf = \"ears.sofa\" }\n",
    );
    let output = run(["run", &show, "--headless", "--port", "0", "--for", "3s"]);
    let said = said(&output);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("ears.sofa"), "{said}");
}

#[test]
fn a_card_that_is_not_there_is_named_beside_those_that_are() {
    let scratch = Scratch::new();
    let venue = "name = \"v\"\nsurface = { kind = \"dome\" }\n[speakers]\nkind = \"quad\"\n\
                 [sound]\ndevice = \"no such card\"\n";
    let venue = scratch.write("venue.toml", venue).display().to_string();
    let output = run(["devices", "--test", "--venue", &venue, "--dwell", "0.1"]);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("no such card"), "{said}");
}
