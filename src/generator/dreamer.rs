//! A checkpoint's pictures one by one, outside of shows.

use std::path::Path;

use welkin_checkpoint::Family;
use welkin_compute::Precision;
use welkin_installation::Directions;
use welkin_networks::{Given, Noise, Randn, Size, truncated_normals};
use welkin_values::{Coverage, Latent};

use crate::backend::Backend;
use crate::brought::Brought;
use crate::error::{OpenError, PaintError};
use crate::laid::Image;
use crate::lay::Lay;
use crate::noise::normals;
use crate::painting::{Manner, Painting};

/// Centres of its latents that dreams are truncated towards.
pub const CENTRES: usize = 4;

/// How pictures are dreamt.
#[derive(Clone, Debug, Default)]
pub struct DreamManner {
    /// As a panorama so many times as wide as high; none: the square it was trained on.
    pub panorama: Option<usize>,
    /// The picture to begin with, for networks that make pictures of pictures.
    pub given: Option<Given>,
    /// Whether directions are found in its weights instead of in its latents.
    pub by_weights: bool,
    /// In which numbers it is computed.
    pub precision: Precision,
    /// Whether z is what the network shall see, also where a family's tools multiply it by the truncation (BigGAN).
    pub z_is_final: bool,
}

/// A picture and the styles that it was painted with: none for networks without.
#[derive(Clone, Debug, PartialEq)]
pub struct Dream {
    /// The picture.
    pub image: Image,
    /// [styles][w]
    pub styles: Vec<Vec<f32>>,
}

/// Which noise a dream has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoiseChoice {
    /// The maps that came with the checkpoint.
    Kept,
    /// Drawn from the latent's seed.
    Drawn,
    /// None.
    None,
    /// As the latent's strength, drift and seed say.
    AsLatent,
}

/// A checkpoint, opened to be dreamt with.
pub struct Dreamer {
    painting: Painting,
    family: Family,
}

impl Dreamer {
    /// Opens a checkpoint of any family.
    ///
    /// # Errors
    /// If it cannot be read, holds nothing that paints, or is too large for this machine.
    pub fn open(path: &Path, manner: &DreamManner, backend: Backend) -> Result<Self, OpenError> {
        Self::of(Brought::open(path)?, manner, backend)
    }

    /// Opens two checkpoints of one architecture: `share` of the layers, from the finest on, have the second one's
    /// weights; the layer between the two has a mix.
    ///
    /// # Errors
    /// As [`open`](Self::open), and if the two do not fit together.
    pub fn blended(
        first: &Path,
        second: &Path,
        share: f32,
        manner: &DreamManner,
        backend: Backend,
    ) -> Result<Self, OpenError> {
        let blended = Brought::open(first)?.blended(Brought::open(second)?, 1.0 - share)?;
        Self::of(blended, manner, backend)
    }

    fn of(brought: Brought, manner: &DreamManner, backend: Backend) -> Result<Self, OpenError> {
        let family = brought.family();
        let lay = Lay {
            backend,
            precision: manner.precision,
            blend: 1.0,
        };
        let how = Manner {
            coverage: Coverage::Dome {
                fov: std::f32::consts::PI,
            },
            panorama: manner.panorama,
            by_direction: false,
            directions: match manner.by_weights {
                true => Directions::Weights,
                false => Directions::Latents,
            },
            centres: CENTRES,
            given: manner.given.clone(),
            z_is_final: manner.z_is_final,
        };
        Ok(Self {
            painting: Painting::new(lay.lay(&brought)?, family, how),
            family,
        })
    }

    /// What it takes and gives.
    pub fn size(&self) -> Size {
        self.painting.size()
    }

    /// The family's name, for people.
    pub fn family(&self) -> String {
        self.family.to_string()
    }

    /// Whether the network takes noise.
    pub fn takes_noise(&self) -> bool {
        self.painting.takes_noise()
    }

    /// Whether its field can be moved.
    pub fn has_view(&self) -> bool {
        self.painting.has_view()
    }

    /// A seed's z, as the family's own tools draw it from NumPy's generator.
    pub fn z_of(&self, seed: u32) -> Vec<f32> {
        let count = self.size().z;
        match self.family {
            Family::BigGanDeep => truncated_normals(seed, count),
            _ => Randn::new(seed).normals(count),
        }
    }

    /// Paints a latent; `cutoff` truncates only the first so many styles.
    ///
    /// # Errors
    /// If the latent does not fit or the device does not answer.
    pub fn dream(
        &mut self,
        latent: &Latent,
        cutoff: Option<usize>,
        noise: NoiseChoice,
    ) -> Result<Dream, PaintError> {
        let mut ask = self.painting.ask(latent, cutoff)?;
        match noise {
            NoiseChoice::AsLatent => {}
            NoiseChoice::Kept => ask.noise = Noise::Kept,
            NoiseChoice::None => ask.noise = Noise::None,
            NoiseChoice::Drawn => ask.noise = Noise::Maps(self.drawn(latent.noise_seed)),
        }
        let styles = ask
            .places
            .first()
            .map(|place| place.styles.clone())
            .unwrap_or_default();
        let image = self.painting.image(&ask)?;
        Ok(Dream { image, styles })
    }

    fn drawn(&self, seed: u64) -> Vec<Vec<f32>> {
        let map = |(layer, [rows, columns]): (usize, [usize; 2])| {
            let mut map = vec![0.0; rows * columns];
            normals(seed, layer as u64, &mut map);
            map
        };
        self.painting
            .noise_sizes()
            .into_iter()
            .enumerate()
            .map(map)
            .collect()
    }
}

#[cfg(test)]
mod tests;
