//! A gate: a small map says how much of each channel of a large one goes on (skip-layer excitation).
//!
//! Means over 4 × 4 parts, 4 × 4 taps, swish, 1 × 1, sigmoid: one number for a channel. Around a panorama it looks through
//! a window of four parts wherever it stands, so that what is on one side does not decide what is on the other; between
//! its places the numbers are interpolated.

use welkin_compute::{
    Activation, After, Curve, Edge, Edges, Engine, Filter, KernelShape, Resample, Scale,
};

use crate::source::Reader;
use crate::spectral::spectral;
use crate::surface::Surface;

const PARTS: usize = 4;

/// The gate.
pub(super) struct Gate<E: Engine> {
    look: E::Kernel,
    decide: E::Kernel,
}

impl<E: Engine> Gate<E> {
    pub(super) fn load(
        reader: &mut Reader<'_>,
        engine: &mut E,
        name: &str,
        inputs: usize,
        outputs: usize,
    ) -> Self {
        let look = spectral(
            reader,
            &format!("{name}.main.1"),
            &[outputs, inputs, PARTS, PARTS],
            0,
        );
        let decide = spectral(
            reader,
            &format!("{name}.main.3"),
            &[outputs, outputs, 1, 1],
            0,
        );
        let window = KernelShape {
            pad: 0,
            ..KernelShape::same(outputs, inputs, PARTS)
        };
        Self {
            look: engine.kernel(window, &look.values),
            decide: engine.kernel(KernelShape::same(outputs, outputs, 1), &decide.values),
        }
    }

    /// What of `large` goes on, by what is in `small`.
    pub(super) fn paint(
        &self,
        engine: &mut E,
        surface: Surface,
        small: &E::Sheet,
        large: E::Sheet,
    ) -> E::Sheet {
        let columns = PARTS * surface.times();
        let parts = engine.mean_pool(small, PARTS, columns);
        match surface {
            Surface::Square => {
                let gates = self.decided(engine, &parts);
                engine.gate(large, &gates)
            }
            Surface::Panorama { .. } => {
                let width = columns + PARTS - 1;
                let parts = engine.window(&parts, (0, -2), (PARTS, width), Edges::PANORAMA);
                let gates = self.decided(engine, &parts);
                let shape = engine.shape(&large);
                let map = between(engine, &gates, shape.width / columns, shape.height);
                let after = After {
                    scale: Scale::Map(&map),
                    ..After::default()
                };
                engine.apply(large, after)
            }
        }
    }

    fn decided(&self, engine: &mut E, parts: &E::Sheet) -> E::Sheet {
        let after = |curve| After {
            activation: Activation::of(curve),
            ..After::default()
        };
        let seen = engine.conv(
            parts,
            &self.look,
            Edges::ZERO,
            Scale::One,
            after(Curve::Swish),
        );
        engine.conv(
            &seen,
            &self.decide,
            Edges::ZERO,
            Scale::One,
            after(Curve::Sigmoid),
        )
    }
}

/// Gates [channels, 1, columns], the first of which stands on the left edge, made `times` as wide, and `height` rows high.
fn between<E: Engine>(engine: &mut E, gates: &E::Sheet, times: usize, height: usize) -> E::Sheet {
    let around = Edges {
        down: Edge::Wrap,
        across: Edge::Wrap,
    };
    let columns = engine.shape(gates).width;
    let tent = |tap: usize| 1.0 - (tap as f32 + 0.5 - times as f32).abs() / times as f32;
    let tent = Filter::Separable((0..2 * times).map(tent).collect());
    let resample = Resample {
        up: times,
        down: 1,
        before: times as isize - 1,
        after: 0,
    };
    let rows = engine.window(gates, (0, 0), (height / times, columns), around);
    engine.filter(&rows, &tent, resample, around, After::default())
}
