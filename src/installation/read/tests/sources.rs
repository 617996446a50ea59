//! Beds, live sound, sources that move and routes that move them, right and wrong.

use welkin_space::{Motion, Place};
use welkin_values::{Direction, Moment};

use crate::show::{Bed, Control, Shape};

use super::*;

/// A show of everything that sounds, to be made wrong.
const SOUNDING: &str = r#"name = "Sounding"
model = [{ id = "m", kind = "test-pattern" }]
reach_deg = 40
[[track]]
id = "one"
[[track.stem]]
source = "lead"
file = "lead.ogg"
azimuth_deg = 90
orbit = { period_secs = -20 }
[[track.stem]]
source = "drums"
file = "drums.ogg"
[[track.stem.place]]
at = 0
azimuth_deg = 10
[[track.stem.place]]
at = "0:10"
azimuth_deg = 90
elevation_deg = 30
distance_m = 3
[[track.bed]]
source = "forest"
file = "forest.wav"
order = 3
reach_deg = 90
[[track]]
id = "two"
[[track.bed]]
source = "forest"
file = "forest.wav"
order = 3
sectors = 12
gain_db = -3
[[live]]
source = "voice"
input = "microphone"
elevation_deg = 20
plays = true
[[live]]
source = "room"
input = "array"
bed = { order = 1, sectors = 24 }
[[scene]]
id = "s"
model = "m"
[[scene.route]]
source = "voice"
feature = "level"
control = "source-azimuth"
moves = "lead"
amount = 0.5
[[scene.route]]
source = "lead"
feature = "presence"
control = "source-elevation"
amount = 0.1
[[scene.route]]
source = "room"
feature = "hit-low"
control = "glow"
amount = 1
"#;

fn folder_of(text: String) -> MemoryFolder {
    ["lead.ogg", "drums.ogg", "forest.wav"]
        .iter()
        .fold(MemoryFolder::new(), |folder, file| folder.with(file, ""))
        .with("show.toml", text)
}

/// What is said with the first of these texts replaced.
fn said_with(from: &str, to: &str) -> (String, Vec<String>) {
    assert!(SOUNDING.contains(from), "{from:?}");
    let problems = check_show(&folder_of(SOUNDING.replacen(from, to, 1))).problems;
    let warnings = problems.warnings.iter().map(ToString::to_string);
    (problems.to_string(), warnings.collect())
}

fn wrong(from: &str, to: &str, expected: &str) {
    assert_eq!(said_with(from, to).0, expected);
}

#[test]
fn everything_that_sounds() {
    let checked = check_show(&folder_of(SOUNDING.into()));
    assert_eq!(checked.problems, Problems::default());
    let show = checked.value.unwrap();
    let place = |azimuth_deg, elevation_deg, distance_m| Place {
        direction: Direction::from_degrees(azimuth_deg, elevation_deg),
        distance_m,
    };
    let stems = &show.tracks[0].stems;
    assert_eq!(
        stems[0].shape,
        Shape::Point(Motion::Orbit {
            from: place(90.0, 0.0, 5.0),
            period_secs: -20.0
        })
    );
    let Shape::Point(Motion::Keys(keys)) = &stems[1].shape else {
        panic!("{:?}", stems[1])
    };
    assert_eq!(
        (keys[0].at, keys[0].place),
        (Moment::ZERO, place(10.0, 0.0, 5.0))
    );
    assert_eq!(
        (keys[1].at, keys[1].place),
        (Moment::from_secs(10.0), place(90.0, 30.0, 3.0))
    );
    let bed = |order, sectors| Shape::Bed(Bed { order, sectors });
    assert_eq!(
        (&stems[2].source[..], &stems[2].shape),
        ("forest", &bed(3, 12))
    );
    assert!((stems[2].reach - 90f32.to_radians()).abs() < 1e-6);
    assert_eq!(show.tracks[1].stems[0].gain_db, -3.0);
    let [voice, room] = show.live.as_slice() else {
        panic!("{:?}", show.live)
    };
    assert_eq!(
        voice.shape,
        Shape::Point(Motion::Still(place(0.0, 20.0, 5.0)))
    );
    assert_eq!((voice.input.as_str(), voice.plays), ("microphone", true));
    assert!((voice.reach - 40f32.to_radians()).abs() < 1e-6);
    assert_eq!((&room.shape, room.plays), (&bed(1, 24), false));
    let routes = &show.scenes[0].routes;
    assert_eq!(routes[0].control, Control::SourceAzimuth);
    assert_eq!(routes[0].moves.as_deref(), Some("lead"));
    assert_eq!(
        (routes[1].feature, &routes[1].moves),
        (Feature::Presence, &None)
    );
    assert_eq!(
        (routes[2].feature, routes[2].control),
        (Feature::HitLow, Control::Glow)
    );
}

#[test]
fn wrong_motion() {
    wrong(
        "period_secs = -20",
        "period_secs = 0",
        "show.toml:10:25: once around in 0 s is faster than anything moves; write at least 0.1, or at most -0.1 to run the other way",
    );
    wrong(
        "period_secs = -20",
        "period_secs = 1e-50",
        "show.toml:10:25: once around in 0.00000000000000000000000000000000000000000000000001 s is faster than anything moves; write at least 0.1, or at most -0.1 to run the other way",
    );
    wrong(
        "period_secs = -20",
        "period_secs = 4000",
        "show.toml:10:25: `period_secs` is `4000`, out of range; write a number from -3600 to 3600",
    );
    wrong(
        "{ period_secs = -20 }",
        "20",
        "show.toml:10:9: `orbit` must be a table, not a number; Lets it circle around the visitor, from its place",
    );
    wrong(
        "at = 0\n",
        "at = 12\n",
        "show.toml:18:6: the place at 0:10 stands after the one at 0:12; put them in the order of their times",
    );
    wrong(
        "file = \"drums.ogg\"",
        "file = \"drums.ogg\"\norbit = { period_secs = 9 }",
        "show.toml:14:9: a source circles or goes from place to place, not both; leave `orbit` or `place` out",
    );
    assert_eq!(
        said_with("file = \"drums.ogg\"", "file = \"drums.ogg\"\ndistance_m = 2"),
        (
            String::new(),
            vec![
                "show.toml:14:14: `distance_m` is not used beside places at times; leave it out, or write it in a `place`".to_owned()
            ]
        )
    );
}

#[test]
fn wrong_beds() {
    wrong(
        "order = 3",
        "order = 0",
        "show.toml:25:9: `order` is `0`, out of range; write a number from 1 to 7",
    );
    wrong(
        "order = 3\n",
        "",
        "show.toml:22:1: `order` is missing from `[[bed]]`; add `order`: Its ambisonic order: 1 has 4 channels, 2 has 9, 3 has 16, and so on",
    );
    wrong(
        "sectors = 12",
        "sectors = 16",
        "show.toml:33:11: `sectors` cannot be `16`; write `0`, `12`, `20` or `24`",
    );
    wrong(
        "forest.wav",
        "forrest.wav",
        "show.toml:24:8: there is no file \"forrest.wav\"; did you mean `forest.wav`?",
    );
    wrong(
        "source = \"forest\"",
        "source = \"lead\"",
        "show.toml:23:10: two sounds of one track have the source `lead`; the first is in line 7; give this one another name",
    );
    wrong(
        "id = \"two\"\n[[track.bed]]",
        "id = \"two\"\n[[track.stem]]\nsource = \"forest\"\nfile = \"lead.ogg\"\n[[track]]\nid = \"three\"\n[[track.bed]]",
        "show.toml:30:10: the source `forest` is a stem here and a bed in line 23; give this one another name",
    );
    wrong(
        "order = 3\nsectors",
        "order = 2\nsectors",
        "show.toml:32:9: the bed `forest` has `order` 2 here and 3 in line 23; write `order` = 3, or give this one another name",
    );
    wrong(
        "sectors = 12",
        "sectors = 24",
        "show.toml:33:11: the bed `forest` has `sectors` 24 here and 12 in line 23; write `sectors` = 12, or give this one another name",
    );
    wrong(
        "[[track]]\nid = \"two\"\n",
        "[[track]]\nid = \"silent\"\n[[track]]\nid = \"two\"\n",
        "show.toml:27:1: nothing sounds in the track `silent`; add a [[track.stem]] with a `source` and a `file`",
    );
}

#[test]
fn wrong_live_sound() {
    wrong(
        "source = \"room\"",
        "source = \"voice\"",
        "show.toml:41:10: two live sounds have the source `voice`; the first is in line 36; give this one another name\nshow.toml:59:10: no stem, bed or live sound has the source `room`; the sources are `drums`, `forest`, `lead` or `voice`; leave `source` out to hear all of them",
    );
    wrong(
        "source = \"room\"",
        "source = \"forest\"",
        "show.toml:41:10: the source `forest` is live here and a bed in line 23; give this one another name\nshow.toml:59:10: no stem, bed or live sound has the source `room`; the sources are `drums`, `forest`, `lead` or `voice`; leave `source` out to hear all of them",
    );
    wrong(
        "elevation_deg = 20\n",
        "bed = { order = 1 }\nelevation_deg = 20\n",
        "show.toml:39:17: a bed is all around and has no `elevation_deg`; leave out `elevation_deg` or `bed`",
    );
    wrong(
        "bed = { order = 1, sectors = 24 }",
        "bed = { order = 1 }\norbit = { period_secs = 3 }\nplace = [{ at = 0 }]",
        "show.toml:44:9: a bed is all around and has no `orbit`; leave out `orbit` or `bed`\nshow.toml:45:10: a bed is all around and has no `place`; leave out `place` or `bed`",
    );
    wrong(
        "plays = true",
        "orbit = { period_secs = 0.01 }",
        "show.toml:39:25: once around in 0.01 s is faster than anything moves; write at least 0.1, or at most -0.1 to run the other way",
    );
    wrong(
        "input = \"microphone\"\n",
        "",
        "show.toml:35:1: `input` is missing from `[[live]]`; add `input`: The id of the venue's input; in a venue without it, it is silent",
    );
}

#[test]
fn wrong_moves() {
    wrong(
        "moves = \"lead\"",
        "moves = \"led\"",
        "show.toml:51:9: no stem, bed or live sound has the source `led`; did you mean `lead`?",
    );
    wrong(
        "moves = \"lead\"",
        "moves = \"quintet\"",
        "show.toml:51:9: no stem, bed or live sound has the source `quintet`; write `drums`, `forest`, `lead`, `room` or `voice`",
    );
    wrong(
        "source = \"voice\"\nfeature",
        "source = \"quintet\"\nfeature",
        "show.toml:48:10: no stem, bed or live sound has the source `quintet`; the sources are `drums`, `forest`, `lead`, `room` or `voice`; leave `source` out to hear all of them",
    );
    wrong(
        "control = \"source-azimuth\"",
        "control = \"hue\"",
        "show.toml:51:9: `moves` goes with the controls `source-azimuth` and `source-elevation`, not with `hue`; leave `moves` out",
    );
    wrong(
        "moves = \"lead\"",
        "moves = \"forest\"",
        "show.toml:51:9: the bed `forest` is all around and cannot be moved; write `moves` with the source of a stem, or of live sound with a place",
    );
    wrong(
        "source = \"lead\"\nfeature",
        "source = \"room\"\nfeature",
        "show.toml:54:10: the bed `room` is all around and cannot be moved; write `moves` with the source of a stem, or of live sound with a place",
    );
    wrong(
        "source = \"lead\"\nfeature",
        "feature",
        "show.toml:55:11: a route that hears everything does not say which source it moves; add `moves` with the name of a source",
    );
    let rest = said_with(
        "[[scene.route]]",
        "[scene.rest]\nsource-azimuth = 1\n[[scene.route]]",
    );
    assert!(
        rest.0
            .starts_with("show.toml:48:1: `rest` has no key `source-azimuth`"),
        "{}",
        rest.0
    );
}

/// Every name is looked up, none compared with all others.
#[test]
fn a_flood_of_sounds_is_soon_refused() {
    let beds: String = (0..9_000)
        .map(|n| format!("{{source='b{n}',file='f',order=1}},\n"))
        .collect();
    let routes: String = (0..9_000)
        .map(|n| format!("{{source='b{n}',feature='hit',control='source-azimuth',amount=1}},\n"))
        .collect();
    let text = format!(
        "name='n'\nmodel=[{{id='m',kind='test-pattern'}}]\ntrack=[{{id='t',bed=[\n{beds}]}}]\nscene=[{{id='s',model='m',route=[\n{routes}]}}]\n"
    );
    let problems = read_show(&folder_of(text)).unwrap_err().problems;
    assert_eq!(problems.len(), 101);
}
