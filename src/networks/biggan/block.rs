//! A block: four convolutions with a normalisation before each, narrow in the middle, beside a way straight through.
//!
//! ```text
//! x ─ norm relu 1×1 ─ norm relu [double] 3×3 ─ norm relu 3×3 ─ norm relu 1×1 ─ + ─
//!  └──────── the first channels, as many as come out ── [double] ──────────────┘
//! ```

use welkin_compute::{After, Engine, KernelShape, Scale};

use super::affine::Look;
use super::conditional::Conditional;
use crate::doubled::doubled;
use crate::source::Reader;
use crate::spectral::{spectral, spectral_shape};

/// The block.
pub(super) struct Block<E: Engine> {
    norms: [Conditional; 4],
    kernels: [E::Kernel; 4],
    bias: Vec<f32>,
    inputs: usize,
    doubles: bool,
}

impl<E: Engine> Block<E> {
    pub(super) fn load(
        reader: &mut Reader<'_>,
        engine: &mut E,
        name: &str,
        inputs: usize,
        condition: [usize; 2],
        doubles: bool,
        epsilon: f32,
    ) -> Self {
        let length = |reader: &Reader<'_>, conv: &str| {
            let shape = spectral_shape(reader, &format!("{name}.{conv}"));
            shape.and_then(|shape| shape.first().copied()).unwrap_or(1)
        };
        let (middle, outputs) = (length(reader, "conv_0"), length(reader, "conv_3"));
        if outputs > inputs {
            let found = [outputs, middle, 1, 1];
            reader.misshapen(
                &format!("{name}.conv_3.weight"),
                &[inputs, middle, 1, 1],
                &found,
            );
        }
        let mut bias = vec![0.0; inputs];
        let mut from = inputs;
        let layers = [(middle, 1), (middle, 3), (middle, 3), (outputs, 1)];
        let mut index = 0;
        let both = layers.map(|(to, side)| {
            let conv = format!("{name}.conv_{index}");
            let norm = format!("{name}.bn_{index}");
            let before = std::mem::take(&mut bias);
            let norm = Conditional::read(reader, &norm, before, condition, epsilon);
            let weight = spectral(reader, &conv, &[to, from, side, side], 0).values;
            bias = reader.tensor(&format!("{conv}.bias"), &[to]).values;
            let kernel = if doubles && index == 1 {
                doubled(engine, to, from, &weight)
            } else {
                engine.kernel(KernelShape::same(to, from, side), &weight)
            };
            index += 1;
            from = to;
            (norm, kernel)
        });
        let [a, b, c, d] = both;
        Self {
            norms: [a.0, b.0, c.0, d.0],
            kernels: [a.1, b.1, c.1, d.1],
            bias,
            inputs,
            doubles,
        }
    }

    /// How many channels come out.
    pub(super) fn outputs(&self) -> usize {
        self.bias.len()
    }

    /// [inputs, h, w] -> [outputs, h or 2 h, w or 2 w]
    pub(super) fn paint(
        &mut self,
        engine: &mut E,
        look: &mut Look<'_, E>,
        x: &E::Sheet,
    ) -> E::Sheet {
        let shape = engine.shape(x);
        let small = (shape.height, shape.width);
        let times = 1 + usize::from(self.doubles);
        let large = (times * shape.height, times * shape.width);
        let [norm_0, norm_1, norm_2, norm_3] = &mut self.norms;
        let [conv_0, conv_1, conv_2, conv_3] = &self.kernels;
        let edges = look.edges;

        let mut y = look.affine(engine, norm_0, small).apply(engine, x.clone());
        y = look
            .affine(engine, norm_1, small)
            .conv(engine, &y, conv_0, edges);
        y = look
            .affine(engine, norm_2, large)
            .conv(engine, &y, conv_1, edges);
        y = look
            .affine(engine, norm_3, large)
            .conv(engine, &y, conv_2, edges);

        let mut through = x.clone();
        if self.bias.len() < self.inputs {
            through = engine.channels(&through, 0..self.bias.len());
        }
        if self.doubles {
            through = engine.nearest(&through, 2);
        }
        let sum = After {
            bias: Some(&self.bias),
            add: Some(&through),
            ..After::default()
        };
        engine.conv(&y, conv_3, edges, Scale::One, sum)
    }
}
