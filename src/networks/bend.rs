//! Network bending: what a layer found is moved, turned, inverted or left out before the next one sees it.

use welkin_compute::{Activation, After, Edges, Engine, Scale};
use welkin_values::{Bend, Deed};

use crate::seeds::Randn;

/// Does the bends of a layer.
pub(crate) fn bent<E: Engine>(
    engine: &mut E,
    mut x: E::Sheet,
    bends: &[Bend],
    layer: usize,
    edges: Edges,
) -> E::Sheet {
    for bend in bends.iter().filter(|bend| bend.layer == layer) {
        let takes = bent_channels(bend, engine.shape(&x).channels);
        if takes.iter().any(|takes| *takes) {
            x = done(engine, x, bend.deed, &takes, edges);
        }
    }
    x
}

/// Which of so many channels are bent.
pub fn bent_channels(bend: &Bend, channels: usize) -> Vec<bool> {
    let mut randn = Randn::new(bend.seed);
    let mut order: Vec<(f64, usize)> = (0..channels)
        .map(|channel| (randn.share(), channel))
        .collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let count = (bend.share.clamp(0.0, 1.0) * channels as f32).round() as usize;
    let mut takes = vec![false; channels];
    order[..count]
        .iter()
        .for_each(|(_, channel)| takes[*channel] = true);
    takes
}

fn done<E: Engine>(
    engine: &mut E,
    x: E::Sheet,
    deed: Deed,
    takes: &[bool],
    edges: Edges,
) -> E::Sheet {
    let factor = |factor: f32| {
        takes
            .iter()
            .map(|takes| if *takes { factor } else { 1.0 })
            .collect::<Vec<_>>()
    };
    let shape = engine.shape(&x);
    let matrix = match deed {
        Deed::Times(times) => return scaled(engine, x, &factor(times)),
        Deed::Invert => return scaled(engine, x, &factor(-1.0)),
        Deed::Ablate => return scaled(engine, x, &factor(0.0)),
        Deed::Threshold(threshold) => return stepped(engine, x, threshold, takes),
        Deed::Move([across, down]) => [
            [1.0, 0.0, -across * shape.width as f32],
            [0.0, 1.0, -down * shape.height as f32],
        ],
        Deed::Zoom(times) => {
            let back = 1.0 / times.max(1e-3);
            [[back, 0.0, 0.0], [0.0, back, 0.0]]
        }
        Deed::Turn(degrees) => {
            let (sin, cos) = degrees.to_radians().sin_cos();
            [[cos, sin, 0.0], [-sin, cos, 0.0]]
        }
    };
    let moved = engine.warp(&x, matrix, edges);
    engine.choose(takes, &moved, &x)
}

fn scaled<E: Engine>(engine: &mut E, x: E::Sheet, factors: &[f32]) -> E::Sheet {
    engine.apply(
        x,
        After {
            scale: Scale::Channels(factors),
            ..After::default()
        },
    )
}

/// A step at the threshold, steep enough that nothing lies on it: ½ + ½ · clamp(10⁶ · (x − t)).
fn stepped<E: Engine>(engine: &mut E, x: E::Sheet, threshold: f32, takes: &[bool]) -> E::Sheet {
    let bias = vec![-threshold; takes.len()];
    let steep = Activation {
        gain: 1e6,
        limit: 0.5,
        ..Activation::NONE
    };
    let above = After {
        bias: Some(&bias),
        activation: steep,
        ..After::default()
    };
    let step = engine.apply(x.clone(), above);
    let half = vec![0.5; takes.len()];
    let step = engine.apply(
        step,
        After {
            bias: Some(&half),
            ..After::default()
        },
    );
    engine.choose(takes, &step, &x)
}
