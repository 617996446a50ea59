//! One picture that viewers look at: the newest frame comes in, the newest JPEG file goes out, and whether somebody looks
//! is known.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Bytes;

use crate::picture::Frame;

/// How long after its last wish for a picture somebody still counts as looking.
const LOOKS_ON: Duration = Duration::from_secs(1);

/// The longest name of an output that a message can carry, in bytes.
const LONGEST_NAME: usize = 255;

/// Where the pictures of the dome or of one output stand.
#[derive(Debug)]
pub(crate) struct Easel {
    name: String,
    began: Instant,
    frame: Mutex<Option<Frame>>,
    packed: Mutex<Packed>,
    waiting: AtomicUsize,
    last_wish_ms: AtomicU64,
    last_frame_ms: AtomicU64,
}

#[derive(Debug, Default)]
struct Packed {
    /// Counts pictures from 1, so that a viewer knows which it has seen.
    number: u64,
    message: Bytes,
}

impl Easel {
    /// An empty easel for an output's id, or for the dome where the name is empty; none for a name beyond 255 bytes.
    pub(crate) fn new(name: &str) -> Option<Self> {
        (name.len() <= LONGEST_NAME).then(|| Self {
            name: name.into(),
            began: Instant::now(),
            frame: Mutex::default(),
            packed: Mutex::default(),
            waiting: AtomicUsize::new(0),
            last_wish_ms: AtomicU64::new(u64::MAX),
            last_frame_ms: AtomicU64::new(u64::MAX),
        })
    }

    /// The output's id; empty for the dome.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Replaces the newest frame.
    pub(crate) fn show(&self, frame: Frame) {
        *lock(&self.frame) = Some(frame);
        self.last_frame_ms.store(self.ms(), Ordering::Relaxed);
    }

    /// Takes the newest frame if it has not been packed.
    pub(crate) fn take_frame(&self) -> Option<Frame> {
        lock(&self.frame).take()
    }

    /// A frame as what goes over the line: a byte that counts the name's bytes, the name, the JPEG file.
    pub(crate) fn pack(&self, frame: &Frame) -> Option<Bytes> {
        let mut head = vec![u8::try_from(self.name.len()).ok()?];
        head.extend(self.name.as_bytes());
        frame.jpeg_behind(head)
    }

    /// Replaces the newest message.
    pub(crate) fn put(&self, message: Bytes) {
        let mut packed = lock(&self.packed);
        packed.number += 1;
        packed.message = message;
    }

    /// The newest message and its number, if it is newer than the one with number `seen`.
    pub(crate) fn newer_than(&self, seen: u64) -> Option<(u64, Bytes)> {
        let packed = lock(&self.packed);
        (packed.number > seen).then(|| (packed.number, packed.message.clone()))
    }

    /// The number of the newest message; 0 before there is one.
    pub(crate) fn number(&self) -> u64 {
        lock(&self.packed).number
    }

    /// The newest picture as a JPEG file.
    pub(crate) fn jpeg(&self) -> Option<Bytes> {
        let (_, message) = self.newer_than(0)?;
        Some(message.slice(1 + self.name.len()..))
    }

    /// Whether somebody waits for a picture or got one a moment ago.
    pub(crate) fn is_looked_at(&self) -> bool {
        let looked_lately = self
            .since(&self.last_wish_ms)
            .is_some_and(|it| it < LOOKS_ON);
        looked_lately || self.waiting.load(Ordering::Relaxed) > 0
    }

    /// Whether the newest frame is as old as this, or there never was one.
    pub(crate) fn is_older_than(&self, age: Duration) -> bool {
        self.since(&self.last_frame_ms).is_none_or(|it| it >= age)
    }

    /// Says that somebody waits for a picture, until the guard is dropped.
    pub(crate) fn wish(self: &Arc<Self>) -> Wish {
        self.last_wish_ms.store(self.ms(), Ordering::Relaxed);
        self.waiting.fetch_add(1, Ordering::Relaxed);
        Wish(Arc::clone(self))
    }

    /// How long ago a time was stored; none if it never was.
    fn since(&self, stored_ms: &AtomicU64) -> Option<Duration> {
        let then_ms = stored_ms.load(Ordering::Relaxed);
        (then_ms != u64::MAX).then(|| Duration::from_millis(self.ms().saturating_sub(then_ms)))
    }

    fn ms(&self) -> u64 {
        self.began.elapsed().as_millis() as u64
    }
}

/// Somebody waits for a picture, until this is dropped.
#[derive(Debug)]
pub(crate) struct Wish(Arc<Easel>);

impl Drop for Wish {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
        self.0.last_wish_ms.store(self.0.ms(), Ordering::Relaxed);
    }
}

/// The newest value survives a panic elsewhere: it is always whole.
fn lock<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}
