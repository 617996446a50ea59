//! FastGAN (Liu and others, 2021; odegeasslbc/FastGAN-pytorch): 256, 512 and 1024, networks for a hundred pictures and
//! a small machine.
//!
//! z becomes a first map of 4 × 4, blocks double it, and gates let small maps choose channels of large ones. It was
//! trained with noise between; there are no styles by layer: z is the one style.
//!
//! At load: spectral norms are divided out, batch normalisations go into what follows a convolution, doublings go into
//! the convolution behind them. Normalisations go by their stored statistics, or by those of a batch ([`Ask::batch`]).

mod noise;
mod block;
mod gate;
mod batch;

use welkin_compute::{Activation, After, Curve, Edge, Engine, KernelShape, Lost, Scale};

use crate::ask::{Ask, Network, Place, Size, Truncation};
use crate::bend::bent;
use crate::dense::Dense;
use crate::first::{SIDE, first_map};
use crate::memory::Memory;
use crate::normal::Normal;
use crate::places::{Grid, Places};
use crate::source::{Misfits, Numbers, Reader, Source};
use crate::spectral::{spectral, spectral_shape};
use batch::Batch;
use block::Block;
use gate::Gate;

#[cfg(test)]
mod tests;

/// With several places, so many doublings are done for each of them before they are blended: what is painted of a
/// direction would reach half around a sphere from the first map, where a place is 45° wide.
const APART: usize = 1;

/// The generator.
pub struct FastGan<E: Engine> {
    first: First,
    memory: Memory,
    places: Places<E>,
    layers: Vec<Layer<E>>,
    rgb: E::Kernel,
    /// Gives a picture of [`SMALL_SIDE`] rows after so many layers.
    small: Option<(usize, E::Kernel)>,
    /// The batch whose statistics it goes by.
    batch: Batch,
    curve: Curve,
    size: Size,
}

/// Rows of the small picture that the network was trained to paint beside the large one.
const SMALL_SIDE: usize = 128;

/// One doubling.
struct Layer<E: Engine> {
    block: Block<E>,
    /// A gate, and which map opens it: 0 is the first one.
    gate: Option<(Gate<E>, usize)>,
}

impl<E: Engine> FastGan<E> {
    /// Reads and lays out all weights.
    ///
    /// # Errors
    /// With all that does not fit.
    pub fn load(source: &dyn Source, engine: &mut E) -> Result<Self, Misfits> {
        let mut reader = Reader::new(source);
        let first = First::load(&mut reader);
        let mut channels = first.outputs / 2;
        let mut layers: Vec<Layer<E>> = Vec::new();
        let mut noises = 0;
        let mut widths = vec![channels];
        let mut side = SIDE;
        while spectral_shape(&reader, &format!("feat_{}.1", 2 * side)).is_some() {
            side *= 2;
            let name = format!("feat_{side}");
            let block = Block::load(&mut reader, engine, &name, channels, (side, noises));
            noises += block.noise_sides().count();
            channels = block.outputs();
            widths.push(channels);
            let name = format!("se_{side}");
            let opens = widths.len().checked_sub(5);
            let is_gated = spectral_shape(&reader, &format!("{name}.main.1")).is_some();
            let gate = opens.filter(|_| is_gated).map(|from| {
                let gate = Gate::load(&mut reader, engine, &name, widths[from], channels);
                (gate, from)
            });
            layers.push(Layer { block, gate });
        }
        let rgb = spectral(&mut reader, "to_big", &[3, channels, 3, 3], 0).values;
        let rgb = engine.kernel(KernelShape::same(3, channels, 3), &rgb);
        let layers_of_small = (SMALL_SIDE / SIDE).ilog2() as usize;
        let has_small = side > SMALL_SIDE && spectral_shape(&reader, "to_128").is_some();
        let small = has_small.then(|| {
            let channels = widths[layers_of_small];
            let weight = spectral(&mut reader, "to_128", &[3, channels, 1, 1], 0).values;
            let kernel = engine.kernel(KernelShape::same(3, channels, 1), &weight);
            (layers_of_small, kernel)
        });
        let z = first.dense.inputs();
        reader.finish()?;
        Ok(Self {
            first,
            memory: Memory::default(),
            places: Places::new(),
            size: Size {
                z,
                classes: 0,
                styles: 1,
                w: z,
                layers: 1 + layers.len(),
                height: side,
                width: side,
            },
            layers,
            rgb,
            small,
            batch: Batch::default(),
            // The original's 256 and 512 end without it, and their pictures are cut off where they are too bright.
            curve: if side > 512 {
                Curve::Tanh
            } else {
                Curve::Linear
            },
        })
    }
}

/// z -> [2 · channels, 4, 4] and its batch normalisation. The original spreads one place with a transposed kernel, which
/// is a linear layer.
struct First {
    dense: Dense, // [outputs · 4 · 4, z]
    normal: Normal,
    outputs: usize,
}

impl First {
    fn load(reader: &mut Reader<'_>) -> Self {
        let weight = spectral(reader, "init.init.0", &[0, 0, SIDE, SIDE], 1);
        let [z, outputs] = [weight.shape[0], weight.shape[1]];
        if outputs % 2 == 1 {
            reader.misshapen("init.init.0.weight", &[0, 0, SIDE, SIDE], &weight.shape);
        }
        let rows = outputs * SIDE * SIDE;
        let places = (0..rows).flat_map(|row| (0..z).map(move |input| input * rows + row));
        let turned = Numbers {
            shape: vec![rows, z],
            values: places.map(|at| weight.values[at]).collect(),
        };
        Self {
            dense: Dense::new(turned, vec![0.0; rows]),
            normal: Normal::load(reader, "init.init.1", outputs),
            outputs,
        }
    }

    /// Normalised.
    fn forward(&self, z: &[f32]) -> Vec<f32> {
        let mut x = self.dense.forward(z);
        let (scale, bias) = self.normal.factors();
        let channels = x.chunks_exact_mut(SIDE * SIDE).zip(scale).zip(bias);
        for ((places, scale), bias) in channels {
            places.iter_mut().for_each(|x| *x = *x * scale + bias);
        }
        x
    }
}

impl<E: Engine> Network<E> for FastGan<E> {
    fn size(&self) -> Size {
        self.size
    }

    /// [z · ψ]: the one style; ψ is the common one times the style's. With ψ = 1, z is taken as it is.
    fn styles(&self, z: &[f32], _: &[f32], truncation: &Truncation) -> Vec<Vec<f32>> {
        let psi = truncation.psi * truncation.by_style.first().copied().unwrap_or(1.0);
        let mut style: Vec<f32> = z.iter().map(|z| z * psi).collect();
        style.resize(self.size.z, 0.0);
        vec![style]
    }

    fn noise_sizes(&self) -> Vec<[usize; 2]> {
        let sides = self
            .layers
            .iter()
            .flat_map(|layer| layer.block.noise_sides());
        sides.map(|side| [side, side]).collect()
    }

    /// Only to 128 rows, which it was trained to paint beside the large picture.
    fn coarsest(&self) -> usize {
        let halvings = (self.size.height / SMALL_SIDE).max(1).ilog2() as usize;
        self.small.as_ref().map_or(0, |_| halvings)
    }

    fn paint(&mut self, engine: &mut E, ask: &Ask) -> Result<E::Sheet, Lost> {
        self.go_by_batch(engine, ask)?;
        self.places.update(ask);
        let mut found = self.begun(engine, ask);
        let edges = ask.surface.edges(Edge::Zero);
        let (count, rgb) = match &self.small {
            Some((layers, kernel)) if ask.coarser > 0 => (*layers, kernel),
            _ => (self.layers.len(), &self.rgb),
        };
        while let Some(layer) = self.layers[..count].get_mut(found.len() - 1) {
            let x = layer.paint(engine, ask, &found);
            found.push(bent(engine, x, &ask.bends, found.len(), edges));
            engine.breathe();
        }
        let after = After {
            activation: Activation::of(self.curve),
            ..After::default()
        };
        Ok(engine.conv(&found[count], rgb, edges, Scale::One, after))
    }
}

impl<E: Engine> FastGan<E> {
    /// The first maps: of each place for itself, and as much of each as it is there.
    fn begun(&mut self, engine: &mut E, ask: &Ask) -> Vec<E::Sheet> {
        let black = [Place::default()];
        let places = if ask.places.is_empty() {
            &black
        } else {
            &ask.places[..]
        };
        let apart = if places.len() > 1 {
            APART.min(self.layers.len())
        } else {
            0
        };
        let edges = ask.surface.edges(Edge::Zero);
        let mut blended: Vec<E::Sheet> = Vec::new();
        for (index, place) in places.iter().enumerate() {
            let style = place.style(0, self.size.w);
            let map = self
                .memory
                .of(index, &style, |style| self.first.forward(style));
            let x = first_map(engine, ask.surface, &[map], &[]);
            let x = engine.gated(&x);
            let mut found = vec![bent(engine, x, &ask.bends, 0, edges)];
            for layer in &mut self.layers[..apart] {
                let x = layer.paint(engine, ask, &found);
                found.push(bent(engine, x, &ask.bends, found.len(), edges));
            }
            if places.len() == 1 {
                return found;
            }
            for (level, x) in found.into_iter().enumerate() {
                let share = self.share(engine, index, &x);
                let after = After {
                    scale: Scale::Map(&share),
                    add: blended.get(level),
                    ..After::default()
                };
                let sum = engine.apply(x, after);
                match blended.get_mut(level) {
                    Some(blended) => *blended = sum,
                    None => blended.push(sum),
                }
            }
        }
        blended
    }

    /// How much of a place is where, for each number of `like`.
    fn share(&mut self, engine: &mut E, place: usize, like: &E::Sheet) -> E::Sheet {
        let shape = engine.shape(like);
        let masks = self.places.masks(engine, Grid::whole(shape));
        let mask = engine.channels(&masks, place..place + 1);
        engine.blend(&mask, &[vec![1.0; shape.channels]])
    }
}

impl<E: Engine> Layer<E> {
    /// The next map after those that were found, the first one being 4 × 4.
    fn paint(&mut self, engine: &mut E, ask: &Ask, found: &[E::Sheet]) -> E::Sheet {
        let edges = ask.surface.edges(Edge::Zero);
        let x = self
            .block
            .paint(engine, ask, edges, &found[found.len() - 1]);
        match &self.gate {
            Some((gate, from)) => gate.paint(engine, ask.surface, &found[*from], x),
            None => x,
        }
    }
}
