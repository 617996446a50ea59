//! The painter's own side: waits for a brief, paints it, lays it down.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError};
use std::time::Instant;

use welkin_values::State;

use super::{Brief, Desk, Painted, health};
use crate::error::words_of;
use crate::error::{OpenError, PaintError};
use crate::generator::Generator;
use crate::layers::paint_layers;

/// How much of the time per picture is the newest picture's.
const SMOOTHING: f32 = 0.2;

pub(super) struct Studio {
    desk: Arc<Desk>,
}

type Generators = Vec<Box<dyn Generator>>;

impl Studio {
    pub(super) fn new(desk: Arc<Desk>) -> Self {
        Self { desk }
    }

    /// Loads, then paints until nobody asks any more.
    pub(super) fn work(self, load: impl FnOnce() -> Result<Generators, OpenError>) {
        let mut generators = match catch_unwind(AssertUnwindSafe(load)) {
            Ok(Ok(generators)) => generators,
            Ok(Err(error)) => return self.fail(error.to_string()),
            Err(panic) => return self.fail(words_of(&*panic)),
        };
        {
            let mut papers = self.desk.papers();
            papers.ready = true;
            papers.health = health(State::Good, "ready");
        }
        while let Some(brief) = self.next() {
            let started = Instant::now();
            let painting = || paint_layers(&mut generators, &brief.layers);
            // A generator holds weights, which nothing changes, and caches, which the next picture
            // overwrites: it can be asked again after a panic.
            let painted = catch_unwind(AssertUnwindSafe(painting)).unwrap_or_else(|panic| {
                Err(PaintError::Panic {
                    reason: words_of(&*panic),
                })
            });
            match painted {
                Ok(picture) => {
                    let painted = Painted {
                        moment: brief.moment,
                        picture,
                    };
                    let words = brief
                        .layers
                        .iter()
                        .filter_map(|(model, ..)| generators.get(*model)?.words());
                    let words: Vec<String> = words.collect();
                    self.lay_down(painted, started.elapsed().as_secs_f32(), &words.join(", "));
                }
                Err(error) => self.fail(error.to_string()),
            }
        }
    }

    /// The next brief; none when the painter is dropped.
    fn next(&self) -> Option<Brief> {
        let mut papers = self.desk.papers();
        loop {
            if papers.closed {
                return None;
            }
            if let Some(brief) = papers.brief.take() {
                return Some(brief);
            }
            papers = self
                .desk
                .changed
                .wait(papers)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn lay_down(&self, painted: Painted, secs: f32, words: &str) {
        let mut papers = self.desk.papers();
        let smoothed = match papers.secs_per_picture {
            0.0 => secs,
            // Of another size: what was before says nothing.
            _ if papers.manner != words => secs,
            before => before + SMOOTHING * (secs - before),
        };
        papers.secs_per_picture = smoothed;
        papers.manner = words.into();
        if papers.newest.len() == 2 {
            papers.newest.remove(0);
        }
        papers.newest.push(painted);
        let rate = 1.0 / smoothed.max(1e-6);
        let (state, comma) = match words {
            "" => (State::Good, ""),
            _ => (State::Reduced, " "),
        };
        papers.health = health(
            state,
            format!("paints {rate:.1} pictures a second{comma}{words}"),
        );
    }

    fn fail(&self, words: String) {
        self.desk.papers().health = health(State::Failed, words);
    }
}
