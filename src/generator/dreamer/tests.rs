//! Checkpoints through the whole generator, against what the originals painted.

#![allow(clippy::unwrap_used, reason = "a test ends where something is missing")]

use std::path::{Path, PathBuf};

use welkin_checkpoint::Checkpoint;

use super::*;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../networks/fixtures")
}

fn numbers(file: &str) -> Checkpoint {
    let bytes = std::fs::read(fixtures().join(file)).unwrap();
    Checkpoint::parse(file, bytes).unwrap()
}

/// The largest difference over the deviation of what was expected.
fn difference(found: &[f32], expected: &[f32]) -> f32 {
    assert_eq!(found.len(), expected.len());
    let count = expected.len() as f32;
    let mean = expected.iter().sum::<f32>() / count;
    let deviation = (expected
        .iter()
        .map(|value| (value - mean).powi(2))
        .sum::<f32>()
        / count)
        .sqrt();
    let apart = found.iter().zip(expected).map(|(a, b)| (a - b).abs());
    apart.max_by(f32::total_cmp).unwrap() / deviation
}

/// Dreams what a case holds on a backend: differences of pictures and of styles.
fn dream(
    checkpoint: &str,
    case: &str,
    truncation: f32,
    backend: Backend,
    manner: &DreamManner,
) -> [f32; 2] {
    let mut dreamer = Dreamer::open(&fixtures().join(checkpoint), manner, backend).unwrap();
    let case = numbers(case);
    let (z, images, w) = (
        case.numbers("z"),
        case.numbers("image"),
        case.shape("w").map(|_| case.numbers("w")),
    );
    let classes = case.shape("c").map(|_| case.numbers("c"));
    let (count, len) = (z.shape[0], images.values.len() / z.shape[0]);
    let mut worst = [0.0f32; 2];
    for row in 0..count {
        let part =
            |values: &[f32]| values[row * values.len() / count..][..values.len() / count].to_vec();
        let latent = Latent {
            global: part(&z.values),
            classes: classes
                .as_ref()
                .map(|classes| part(&classes.values))
                .unwrap_or_default(),
            truncation,
            noise: 1.0,
            ..Latent::default()
        };
        let dream = dreamer.dream(&latent, None, NoiseChoice::Kept).unwrap();
        worst[0] = worst[0].max(difference(
            &dream.image.values,
            &images.values[row * len..][..len],
        ));
        if let Some(w) = &w {
            worst[1] = worst[1].max(difference(&dream.styles.concat(), &part(&w.values)));
        }
    }
    worst
}

const CASES: [(&str, &str, f32); 4] = [
    (
        "stylegan2/cond64.safetensors",
        "stylegan2/cond64.const.safetensors",
        0.7,
    ),
    (
        "stylegan2/plain32.safetensors",
        "stylegan2/plain32.truncated.safetensors",
        0.5,
    ),
    (
        "biggan/deep32.safetensors",
        "biggan/deep32.truncation-0.4.safetensors",
        0.4,
    ),
    (
        "rosinality/rosi16.pt",
        "rosinality/rosi16.const.safetensors",
        1.0,
    ),
];

#[test]
fn checkpoints_paint_what_their_authors_code_paints() {
    let manner = DreamManner {
        z_is_final: true,
        ..DreamManner::default()
    };
    for (checkpoint, case, truncation) in CASES {
        let [picture, styles] = dream(checkpoint, case, truncation, Backend::Flex, &manner);
        assert!(
            picture <= 1e-3,
            "{case}: differs by {picture} of its deviation"
        );
        assert!(
            styles <= 1e-3 || checkpoint.starts_with("biggan"),
            "{case}: w by {styles}"
        );
    }
}

#[test]
fn so_they_do_on_a_gpu() {
    let manner = DreamManner {
        z_is_final: true,
        ..DreamManner::default()
    };
    if let Err(reason) = crate::device::gpu() {
        eprintln!("not checked: {reason}");
        return;
    }
    for (checkpoint, case, truncation) in [CASES[1], CASES[2]] {
        let [picture, _] = dream(checkpoint, case, truncation, Backend::Wgpu, &manner);
        assert!(
            picture <= 1e-3,
            "{case}: differs by {picture} of its deviation"
        );
    }
}

#[test]
fn half_precision_stays_near() {
    for precision in [Precision::F16, Precision::Bf16] {
        let manner = DreamManner {
            precision,
            ..DreamManner::default()
        };
        let (checkpoint, case) = (
            "stylegan2/cond64.safetensors",
            "stylegan2/cond64.const.safetensors",
        );
        let [picture, _] = dream(checkpoint, case, 0.7, Backend::Flex, &manner);
        assert!(picture < 0.2, "{precision:?}: {picture}");
    }
}

#[test]
fn what_is_wrong_with_a_file_is_said() {
    let open =
        |path: &Path| Dreamer::open(path, &DreamManner::default(), Backend::Flex).map(|_| ());
    let words = |path: &Path| open(path).unwrap_err().to_string();
    assert!(words(Path::new("nowhere.pkl")).contains("nowhere.pkl cannot be read"));
    let folder = std::env::temp_dir().join(format!("welkin-dreams-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let written = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        words(&path)
    };
    assert!(written("text.pkl", b"no checkpoint at all").contains("no checkpoint"));
    // cos\nsystem\n(S'true'\ntR.
    let ran = written("evil.pkl", b"cos\nsystem\n(S'true'\ntR.");
    assert!(
        ran.contains("os.system") && ran.contains("nothing was run"),
        "{ran}"
    );
    let whole = std::fs::read(fixtures().join("stylegan2/plain32.safetensors")).unwrap();
    assert!(written("cut.safetensors", &whole[..whole.len() / 2]).contains("not whole"));
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_panorama_closes() {
    let manner = DreamManner {
        panorama: Some(2),
        ..DreamManner::default()
    };
    let path = fixtures().join("stylegan2/cond64.safetensors");
    let mut dreamer = Dreamer::open(&path, &manner, Backend::Flex).unwrap();
    let latent = Latent {
        global: dreamer.z_of(3),
        classes: vec![0.2; 5],
        truncation: 1.0,
        noise: 1.0,
        noise_drift: 0.3,
        ..Latent::default()
    };
    let Image {
        width,
        height,
        values,
    } = dreamer
        .dream(&latent, None, NoiseChoice::AsLatent)
        .unwrap()
        .image;
    assert_eq!((width, height), (128, 64));
    let step = |column: usize| {
        let rows = values.chunks(width);
        rows.map(|row| (row[column] - row[(column + 1) % width]).abs())
            .sum::<f32>()
    };
    let steps: Vec<f32> = (0..width - 1).map(step).collect();
    let largest = steps.iter().copied().fold(0.0, f32::max);
    assert!(
        step(width - 1) <= largest,
        "{} over the seam, {largest} elsewhere",
        step(width - 1)
    );
}
