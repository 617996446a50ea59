//! What the program and the page's thread share: the newest of everything, never a queue.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::extract::ws::Utf8Bytes;
use serde::Serialize;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, sleep_until};
use welkin_values::{Command, Status};

use crate::picture::Frame;
use crate::requests::Requests;

/// Statuses a second for each page: as fast as meters are read, a quarter of what the stage publishes.
const STATUSES_PER_SEC: u64 = 15;

/// Pictures a second at most, so that looking at the dome does not slow the dome.
const PICTURES_PER_SEC: u64 = 25;

/// How long after its last wish for a picture somebody still counts as looking.
const LOOKS_ON: Duration = Duration::from_secs(1);

/// What the program and the page's thread share. No lock is held for longer than a pointer takes to swap.
#[derive(Debug)]
pub(crate) struct Board {
    began: Instant,
    status: Mutex<Option<Posted>>,
    requests: Mutex<Requests>,
    frame: watch::Sender<Option<Arc<Frame>>>,
    /// The newest status as JSON for `/live`, renewed [`STATUSES_PER_SEC`] times a second while somebody looks.
    pub(crate) text: watch::Sender<Utf8Bytes>,
    /// The newest picture as a JPEG file.
    pub(crate) jpeg: watch::Sender<Option<Bytes>>,
    waiting_for_picture: AtomicUsize,
    last_wish_ms: AtomicU64,
}

#[derive(Debug)]
struct Posted {
    status: Arc<Status>,
    at: Instant,
    seen: bool,
}

/// What a page hears over `/live`.
#[derive(Serialize)]
struct Heard<'a> {
    /// Seconds since the program said something; `null` before it ever did.
    age_secs: Option<f32>,
    status: Option<&'a Status>,
}

impl Board {
    pub(crate) fn new() -> Self {
        Self {
            began: Instant::now(),
            status: Mutex::default(),
            requests: Mutex::default(),
            frame: watch::Sender::new(None),
            text: watch::Sender::new(Utf8Bytes::default()),
            jpeg: watch::Sender::new(None),
            waiting_for_picture: AtomicUsize::new(0),
            last_wish_ms: AtomicU64::new(u64::MAX),
        }
    }

    /// Replaces the newest status. Onsets that no page has seen yet stay marked.
    pub(crate) fn post(&self, mut status: Status) {
        let mut posted = lock(&self.status);
        let unseen = posted.as_ref().filter(|before| !before.seen);
        status.keep_onsets(unseen.map(|before| &*before.status));
        *posted = Some(Posted {
            status: Arc::new(status),
            at: Instant::now(),
            seen: false,
        });
    }

    /// The newest status and its age.
    pub(crate) fn status(&self) -> Option<(Arc<Status>, Duration)> {
        let posted = lock(&self.status);
        posted
            .as_ref()
            .map(|posted| (Arc::clone(&posted.status), posted.at.elapsed()))
    }

    /// Adds a command for the program; `false` if too many wait.
    pub(crate) fn ask(&self, command: Command) -> bool {
        lock(&self.requests).add(command)
    }

    /// Takes the commands that wait.
    pub(crate) fn commands(&self) -> Vec<Command> {
        lock(&self.requests).take()
    }

    /// Replaces the newest frame.
    pub(crate) fn show(&self, frame: Frame) {
        self.frame.send_replace(Some(Arc::new(frame)));
    }

    /// Whether somebody waits for a picture or got one a moment ago.
    pub(crate) fn wants_picture(&self) -> bool {
        let last_wish_ms = self.last_wish_ms.load(Ordering::Relaxed);
        let looked_lately = last_wish_ms != u64::MAX
            && self.ms().saturating_sub(last_wish_ms) < LOOKS_ON.as_millis() as u64;
        looked_lately || self.waiting_for_picture.load(Ordering::Relaxed) > 0
    }

    /// Says that somebody waits for a picture, until the guard is dropped.
    pub(crate) fn wish_picture(self: &Arc<Self>) -> PictureWish {
        self.last_wish_ms.store(self.ms(), Ordering::Relaxed);
        self.waiting_for_picture.fetch_add(1, Ordering::Relaxed);
        PictureWish {
            board: Arc::clone(self),
        }
    }

    /// Renews [`Board::text`] for ever, while somebody looks.
    pub(crate) async fn write_texts(&self) {
        let mut ticks = interval(Duration::from_millis(1000 / STATUSES_PER_SEC));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            ticks.tick().await;
            if self.text.receiver_count() > 0 {
                self.text.send_replace(self.next_text());
            }
        }
    }

    /// Packs the newest frame whenever there is a new one, for ever, on a thread for slow work.
    pub(crate) async fn pack_pictures(&self) {
        let mut frames = self.frame.subscribe();
        // A frame that was shown before this began counts too.
        frames.mark_changed();
        while frames.changed().await.is_ok() {
            let next = tokio::time::Instant::now() + Duration::from_millis(1000 / PICTURES_PER_SEC);
            let Some(frame) = frames.borrow_and_update().clone() else {
                continue;
            };
            let packed = tokio::task::spawn_blocking(move || frame.jpeg()).await;
            if let Ok(Some(jpeg)) = packed {
                self.jpeg.send_replace(Some(jpeg));
            }
            sleep_until(next).await;
        }
    }

    fn next_text(&self) -> Utf8Bytes {
        let newest = {
            let mut posted = lock(&self.status);
            posted.as_mut().map(|posted| {
                posted.seen = true;
                (Arc::clone(&posted.status), posted.at.elapsed())
            })
        };
        let heard = Heard {
            age_secs: newest.as_ref().map(|(_, age)| age.as_secs_f32()),
            status: newest.as_ref().map(|(status, _)| &**status),
        };
        // Only maps with keys that are no text fail, and there are none.
        serde_json::to_string(&heard)
            .unwrap_or_else(|_| "{}".into())
            .into()
    }

    fn ms(&self) -> u64 {
        self.began.elapsed().as_millis() as u64
    }
}

/// Somebody waits for a picture, until this is dropped.
#[derive(Debug)]
pub(crate) struct PictureWish {
    board: Arc<Board>,
}

impl Drop for PictureWish {
    fn drop(&mut self) {
        self.board
            .waiting_for_picture
            .fetch_sub(1, Ordering::Relaxed);
        self.board
            .last_wish_ms
            .store(self.board.ms(), Ordering::Relaxed);
    }
}

/// The newest value survives a panic elsewhere: it is always whole.
fn lock<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}
