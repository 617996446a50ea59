//! Harmony and lead.

use super::text::{BELLS, CLIMB, SONG, SUN, WAKING};
use super::{DAWN, DAY, LAST, LENGTH_SECS, NIGHT, Piece, QUIET, RISE, WALK};
use crate::room::{chorus, echoes, room};
use crate::score::{Note, melody, transposed};
use crate::stem::Stem;
use crate::voices;

impl Piece {
    pub(super) fn harmony(&self, kicks: &[f32]) -> Stem {
        let mut pads = Stem::silent(LENGTH_SECS);
        let mut plucks = Stem::silent(LENGTH_SECS);
        for bar in 0..=LAST {
            let beats = if bar == LAST { 9.0 } else { 4.0 };
            let secs = self.at(bar, beats) - self.at(bar, 0.0);
            let (bright, gain) = match bar {
                0..NIGHT => (0.12, 0.09),
                NIGHT..WALK => (0.25, 0.17),
                WALK..QUIET => (0.4, 0.19),
                QUIET..DAWN => (0.12 + 0.05 * (bar - QUIET) as f32, 0.13),
                DAWN..RISE => (0.45, 0.18),
                RISE..DAY => (0.5 + 0.05 * (bar - RISE) as f32, 0.2),
                _ => (0.95, 0.24),
            };
            let attack = if bar < DAWN { 0.5 } else { 0.12 };
            for voice in self.voices[bar] {
                let note = voices::pad(voice as f32, secs + 0.7, bright, attack);
                pads.put(self.at(bar, 0.0), gain, &note);
            }
            self.arpeggio(&mut plucks, bar);
        }
        let mut harmony = chorus(&pads);
        harmony.duck(kicks, 0.3);
        let mut plucked = plucks.clone();
        plucked.mix(0.3, &echoes(&plucks, 0.375, 0.4));
        harmony.mix(1.0, &plucked);
        let wet = room(&harmony, 2.8, 4200.0);
        harmony.mix(0.3, &wet);
        harmony.saturate(0.8);
        harmony.without_rumble().louder(1.4).faded(3.5)
    }

    /// Chord notes one after another: up and down, twice as fast by day.
    fn arpeggio(&self, plucks: &mut Stem, bar: usize) {
        let (steps, gain, bright) = match bar {
            DAWN..RISE => (
                8,
                0.10 + 0.008 * (bar - DAWN) as f32,
                0.2 + 0.03 * (bar - DAWN) as f32,
            ),
            RISE..DAY => (16, 0.15, 0.45 + 0.04 * (bar - RISE) as f32),
            DAY..LAST => (16, 0.16, 0.8),
            _ => return,
        };
        let order = [0, 1, 2, 3, 4, 3, 2, 1];
        for step in 0..steps {
            let place = order[step % 8];
            let voices = self.voices[bar];
            let pitch = if place < 4 {
                voices[place]
            } else {
                voices[0] + 12
            } + 12;
            let accent = if step % 4 == 0 { 1.0 } else { 0.7 };
            let at = self.at(bar, 4.0 * step as f64 / steps as f64);
            plucks.put(at, gain * accent, &voices::pluck(pitch as f32, bright));
        }
    }

    pub(super) fn lead(&self) -> Stem {
        let mut bells = Stem::silent(LENGTH_SECS);
        let mut song = Stem::silent(LENGTH_SECS);
        let from = |bar: usize, text: &str| melody(4.0 * bar as f64, text);
        let climb = from(RISE, CLIMB);
        let sun = from(DAY, SUN);
        self.ring(&mut bells, &from(0, BELLS), 0.19, 3.2);
        self.ring(
            &mut bells,
            &from(WALK + 3, ".:2 B5 D6 | .:4 | .:2 C6 E6 | .:4 | B5 G5 E6:2"),
            0.1,
            2.4,
        );
        self.ring(&mut bells, &from(QUIET, WAKING), 0.2, 3.6);
        self.ring(
            &mut bells,
            &from(
                DAWN,
                "A5:4 | C6:4 | D6:4 | E6:4 | A5:2 D6:2 | C6:2 F6:2 | D6 F6 C6:2 | E6 G6 E6 C6",
            ),
            0.16,
            2.4,
        );
        self.ring(&mut bells, &transposed(&climb, 12.0), 0.07, 1.4);
        self.ring(&mut bells, &transposed(&sun, 0.0), 0.15, 2.2);
        self.ring(&mut bells, &from(LAST, "C6 F6 G6 C7:3 A6:4"), 0.13, 3.6);
        self.sing(&mut song, &from(WALK, SONG), 0.16, 0.35);
        self.sing(&mut song, &climb, 0.19, 0.55);
        self.sing(&mut song, &sun, 0.25, 0.9);
        self.sing(&mut song, &transposed(&sun, -12.0), 0.1, 0.6);
        let mut lead = bells;
        lead.mix(1.0, &song);
        let dry = lead.clone();
        lead.mix(0.26, &echoes(&dry, 0.46875, 0.42));
        lead.mix(0.3, &room(&dry, 3.0, 5000.0));
        lead.saturate(0.8);
        lead.without_rumble().louder(1.9).faded(3.5)
    }

    fn ring(&self, stem: &mut Stem, notes: &[Note], gain: f32, secs: f32) {
        for note in notes {
            stem.put(
                self.clock.secs(note.beat),
                gain,
                &voices::bell(note.pitch, secs),
            );
        }
    }

    fn sing(&self, stem: &mut Stem, notes: &[Note], gain: f32, bright: f32) {
        for note in notes {
            let sound = voices::singer(note.pitch, self.secs(note) * 1.04 + 0.05, bright);
            stem.put(self.clock.secs(note.beat), gain, &sound);
        }
    }
}
