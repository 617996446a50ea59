//! The renderer between those who may step it: the timer and at most one sound card. Whoever holds the baton does.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, TryLockError};

use crate::clock::Clock;
use crate::devices::Counts;
use crate::engine::Engine;

/// The timer's number; sound cards count from 1.
pub(super) const TIMER: u64 = 0;

/// The renderer and the baton.
pub(super) struct Rig {
    engine: Mutex<Engine>,
    /// Channels of the room.
    pub(super) channels: usize,
    pub(super) clock: Arc<Clock>,
    baton: AtomicU64,
    is_over: AtomicBool,
    /// What happened to the sound cards.
    pub(super) counts: Arc<Counts>,
}

impl Rig {
    /// The timer holds the baton first.
    pub(super) fn new(engine: Engine, clock: Arc<Clock>) -> Self {
        Self {
            channels: engine.channels(),
            engine: Mutex::new(engine),
            clock,
            baton: AtomicU64::new(TIMER),
            is_over: AtomicBool::new(false),
            counts: Arc::default(),
        }
    }

    /// Gives the baton to somebody else.
    pub(super) fn pass_to(&self, who: u64) {
        self.baton.store(who, Ordering::Release);
    }

    pub(super) fn is_held_by(&self, who: u64) -> bool {
        self.baton.load(Ordering::Acquire) == who
    }

    /// The renderer, for whoever holds the baton; none while its last holder has not let go. Never waits: this is
    /// a single compare-and-swap, and nobody ever waits on this lock, so letting go wakes nobody.
    pub(super) fn engine_for(&self, who: u64) -> Option<MutexGuard<'_, Engine>> {
        if !self.is_held_by(who) {
            return None;
        }
        let engine = match self.engine.try_lock() {
            Ok(engine) => engine,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return None,
        };
        // The baton may have moved on between the look and the lock.
        self.is_held_by(who).then_some(engine)
    }

    pub(super) fn end(&self) {
        self.is_over.store(true, Ordering::Release);
    }

    pub(super) fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Acquire)
    }
}
