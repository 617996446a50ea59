//! Where the sound of one card goes: each input picks its channels, and gives them to whoever listens to it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

use rtrb::{Consumer, Producer, RingBuffer};
use welkin_values::SAMPLE_RATE;

use crate::clock::Clock;
use crate::fade::Fade;
use crate::live::{BranchIn, BranchOut, branch};

/// How many may listen to one input at once: two decks that cross-fade, each with ears and a voice, and more.
const LISTENERS: usize = 16;

/// Nobody holds the desk.
pub(super) const NOBODY: u64 = 0;

/// Where the sound of one card goes.
pub(super) struct Desk {
    pub(super) clock: Arc<Clock>,
    pub(super) channels: usize,
    holder: AtomicU64,
    inside: Mutex<Inside>,
}

/// What whoever holds the desk works with.
pub(super) struct Inside {
    /// The next sample of the mixer's clock that is to be given.
    pub(super) next: i64,
    ports: Vec<Port>,
    fade: Fade,
    scratch: Vec<f32>,
}

/// One input.
pub(super) struct Port {
    channels: Vec<usize>,
    gain: f32,
    branches: Vec<BranchIn>,
    coming: Consumer<BranchIn>,
    going: Producer<BranchIn>,
    picked: Vec<f32>,
}

/// Where listeners come in.
pub(super) struct PortDoor {
    channels: usize,
    rings: Mutex<(Producer<BranchIn>, Consumer<BranchIn>)>,
    untaken: Arc<AtomicU64>,
}

/// Frames that are given on at a time.
const GIVEN: usize = super::follow::GIVEN;

impl Port {
    pub(super) fn new(channels: &[usize], gain_db: f32) -> (Self, PortDoor) {
        let (coming_in, coming) = RingBuffer::new(LISTENERS);
        let (going, going_out) = RingBuffer::new(2 * LISTENERS);
        let gain_db = if gain_db.is_finite() { gain_db } else { 0.0 };
        let port = Self {
            channels: channels.to_vec(),
            gain: 10.0_f32.powf(gain_db.clamp(-120.0, 60.0) / 20.0),
            branches: Vec::with_capacity(LISTENERS),
            coming,
            going,
            picked: vec![0.0; GIVEN * channels.len()],
        };
        let door = PortDoor {
            channels: channels.len(),
            rings: Mutex::new((coming_in, going_out)),
            untaken: Arc::default(),
        };
        (port, door)
    }

    /// Gives interleaved frames of the card to all who listen.
    fn give(&mut self, at: i64, frames: &[f32], card_channels: usize) {
        self.let_in_and_out();
        if self.branches.is_empty() || self.channels.is_empty() {
            return;
        }
        let own = self.channels.len();
        let count = frames.len() / card_channels;
        let picked = &mut self.picked[..count * own];
        for (to, from) in picked
            .chunks_exact_mut(own)
            .zip(frames.chunks_exact(card_channels))
        {
            for (sample, channel) in to.iter_mut().zip(&self.channels) {
                *sample = self.gain * from.get(*channel).copied().unwrap_or(0.0);
            }
        }
        for branch in &mut self.branches {
            branch.push(at, picked);
        }
    }

    /// Listeners that have come are heard to; those that have gone are sent away to be freed by somebody else.
    fn let_in_and_out(&mut self) {
        while self.branches.len() < LISTENERS
            && let Ok(branch) = self.coming.pop()
        {
            self.branches.push(branch);
        }
        while let Some(gone) = self.branches.iter().position(BranchIn::is_over) {
            if self.going.is_full() {
                return;
            }
            let branch = self.branches.swap_remove(gone);
            // There is room: only this side fills the ring.
            if self.going.push(branch).is_err() {
                return;
            }
        }
    }
}

impl PortDoor {
    /// Somebody listens from now on.
    pub(super) fn branch_off(&self) -> Option<BranchOut> {
        let mut rings = self.rings.lock().unwrap_or_else(PoisonError::into_inner);
        while let Ok(gone) = rings.1.pop() {
            drop(gone);
        }
        let (branch_in, branch_out) = branch(self.channels, &self.untaken);
        rings.0.push(branch_in).ok().map(|()| branch_out)
    }

    pub(super) fn untaken(&self) -> u64 {
        self.untaken.load(Ordering::Relaxed)
    }
}

impl Desk {
    /// Of a card from which so many channels are wanted.
    pub(super) fn new(ports: Vec<Port>, channels: usize, clock: &Arc<Clock>) -> Self {
        Self {
            clock: Arc::clone(clock),
            channels,
            holder: AtomicU64::new(NOBODY),
            inside: Mutex::new(Inside {
                next: clock.at_ear().floor() as i64,
                ports,
                fade: Fade::new(SAMPLE_RATE, channels),
                scratch: vec![0.0; GIVEN * channels],
            }),
        }
    }

    /// Gives the desk to somebody.
    pub(super) fn pass_to(&self, who: u64) {
        self.holder.store(who, Ordering::Release);
    }

    fn is_held_by(&self, who: u64) -> bool {
        self.holder.load(Ordering::Acquire) == who
    }

    /// The desk, for whoever holds it; none while its last holder has not let go. Never waits.
    pub(super) fn inside_for(&self, who: u64) -> Option<MutexGuard<'_, Inside>> {
        if !self.is_held_by(who) {
            return None;
        }
        let inside = match self.inside.try_lock() {
            Ok(inside) => inside,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return None,
        };
        self.is_held_by(who).then_some(inside)
    }

    /// While no card is there, silence comes in.
    pub(super) fn give_silence_until(&self, until: i64) {
        let Some(mut inside) = self.inside_for(NOBODY) else {
            return;
        };
        // A machine that slept does not make up for it.
        let rate = i64::from(SAMPLE_RATE);
        if until - inside.next > rate {
            inside.next = until - rate / 10;
        }
        while inside.next < until {
            let count = (until - inside.next).min(GIVEN as i64) as usize;
            inside.silence(count, self.channels);
        }
    }
}

impl Inside {
    /// Gives frames of the card to all inputs.
    pub(super) fn give(&mut self, at: i64, frames: &[f32], channels: usize, is_cut: bool) {
        if is_cut {
            self.fade.cut(0);
        }
        let scratch = &mut self.scratch[..frames.len()];
        scratch.copy_from_slice(frames);
        self.fade.sound(scratch);
        for port in &mut self.ports {
            port.give(at, scratch, channels);
        }
    }

    fn silence(&mut self, count: usize, channels: usize) {
        self.fade.cut(0);
        let scratch = &mut self.scratch[..count * channels];
        self.fade.silence(scratch);
        for port in &mut self.ports {
            port.give(self.next, scratch, channels);
        }
        self.next += count as i64;
    }
}
