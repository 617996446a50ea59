//! Files as artists have them, read, recognised and renamed, against what their originals paint.

use std::path::Path;

use welkin_checkpoint::{Checkpoint, Likeness, Setting, detect, official};
use welkin_compute::{Cpu, Engine};

use super::fixture::{Fixture, assert_exact, differences};
use crate::*;

/// The network that is in a file, under its official names.
fn brought(file: &str) -> (Family, Checkpoint) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(file);
    let bytes = std::fs::read(path).expect("a fixture");
    let checkpoint = Checkpoint::parse(file, bytes).expect("a checkpoint");
    let Likeness::Known(guess) = detect(&checkpoint) else {
        panic!("{file} is not known");
    };
    let family = Family::of(guess.family).expect("a family of ours");
    (family, official(&checkpoint, &guess))
}

#[test]
fn files_that_artists_bring_paint_what_their_originals_paint() {
    for (file, case) in [
        ("rosinality/rosi16.pt", "rosinality/rosi16.const"),
        ("rosinality/rosi16.legacy.pt", "rosinality/rosi16.truncated"),
        ("pickles/stylegan2.pkl", "stylegan2/filter16.const"),
        ("pickles/tensorflow.pkl", "stylegan2/filter16.const"),
        ("pickles/stylegan3.pkl", "stylegan3/tiny16.plain"),
    ] {
        let expected = Fixture::read(case);
        let options = expected.header("options");
        let truncation = Truncation {
            psi: options["truncation_psi"].as_f64().unwrap_or(1.0) as f32,
            ..Truncation::default()
        };
        let (family, checkpoint) = brought(file);
        let mut engine = Cpu::default();
        let mut network = load(family, &checkpoint, &mut engine).expect("it fits");
        for index in 0..expected.numbers("z").shape[0] {
            let ask = Ask {
                places: vec![Place {
                    styles: network.styles(expected.row("z", index), &[], &truncation),
                    mask: Vec::new(),
                }],
                ..Ask::default()
            };
            let sheet = network.paint(&mut engine, &ask).expect("memory answers");
            let image = engine.numbers(&sheet).expect("memory answers");
            assert_exact(file, &image, expected.row("image", index));
        }
    }
}

#[test]
fn norms_that_are_done_when_a_file_is_read_paint_the_same() {
    for name in ["biggan/deep32", "fastgan/fast256", "fastgan/fast512"] {
        let (family, done) = brought(&format!("{name}.safetensors"));
        let sources: [&dyn Source; 2] = [&Fixture::read(name), &done];
        let [kept, done] = sources.map(|source| {
            let mut engine = Cpu::default();
            let mut network = load(family, source, &mut engine).expect("it fits");
            let size = network.size();
            let mut classes = vec![0.0; size.classes];
            classes.iter_mut().take(1).for_each(|share| *share = 1.0);
            let z = Randn::new(3).normals(size.z);
            let ask = Ask {
                places: vec![Place {
                    styles: network.styles(&z, &classes, &Truncation::default()),
                    mask: Vec::new(),
                }],
                noise: Noise::None,
                ..Ask::default()
            };
            let sheet = network.paint(&mut engine, &ask).expect("memory answers");
            engine.numbers(&sheet).expect("memory answers")
        });
        let [largest, _] = differences(&done, &kept);
        assert!(largest < 1e-4, "{name} differs by {largest:.1e}");
    }
}

#[test]
fn settings_of_pickles_are_found() {
    let (_, checkpoint) = brought("pickles/stylegan2.pkl");
    let taps = checkpoint
        .setting("resample_filter")
        .map(Setting::to_string);
    assert_eq!(taps.as_deref(), Some("[1, 4, 2, 1]"));
}
