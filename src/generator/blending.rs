//! A model whose second checkpoint rules more or less, as a control says.

use std::sync::Arc;

use welkin_values::{Latent, LatentShape, Picture};

use crate::beside::Beside;
use crate::error::{OpenError, PaintError};
use crate::generator::Generator;
use crate::slide::Slide;

/// Steps from none of the second checkpoint to all of it: one cannot be seen, and each is a network to be laid out.
const STEPS: f32 = 64.0;

/// Lays the model out with so much of the second checkpoint, 0 to 1.
pub(crate) type Blend = dyn Fn(f32) -> Result<Box<dyn Generator>, OpenError> + Send + Sync;

/// Paints with the blend that was asked for last. Live, another one is laid out beside, while the one before still
/// paints; where pictures may take their time, each has its own.
pub(crate) struct Blending {
    make: Arc<Blend>,
    now: Box<dyn Generator>,
    /// Of [`STEPS`].
    step: u32,
    /// Was not to be had; not tried again until something else is asked for.
    failed: Option<u32>,
    coming: Option<(u32, Beside)>,
    is_live: bool,
    left_out: usize,
}

impl Blending {
    /// With all of the second checkpoint at first.
    pub(crate) fn new(make: Arc<Blend>) -> Result<Self, OpenError> {
        Ok(Self {
            now: make(1.0)?,
            make,
            step: STEPS as u32,
            failed: None,
            coming: None,
            is_live: true,
            left_out: 0,
        })
    }

    fn follow(&mut self, latent: &Latent) {
        let asked = latent.inside.blend;
        let share = if asked.is_finite() {
            asked.clamp(0.0, 1.0)
        } else {
            1.0
        };
        let wanted = (share * STEPS).round() as u32;
        if let Some((step, made)) = self
            .coming
            .as_ref()
            .and_then(|(step, beside)| Some((*step, beside.done()?)))
        {
            self.coming = None;
            self.take_over(step, made);
        }
        if wanted == self.step || self.failed == Some(wanted) || self.coming.is_some() {
            return;
        }
        let make = Arc::clone(&self.make);
        let share = wanted as f32 / STEPS;
        if self.is_live {
            self.coming = Beside::begin(move || make(share)).map(|beside| (wanted, beside));
        } else {
            let made = make(share).map_err(|error| error.to_string());
            self.take_over(wanted, made);
        }
    }

    fn take_over(&mut self, step: u32, made: Result<Box<dyn Generator>, String>) {
        match made {
            Ok(mut generator) => {
                if !self.is_live {
                    generator.take_your_time();
                }
                generator.leave_out(self.left_out);
                (self.now, self.step, self.failed) = (generator, step, None);
            }
            Err(error) => {
                tracing::warn!("the blend stays as it is: {error}");
                self.failed = Some(step);
            }
        }
    }
}

impl Generator for Blending {
    fn shape(&self) -> LatentShape {
        self.now.shape()
    }

    fn paint(&mut self, latent: &Latent) -> Result<Picture, PaintError> {
        self.follow(latent);
        self.now.paint(latent)
    }

    fn slide(&mut self, latent: &Latent) -> Result<Slide, PaintError> {
        self.follow(latent);
        self.now.slide(latent)
    }

    fn take_your_time(&mut self) {
        self.is_live = false;
        self.now.take_your_time();
    }

    fn leave_out(&mut self, steps: usize) {
        self.left_out = steps;
        self.now.leave_out(steps);
    }

    fn words(&self) -> Option<String> {
        self.now.words()
    }
}

#[cfg(test)]
mod tests;
