//! Keeps the show's time where no sound card does: renders in real time into nothing.

use std::time::Duration;

use welkin_values::SAMPLE_RATE;

use super::rig::{Rig, TIMER};
use crate::clock::{Line, SAMPLE_SECS};

/// How often it renders what is due.
const EVERY: Duration = Duration::from_millis(5);

/// How often it looks whether it is needed.
const LOOK: Duration = Duration::from_millis(20);

/// When more than half a second is due at once (the machine slept), it is left out.
const MOST_DUE: i64 = SAMPLE_RATE as i64 / 2;

/// Runs until the mixer ends.
pub(super) fn run(rig: &Rig) {
    let mut nothing = vec![0.0; 480 * rig.channels];
    let mut was_driving = false;
    while !rig.is_over() {
        if !rig.is_held_by(TIMER) {
            was_driving = false;
            std::thread::park_timeout(LOOK);
            continue;
        }
        if let Some(mut engine) = rig.engine_for(TIMER) {
            let clock = &rig.clock;
            if !was_driving {
                // Go on from where the ear is, at the nominal rate.
                let secs = clock.secs();
                let sample = clock.line().at(secs);
                clock.publish(Line {
                    sample,
                    secs,
                    sample_secs: SAMPLE_SECS,
                });
                was_driving = true;
            }
            let due = clock.at_ear().floor() as i64;
            if due - clock.rendered() > MOST_DUE {
                clock.leap_to(due);
            }
            while clock.rendered() < due {
                let count = (due - clock.rendered()).min(480) as usize;
                engine.render(&mut nothing[..count * rig.channels]);
            }
        }
        std::thread::park_timeout(EVERY);
    }
}
