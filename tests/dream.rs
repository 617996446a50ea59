//! `welkin dream` and `welkin model`: pictures of checkpoints, and what is said to what is none; shows of them.

use safetensors::SafeTensors;

use crate::program::{Scratch, root, run, said, tool, write_wav};

fn fixture(name: &str) -> String {
    root()
        .join("src/networks/fixtures")
        .join(name)
        .display()
        .to_string()
}

/// A tensor of a file, with its shape.
fn tensor(file: &std::path::Path, name: &str) -> (Vec<usize>, Vec<f32>) {
    let bytes = std::fs::read(file).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let tensor = tensors.tensor(name).unwrap();
    let fours = tensor.data().as_chunks::<4>().0;
    (
        tensor.shape().to_vec(),
        fours.iter().map(|four| f32::from_le_bytes(*four)).collect(),
    )
}

fn differs(found: &[f32], expected: &[f32]) -> f32 {
    assert_eq!(found.len(), expected.len());
    let count = expected.len() as f32;
    let mean = expected.iter().sum::<f32>() / count;
    let deviation = (expected
        .iter()
        .map(|value| (value - mean).powi(2))
        .sum::<f32>()
        / count)
        .sqrt();
    found
        .iter()
        .zip(expected)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f32::max)
        / deviation
}

#[test]
fn numbers_are_the_originals() {
    let scratch = Scratch::new();
    let cases = [
        (
            "stylegan2/cond64.safetensors",
            "stylegan2/cond64.const.safetensors",
            "0.7",
            "const",
        ),
        (
            "stylegan2/plain32.safetensors",
            "stylegan2/plain32.none.safetensors",
            "1",
            "none",
        ),
        (
            "stylegan3/t32.safetensors",
            "stylegan3/t32.plain.safetensors",
            "1",
            "const",
        ),
        (
            "biggan/deep32.safetensors",
            "biggan/deep32.truncation-0.4.safetensors",
            "0.4",
            "const",
        ),
        (
            "rosinality/rosi16.pt",
            "rosinality/rosi16.const.safetensors",
            "1",
            "const",
        ),
    ];
    for (checkpoint, case, truncation, noise) in cases {
        let out = scratch.path("dream.safetensors");
        let output = run([
            "dream",
            &fixture(checkpoint),
            "--z",
            &fixture(case),
            "--out",
            &out.display().to_string(),
            "--truncation",
            truncation,
            "--noise",
            noise,
            "--backend",
            "flex",
        ]);
        assert!(output.status.success(), "{case}: {}", said(&output));
        let (case, out) = (std::path::PathBuf::from(fixture(case)), out);
        let ((shape, found), (known, expected)) = (tensor(&out, "image"), tensor(&case, "image"));
        assert_eq!(shape, known, "{case:?}");
        let apart = differs(&found, &expected);
        assert!(apart <= 1e-3, "{case:?} differs by {apart}");
    }
}

#[test]
fn sheets_strips_and_panoramas_are_pictures() {
    let scratch = Scratch::new();
    let checkpoint = fixture("stylegan2/cond64.safetensors");
    let sizes = |name: &str, more: &[&str]| {
        let out = scratch.path(name).display().to_string();
        let output = run([
            &["dream", &checkpoint, "--out", &out, "--backend", "flex"],
            more,
        ]
        .concat());
        assert!(output.status.success(), "{}", said(&output));
        let bytes = std::fs::read(out).unwrap();
        let side = |at: usize| u32::from_be_bytes(*bytes[at..].first_chunk().unwrap());
        (side(16), side(20))
    };
    assert_eq!(
        sizes("sheet.png", &["--seeds", "0-5", "--classes", "1,2+3"]),
        (192, 128)
    );
    assert_eq!(
        sizes(
            "strip.png",
            &["--seeds", "0,7", "--strip", "bend-turn", "--steps", "5"]
        ),
        (320, 128)
    );
    assert_eq!(
        sizes("around.png", &["--seeds", "3", "--panorama", "2"]),
        (128, 64)
    );
    let with = [
        "--seeds",
        "0",
        "--strip",
        "blend",
        "--steps",
        "3",
        "--with",
        &checkpoint,
    ];
    assert_eq!(sizes("blend.png", &with), (192, 64));
}

#[test]
fn an_imported_pickle_is_the_same_network() {
    let scratch = Scratch::new();
    let imported = scratch.path("imported.safetensors").display().to_string();
    let pickle = fixture("pickles/stylegan2.pkl");
    let output = run(["model", "import", &pickle, "--out", &imported]);
    assert!(output.status.success(), "{}", said(&output));
    let dreamt = |checkpoint: &str, name: &str| {
        let out = scratch.path(name);
        let path = out.display().to_string();
        let output = run([
            "dream",
            checkpoint,
            "--out",
            &path,
            "--seeds",
            "1,2",
            "--backend",
            "flex",
        ]);
        assert!(output.status.success(), "{}", said(&output));
        tensor(&out, "image").1
    };
    assert_eq!(
        dreamt(&pickle, "a.safetensors"),
        dreamt(&imported, "b.safetensors")
    );
    let output = run(["model", "inspect", &imported, "--json", "--backend", "flex"]);
    assert!(output.status.success(), "{}", said(&output));
    let page: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(page["family"], "stylegan2");
    for number in ["parameters", "multiplies", "estimated_ms", "measured_ms"] {
        assert!(page[number].as_f64().unwrap() > 0.0, "{number}");
    }
}

#[test]
fn what_cannot_be_dreamt_of_is_said() {
    let scratch = Scratch::new();
    let out = scratch.path("out.png").display().to_string();
    let evil = scratch
        .write("evil.pkl", b"cos\nsystem\n(S'true'\ntR.")
        .display()
        .to_string();
    let text = scratch.write("text.pt", b"hello").display().to_string();
    let plain = fixture("stylegan2/plain32.safetensors");
    let unet = fixture("pix2pix/unet256.safetensors");
    for (arguments, words) in [
        (vec!["dream", &evil, "--out", &out], "os.system"),
        (vec!["dream", &text, "--out", &out], "no checkpoint"),
        (
            vec!["dream", "nowhere.pkl", "--out", &out],
            "nowhere.pkl cannot be read",
        ),
        (vec!["dream", &plain, "--out", "out.gif"], "--out out.gif"),
        (
            vec!["dream", &plain, "--out", &out, "--classes", "1"],
            "no classes",
        ),
        (
            vec!["dream", &plain, "--out", &out, "--strip", "view-turn"],
            "StyleGAN3",
        ),
        (
            vec!["dream", &plain, "--out", &out, "--z", &text],
            "not a whole safetensors file",
        ),
        (
            vec!["dream", &plain, "--out", &out, "--given", &text],
            "PNG",
        ),
        (vec!["model", "inspect", &text], "no checkpoint"),
        (
            vec![
                "dream", &plain, "--out", &out, "--strip", "blend", "--with", &unet,
            ],
            "cannot be blended",
        ),
    ] {
        let output = run(&arguments);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{arguments:?}: {}",
            said(&output)
        );
        assert!(
            said(&output).contains(words),
            "{arguments:?}: {}",
            said(&output)
        );
    }
}

/// A show that a checkpoint paints, each direction with a style of its own; a tone on the left pushes.
const SHOW: &str = r#"
name = "directions"
seed = 1
length = 2
[[model]]
id = "net"
kind = "checkpoint"
weights = "models/net.safetensors"
by_direction = true
size = 64
[[track]]
id = "tone"
title = "Tone"
[[track.stem]]
source = "tone"
file = "tone.wav"
azimuth_deg = 90
elevation_deg = 10
[[scene]]
id = "one"
model = "net"
[scene.walk]
points_per_min = 1
[[scene.route]]
source = "tone"
feature = "level"
control = "push"
amount = AMOUNT
[[cue]]
at = 0
scene = "one"
"#;

/// The last frame of the show's film, grey, 64 × 64.
fn last_frame(scratch: &Scratch, amount: &str) -> Vec<u8> {
    let name = format!("show{amount}");
    let show = scratch.write(&format!("{name}/show.toml"), SHOW.replace("AMOUNT", amount));
    let folder = show.parent().unwrap().display().to_string();
    let weights = std::fs::read(fixture("stylegan2/cond64.safetensors")).unwrap();
    scratch.write(&format!("{name}/models/net.safetensors"), weights);
    let tone = (0..2 * 48_000).map(|sample| 0.8 * (sample as f32 * 0.06).sin());
    write_wav(&scratch.path(&format!("{name}/tone.wav")), tone);
    let film = scratch.path(&format!("{name}-film")).display().to_string();
    let output = run([
        "render",
        &folder,
        "--out",
        &film,
        "--size",
        "64",
        "--fps",
        "4",
        "--from",
        "1",
        "--to",
        "2",
        "--backend",
        "flex",
    ]);
    assert!(output.status.success(), "{}", said(&output));
    let frame = format!("{film}/000003.png");
    tool(
        "ffmpeg",
        &[
            "-v", "error", "-i", &frame, "-f", "rawvideo", "-pix_fmt", "gray", "-",
        ],
    )
}

#[test]
fn a_checkpoints_show_changes_where_it_sounds() {
    let scratch = Scratch::new();
    let [still, pushed] = ["0", "2"].map(|amount| last_frame(&scratch, amount));
    assert_eq!(still.len(), 64 * 64);
    let change = |left: bool| -> f64 {
        let pixels = still.iter().zip(&pushed).enumerate();
        let half = pixels.filter(|(at, _)| (at % 64 < 32) == left);
        half.map(|(_, (a, b))| (f64::from(*a) - f64::from(*b)).powi(2))
            .sum()
    };
    let (left, right) = (change(true), change(false));
    assert!(left > 1000.0, "nothing changed: {left}");
    assert!(left > 4.0 * right, "left {left}, right {right}");
}
