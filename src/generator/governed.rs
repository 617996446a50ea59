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
    how: How,
    sizes: Vec<usize>,
    /// None where pictures may take their time.
    governor: Option<Governor>,
    now: Box<dyn Generator>,
    /// The size that `now` paints, as a step.
    step: usize,
    /// When the picture before was done.
    last: Option<Instant>,
}

/// How pictures become coarser.
enum How {
    /// Another generator is made beside the one that paints, and what is not yet done.
    Make(std::sync::Arc<Make>, Option<(usize, Beside)>),
    /// The generator leaves out what it is told to.
    Tell,
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
            how: How::Make(make, None),
            step: 0,
            last: None,
        })
    }

    /// One that can leave its finest steps out by itself.
    pub(crate) fn telling(now: Box<dyn Generator>, sizes: Vec<usize>, costs: Vec<f32>) -> Self {
        Self {
            governor: Some(Governor::new(costs)),
            now,
            sizes,
            how: How::Tell,
            step: 0,
            last: None,
        }
    }

    fn begin(&mut self, step: usize) {
        let How::Make(make, coming) = &mut self.how else {
            self.now.leave_out(step);
            self.paints_at(step);
            return;
        };
        let make = std::sync::Arc::clone(make);
        *coming = Beside::begin(move || make(step)).map(|beside| (step, beside));
        if coming.is_none() {
            self.stay("no thread can be had", step);
        }
    }

    /// Shown are blends of two pictures: the next one fades in over the last one of the other size.
    fn paints_at(&mut self, step: usize) {
        let sizes = &self.sizes;
        tracing::info!("paints at {} instead of {}", sizes[step], sizes[self.step]);
        self.step = step;
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
        if governor.step() == self.step
            && let Some(step) = governor.took(took, after)
        {
            self.begin(step);
        }
    }

    /// Lets what was made beside take over.
    fn take_over(&mut self) {
        let How::Make(_, coming) = &mut self.how else {
            return;
        };
        let made = |(step, beside): &(usize, Beside)| Some((*step, beside.done()?));
        let Some((step, made)) = coming.as_ref().and_then(made) else {
            return;
        };
        *coming = None;
        match made {
            Ok(generator) => {
                self.now = generator;
                self.paints_at(step);
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
        self.now.take_your_time();
    }

    fn words(&self) -> Option<String> {
        let coarser = (self.step > 0).then(|| {
            let (now, whole) = (self.sizes[self.step], self.sizes[0]);
            format!("at {now} of {whole} pixels, to keep its time")
        });
        let words: Vec<String> = self.now.words().into_iter().chain(coarser).collect();
        (!words.is_empty()).then(|| words.join(", "))
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

    /// Paints the coarser the more it is told to leave out.
    struct Told(usize);

    impl Generator for Told {
        fn shape(&self) -> LatentShape {
            Slow(0, 0).shape()
        }

        fn paint(&mut self, latent: &Latent) -> Result<Picture, PaintError> {
            Slow(64 >> self.0, 200 >> (2 * self.0)).paint(latent)
        }

        fn leave_out(&mut self, steps: usize) {
            self.0 = steps;
        }
    }

    #[test]
    fn one_that_can_leaves_its_finest_steps_out() {
        let mut governed = Governed::telling(Box::new(Told(0)), vec![64, 32], vec![1.0, 0.25]);
        let mut side = || governed.paint(&Latent::default()).unwrap().width;
        let sides: Vec<usize> = (0..8).map(|_| side()).collect();
        assert_eq!((sides[0], sides[7]), (64, 32), "{sides:?}");
        assert!(
            governed
                .words()
                .is_some_and(|words| words.contains("32 of 64"))
        );
    }

    #[test]
    fn what_is_too_slow_becomes_coarser_and_what_has_time_does_not() {
        let sides = painted(false);
        assert_eq!((sides[0], sides[13]), (64, 32), "{sides:?}");
        assert!(sides.is_sorted_by(|a, b| a >= b), "{sides:?}");
        assert_eq!(painted(true), [64; 14]);
    }
}
