//! Styles: what a layer's channels are multiplied by before it and divided by after it, for the whole picture or place by
//! place.
//!
//! The style multiplies the activations, not the weights: then one set of weights serves every style, and what it
//! amounts to is divided out again (demodulation, StyleGAN2's equation 3). With several places the style is
//! s = Σ aₖ sₖ, aₖ being the masks, and what it amounts to is Σᵢ W²ₒᵢ s²ᵢ = Σₖₗ aₖ aₗ (Σᵢ W²ₒᵢ sₖᵢ sₗᵢ): a few vectors
//! blended by the products of the masks, without a second convolution.

use welkin_compute::{Activation, After, Curve, Engine, Scale};

use crate::dense::{Dense, dot};
use crate::places::{Grid, Places};
use crate::source::Numbers;

/// What channels are multiplied by.
pub(crate) enum Factor<S> {
    /// The same everywhere.
    Channels(Vec<f32>),
    /// Place by place.
    Map(S),
}

impl<S> Factor<S> {
    /// As an engine takes it.
    pub(crate) fn scale(&self) -> Scale<'_, S> {
        match self {
            Self::Channels(channels) => Scale::Channels(channels),
            Self::Map(map) => Scale::Map(map),
        }
    }
}

/// Makes styles of w, and their demodulations.
#[derive(Debug)]
pub(crate) struct Modulation {
    affine: Dense,
    squares: Vec<f32>, // [outputs, inputs]: Σ W² over the taps
    gain: f32,
}

impl Modulation {
    /// With the weight [outputs, inputs, height, width] that is modulated; its squares are summed here, once.
    pub(crate) fn new(affine: Dense, weight: &Numbers) -> Self {
        let taps = weight.shape[2] * weight.shape[3];
        let sums = (weight.values.chunks(taps)).map(|taps| taps.iter().map(|w| w * w).sum());
        Self {
            squares: sums.collect(),
            ..Self::without_demodulation(affine)
        }
    }

    /// For a layer that is not demodulated.
    pub(crate) fn without_demodulation(affine: Dense) -> Self {
        Self {
            affine,
            squares: Vec::new(),
            gain: 1.0,
        }
    }

    /// The same, its demodulation multiplied by a gain.
    pub(crate) fn times(self, gain: f32) -> Self {
        Self { gain, ..self }
    }

    /// The layer from w to the style.
    pub(crate) fn affine(&self) -> &Dense {
        &self.affine
    }

    /// A style [inputs] for each place's w [w].
    pub(crate) fn vectors(&self, ws: &[&[f32]]) -> Vec<Vec<f32>> {
        ws.iter().map(|w| self.affine.forward(w)).collect()
    }

    /// What is multiplied before.
    pub(crate) fn style<E: Engine>(
        &self,
        engine: &mut E,
        vectors: &[Vec<f32>],
        places: &mut Places<E>,
        grid: Grid,
    ) -> Factor<E::Sheet> {
        match vectors {
            [vector] => Factor::Channels(vector.clone()),
            _ => {
                let masks = places.masks(engine, grid);
                Factor::Map(engine.blend(&masks, vectors))
            }
        }
    }

    /// What is multiplied after.
    pub(crate) fn demodulation<E: Engine>(
        &self,
        engine: &mut E,
        vectors: &[Vec<f32>],
        places: &mut Places<E>,
        grid: Grid,
    ) -> Factor<E::Sheet> {
        let activation = Activation {
            gain: self.gain,
            ..Activation::of(Curve::InverseRoot)
        };
        if let [vector] = vectors {
            let mut sums = self.sums(vector, vector);
            sums.iter_mut()
                .for_each(|sum| *sum = activation.apply(*sum));
            return Factor::Channels(sums);
        }
        let mut sums = Vec::with_capacity(vectors.len() * (vectors.len() + 1) / 2);
        for (k, a) in vectors.iter().enumerate() {
            let with_itself = sums.len();
            sums.extend(vectors[k..].iter().map(|b| self.sums(a, b)));
            // Opposite styles cancel to nothing, which rounding must not take below zero.
            let squares: &mut Vec<f32> = &mut sums[with_itself];
            squares.iter_mut().for_each(|sum| *sum *= 1.0 + 4e-6);
        }
        let products = places.products(engine, grid);
        let squares = engine.blend(&products, &sums);
        let after = After {
            activation,
            ..After::default()
        };
        Factor::Map(engine.apply(squares, after))
    }

    /// Σᵢ W²ₒᵢ aᵢ bᵢ, [outputs]
    fn sums(&self, a: &[f32], b: &[f32]) -> Vec<f32> {
        let product: Vec<f32> = a.iter().zip(b).map(|(a, b)| a * b).collect();
        let rows = self.squares.chunks_exact(product.len());
        rows.map(|row| dot(row, &product)).collect()
    }
}
