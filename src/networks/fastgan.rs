//! FastGAN (Liu and others, 2021; odegeasslbc/FastGAN-pytorch): 256, 512 and 1024, networks for a hundred pictures and
//! a small machine.
//!
//! z becomes a first map of 4 × 4, blocks double it, and gates let small maps choose channels of large ones. It was
//! trained with noise between; there are no styles by layer: z is the one style.
//!
//! At load: spectral norms are divided out, batch normalisations (their stored statistics) go into weights and what
//! follows a convolution, doublings go into the convolution behind them.

mod block;
mod gate;
mod noise;

use welkin_compute::{Activation, After, Curve, Edge, Engine, KernelShape, Lost, Scale};

use crate::ask::{Ask, Network, Size, Truncation};
use crate::bend::bent;
use crate::dense::Dense;
use crate::first::{SIDE, first_map};
use crate::masks::Masks;
use crate::memory::Memory;
use crate::normal::stored;
use crate::source::{Misfits, Numbers, Reader, Source};
use crate::spectral::{spectral, spectral_shape};
use block::Block;
use gate::Gate;

#[cfg(test)]
mod tests;

/// The generator.
pub struct FastGan<E: Engine> {
    first: Dense, // [2 · channels · 4 · 4, z]
    memory: Memory,
    layers: Vec<Layer<E>>,
    rgb: E::Kernel,
    curve: Curve,
    size: Size,
}

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
        let (first, mut channels) = first(&mut reader);
        let mut layers: Vec<Layer<E>> = Vec::new();
        let mut widths = vec![channels];
        let mut side = SIDE;
        while spectral_shape(&reader, &format!("feat_{}.1", 2 * side)).is_some() {
            side *= 2;
            let block = Block::load(&mut reader, engine, &format!("feat_{side}"), channels, side);
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
        let z = first.inputs();
        reader.finish()?;
        Ok(Self {
            first,
            memory: Memory::default(),
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
            // The original's 256 and 512 end without it, and their pictures are cut off where they are too bright.
            curve: if side > 512 {
                Curve::Tanh
            } else {
                Curve::Linear
            },
        })
    }
}

/// z -> [2 · channels, 4, 4], its batch normalisation in it; and how many channels are left once halves have gated
/// halves. The original spreads one place with a transposed kernel, which is a linear layer.
fn first(reader: &mut Reader<'_>) -> (Dense, usize) {
    let weight = spectral(reader, "init.init.0", &[0, 0, SIDE, SIDE], 1);
    let [z, outputs] = [weight.shape[0], weight.shape[1]];
    let (scale, bias) = stored(reader, "init.init.1", outputs);
    if outputs % 2 == 1 {
        reader.misshapen("init.init.0.weight", &[0, 0, SIDE, SIDE], &weight.shape);
    }
    let places = SIDE * SIDE;
    let value = |row: usize, input: usize| {
        weight.values[input * outputs * places + row] * scale[row / places]
    };
    let rows = 0..outputs * places;
    let values = rows.flat_map(|row| (0..z).map(move |input| (row, input)));
    let turned = Numbers {
        shape: vec![outputs * places, z],
        values: values.map(|(row, input)| value(row, input)).collect(),
    };
    let bias = bias.iter().flat_map(|bias| [*bias; SIDE * SIDE]).collect();
    (Dense::new(turned, bias), outputs / 2)
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

    fn paint(&mut self, engine: &mut E, ask: &Ask) -> Result<E::Sheet, Lost> {
        let edges = ask.surface.edges(Edge::Zero);
        let nothing = [Default::default()];
        let places = if ask.places.is_empty() {
            &nothing[..]
        } else {
            &ask.places
        };
        let styles = places.iter().map(|place| place.style(0, self.size.w));
        let map = |(place, style): (usize, Vec<f32>)| {
            let map = self
                .memory
                .of(place, &style, |style| self.first.forward(style));
            map.to_vec()
        };
        let maps: Vec<_> = styles.enumerate().map(map).collect();
        let x = first_map(engine, &Masks::new(ask), ask.surface, &maps);
        let x = engine.gated(&x);
        let mut found = vec![bent(engine, x, &ask.bends, 0, edges)];
        let mut noises = 0;
        for (index, layer) in self.layers.iter_mut().enumerate() {
            let mut x = layer
                .block
                .paint(engine, ask, edges, &mut noises, &found[index]);
            if let Some((gate, from)) = &layer.gate {
                x = gate.paint(engine, ask.surface, &found[*from], x);
            }
            found.push(bent(engine, x, &ask.bends, 1 + index, edges));
            engine.breathe();
        }
        let after = After {
            activation: Activation::of(self.curve),
            ..After::default()
        };
        let last = &found[self.layers.len()];
        Ok(engine.conv(last, &self.rgb, edges, Scale::One, after))
    }
}
