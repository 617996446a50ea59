//! Attention: each place looks at all others and adds what it finds in those that answer it.
//!
//! x + γ · O · (G · softmax(Θᵀ Φ)), without scale in the softmax; Φ and G are of the largest of each 2 × 2 places.

use welkin_compute::{After, Edges, Engine, KernelShape, Scale};

use crate::source::Reader;
use crate::spectral::spectral;

/// The layer.
pub(super) struct Attention<E: Engine> {
    ask: E::Kernel,  // Θ, Φ and G, one below the other
    give: E::Kernel, // γ · O
    channels: usize,
}

impl<E: Engine> Attention<E> {
    pub(super) fn load(
        reader: &mut Reader<'_>,
        engine: &mut E,
        name: &str,
        channels: usize,
    ) -> Self {
        let (key, value) = (channels / 8, channels / 2);
        let mut weights = |part: &str, outputs: usize, inputs: usize| {
            let name = format!("{name}.snconv1x1_{part}");
            spectral(reader, &name, &[outputs, inputs, 1, 1], 0).values
        };
        let asked = [
            weights("theta", key, channels),
            weights("phi", key, channels),
            weights("g", value, channels),
        ];
        let mut given = weights("o_conv", channels, value);
        let gamma = reader.number(&format!("{name}.gamma"));
        given.iter_mut().for_each(|weight| *weight *= gamma);
        let ask = KernelShape::same(2 * key + value, channels, 1);
        let give = KernelShape::same(channels, value, 1);
        Self {
            ask: engine.kernel(ask, &asked.concat()),
            give: engine.kernel(give, &given),
            channels,
        }
    }

    /// [channels, h, w], both even -> the same
    pub(super) fn paint(&self, engine: &mut E, edges: Edges, x: &E::Sheet) -> E::Sheet {
        let key = self.channels / 8;
        let all = engine.conv(x, &self.ask, edges, Scale::One, After::default());
        let query = engine.channels(&all, 0..key);
        let keys = engine.channels(&all, key..2 * key);
        let values = engine.channels(&all, 2 * key..2 * key + self.channels / 2);
        let (keys, values) = (engine.max_pool(&keys), engine.max_pool(&values));
        let found = engine.attend(&query, &keys, &values);
        let sum = After {
            add: Some(x),
            ..After::default()
        };
        engine.conv(&found, &self.give, edges, Scale::One, sum)
    }
}
