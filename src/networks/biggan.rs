//! BigGAN-deep, as huggingface/pytorch-pretrained-BigGAN publishes it: 128, 256 and 512, or any list of blocks.
//!
//! z and the classes' embedding stand side by side in one vector, [z | embedding]. The first map is linear in it, and
//! every batch normalisation of every block has its scale and offset from it. There is no mapping network: what takes
//! the place of styles is this vector, once for the first map and once for each block, so that they can be mixed.
//!
//! At load: spectral norms are divided out, convolutions' biases go into the normalisation that follows, a doubling goes
//! into the convolution behind it, and of the 128 channels of the last convolution the 3 that are seen are kept.

mod stored;
mod conditional;
mod affine;
mod block;
mod attention;

use welkin_compute::{Activation, After, Curve, Edge, Engine, KernelShape, Lost, Scale};

use crate::ask::{Ask, Network, Size, Truncation};
use crate::bend::bent;
use crate::dense::Dense;
use crate::first::{SIDE, first_map, first_shares};
use crate::places::Places;
use crate::source::{Misfits, Reader, Source};
use crate::spectral::{spectral, spectral_shape};
use affine::Look;
use attention::Attention;
use block::Block;
use conditional::Conditioned;
use stored::Stored;

#[cfg(test)]
mod tests;

/// The generator.
pub struct BigGan<E: Engine> {
    embeddings: Dense,  // [class_embed_dim, classes]
    first: Conditioned, // [channels · 4 · 4, z | embedding]
    layers: Vec<Layer<E>>,
    places: Places<E>,
    stored: Stored,   // of the last normalisation
    gain: Vec<f32>,   // of the last normalisation
    offset: Vec<f32>, // of the last normalisation
    rgb: E::Kernel,
    rgb_bias: Vec<f32>,
    size: Size,
}

enum Layer<E: Engine> {
    Block(Box<Block<E>>),
    Attention(Attention<E>),
}

impl<E: Engine> BigGan<E> {
    /// Reads and lays out all weights.
    ///
    /// # Errors
    /// With all that does not fit.
    pub fn load(source: &dyn Source, engine: &mut E) -> Result<Self, Misfits> {
        let mut reader = Reader::new(source);
        let embeddings = reader.tensor("embeddings.weight", &[0, 0]);
        let [embedded, classes] = [embeddings.shape[0], embeddings.shape[1]];
        let epsilon = source.setting("eps").and_then(|eps| eps.parse().ok());
        let epsilon = epsilon.unwrap_or(1e-4);

        let (first, mut channels, z) = first(&mut reader, embedded);
        let doubles = doublings(source);
        let mut layers = Vec::new();
        let (mut blocks, mut doubled) = (0, 0);
        while spectral_shape(
            &reader,
            &format!("generator.layers.{}.conv_0", layers.len()),
        )
        .is_some()
            || reader
                .source()
                .shape(&format!("generator.layers.{}.gamma", layers.len()))
                .is_some()
        {
            let name = format!("generator.layers.{}", layers.len());
            if reader.source().shape(&format!("{name}.gamma")).is_some() {
                let attention = Attention::load(&mut reader, engine, &name, channels);
                layers.push(Layer::Attention(attention));
                continue;
            }
            let doubles = doubles.get(blocks).copied().unwrap_or(blocks % 2 == 1);
            let block = Block::load(
                &mut reader,
                engine,
                &name,
                channels,
                [z, embedded],
                doubles,
                epsilon,
            );
            channels = block.outputs();
            layers.push(Layer::Block(Box::new(block)));
            blocks += 1;
            doubled += usize::from(doubles);
        }
        let stored = Stored::read(&mut reader, "generator.bn", channels, epsilon);
        let gain = reader.tensor("generator.bn.weight", &[channels]).values;
        let offset = reader.tensor("generator.bn.bias", &[channels]).values;
        let (rgb, rgb_bias) = rgb(&mut reader, engine, channels);
        reader.finish()?;
        let side = SIDE << doubled;
        Ok(Self {
            embeddings: Dense::new(embeddings, vec![0.0; embedded]),
            first,
            size: Size {
                z,
                classes,
                styles: 1 + blocks,
                w: z + embedded,
                layers: 1 + layers.len(),
                height: side,
                width: side,
            },
            layers,
            places: Places::new(),
            stored,
            gain,
            offset,
            rgb,
            rgb_bias,
        })
    }
}

/// The first map as a linear layer whose outputs are [channels, 4, 4]; how many channels; how many numbers z has.
fn first(reader: &mut Reader<'_>, embedded: usize) -> (Conditioned, usize, usize) {
    const NAME: &str = "generator.gen_z";
    let mut weight = spectral(reader, NAME, &[0, 0], 0);
    let [outputs, inputs] = [weight.shape[0], weight.shape[1]];
    let places = SIDE * SIDE;
    let channels = outputs / places;
    let bias = reader.tensor(&format!("{NAME}.bias"), &[outputs]).values;
    if channels * places != outputs || inputs <= embedded {
        reader.misshapen(&format!("{NAME}.weight"), &[0, 0], &weight.shape);
    }
    // The original's outputs are [4, 4, channels].
    let from = |to: usize| (to % places) * channels + to / places;
    let rows = (0..channels * places).flat_map(|to| &weight.values[from(to) * inputs..][..inputs]);
    weight.values = rows.copied().collect();
    weight.shape[0] = channels * places;
    let bias = (0..channels * places).map(|to| bias[from(to)]).collect();
    let z = inputs.saturating_sub(embedded);
    (Conditioned::new(&weight, bias, z), channels, z)
}

/// Which blocks double the size, if the checkpoint says so: `layers` is [[doubles, inputs, outputs], …]. No tensor
/// shows it; in all published networks it is every other block.
fn doublings(source: &dyn Source) -> Vec<bool> {
    let layers = source.setting("layers").unwrap_or_default();
    let layers: Vec<(serde_json::Value, usize, usize)> =
        serde_json::from_str(&layers).unwrap_or_default();
    let doubles = |says: &serde_json::Value| says.as_bool().unwrap_or(says.as_u64() == Some(1));
    layers.iter().map(|(says, ..)| doubles(says)).collect()
}

/// The three channels of the last convolution that are seen.
fn rgb<E: Engine>(
    reader: &mut Reader<'_>,
    engine: &mut E,
    channels: usize,
) -> (E::Kernel, Vec<f32>) {
    const NAME: &str = "generator.conv_to_rgb";
    let mut weight = spectral(reader, NAME, &[0, channels, 3, 3], 0);
    let outputs = weight.shape[0];
    let mut bias = reader.tensor(&format!("{NAME}.bias"), &[outputs]).values;
    if outputs < 3 {
        reader.misshapen(
            &format!("{NAME}.weight"),
            &[0, channels, 3, 3],
            &weight.shape,
        );
    }
    let shape = KernelShape::same(3, channels, 3);
    weight.values.resize(shape.len(), 0.0);
    bias.resize(3, 0.0);
    (engine.kernel(shape, &weight.values), bias)
}

impl<E: Engine> Network<E> for BigGan<E> {
    fn size(&self) -> Size {
        self.size
    }

    /// [z · ψ | Σ class · embedding], for the first map and for each block; ψ is the common one times the style's.
    /// z is N(0, 1) within ±2 ([`crate::truncated_normals`]); with ψ = 1 it is taken as it is. Cutoff and centres mean
    /// nothing here. Which statistics belong to ψ is for [`Ask::psi`] to say.
    fn styles(&self, z: &[f32], classes: &[f32], truncation: &Truncation) -> Vec<Vec<f32>> {
        let mut classes = classes.to_vec();
        classes.resize(self.size.classes, 0.0);
        let embedding = self.embeddings.forward(&classes);
        let style = |index: usize| {
            let psi = truncation.psi * truncation.by_style.get(index).copied().unwrap_or(1.0);
            let mut style: Vec<f32> = z.iter().map(|z| z * psi).collect();
            style.resize(self.size.z, 0.0);
            style.extend(&embedding);
            style
        };
        (0..self.size.styles).map(style).collect()
    }

    fn paint(&mut self, engine: &mut E, ask: &Ask) -> Result<E::Sheet, Lost> {
        let edges = ask.surface.edges(Edge::Zero);
        let mut look = Look::new(ask, &mut self.places, self.size.w, edges);
        let maps = look.of_each_place(|place, style| self.first.forward(place, style));
        let maps: Vec<&[f32]> = maps.iter().map(Vec::as_slice).collect();
        let shares = first_shares(look.places, ask);
        let mut x = first_map(engine, ask.surface, &maps, &shares);
        x = bent(engine, x, &ask.bends, 0, edges);
        for (index, layer) in self.layers.iter_mut().enumerate() {
            x = match layer {
                Layer::Block(block) => {
                    look.style += 1;
                    block.paint(engine, &mut look, &x)
                }
                Layer::Attention(attention) => attention.paint(engine, edges, &x),
            };
            x = bent(engine, x, &ask.bends, 1 + index, edges);
            engine.breathe();
        }
        let (scale, bias) = self
            .stored
            .affine(ask.psi, ask.rows, &self.gain, &self.offset);
        let normal = After {
            scale: Scale::Channels(&scale),
            bias: Some(&bias),
            activation: Activation::RELU,
            ..After::default()
        };
        x = engine.apply(x, normal);
        let painted = After {
            bias: Some(&self.rgb_bias),
            activation: Activation::of(Curve::Tanh),
            ..After::default()
        };
        Ok(engine.conv(&x, &self.rgb, edges, Scale::One, painted))
    }
}
