//! Drums and bass.

use super::patterns::{bass_pattern, kick_level, kick_pattern, snare_pattern};
use super::{DAWN, DAY, LAST, LENGTH_SECS, NIGHT, Piece, QUIET, RISE, WALK};
use crate::room::room;
use crate::stem::Stem;
use crate::{drums, voices};

impl Piece {
    /// The drums, and when the bass drum strikes.
    pub(super) fn drums(&self) -> (Vec<f32>, Stem) {
        let mut dry = Stem::silent(LENGTH_SECS);
        let mut kicks = Vec::new();
        let kick = drums::kick();
        let crash = drums::crash();
        for bar in 0..LAST {
            for (beat, gain) in kick_pattern(bar) {
                kicks.push(self.at(bar, *beat));
                dry.put(self.at(bar, *beat), gain * kick_level(bar), &kick);
            }
            for (beat, gain) in snare_pattern(bar) {
                let level = if bar < QUIET { 0.3 } else { 0.46 };
                dry.put(
                    self.at(bar, *beat),
                    gain * level,
                    &drums::snare(bar as u32 + 1),
                );
            }
            self.hats(&mut dry, bar);
        }
        for (bar, gain) in [
            (DAWN, 0.16),
            (RISE, 0.2),
            (DAY, 0.34),
            (DAY + 4, 0.22),
            (DAY + 8, 0.34),
            (LAST, 0.34),
        ] {
            dry.put(self.at(bar, 0.0), gain, &crash);
        }
        for (bar, bars) in [(DAWN, 2), (RISE, 1), (DAY, 2)] {
            let secs = self.at(bar, 0.0) - self.at(bar - bars, 0.0);
            dry.put(self.at(bar - bars, 0.0), 0.22, &drums::riser(secs, 0.03));
        }
        for (i, pitch_hz) in [130.0, 130.0, 104.0, 104.0, 82.0, 82.0]
            .into_iter()
            .enumerate()
        {
            let tom = drums::drum(pitch_hz, 60.0, 0.05, 0.14, 0.45);
            dry.put(self.at(DAY - 1, 2.5 + 0.25 * i as f64), 0.5, &tom);
        }
        dry.put(self.at(LAST, 0.0), 0.9, &kick);
        kicks.push(self.at(LAST, 0.0));
        let mut drums = dry.clone();
        drums.mix(0.16, &room(&dry, 1.1, 5200.0));
        drums.saturate(1.1);
        (kicks, drums.without_rumble().faded(3.0))
    }

    fn hats(&self, dry: &mut Stem, bar: usize) {
        let seed = |step: usize| (16 * bar + step) as u32 + 7;
        let steps = match bar {
            0..NIGHT => return,
            NIGHT..QUIET => 8,
            QUIET..DAWN => {
                // The shaker alone keeps the time, from nothing.
                let level = 0.02 + 0.025 * (bar - QUIET) as f32;
                for step in 0..8 {
                    let gain = level * if step % 2 == 1 { 1.0 } else { 0.5 };
                    dry.put(
                        self.at(bar, step as f64 / 2.0) - 0.025,
                        gain * 2.0,
                        &drums::shaker(seed(step)),
                    );
                }
                return;
            }
            DAWN..RISE => 8,
            _ => 16,
        };
        for step in 0..steps {
            let beat = 4.0 * step as f64 / steps as f64;
            let is_off = (2.0 * beat) as usize % 2 == 1;
            let is_open = bar >= RISE && step * 8 % steps == 0 && is_off && step % 8 == 6;
            let accent = if beat.fract() == 0.5 {
                1.0
            } else if beat.fract() == 0.0 {
                0.6
            } else {
                0.4
            };
            let level = match bar {
                0..WALK => 0.07,
                WALK..QUIET => 0.1,
                DAWN..RISE => 0.10,
                RISE..DAY => 0.12,
                _ => 0.17,
            };
            let fall = if is_open { 0.16 } else { 0.028 };
            dry.put(
                self.at(bar, beat),
                accent * level,
                &drums::hat(seed(step), fall),
            );
        }
    }

    pub(super) fn bass(&self, kicks: &[f32]) -> Stem {
        let mut stem = Stem::silent(LENGTH_SECS);
        for bar in NIGHT..=LAST {
            let low = 26 + (self.chords[bar].bass - 2).rem_euclid(12);
            let root = low as f32 + if low < 29 { 12.0 } else { 0.0 };
            for (beat, beats, octave, gain) in bass_pattern(bar) {
                let secs = self.at(bar, beat + beats) - self.at(bar, *beat);
                let bite = if bar < DAWN {
                    0.25
                } else if bar < DAY {
                    0.5
                } else {
                    0.8
                };
                let note = voices::bass(root + 12.0 * octave, secs * 0.96, bite);
                stem.put(self.at(bar, *beat), *gain, &note);
            }
        }
        stem.duck(kicks, 0.45);
        stem.saturate(1.2);
        stem.without_rumble().louder(0.95).faded(2.5)
    }
}
