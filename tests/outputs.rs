//! What outputs are sent: golden pictures of every kind, flashes that are softened, venues that cannot be.
//!
//! `WELKIN_GOLDEN=write cargo test --test integration outputs` draws the golden pictures anew; look at them then.

use std::path::{Path, PathBuf};

use crate::program::{Scratch, clicks, root, run, said, tool, write_wav};

/// One picture that tells everywhere from everywhere else, and does not move.
const SHOW: &str = r#"
name = "Still"
length = "0:02"
[[model]]
id = "plain"
kind = "test-pattern"
size = 256
[[scene]]
id = "still"
model = "plain"
walk = { seed = 1, points_per_min = 0, drift = 0 }
"#;

/// Outputs of every kind, small.
const VENUE: &str = r#"
name = "every kind"
[surface]
kind = "dome"
radius_m = 5
tilt_deg = 10
[speakers]
kind = "silent"
[[output]]
id = "domemaster"
size = [96, 96]
view = { kind = "domemaster" }
[[output]]
id = "equirectangular"
size = [128, 64]
view = { kind = "equirectangular" }
[[output]]
id = "perspective"
size = [96, 64]
view = { kind = "perspective", fov_deg = 90, pitch_deg = 30, yaw_deg = 20 }
[[output]]
id = "picture"
size = [96, 64]
view = { kind = "picture" }
[[output]]
id = "projector"
size = [96, 64]
view = { kind = "projector", position_m = [2, -0.5, 2], yaw_deg = 20, pitch_deg = 25, roll_deg = 5, fov_deg = 60, shift = [0.1, 0.2], k1 = -0.05 }
colour = { gain = [1, 0.8, 0.6], gamma = 2.4, lut = "warm.cube" }
[[output]]
id = "second"
size = [96, 64]
view = { kind = "projector", position_m = [-2, -0.5, 2], yaw_deg = -20, pitch_deg = 25, fov_deg = 60 }
[[output]]
id = "mirror"
size = [96, 64]
view = { kind = "spherical-mirror", position_m = [0, -1, -2.2], pitch_deg = 0, yaw_deg = 0, fov_deg = 20, mirror_m = [0, -1, -4], mirror_radius_m = 0.35 }
[[output]]
id = "cube-map"
size = [128, 96]
view = { kind = "cube-map", layout = "cross" }
[[output]]
id = "warp"
size = [96, 64]
view = { kind = "warp", file = "bent.data" }
"#;

const KINDS: [&str; 8] = [
    "domemaster",
    "equirectangular",
    "perspective",
    "picture",
    "projector",
    "mirror",
    "cube-map",
    "warp",
];

/// The folder of a venue with its files.
fn venue() -> (Scratch, PathBuf) {
    let scratch = Scratch::new();
    scratch.write("still/show.toml", SHOW);
    let venue = scratch.write("venue.toml", VENUE);
    let warm = "LUT_3D_SIZE 2\n0 0 0\n1 0.1 0\n0 1 0\n1 1 0\n0 0 0.9\n1 0 0.9\n0 1 0.9\n1 1 0.9\n";
    scratch.write("warm.cube", warm);
    // Three by three nodes; the middle one is drawn aside, one corner is not drawn.
    let mut nodes = String::from("2\n3 3\n");
    for (row, y) in [-1.0, 0.0, 1.0].into_iter().enumerate() {
        for (column, x) in [-1.5, 0.0, 1.5].into_iter().enumerate() {
            let (mut u, v) = (column as f32 / 2.0, row as f32 / 2.0);
            if (row, column) == (1, 1) {
                u += 0.15;
            }
            let intensity = if (row, column) == (2, 2) { -1.0 } else { 1.0 };
            nodes += &format!("{x} {y} {u} {v} {intensity}\n");
        }
    }
    scratch.write("bent.data", nodes);
    (scratch, venue)
}

/// One frame of an output, red, green, blue; and its width.
fn frame(show: &Path, venue: &Path, output: &str, folder: &Path) -> (Vec<u8>, PathBuf) {
    let rendered = run([
        "render".as_ref(),
        show.as_os_str(),
        "--venue".as_ref(),
        venue.as_os_str(),
        "--view".as_ref(),
        output.as_ref(),
        "--size".as_ref(),
        "64".as_ref(),
        "--fps".as_ref(),
        "1".as_ref(),
        "--out".as_ref(),
        format!("{}/", folder.display()).as_ref(),
    ]);
    assert!(rendered.status.success(), "{output}: {}", said(&rendered));
    let png = folder.join("000000.png");
    (pixels(&png), png)
}

fn pixels(png: &Path) -> Vec<u8> {
    let png = png.to_str().unwrap();
    tool(
        "ffmpeg",
        &[
            "-v", "error", "-i", png, "-f", "rawvideo", "-pix_fmt", "rgb24", "-",
        ],
    )
}

#[test]
fn every_kind_of_output_draws_its_golden_picture() {
    let (scratch, venue) = venue();
    let golden = root().join("tests/golden");
    for kind in KINDS {
        let (drawn, png) = frame(&scratch.path("still"), &venue, kind, &scratch.path(kind));
        let file = golden.join(format!("{kind}.png"));
        if std::env::var("WELKIN_GOLDEN").is_ok_and(|value| value == "write") {
            std::fs::create_dir_all(&golden).unwrap();
            std::fs::copy(&png, &file).unwrap();
            continue;
        }
        let expected = pixels(&file);
        assert_eq!(drawn.len(), expected.len(), "{kind}");
        // Other drivers round otherwise, and edges fall on one side or the other.
        let differences: Vec<u8> = drawn
            .iter()
            .zip(&expected)
            .map(|(a, b)| a.abs_diff(*b))
            .collect();
        let far = differences
            .iter()
            .filter(|difference| **difference > 6)
            .count();
        let mean = differences
            .iter()
            .map(|difference| f64::from(*difference))
            .sum::<f64>()
            / drawn.len() as f64;
        assert!(
            far * 100 <= drawn.len() && mean < 1.0,
            "{kind}: {far} of {} differ, mean {mean:.2}",
            drawn.len()
        );
        let lit = drawn.iter().filter(|value| **value > 40).count();
        assert!(lit * 10 > drawn.len(), "{kind} is dark");
    }
}

/// How often a second the light of all pixels rises and falls by a tenth of white or more: the most in any second.
fn flashes_per_sec(frames: &[f32], fps: usize) -> usize {
    let mut falls = Vec::new();
    let (mut low, mut high, mut rising) = (frames[0], frames[0], false);
    for (index, light) in frames.iter().enumerate() {
        if rising {
            high = high.max(*light);
            if high - light >= 0.1 && *light < 0.8 {
                falls.push(index);
                (rising, low) = (false, *light);
            }
        } else {
            low = low.min(*light);
            if light - low >= 0.1 && low < 0.8 {
                (rising, high) = (true, *light);
            }
        }
    }
    let within = |from: usize| {
        falls
            .iter()
            .filter(|fall| (from..from + fps).contains(fall))
            .count()
    };
    (0..frames.len()).map(within).max().unwrap_or(0)
}

#[test]
fn a_strobe_is_softened_and_only_where_the_venue_lets_it() {
    const FPS: usize = 60;
    let scratch = Scratch::new();
    write_wav(&scratch.write("strobe/click.wav", ""), clicks(4.0, 0.125));
    scratch.write(
        "strobe/show.toml",
        r#"
name = "Strobe"
[[model]]
id = "plain"
kind = "test-pattern"
size = 64
[[track]]
id = "clicks"
title = "Clicks"
stem = [{ source = "click", file = "click.wav", azimuth_deg = 0, elevation_deg = 30 }]
[[scene]]
id = "flash"
model = "plain"
rest = { brightness = 0 }
route = [{ source = "click", feature = "hit", control = "brightness", amount = 4.0, attack_secs = 0.0, release_secs = 0.02 }]
"#,
    );
    let flashes = |guard: &str| {
        let text = format!(
            "name = \"dome\"\nsurface = {{ kind = \"dome\" }}\n[speakers]\nkind = \"silent\"\n[guard]\non = {guard}\n"
        );
        let venue = scratch.write(&format!("{guard}.toml"), text);
        let out = scratch.path(&format!("{guard}.mkv"));
        let rendered = run([
            "render".as_ref(),
            scratch.path("strobe").as_os_str(),
            "--venue".as_ref(),
            venue.as_os_str(),
            "--view".as_ref(),
            "domemaster".as_ref(),
            "--size".as_ref(),
            "64".as_ref(),
            "--fps".as_ref(),
            "60".as_ref(),
            "--out".as_ref(),
            out.as_os_str(),
        ]);
        assert!(rendered.status.success(), "{}", said(&rendered));
        let bytes = tool(
            "ffmpeg",
            &[
                "-v",
                "error",
                "-i",
                out.to_str().unwrap(),
                "-vf",
                "scale=1:1:flags=area",
                "-f",
                "rawvideo",
                "-pix_fmt",
                "gray",
                "-",
            ],
        );
        // The square around the dome is dark.
        let light = |grey: &u8| (f32::from(*grey) / 255.0).powf(2.2) * 1.27;
        let frames: Vec<f32> = bytes.iter().map(light).collect();
        (flashes_per_sec(&frames, FPS), said(&rendered))
    };
    let (free, _) = flashes("false");
    assert!(free > 4, "the strobe is none: {free}");
    let (softened, _) = flashes("true");
    assert!(softened <= 3, "{softened} flashes in a second");
}

#[test]
fn venues_that_cannot_be_are_told_what_to_do() {
    let (scratch, _) = venue();
    let cases = [
        (
            "sees nothing",
            "view = { kind = \"projector\", position_m = [0, 0, 0], pitch_deg = -90, fov_deg = 20 }",
            "sees nothing",
        ),
        (
            "stands outside",
            "view = { kind = \"projector\", position_m = [0, 3, 9], fov_deg = 30 }",
            "outside",
        ),
        (
            "a table of the wrong size",
            "view = { kind = \"picture\" }\ncolour = { lut = \"short.cube\" }",
            "short.cube",
        ),
        (
            "a broken warp",
            "view = { kind = \"warp\", file = \"broken.mpcdi\" }",
            "broken.mpcdi",
        ),
    ];
    scratch.write("short.cube", "LUT_3D_SIZE 3\n0 0 0\n1 1 1\n");
    scratch.write("broken.mpcdi", "PK not really");
    for (name, view, words) in cases {
        let text = format!(
            "name = \"bad\"\n[surface]\nkind = \"dome\"\nradius_m = 5\n[speakers]\nkind = \"silent\"\n[[output]]\nid = \"one\"\nsize = [64, 48]\n{view}\n"
        );
        let venue = scratch.write("bad.toml", text);
        let out = scratch.path("out/");
        let rendered = run([
            "render".as_ref(),
            scratch.path("still").as_os_str(),
            "--venue".as_ref(),
            venue.as_os_str(),
            "--view".as_ref(),
            "one".as_ref(),
            "--out".as_ref(),
            out.as_os_str(),
        ]);
        let said = said(&rendered);
        assert!(
            !rendered.status.success() && said.contains(words),
            "{name}: {said}"
        );
        assert!(!said.contains("panicked"), "{name}: {said}");
    }
}
