//! One key or knob: where it is, whether it has picked its control up, and what is to be asked.

use welkin_installation::{Curve, MidiTrigger};

use super::ASK_SECS;

/// So far from the value a knob picks it up, as a share of its way: two steps of seven bits.
const PICK_UP_SHARE: f32 = 2.0 / 127.0;
/// For so long after it was asked, a control may still be on its way, and what it says is not held against the knob.
const ON_ITS_WAY_SECS: f64 = 1.0;
/// The lower seven bits come so soon behind the upper ones, if they do.
const PAIR_SECS: f64 = 0.01;

/// What is known of one key or knob.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Knob {
    upper: u8,
    lower: u8,
    /// What it stood for when it moved last.
    wanted: Option<f32>,
    /// What the control is to be, and when that may be asked.
    pending: Option<(f32, f64)>,
    /// What was asked last, and when.
    asked: Option<(f32, f64)>,
    pair_until: f64,
    picked_up: bool,
    is_down: bool,
}

/// The value that a position stands for.
pub(super) fn value_at(share: f32, [low, high]: [f32; 2], curve: Curve) -> f32 {
    let x = share.clamp(0.0, 1.0);
    let bent = match curve {
        Curve::Linear => x,
        Curve::Square => x * x,
        Curve::Root => x.sqrt(),
        Curve::Smooth => x * x * (3.0 - 2.0 * x),
        Curve::Switch => f32::from(x >= 0.5),
    };
    low + (high - low) * bent
}

impl Knob {
    /// Whether this is a press: a key that goes down, a controller that passes its middle upwards, a program.
    pub(super) fn press(&mut self, trigger: MidiTrigger, value: u8) -> bool {
        match trigger {
            MidiTrigger::Note(_) => value > 0,
            MidiTrigger::Program(_) => true,
            MidiTrigger::Controller { .. } => {
                let was_down = std::mem::replace(&mut self.is_down, value >= 64);
                self.is_down && !was_down
            }
        }
    }

    /// The other end of the range.
    pub(super) fn turn_over(&mut self, stands: f32, [low, high]: [f32; 2], now: f64) -> f32 {
        let asked = self.asked.filter(|(_, at)| now - at < ON_ITS_WAY_SECS);
        let is = asked.map_or(stands, |(value, _)| value);
        let is_high = (is - high).abs() < (is - low).abs();
        let value = if is_high { low } else { high };
        self.asked = Some((value, now));
        value
    }

    /// Where it is moved to, 0 to 1.
    pub(super) fn moved(&mut self, value: u8, is_fine: bool, is_lower: bool, now: f64) -> f32 {
        if !is_fine {
            return f32::from(value) / 127.0;
        }
        if is_lower {
            self.lower = value;
            self.pair_until = f64::MIN;
        } else {
            (self.upper, self.lower) = (value, 0);
            self.pair_until = now + PAIR_SECS;
            if value == 127 {
                // Where nothing follows, the top is the top.
                self.lower = 127;
            }
        }
        f32::from(u16::from(self.upper) << 7 | u16::from(self.lower)) / 16_383.0
    }

    /// It stands for this value now; with `takeover` only once it has been where its control is.
    pub(super) fn aim(
        &mut self,
        wanted: f32,
        stands: f32,
        [low, high]: [f32; 2],
        takeover: bool,
        now: f64,
    ) {
        let before = self.wanted.replace(wanted);
        let near = (high - low).abs() * PICK_UP_SHARE;
        let is_on_its_way = self.asked.is_some_and(|(_, at)| now - at < ON_ITS_WAY_SECS);
        let is_ours = self
            .asked
            .is_some_and(|(asked, _)| (asked - stands).abs() <= near);
        if self.picked_up && !is_on_its_way && !is_ours && self.pending.is_none() {
            // Somebody else has moved it, or the music has it again.
            self.picked_up = false;
        }
        let is_there = (wanted - stands).abs() <= near;
        let has_passed = before.is_some_and(|before| (before - stands) * (wanted - stands) <= 0.0);
        self.picked_up |= !takeover || is_there || has_passed;
        if self.picked_up {
            let asked_at = self.asked.map_or(f64::MIN, |(_, at)| at);
            let due = self.pair_until.max(asked_at + ASK_SECS);
            self.pending = Some((wanted, due));
        }
    }

    /// What to ask now.
    pub(super) fn due(&mut self, now: f64) -> Option<f32> {
        let (value, _) = self.pending.filter(|(_, due)| *due <= now)?;
        self.pending = None;
        self.asked = Some((value, now));
        Some(value)
    }

    pub(super) fn is_waiting(&self) -> bool {
        self.pending.is_some()
    }
}
