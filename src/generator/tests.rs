#![allow(clippy::unwrap_used, reason = "a test ends where something is missing")]

use welkin_installation::{Model, ModelKind, Weights};
use welkin_values::{Coverage, Grid, Latent};

use crate::{Backend, OpenError, layer_times, open};

fn model(kind: ModelKind, weights: Weights, size: usize) -> Model {
    Model::new("test", kind, weights, size)
}

fn resting(shape: welkin_values::LatentShape) -> Latent {
    Latent {
        global: vec![0.0; shape.global],
        classes: vec![0.0; shape.classes],
        local: Grid::zeros(shape.local_channels, shape.local_height, shape.local_width),
        truncation: 1.0,
        noise: 1.0,
        ..Latent::default()
    }
}

#[test]
fn every_kind_opens_and_paints() {
    for (kind, weights) in [
        (ModelKind::FieldGan, Weights::Shipped),
        (ModelKind::TestPattern, Weights::None),
    ] {
        let dome = Coverage::Dome { fov: 3.0 };
        let panorama = Coverage::Panorama {
            top: 1.5,
            bottom: -1.5,
        };
        let wall = Coverage::Flat {
            fov: 1.0,
            aspect: 1.5,
        };
        for (coverage, width) in [(dome, 64), (panorama, 128), (wall, 96)] {
            let model = model(kind, weights.clone(), 64);
            let mut generator = open(&model, coverage, Backend::Flex).unwrap();
            let picture = generator.paint(&resting(generator.shape())).unwrap();
            assert_eq!((picture.width, picture.height), (width, 64));
            assert_eq!(picture.pixels.len(), width * 64);
            let (mut least, mut most) = (1.0f32, 0.0f32);
            for value in picture.pixels.iter().flat_map(|pixel| &pixel[..3]) {
                (least, most) = (least.min(value.to_f32()), most.max(value.to_f32()));
            }
            assert!(
                0.0 <= least && least < most && most <= 1.0,
                "{kind:?}: {least} to {most}"
            );
        }
    }
}

#[test]
fn the_test_pattern_is_lit_everywhere_and_moves() {
    let mut pattern = open(
        &model(ModelKind::TestPattern, Weights::None, 128),
        Coverage::Mirrored,
        Backend::Flex,
    )
    .unwrap();
    let still = resting(pattern.shape());
    let mut moved = still.clone();
    moved.global[0] = 0.7;
    let pictures = [&still, &moved].map(|latent| pattern.paint(latent).unwrap());
    assert_ne!(pictures[0], pictures[1]);
    assert!(
        pictures[0]
            .pixels
            .iter()
            .all(|pixel| pixel[1].to_f32() > 0.05)
    );
}

#[test]
fn what_cannot_be_opened_is_said() {
    let error = |kind, weights, size| {
        open(
            &model(kind, weights, size),
            Coverage::Mirrored,
            Backend::Flex,
        )
        .map(|_| ())
        .unwrap_err()
    };
    let missing = Weights::File("missing.safetensors".into());
    let found = error(ModelKind::StyleGan2, missing, 256);
    assert!(matches!(found, OpenError::Unreadable { .. }), "{found}");
    for kind in [ModelKind::FieldGan, ModelKind::StyleGan2] {
        let found = error(kind, Weights::None, 256);
        assert!(matches!(found, OpenError::Weights { .. }), "{found}");
    }
    for size in [0, 31, 5000, usize::MAX] {
        let found = error(ModelKind::FieldGan, Weights::Shipped, size);
        assert!(matches!(found, OpenError::Size { .. }), "{found}");
    }
}

#[test]
fn every_layer_has_a_time() {
    let times = layer_times(64, 2).unwrap();
    assert_eq!(
        times
            .iter()
            .filter(|time| time.layer.starts_with("c."))
            .count(),
        11
    );
    assert_eq!(
        times
            .iter()
            .filter(|time| time.layer.starts_with("rgb."))
            .count(),
        6
    );
    assert!(times.iter().all(|time| time.secs >= 0.0));
}
