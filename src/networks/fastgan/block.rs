//! A doubling: 3 × 3, halves that gate halves; every other one has a second convolution, and noise before both
//! normalisations.

use welkin_compute::{After, Edges, Engine, KernelShape, Lost, Scale};

use super::noise::Grain;
use crate::ask::Ask;
use crate::doubled::doubled;
use crate::normal::{Normal, pooled};
use crate::source::Reader;
use crate::spectral::{spectral, spectral_shape};

/// The block.
pub(super) struct Block<E: Engine> {
    convs: Vec<Conv<E>>,
}

struct Conv<E: Engine> {
    kernel: E::Kernel, // to twice the channels
    normal: Normal,
    outputs: usize,
    grain: Option<Grain<E::Sheet>>,
}

impl<E: Engine> Block<E> {
    /// That gives `side` rows, after blocks that took `noises` noise maps.
    pub(super) fn load(
        reader: &mut Reader<'_>,
        engine: &mut E,
        name: &str,
        inputs: usize,
        (side, noises): (usize, usize),
    ) -> Self {
        let is_double = spectral_shape(reader, &format!("{name}.5")).is_some();
        // The layers' places in the original's list: convolution, noise, normalisation.
        let lists: &[(usize, Option<usize>, usize)] = if is_double {
            &[(1, Some(2), 3), (5, Some(6), 7)]
        } else {
            &[(1, None, 2)]
        };
        let mut inputs = inputs;
        let mut convs = Vec::new();
        for (index, &(conv, noise, norm)) in lists.iter().enumerate() {
            let conv = format!("{name}.{conv}");
            let weight = spectral(reader, &conv, &[0, inputs, 3, 3], 0);
            let outputs = weight.shape[0];
            if outputs % 2 == 1 {
                reader.misshapen(&format!("{conv}.weight"), &[0, inputs, 3, 3], &weight.shape);
            }
            let normal = Normal::load(reader, &format!("{name}.{norm}"), outputs);
            let grain = noise.map(|noise| {
                let strength = reader.number(&format!("{name}.{noise}.weight"));
                Grain::new(strength, side, noises + index)
            });
            let kernel = if index == 0 {
                doubled(engine, outputs, inputs, &weight.values)
            } else {
                engine.kernel(KernelShape::same(outputs, inputs, 3), &weight.values)
            };
            convs.push(Conv {
                kernel,
                normal,
                outputs,
                grain,
            });
            inputs = outputs / 2;
        }
        Self { convs }
    }

    /// How many channels come out.
    pub(super) fn outputs(&self) -> usize {
        self.convs.last().map_or(0, |conv| conv.outputs / 2)
    }

    /// Rows of the noise maps that it takes.
    pub(super) fn noise_sides(&self) -> impl Iterator<Item = usize> {
        let grains = self.convs.iter().filter_map(|conv| conv.grain.as_ref());
        grains.map(Grain::side)
    }

    /// [inputs, h, w] -> [outputs, 2 h, 2 w]
    pub(super) fn paint(
        &mut self,
        engine: &mut E,
        ask: &Ask,
        edges: Edges,
        x: &E::Sheet,
    ) -> E::Sheet {
        let mut x = x.clone();
        for conv in &mut self.convs {
            let grain = conv.grain.as_mut();
            let noise = grain.and_then(|grain| grain.sheet(engine, ask));
            // Noise comes before the normalisation.
            x = if let Some((noise, strength)) = &noise {
                let noisy = After {
                    noise: Some((noise, *strength)),
                    ..After::default()
                };
                x = engine.conv(&x, &conv.kernel, edges, Scale::One, noisy);
                engine.gated_after(x, conv.normal.after())
            } else {
                let normal = conv.normal.after();
                x = engine.conv(&x, &conv.kernel, edges, Scale::One, normal);
                engine.gated(&x)
            };
        }
        x
    }

    /// As [`paint`](Self::paint), of all pictures of a batch, by whose statistics it goes from then on.
    pub(super) fn go_by(
        &mut self,
        engine: &mut E,
        ask: &Ask,
        edges: Edges,
        mut batch: Vec<E::Sheet>,
    ) -> Result<Vec<E::Sheet>, Lost> {
        for conv in &mut self.convs {
            let grain = conv.grain.as_mut();
            let noise = grain.and_then(|grain| grain.sheet(engine, ask));
            let mut statistics = Vec::with_capacity(batch.len());
            for x in &mut batch {
                let noisy = After {
                    noise: noise.as_ref().map(|(noise, strength)| (noise, *strength)),
                    ..After::default()
                };
                *x = engine.conv(x, &conv.kernel, edges, Scale::One, noisy);
                statistics.push(engine.statistics(x)?);
            }
            conv.normal.go_by(Some(pooled(&statistics)));
            let gated = batch.into_iter();
            batch = gated
                .map(|x| engine.gated_after(x, conv.normal.after()))
                .collect();
        }
        Ok(batch)
    }

    /// Goes by what is stored.
    pub(super) fn go_by_stored(&mut self) {
        let convs = self.convs.iter_mut();
        convs.for_each(|conv| conv.normal.go_by(None));
    }
}
