//! A generator that outlives its device: when a GPU is lost, the CPU goes on.

use std::panic::{AssertUnwindSafe, catch_unwind};

use welkin_values::{Latent, LatentShape, Picture};

use crate::error::{OpenError, PaintError, words_of};
use crate::generator::Generator;
use crate::slide::Slide;

/// So many failures in a row, and the device is given up.
const PATIENCE: u32 = 3;

/// Opens the same generator elsewhere.
pub(crate) type Elsewhere = dyn FnMut() -> Result<Box<dyn Generator>, OpenError> + Send;

/// Has a generator paint.
type Paint<'a, P> = dyn Fn(&mut dyn Generator) -> Result<P, PaintError> + 'a;

/// Paints on a device that may be lost.
pub(crate) struct Sturdy {
    generator: Box<dyn Generator>,
    elsewhere: Option<Box<Elsewhere>>,
    failures: u32,
    moved: bool,
    is_free: bool,
    left_out: usize,
}

impl Sturdy {
    pub(crate) fn new(generator: Box<dyn Generator>, elsewhere: Box<Elsewhere>) -> Self {
        Self {
            generator,
            elsewhere: Some(elsewhere),
            failures: 0,
            moved: false,
            is_free: false,
            left_out: 0,
        }
    }

    /// What the device says; a panic inside its driver is an error as well.
    fn try_paint<P>(&mut self, paint: &Paint<P>) -> Result<P, PaintError> {
        let painting = || paint(self.generator.as_mut());
        catch_unwind(AssertUnwindSafe(painting)).unwrap_or_else(|panic| {
            Err(PaintError::Device {
                reason: words_of(&*panic),
            })
        })
    }

    fn paint_somewhere<P>(&mut self, paint: &Paint<P>) -> Result<P, PaintError> {
        let error = match self.try_paint(paint) {
            Err(error @ PaintError::Device { .. }) => error,
            other => {
                self.failures = 0;
                return other;
            }
        };
        self.failures += 1;
        if self.failures < PATIENCE {
            return Err(error);
        }
        let Some(mut elsewhere) = self.elsewhere.take() else {
            return Err(error);
        };
        tracing::warn!("the device that painted is lost ({error}); the CPU goes on");
        match elsewhere() {
            Ok(mut generator) => {
                if self.is_free {
                    generator.take_your_time();
                }
                generator.leave_out(self.left_out);
                self.generator = generator;
                (self.failures, self.moved) = (0, true);
                paint(self.generator.as_mut())
            }
            Err(failed) => {
                tracing::warn!("the CPU cannot go on: {failed}");
                self.elsewhere = Some(elsewhere);
                self.failures = 0;
                Err(error)
            }
        }
    }
}

impl Generator for Sturdy {
    fn shape(&self) -> LatentShape {
        self.generator.shape()
    }

    fn paint(&mut self, latent: &Latent) -> Result<Picture, PaintError> {
        self.paint_somewhere(&|generator| generator.paint(latent))
    }

    fn slide(&mut self, latent: &Latent) -> Result<Slide, PaintError> {
        self.paint_somewhere(&|generator| generator.slide(latent))
    }

    fn take_your_time(&mut self) {
        self.is_free = true;
        self.generator.take_your_time();
    }

    fn leave_out(&mut self, steps: usize) {
        self.left_out = steps;
        self.generator.leave_out(steps);
    }

    fn words(&self) -> Option<String> {
        match (self.moved, self.generator.words()) {
            (false, words) => words,
            (true, None) => Some("on the CPU: the GPU was lost".into()),
            (true, Some(words)) => Some(format!("on the CPU (the GPU was lost), {words}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Paints, and fails from a picture on: with words, or by a panic.
    struct Fails {
        painted: u32,
        from: u32,
        panics: bool,
    }

    impl Generator for Fails {
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
            self.painted += 1;
            if self.painted <= self.from {
                return Ok(Picture::filled(1, 1, [1.0; 3]));
            }
            assert!(!self.panics, "device lost");
            Err(PaintError::Device {
                reason: "lost".into(),
            })
        }
    }

    #[test]
    fn a_lost_device_is_left_for_the_cpu() {
        for panics in [false, true] {
            let gpu = Fails {
                painted: 0,
                from: 2,
                panics,
            };
            let cpu = || {
                Ok(Box::new(Fails {
                    painted: 0,
                    from: u32::MAX,
                    panics: false,
                }) as Box<dyn Generator>)
            };
            let mut sturdy = Sturdy::new(Box::new(gpu), Box::new(cpu));
            let painted: Vec<bool> = (0..8)
                .map(|_| sturdy.paint(&Latent::default()).is_ok())
                .collect();
            assert_eq!(painted, [true, true, false, false, true, true, true, true]);
            assert!(sturdy.words().is_some_and(|words| words.contains("GPU")));
        }
    }
}
