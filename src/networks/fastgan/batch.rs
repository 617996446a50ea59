//! Statistics of a batch: what the network's authors normalise by when they look at samples, which then have more
//! contrast and stranger colours than by the stored statistics.
//!
//! All pictures of the batch are painted layer by layer, once; after that, any picture is painted by what was found. One
//! of the batch itself is exactly what the original makes of it among the others.

use welkin_compute::{Edge, Engine, Lost};

use super::FastGan;
use crate::ask::{Ask, Noise};
use crate::first::{SIDE, first_map};
use crate::memory::Memory;
use crate::normal::pooled;
use crate::surface::Surface;

/// What the statistics are of.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Batch {
    /// The z of its pictures; none: what is stored.
    zs: Vec<Vec<f32>>,
    /// Without noise.
    is_quiet: bool,
}

impl Batch {
    fn is_of(&self, ask: &Ask) -> bool {
        let is_quiet = ask.noise == Noise::None;
        self.zs == ask.batch && (self.zs.is_empty() || self.is_quiet == is_quiet)
    }
}

impl<E: Engine> FastGan<E> {
    /// Normalises by the batch that is asked for from now on. Of the square as trained, whatever is painted on.
    pub(super) fn go_by_batch(&mut self, engine: &mut E, ask: &Ask) -> Result<(), Lost> {
        if self.batch.is_of(ask) {
            return Ok(());
        }
        self.memory = Memory::default();
        if ask.batch.is_empty() {
            self.batch = Batch::default();
            self.first.normal.go_by(None);
            let blocks = self.layers.iter_mut().map(|layer| &mut layer.block);
            blocks.for_each(|block| block.go_by_stored());
            return Ok(());
        }
        let is_quiet = ask.noise == Noise::None;
        let asked = Ask {
            noise: if is_quiet { Noise::None } else { Noise::Kept },
            ..Ask::default()
        };
        self.measure(engine, &asked, &ask.batch)?;
        self.batch = Batch {
            zs: ask.batch.clone(),
            is_quiet,
        };
        Ok(())
    }

    fn measure(&mut self, engine: &mut E, ask: &Ask, zs: &[Vec<f32>]) -> Result<(), Lost> {
        let fitted = |z: &Vec<f32>| {
            let mut z = z.clone();
            z.resize(self.size.z, 0.0);
            z
        };
        let zs: Vec<Vec<f32>> = zs.iter().map(fitted).collect();
        let raw = zs.iter().map(|z| statistics(&self.first.dense.forward(z)));
        let raw: Vec<_> = raw.collect();
        self.first.normal.go_by(Some(pooled(&raw)));
        // For each level, the maps of all pictures: gates look back.
        let begun = zs.iter().map(|z| {
            let map = self.first.forward(z);
            let x = first_map(engine, Surface::Square, &[&map], &[]);
            engine.gated(&x)
        });
        let mut levels = vec![begun.collect::<Vec<E::Sheet>>()];
        let edges = Surface::Square.edges(Edge::Zero);
        for layer in &mut self.layers {
            let last = levels[levels.len() - 1].clone();
            let mut batch = layer.block.go_by(engine, ask, edges, last)?;
            if let Some((gate, from)) = &layer.gate {
                let pairs = batch.into_iter().zip(&levels[*from]);
                let gated = pairs.map(|(x, small)| gate.paint(engine, Surface::Square, small, x));
                batch = gated.collect();
            }
            levels.push(batch);
            engine.breathe();
        }
        Ok(())
    }
}

/// Of each channel of a first map.
fn statistics(map: &[f32]) -> Vec<[f32; 2]> {
    let of_channel = |places: &[f32]| {
        let count = places.len() as f32;
        let mean = places.iter().sum::<f32>() / count;
        let squares = places.iter().map(|x| (x - mean).powi(2));
        [mean, squares.sum::<f32>() / count]
    };
    map.chunks_exact(SIDE * SIDE).map(of_channel).collect()
}
