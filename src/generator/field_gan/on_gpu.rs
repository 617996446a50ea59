//! The plain Field GAN on a GPU, perhaps the one that shows.

use burn::{Dispatch, DispatchDevice};
use welkin_values::{Coverage, Latent, LatentShape, Picture};

use super::{FieldGan, Weights};
use crate::error::PaintError;
use crate::generator::Generator;
use crate::latent::check;
use crate::on_burn::Shared;
use crate::slide::Slide;

/// A Field GAN on a GPU.
pub(crate) struct FieldGanOnGpu {
    plain: FieldGan<Dispatch>,
    shared: Option<Shared>,
}

impl FieldGanOnGpu {
    pub(crate) fn new(
        weights: &Weights,
        size: usize,
        coverage: Coverage,
        device: DispatchDevice,
    ) -> Self {
        Self {
            shared: Shared::on(&device),
            plain: FieldGan::new(weights, size, coverage, device),
        }
    }
}

impl Generator for FieldGanOnGpu {
    fn shape(&self) -> LatentShape {
        self.plain.shape()
    }

    fn paint(&mut self, latent: &Latent) -> Result<Picture, PaintError> {
        self.plain.paint(latent)
    }

    fn slide(&mut self, latent: &Latent) -> Result<Slide, PaintError> {
        let Some(shared) = &mut self.shared else {
            return self.plain.paint(latent).map(Slide::from);
        };
        check(latent, self.plain.shape())?;
        let sheet = self
            .plain
            .forward_in_turns(latent, &mut || shared.breathe());
        shared
            .develop(sheet)
            .map_err(|reason| PaintError::Device { reason })
    }
}
