//! Which key or knob is meant: the first that is really moved.

use welkin_installation::{Curve, MidiDeed, MidiMap, MidiTrigger};

/// Nobody moves anything any more.
const PATIENCE_SECS: f64 = 60.0;

/// Waits for something to move.
#[derive(Debug)]
pub(super) struct Learning {
    control: String,
    is_switch: bool,
    until: f64,
    /// How often each controller was heard; a single value may be one that a device sends of its own accord.
    heard: [u8; 128],
}

impl Learning {
    pub(super) fn new(control: &str, is_switch: bool, now: f64) -> Self {
        Self {
            control: control.into(),
            is_switch,
            until: now + PATIENCE_SECS,
            heard: [0; 128],
        }
    }

    pub(super) fn control(&self) -> &str {
        &self.control
    }

    pub(super) fn is_over(&self, now: f64) -> bool {
        now > self.until
    }

    /// A key that goes down, or a controller that was heard twice; both halves of a pair make a fine one.
    pub(super) fn hear(&mut self, trigger: MidiTrigger, value: u8) -> Option<MidiMap> {
        let (when, toggle) = match trigger {
            MidiTrigger::Note(_) => (value > 0).then_some((trigger, self.is_switch))?,
            MidiTrigger::Program(_) => return None,
            MidiTrigger::Controller { number, .. } => {
                let count = self.heard.get_mut(usize::from(number))?;
                *count = count.saturating_add(1);
                let is_second = *count >= 2;
                let upper = if (32..64).contains(&number) {
                    number - 32
                } else {
                    number
                };
                let was_heard = |number: u8| {
                    self.heard
                        .get(usize::from(number))
                        .is_some_and(|it| *it > 0)
                };
                let fine = upper < 32 && was_heard(upper) && was_heard(upper + 32);
                let number = if fine { upper } else { number };
                is_second.then_some((MidiTrigger::Controller { number, fine }, false))?
            }
        };
        let then = MidiDeed::Control {
            control: self.control.clone(),
            range: None,
            curve: Curve::Linear,
            toggle,
        };
        Some(MidiMap { when, then })
    }
}
