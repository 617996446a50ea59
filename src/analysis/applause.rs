//! Whether people clap: sound and its spectrum in, how surely it is applause out.
//!
//! Applause is dozens to hundreds of short noises a second at random times, most of them between 500 Hz and 6 kHz. So
//! it must be rough from one millisecond to the next, which noise is not, and from one tenth of a second to the next,
//! which the thickest noise is not; dense, which drums are not; without bass and without an excess of treble, which
//! music has; and nothing in it may repeat within 16 ms, as voices and strings do. Each is measured over about a
//! second, on claps of 20 to 300 a second against noise, speech, drums and music.

mod envelope;
mod repeats;

use crate::FRAMES_PER_SEC;
use crate::spectrum::{BIN_HZ, BINS};
use envelope::Envelope;
use repeats::Repeats;

/// From here on it is rather applause than played, and no onset is picked.
pub(crate) const MOSTLY: f32 = 0.5;

/// Time constant of everything measured.
const MEASURED_SECS: f32 = 1.0;

/// Louder frames count more, by power to this: loud music is soon forgotten by the applause after it.
const WEIGHT: f32 = 0.2;

/// The answer follows with these time constants.
const ATTACK_SECS: f32 = 0.5;
const RELEASE_SECS: f32 = 1.0;

/// What each measure is where it speaks for no applause at all, and from where on it is content.
const ROUGH_DB: [f32; 2] = [1.5, 2.2];
const UNEVEN_DB: [f32; 2] = [0.4, 0.8];
const PER_SEC: [f32; 2] = [8.0, 14.0];
const BASS_DB: [f32; 2] = [-6.0, -15.0];
const TREBLE_DB: [f32; 2] = [6.0, 0.0];
const REPEATS: [f32; 2] = [0.29, 0.24];

/// Ranges that are compared.
const BASS_TO_HZ: f32 = 250.0;
const CLAPS_HZ: [f32; 2] = [500.0, 6000.0];
const TREBLE_FROM_HZ: f32 = 9000.0;

/// Remembers the last second.
pub(crate) struct Applause {
    envelope: Envelope,
    repeats: Repeats,
    bass: f32,
    claps: f32,
    treble: f32,
    sure: f32,
}

impl Applause {
    pub(crate) fn new() -> Self {
        Self {
            envelope: Envelope::new(),
            repeats: Repeats::new(),
            bass: 0.0,
            claps: 0.0,
            treble: 0.0,
            sure: 0.0,
        }
    }

    /// Takes the newest samples, the power spectrum of the newest window, and whether anything sounds. Returns how
    /// surely it is applause, 0 to 1.
    pub(crate) fn hear(&mut self, newest: &[f32], power: &[f32; BINS], is_open: bool) -> f32 {
        self.envelope.hear(newest);
        self.repeats.hear(power);
        let new = 1.0 / (MEASURED_SECS * FRAMES_PER_SEC);
        let bin = |hz: f32| (hz / BIN_HZ) as usize;
        let weight = power.iter().sum::<f32>().max(1e-12).powf(WEIGHT - 1.0);
        for (mean, bins) in [
            (&mut self.bass, 0..bin(BASS_TO_HZ)),
            (&mut self.claps, bin(CLAPS_HZ[0])..bin(CLAPS_HZ[1])),
            (&mut self.treble, bin(TREBLE_FROM_HZ)..BINS),
        ] {
            *mean += new * (weight * power[bins].iter().sum::<f32>() - *mean);
        }
        let goal = if is_open { self.likeness() } else { 0.0 };
        let secs = if goal > self.sure {
            ATTACK_SECS
        } else {
            RELEASE_SECS
        };
        self.sure += (goal - self.sure) / (secs * FRAMES_PER_SEC);
        if self.sure < 1e-3 && goal == 0.0 {
            self.sure = 0.0;
        }
        self.sure.clamp(0.0, 1.0)
    }

    fn likeness(&self) -> f32 {
        let against_claps_db = |power: f32| 10.0 * ((power + 1e-12) / (self.claps + 1e-12)).log10();
        way(ROUGH_DB, self.envelope.rough_db())
            * way(UNEVEN_DB, self.envelope.uneven_db())
            * way(PER_SEC, self.envelope.per_sec())
            * way(BASS_DB, against_claps_db(self.bass))
            * way(TREBLE_DB, against_claps_db(self.treble))
            * way(REPEATS, self.repeats.of_late())
    }
}

/// How far a value is on the way from one to another, 0 to 1.
fn way([from, to]: [f32; 2], value: f32) -> f32 {
    ((value - from) / (to - from)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests;
