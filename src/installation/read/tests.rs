#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! Every kind of mistake has its line, its column and its hint; and all are told at once.

mod gear;
mod hostile;
mod inside;
mod midi;
mod mistakes;
mod models;
mod sound;
mod sources;
mod together;
mod venues;
mod rack;

use welkin_values::Moment;

use crate::folder::MemoryFolder;
use crate::show::{Control, Feature, Transition, Weights};

use super::*;

/// A show that is right, to be made wrong.
const GOOD: &str = r#"name = "Test"
seed = 3
loop = false
length = "2:05"
[[model]]
id = "field"
kind = "field-gan"
[[model]]
id = "own"
kind = "stylegan2"
weights = "models/own.safetensors"
size = 512
[[track]]
id = "piece"
[[track.stem]]
source = "drums"
file = "music/drums.ogg"
azimuth_deg = 90
gain_db = -6
[[track.stem]]
source = "bass"
file = "music/bass.ogg"
reach_deg = 90
[[scene]]
id = "dawn"
model = "field"
[scene.walk]
loop_points = 8
[[scene.route]]
source = "drums"
feature = "onset"
control = "walk-speed"
amount = -0.5
[[scene.route]]
feature = "chroma-f-sharp"
control = "hue"
amount = 0.5
min = 0.1
max = 0.2
[scene.rest]
scene-mix = 0.2
[[scene]]
id = "noon"
model = "own"
style = "lucid"
[[scene.keyframe]]
at = "0:10"
seed = 1
[[scene.keyframe]]
at = 20.5
seed = 2
[[cue]]
at = 0
scene = "dawn"
[[cue]]
at = "1:00"
scene = "noon"
transition = "cut"
"#;

fn folder(show: impl Into<Vec<u8>>) -> MemoryFolder {
    MemoryFolder::new()
        .with("show.toml", show)
        .with("music/drums.ogg", "")
        .with("music/bass.ogg", "")
        .with("models/own.safetensors", "")
}

/// What is said about the good show with one text in it replaced.
fn said(from: &str, to: &str) -> (String, Vec<String>) {
    assert_eq!(
        GOOD.matches(from).count(),
        1,
        "{from:?} stands in the good show once"
    );
    let checked = check_show(&folder(GOOD.replace(from, to)));
    let warnings = checked
        .problems
        .warnings
        .iter()
        .map(ToString::to_string)
        .collect();
    (checked.problems.to_string(), warnings)
}

fn check(from: &str, to: &str, expected: &str) {
    assert_eq!(said(from, to).0, expected);
}

fn check_warning(from: &str, to: &str, expected: &str) {
    assert_eq!(said(from, to), (String::new(), vec![expected.to_owned()]));
}

#[test]
fn a_good_show() {
    let checked = check_show(&folder(GOOD));
    assert_eq!(checked.problems, Problems::default());
    let show = checked.value.unwrap();
    assert_eq!(
        (show.name.as_str(), show.seed, show.looped),
        ("Test", 3, false)
    );
    assert_eq!(show.length, Some(Moment::from_secs(125.0)));
    assert_eq!(show.models[0].weights, Weights::Shipped);
    assert_eq!(
        show.models[1].weights,
        Weights::File("/memory/models/own.safetensors".into())
    );
    let stems = &show.tracks[0].stems;
    assert!((stems[0].shape.start().direction.azimuth - std::f32::consts::FRAC_PI_2).abs() < 1e-6);
    assert!((stems[0].reach - 60f32.to_radians()).abs() < 1e-6);
    assert!((stems[1].reach - 90f32.to_radians()).abs() < 1e-6);
    assert_eq!(
        (stems[0].gain_db, stems[0].shape.start().distance_m),
        (-6.0, 5.0)
    );
    let dawn = &show.scenes[0];
    assert_eq!(dawn.walk.loop_points, Some(8));
    assert_eq!(dawn.routes[0].limits, (-0.5, 0.0));
    assert_eq!(dawn.routes[1].limits, (0.1, 0.2));
    assert_eq!(dawn.routes[1].feature, Feature::Chroma(6));
    assert_eq!(dawn.rest, [(Control::SceneMix, 0.2)]);
    assert_eq!(show.scenes[1].model, 1);
    assert_eq!(show.scenes[1].keyframes[1].at, Moment::from_secs(20.5));
    assert_eq!(show.cues[0].transition, Transition::Fade { secs: 4.0 });
    assert_eq!(
        (show.cues[1].scene, show.cues[1].transition),
        (1, Transition::Cut)
    );
}

#[test]
fn the_smallest_show() {
    let text = "name='s'\nmodel=[{id='m',kind='test-pattern'}]\nscene=[{id='s',model='m'}]";
    let show = read_show(&MemoryFolder::new().with("show.toml", text)).unwrap();
    assert_eq!(show.models[0].weights, Weights::None);
    assert_eq!(
        (show.cues.len(), show.cues[0].at, show.looped),
        (1, Moment::ZERO, true)
    );
}

#[test]
fn everything_at_once() {
    let text = GOOD
        .replace("\"onset\"", "\"onsets\"")
        .replace("music/drums.ogg", "music/gone.wav")
        .replace("scene = \"noon\"", "scene = \"night\"")
        .replace("gain_db = -6", "gain_db = true")
        .replace("loop = false", "lop = false");
    let problems = read_show(&folder(text)).unwrap_err();
    let lines: Vec<usize> = problems
        .problems
        .iter()
        .map(|problem| problem.line)
        .collect();
    assert_eq!(lines, [3, 17, 19, 31, 57]);
}
