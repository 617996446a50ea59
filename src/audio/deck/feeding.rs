//! The thread that reads and decodes for one deck.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::feed::Feeder;
use crate::transport::Transport;

/// How often the rings are topped up; they hold a second.
const EVERY: Duration = Duration::from_millis(20);

/// Reads ahead until its deck ends.
pub(super) struct Feeding {
    problem: Arc<Mutex<Option<String>>>,
    transport: Arc<Transport>,
    thread: Option<JoinHandle<()>>,
}

impl Feeding {
    /// Fills the rings, lets the show begin, and keeps them full. Without voices nothing is read, and only the
    /// show's time runs.
    pub(super) fn start(mut feeder: Feeder, transport: Arc<Transport>, has_voices: bool) -> Self {
        let problem = Arc::new(Mutex::new(None));
        let (theirs, told) = (Arc::clone(&transport), Arc::clone(&problem));
        let work = move || {
            let tell = |words| *told.lock().unwrap_or_else(PoisonError::into_inner) = words;
            if !has_voices {
                tell(Some(
                    "too many shows sound at once; this one is silent".into(),
                ));
                theirs.start_soon();
                return;
            }
            feeder.top_up();
            theirs.start_soon();
            while !theirs.is_over() {
                if feeder.top_up() {
                    tell(feeder.problem());
                }
                std::thread::park_timeout(EVERY);
            }
        };
        let thread = std::thread::Builder::new()
            .name("sound-feed".into())
            .spawn(work);
        if thread.is_err() {
            // Without a thread there is no sound, but the show still keeps time.
            transport.start_soon();
        }
        Self {
            problem,
            transport,
            thread: thread.ok(),
        }
    }

    pub(super) fn problem(&self) -> Option<String> {
        self.problem
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(super) fn problem_box(&self) -> Weak<Mutex<Option<String>>> {
        Arc::downgrade(&self.problem)
    }
}

impl Drop for Feeding {
    fn drop(&mut self) {
        self.transport.end();
        if let Some(thread) = self.thread.take() {
            // It ends by itself soon after; nobody waits for a slow disk here.
            thread.thread().unpark();
        }
    }
}
