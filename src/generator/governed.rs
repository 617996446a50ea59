//! A generator that a governor keeps within its time.

use std::time::Instant;

use welkin_values::{Latent, LatentShape, Picture};

use crate::beside::Beside;
use crate::error::{OpenError, PaintError};
use crate::generator::Generator;
use crate::governor::Governor;
use crate::slide::Slide;

/// Makes a generator for a step: 0 paints as it was asked to, each further one a picture half as large. All take the same
/// latents.
pub(crate) type Make = dyn Fn(usize) -> Result<Box<dyn Generator>, OpenError> + Send + Sync;

/// Paints at the size that there is time for.
pub(crate) struct Governed {
    make: std::sync::Arc<Make>,
    sizes: Vec<usize>,
    /// None where pictures may take their time.
    governor: Option<Governor>,
    now: Box<dyn Generator>,
    /// The size that `now` paints, as a step.
    step: usize,
    /// Made beside, not yet painting.
    coming: Option<(usize, Beside)>,
    /// When the picture before was done.
    last: Option<Instant>,
}

impl Governed {
    /// At its full size at first. `sizes` are the steps' pixels, `costs` what they take as a share of the first one's.
    pub(crate) fn new(
        sizes: Vec<usize>,
        costs: Vec<f32>,
        make: std::sync::Arc<Make>,
    ) -> Result<Self, OpenError> {
        Ok(Self {
            governor: Some(Governor::new(costs)),
            now: make(0)?,
            sizes,
            make,
            step: 0,
            coming: None,
            last: None,
        })
    }

    fn begin(&mut self, step: usize) {
        let make = std::sync::Arc::clone(&self.make);
        match Beside::begin(move || make(step)) {
            Some(beside) => self.coming = Some((step, beside)),
            None => self.stay("no thread can be had", step),
        }
    }

    /// It could not be made; where it is still needed, it is tried again.
    fn stay(&mut self, reason: &str, step: usize) {
        tracing::warn!("cannot paint at {}: {reason}", self.sizes[step]);
        if let Some(governor) = &mut self.governor {
            governor.stay(self.step);
        }
    }

    /// Tells the governor of a picture that is done, and does what it says.
    fn govern(&mut self, begun: Instant) {
        let took = begun.elapsed();
        let after = self
            .last
            .replace(Instant::now())
            .map_or(took, |last| last.elapsed());
        let Some(governor) = &mut self.governor else {
            return;
        };
        if self.coming.is_none()
            && governor.step() == self.step
            && let Some(step) = governor.took(took, after)
        {
            self.begin(step);
        }
    }

    /// Lets what was made beside take over.
    fn take_over(&mut self) {
        let made = |(step, beside): &(usize, Beside)| Some((*step, beside.done()?));
        let Some((step, made)) = self.coming.as_ref().and_then(made) else {
            return;
        };
        self.coming = None;
        match made {
            Ok(generator) => {
                tracing::info!(
                    "paints at {} instead of {}",
                    self.sizes[step],
                    self.sizes[self.step]
                );
                // Shown are blends of two pictures: the next one fades in over the last one of the other size.
                self.now = generator;
                self.step = step;
            }
            Err(reason) => self.stay(&reason, step),
        }
    }
}

impl Generator for Governed {
    fn shape(&self) -> LatentShape {
        self.now.shape()
    }

    fn paint(&mut self, latent: &Latent) -> Result<Picture, PaintError> {
        self.take_over();
        let begun = Instant::now();
        let picture = self.now.paint(latent)?;
        self.govern(begun);
        Ok(picture)
    }

    fn slide(&mut self, latent: &Latent) -> Result<Slide, PaintError> {
        self.take_over();
        let begun = Instant::now();
        let slide = self.now.slide(latent)?;
        self.govern(begun);
        Ok(slide)
    }

    fn take_your_time(&mut self) {
        self.governor = None;
    }

    fn words(&self) -> Option<String> {
        (self.step > 0).then(|| {
            format!(
                "at {} of {} pixels, to keep its time",
                self.sizes[self.step], self.sizes[0]
            )
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test ends where something is missing")]

    use std::sync::Arc;
    use std::thread;
    use std::time::Duration;

    use super::*;

    /// Pictures as large as the step says, so many times too slow.
    struct Slow(usize, u64);

    impl Generator for Slow {
        fn shape(&self) -> LatentShape {
            LatentShape {
                global: 0,
                classes: 0,
                local_channels: 0,
                local_height: 0,
                local_width: 0,
            }
        }

        fn paint(&mut self, _: &Latent) -> Result<Picture, PaintError> {
            thread::sleep(Duration::from_millis(self.1));
            Ok(Picture::filled(self.0, self.0, [0.5; 3]))
        }
    }

    fn painted(is_free: bool) -> Vec<usize> {
        let make: Arc<Make> =
            Arc::new(
                |step| Ok(Box::new(Slow(64 >> step, 200 >> (2 * step))) as Box<dyn Generator>),
            );
        let mut governed = Governed::new(vec![64, 32], vec![1.0, 0.25], make).unwrap();
        if is_free {
            governed.take_your_time();
        }
        let sides = (0..14).map(|_| governed.paint(&Latent::default()).unwrap().width);
        sides.collect()
    }

    #[test]
    fn what_is_too_slow_becomes_coarser_and_what_has_time_does_not() {
        let sides = painted(false);
        assert_eq!((sides[0], sides[13]), (64, 32), "{sides:?}");
        assert!(sides.is_sorted_by(|a, b| a >= b), "{sides:?}");
        assert_eq!(painted(true), [64; 14]);
    }
}
