//! All families by name.

use std::fmt;

use welkin_compute::Engine;

use crate::ask::Network;
use crate::biggan::BigGan;
use crate::fastgan::FastGan;
use crate::pix2pix::{Pix2PixResnet, Pix2PixUnet};
use crate::source::{Misfits, Source};
use crate::stylegan2::StyleGan2;
use crate::stylegan3::StyleGan3;

/// A family of networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// StyleGAN2 and StyleGAN2-ADA.
    StyleGan2,
    /// StyleGAN3, T and R.
    StyleGan3,
    /// BigGAN-deep.
    BigGanDeep,
    /// FastGAN.
    FastGan,
    /// pix2pix's U-Net.
    Pix2PixUnet,
    /// The residual blocks of pix2pix and CycleGAN.
    Pix2PixResnet,
}

impl Family {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::StyleGan2,
        Self::StyleGan3,
        Self::BigGanDeep,
        Self::FastGan,
        Self::Pix2PixUnet,
        Self::Pix2PixResnet,
    ];

    /// The family that was found in a checkpoint, if it is one of these.
    pub fn of(found: welkin_checkpoint::Family) -> Option<Self> {
        use welkin_checkpoint::Family as Found;
        Some(match found {
            Found::StyleGan2 => Self::StyleGan2,
            Found::BigGanDeep => Self::BigGanDeep,
            Found::FastGan => Self::FastGan,
            Found::UNet => Self::Pix2PixUnet,
            Found::ResNet => Self::Pix2PixResnet,
            Found::StyleGan3T | Found::StyleGan3R => Self::StyleGan3,
            Found::FieldGan => return None,
        })
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::StyleGan2 => "StyleGAN2",
            Self::StyleGan3 => "StyleGAN3",
            Self::BigGanDeep => "BigGAN-deep",
            Self::FastGan => "FastGAN",
            Self::Pix2PixUnet => "pix2pix U-Net",
            Self::Pix2PixResnet => "pix2pix ResNet",
        }
    }

    /// Whether it makes pictures of pictures ([`crate::Ask::given`]).
    pub fn takes_picture(self) -> bool {
        matches!(self, Self::Pix2PixUnet | Self::Pix2PixResnet)
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Reads a network of a family and lays it out for an engine.
///
/// # Errors
/// With all that does not fit.
pub fn load<E: Engine + 'static>(
    family: Family,
    source: &dyn Source,
    engine: &mut E,
) -> Result<Box<dyn Network<E>>, Misfits> {
    Ok(match family {
        Family::StyleGan2 => Box::new(StyleGan2::load(source, engine)?),
        Family::StyleGan3 => Box::new(StyleGan3::load(source, engine)?),
        Family::BigGanDeep => Box::new(BigGan::load(source, engine)?),
        Family::FastGan => Box::new(FastGan::load(source, engine)?),
        Family::Pix2PixUnet => Box::new(Pix2PixUnet::load(source, engine)?),
        Family::Pix2PixResnet => Box::new(Pix2PixResnet::load(source, engine)?),
    })
}

#[cfg(test)]
mod tests;
