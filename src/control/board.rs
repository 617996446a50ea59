//! What the program and the page's thread share: the newest of everything, never a queue.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::ws::Utf8Bytes;
use serde::Serialize;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant as Time, sleep, sleep_until};
use welkin_values::{Command, OutputStatus, Status};

use crate::books::BookShelf;
use crate::easel::Easel;
use crate::explorer::Study;
use crate::files;
use crate::picture::Frame;
use crate::requests::Requests;
use crate::stills::Stills;

/// Statuses a second for each page: as fast as meters are read, a quarter of what the stage publishes.
const STATUSES_PER_SEC: usize = 15;

/// Statuses a second for all pages together: beyond so many, each gets fewer.
const STATUSES_PER_SEC_IN_ALL: usize = 600;

/// Pictures a second at most, so that looking at the dome does not slow the dome.
const PICTURES_PER_SEC: usize = 25;

/// Pictures a second for all pages together.
const PICTURES_PER_SEC_IN_ALL: usize = 400;

/// How long an output's picture stays: they are small and looked at in passing.
const OUTPUT_STAYS: Duration = Duration::from_millis(200);

/// Outputs that have a picture on the page.
const MOST_OUTPUTS: usize = 64;

/// What the program and the page's thread share. No lock is held for longer than a pointer takes to swap.
#[derive(Debug)]
pub(crate) struct Board {
    status: Mutex<Option<Posted>>,
    requests: Mutex<Requests>,
    dome: Arc<Easel>,
    outputs: Mutex<Vec<Arc<Easel>>>,
    /// There is a frame to pack.
    framed: Notify,
    /// Changes whenever a picture was packed.
    pub(crate) packed: watch::Sender<()>,
    /// The newest status as JSON for `/live`, renewed [`STATUSES_PER_SEC`] times a second while somebody looks.
    pub(crate) text: watch::Sender<Utf8Bytes>,
    /// Who keeps the books.
    pub(crate) books: BookShelf,
    /// Who paints latents.
    pub(crate) study: Study,
    /// Who finds stills of installations.
    pub(crate) stills: Stills,
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
    /// Which page this program serves: one that slept through an update reads itself anew.
    page: &'a str,
    status: Option<&'a Status>,
}

impl Board {
    pub(crate) fn new() -> Self {
        Self {
            status: Mutex::default(),
            requests: Mutex::default(),
            #[allow(clippy::expect_used, reason = "an empty name is short")]
            dome: Arc::new(Easel::new("").expect("an empty name")),
            outputs: Mutex::default(),
            framed: Notify::new(),
            packed: watch::Sender::new(()),
            text: watch::Sender::new(Utf8Bytes::default()),
            books: BookShelf::default(),
            study: Study::default(),
            stills: Stills::default(),
        }
    }

    /// Replaces the newest status. Onsets that no page has seen yet stay marked.
    pub(crate) fn post(&self, mut status: Status) {
        self.place_easels(&status.outputs);
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

    /// Adds a command for the program and who asked for it; `false` if too many wait.
    pub(crate) fn ask(&self, who: &str, command: Command) -> bool {
        lock(&self.requests).add(who, command)
    }

    /// Takes the commands that wait.
    pub(crate) fn commands(&self) -> Vec<(String, Command)> {
        lock(&self.requests).take()
    }

    /// Where the pictures of an output stand, or the dome's where the name is empty; none for an output that the newest
    /// status does not have.
    pub(crate) fn easel(&self, name: &str) -> Option<Arc<Easel>> {
        if name.is_empty() {
            return Some(Arc::clone(&self.dome));
        }
        let outputs = lock(&self.outputs);
        outputs.iter().find(|easel| easel.name() == name).cloned()
    }

    /// Replaces the newest frame of an output, or of the dome where the name is empty.
    pub(crate) fn show(&self, name: &str, frame: Frame) {
        if let Some(easel) = self.easel(name) {
            easel.show(frame);
            self.framed.notify_one();
        }
    }

    /// Whether somebody looks at the dome.
    pub(crate) fn wants_picture(&self) -> bool {
        self.dome.is_looked_at()
    }

    /// Outputs that somebody looks at and whose picture is old.
    pub(crate) fn wants_pictures(&self) -> Vec<String> {
        let outputs = lock(&self.outputs);
        let is_due =
            |easel: &&Arc<Easel>| easel.is_looked_at() && easel.is_older_than(OUTPUT_STAYS);
        let due = outputs.iter().filter(is_due);
        due.map(|easel| easel.name().to_owned()).collect()
    }

    /// Renews [`Board::text`] for ever, while somebody looks: it is written once for all.
    pub(crate) async fn write_texts(&self) {
        loop {
            let pages = self.text.receiver_count();
            if pages > 0 {
                self.text.send_replace(self.next_text());
            }
            sleep(pause(pages, STATUSES_PER_SEC, STATUSES_PER_SEC_IN_ALL)).await;
        }
    }

    /// Packs the newest frames whenever there are new ones, for ever, on a thread for slow work.
    pub(crate) async fn pack_pictures(&self) {
        loop {
            self.framed.notified().await;
            let pages = self.packed.receiver_count();
            let next = Time::now() + pause(pages, PICTURES_PER_SEC, PICTURES_PER_SEC_IN_ALL);
            let mut easels = lock(&self.outputs).clone();
            easels.push(Arc::clone(&self.dome));
            for easel in easels {
                let Some(frame) = easel.take_frame() else {
                    continue;
                };
                let packing = Arc::clone(&easel);
                let packed = tokio::task::spawn_blocking(move || packing.pack(&frame)).await;
                if let Ok(Some(message)) = packed {
                    easel.put(message);
                    self.packed.send_replace(());
                }
            }
            sleep_until(next).await;
        }
    }

    /// Puts an easel up for each output, and takes away those of outputs that are gone.
    fn place_easels(&self, outputs: &[OutputStatus]) {
        let outputs = &outputs[..outputs.len().min(MOST_OUTPUTS)];
        let mut easels = lock(&self.outputs);
        let names = easels.iter().map(|easel| easel.name());
        if names.eq(outputs.iter().map(|output| output.id.as_str())) {
            return;
        }
        let find = |id: &str| easels.iter().find(|easel| easel.name() == id).cloned();
        let placed = outputs
            .iter()
            .filter_map(|output| find(&output.id).or_else(|| Easel::new(&output.id).map(Arc::new)));
        *easels = placed.collect();
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
            page: files::version(),
            age_secs: newest.as_ref().map(|(_, age)| age.as_secs_f32()),
            status: newest.as_ref().map(|(status, _)| &**status),
        };
        // Only maps with keys that are no text fail, and there are none.
        serde_json::to_string(&heard)
            .unwrap_or_else(|_| "{}".into())
            .into()
    }
}

/// How long to wait between two of something that so many pages get.
fn pause(pages: usize, per_sec: usize, per_sec_in_all: usize) -> Duration {
    let alone = Duration::from_secs(1) / per_sec as u32;
    let shared = Duration::from_secs_f64(pages as f64 / per_sec_in_all as f64);
    alone.max(shared)
}

/// The newest value survives a panic elsewhere: it is always whole.
fn lock<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}
