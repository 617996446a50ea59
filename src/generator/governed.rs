//! A generator that a governor keeps within its time.

use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Instant;

use welkin_values::{Latent, LatentShape, Picture};

use crate::error::{OpenError, PaintError};
use crate::generator::Generator;
use crate::governor::Governor;
use crate::layers::cross_fade;
use crate::quiet::be_quiet;
use crate::slide::Slide;

/// In how many pictures a coarser or finer one takes over.
const FADE: u32 = 4;
/// The sides of coarser steps as shares of the whole, and the least that is worth looking at.
const SIDES: [f32; 5] = [1.0, 0.75, 0.5, 0.375, 0.25];
const LEAST: usize = 96;

/// Makes a generator for pictures of a size.
pub(crate) type Make = dyn Fn(usize) -> Result<Box<dyn Generator>, OpenError> + Send + Sync;

type Made = Result<Box<dyn Generator>, OpenError>;

/// Paints at the size that there is time for.
pub(crate) struct Governed {
    make: std::sync::Arc<Make>,
    sizes: Vec<usize>,
    governor: Governor,
    now: Box<dyn Generator>,
    /// The size that `now` paints, as a step.
    step: usize,
    /// Made beside, not yet painting.
    coming: Option<(usize, Receiver<Made>)>,
    /// When the picture before was done.
    last: Option<Instant>,
    /// The one that painted before, and how many pictures it still has a share in.
    before: Option<(Box<dyn Generator>, u32)>,
}

impl Governed {
    /// At its full size at first.
    pub(crate) fn new(size: usize, make: std::sync::Arc<Make>) -> Result<Self, OpenError> {
        let mut sizes = vec![size];
        let smaller = SIDES[1..]
            .iter()
            .map(|side| (size as f32 * side) as usize / 32 * 32);
        sizes.extend(smaller.filter(|smaller| (LEAST..size).contains(smaller)));
        let cost = |of: &usize| (*of as f32 / size as f32).powi(2);
        Ok(Self {
            governor: Governor::new(sizes.iter().map(cost).collect()),
            now: make(size)?,
            sizes,
            make,
            step: 0,
            coming: None,
            last: None,
            before: None,
        })
    }

    fn begin(&mut self, step: usize) {
        let (make, size) = (std::sync::Arc::clone(&self.make), self.sizes[step]);
        let (send, receive) = channel();
        let made = move || {
            be_quiet();
            // Nobody waits any more if the show has changed meanwhile.
            send.send(make(size)).ok();
        };
        if thread::Builder::new()
            .name("coarser".into())
            .spawn(made)
            .is_ok()
        {
            self.coming = Some((step, receive));
        }
    }

    /// Tells the governor of a picture that is done, and does what it says.
    fn govern(&mut self, begun: Instant) {
        let took = begun.elapsed();
        let after = self
            .last
            .replace(Instant::now())
            .map_or(took, |last| last.elapsed());
        if self.coming.is_none()
            && self.governor.step() == self.step
            && let Some(step) = self.governor.took(took, after)
        {
            self.begin(step);
        }
    }

    /// Lets what was made beside take over.
    fn take_over(&mut self) {
        let Some((step, receive)) = &self.coming else {
            return;
        };
        let Ok(made) = receive.try_recv() else {
            return;
        };
        let step = *step;
        self.coming = None;
        match made {
            Ok(generator) => {
                tracing::info!(
                    "paints at {} instead of {}",
                    self.sizes[step],
                    self.sizes[self.step]
                );
                let before = std::mem::replace(&mut self.now, generator);
                self.before = Some((before, FADE));
                self.step = step;
            }
            Err(error) => tracing::warn!("cannot paint at {}: {error}", self.sizes[step]),
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
        let Some((mut before, left)) = self.before.take() else {
            return Ok(picture);
        };
        let share = left as f32 / (FADE + 1) as f32;
        let older = before.paint(latent)?;
        if left > 1 {
            self.before = Some((before, left - 1));
        }
        Ok(cross_fade(&[(picture, 1.0 - share), (older, share)]))
    }

    fn slide(&mut self, latent: &Latent) -> Result<Slide, PaintError> {
        self.take_over();
        if self.before.is_some() {
            // Two sizes meet in memory.
            return self.paint(latent).map(Slide::from);
        }
        let begun = Instant::now();
        let slide = self.now.slide(latent)?;
        self.govern(begun);
        Ok(slide)
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
