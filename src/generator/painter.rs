//! The thread that paints. It always makes the newest picture: a brief that nobody has begun is replaced,
//! never queued; while it works or fails, the last pictures hold.

mod studio;

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use welkin_values::{Health, Latent, Moment, State};

use crate::error::OpenError;
use crate::generator::Generator;
use crate::quiet::be_quiet;
use crate::slide::Slide;
use studio::Studio;

/// What to paint, and for when.
#[derive(Clone, Debug, PartialEq)]
pub struct Brief {
    /// When the picture belongs.
    pub moment: Moment,
    /// Model, weight and latent of each layer: see [`paint_layers`](crate::paint_layers).
    pub layers: Vec<(usize, f32, Latent)>,
}

/// A picture, and when it belongs.
#[derive(Clone, Debug, PartialEq)]
pub struct Painted {
    /// When the picture belongs.
    pub moment: Moment,
    /// The picture.
    pub picture: Slide,
}

/// Paints on a thread of its own, called `painter`, of low priority.
pub struct Painter {
    desk: Arc<Desk>,
}

/// What lies between the painter and those who ask.
struct Desk {
    papers: Mutex<Papers>,
    changed: Condvar,
}

struct Papers {
    brief: Option<Brief>,
    newest: Vec<Painted>,
    secs_per_picture: f32,
    /// What the generators said of how they paint, at the newest picture.
    manner: String,
    ready: bool,
    health: Health,
    closed: bool,
}

impl Painter {
    /// Starts the thread; it loads the generators itself, so this returns at once.
    pub fn start(
        load: impl FnOnce() -> Result<Vec<Box<dyn Generator>>, OpenError> + Send + 'static,
    ) -> Self {
        let papers = Papers {
            brief: None,
            newest: Vec::new(),
            secs_per_picture: 0.0,
            manner: String::new(),
            ready: false,
            health: health(State::Reduced, "loads its networks"),
            closed: false,
        };
        let desk = Arc::new(Desk {
            papers: Mutex::new(papers),
            changed: Condvar::new(),
        });
        let theirs = Arc::clone(&desk);
        let work = move || {
            be_quiet();
            Studio::new(theirs).work(load);
        };
        if let Err(error) = thread::Builder::new().name("painter".into()).spawn(work) {
            let words = format!("the system gives no thread to paint on: {error}");
            desk.papers().health = health(State::Failed, words);
        }
        Self { desk }
    }

    /// Asks for a picture; what was asked for before and is not yet begun is forgotten.
    pub fn ask(&self, brief: Brief) {
        self.desk.papers().brief = Some(brief);
        self.desk.changed.notify_all();
    }

    /// The two newest pictures, the older first; fewer at the beginning.
    pub fn newest(&self) -> Vec<Painted> {
        self.desk.papers().newest.clone()
    }

    /// How long a picture takes, smoothed over a few; 0 before the first.
    pub fn seconds_per_picture(&self) -> f32 {
        self.desk.papers().secs_per_picture
    }

    /// How it is: good with its rate, or the words of what keeps it from painting.
    pub fn health(&self) -> Health {
        self.desk.papers().health.clone()
    }

    /// Whether the generators are loaded.
    pub fn ready(&self) -> bool {
        self.desk.papers().ready
    }
}

impl Drop for Painter {
    /// The thread ends after the picture it is at, and nobody waits for it: whoever lets go of a painter
    /// has the next frame to show.
    fn drop(&mut self) {
        self.desk.papers().closed = true;
        self.desk.changed.notify_all();
    }
}

impl Desk {
    fn papers(&self) -> MutexGuard<'_, Papers> {
        // Nothing is left half done under the lock, so a panic elsewhere spoils nothing here.
        self.papers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn health(state: State, words: impl Into<String>) -> Health {
    Health::new("generator", state, words)
}

#[cfg(test)]
mod tests;
