//! Loudness after EBU R 128: sound in, LUFS over the last 0.4 s and the last 3 s out.
//!
//! K-weighting and the sum are those of ITU-R BS.1770-4 at 48 kHz, for one channel with weight 1: a sound that
//! plays alike in two channels is 3 dB louder than what is said of either. Ungated, as momentary and short-term
//! loudness are (EBU Tech 3341). Ours and no crate's, because those at hand add up 3 s of samples at every question,
//! 93.75 times a second.

use crate::gain::LOWEST_DB;

/// Samples that are summed before they are kept; divides a hop, 0.4 s and 3 s.
const BLOCK_SAMPLES: usize = 128;

const MOMENTARY_BLOCKS: usize = 150;
const SHORT_TERM_BLOCKS: usize = 1125;

/// The head's lift of the upper half, then the ear's deafness to the lowest.
const SHELF: ([f64; 3], [f64; 2]) = (
    [
        1.535_124_859_586_97,
        -2.691_696_189_406_38,
        1.198_392_810_852_85,
    ],
    [-1.690_659_293_182_41, 0.732_480_774_215_85],
);
const HIGH_PASS: ([f64; 3], [f64; 2]) = (
    [1.0, -2.0, 1.0],
    [-1.990_047_454_833_98, 0.990_072_250_366_21],
);

/// Remembers 3 s.
pub(crate) struct Lufs {
    shelf: Biquad,
    high_pass: Biquad,
    sum: f64,
    summed: usize,
    /// Sums of squares of blocks; `next` walks around.
    blocks: Vec<f64>,
    next: usize,
}

impl Lufs {
    pub(crate) fn new() -> Self {
        Self {
            shelf: Biquad::new(SHELF),
            high_pass: Biquad::new(HIGH_PASS),
            sum: 0.0,
            summed: 0,
            blocks: vec![0.0; SHORT_TERM_BLOCKS],
            next: 0,
        }
    }

    /// Takes the newest samples.
    pub(crate) fn hear(&mut self, samples: &[f32]) {
        for sample in samples {
            let weighted = self.high_pass.pass(self.shelf.pass(f64::from(*sample)));
            self.sum += weighted * weighted;
            self.summed += 1;
            if self.summed == BLOCK_SAMPLES {
                self.blocks[self.next] = self.sum;
                self.next = (self.next + 1) % SHORT_TERM_BLOCKS;
                (self.sum, self.summed) = (0.0, 0);
            }
        }
        self.shelf.settle();
        self.high_pass.settle();
    }

    /// LUFS of the last 0.4 s, to whole blocks; silence before the beginning.
    pub(crate) fn momentary(&self) -> f32 {
        self.over(MOMENTARY_BLOCKS)
    }

    /// LUFS of the last 3 s, to whole blocks.
    pub(crate) fn short_term(&self) -> f32 {
        self.over(SHORT_TERM_BLOCKS)
    }

    fn over(&self, blocks: usize) -> f32 {
        let (later, earlier) = self.blocks.split_at(self.next);
        let newest = &later[later.len().saturating_sub(blocks)..];
        let before = &earlier[earlier.len() - (blocks - newest.len())..];
        let sum: f64 = newest.iter().chain(before).sum();
        let mean_square = sum / (blocks * BLOCK_SAMPLES) as f64;
        let lufs = -0.691 + 10.0 * mean_square.max(1e-15).log10();
        (lufs as f32).max(LOWEST_DB)
    }
}

/// A filter with two poles and two zeros (transposed direct form II).
struct Biquad {
    zeros: [f64; 3],
    poles: [f64; 2],
    held: [f64; 2],
}

impl Biquad {
    fn new((zeros, poles): ([f64; 3], [f64; 2])) -> Self {
        Self {
            zeros,
            poles,
            held: [0.0; 2],
        }
    }

    fn pass(&mut self, x: f64) -> f64 {
        let y = self.zeros[0] * x + self.held[0];
        self.held[0] = self.zeros[1] * x - self.poles[0] * y + self.held[1];
        self.held[1] = self.zeros[2] * x - self.poles[1] * y;
        y
    }

    /// What has died away is nothing: denormal numbers are slow.
    fn settle(&mut self) {
        for held in &mut self.held {
            if held.abs() < 1e-30 {
                *held = 0.0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frames::HOP_SAMPLES;
    use crate::signals::sine;

    /// 1 kHz at a sequence of (peak level in dB, seconds), again and again.
    fn tones(steps: &[(f32, f64)], times: usize) -> Vec<f32> {
        let mut sound = Vec::new();
        for (level_db, secs) in steps.repeat(times) {
            let amplitude = 10.0_f32.powf(level_db / 20.0);
            let from = sound.len();
            let whole = sine(1000.0, amplitude, from + (secs * 48_000.0) as usize);
            sound.extend(&whole[from..]);
        }
        sound
    }

    /// Momentary and short-term loudness after every hop.
    fn meter(sound: &[f32]) -> Vec<[f32; 2]> {
        let mut lufs = Lufs::new();
        let read = |hop| {
            lufs.hear(hop);
            [lufs.momentary(), lufs.short_term()]
        };
        sound.chunks_exact(HOP_SAMPLES).map(read).collect()
    }

    /// EBU Tech 3341, cases 1, 2, 9 and 12. They play in two channels; in one, the same loudness is 3.01 dB up.
    #[test]
    fn reads_what_the_ebu_expects() {
        const ONE_CHANNEL: f32 = 3.0103;
        for level_db in [-23.0, -33.0] {
            let readings = meter(&tones(&[(level_db + ONE_CHANNEL, 20.0)], 1));
            for [momentary, short_term] in &readings[300..] {
                assert!(
                    (momentary - level_db).abs() < 0.1,
                    "{momentary} at {level_db}"
                );
                assert!(
                    (short_term - level_db).abs() < 0.1,
                    "{short_term} at {level_db}"
                );
            }
        }
        let case_9 = [(-20.0 + ONE_CHANNEL, 1.34), (-30.0 + ONE_CHANNEL, 1.66)];
        for [_, short_term] in &meter(&tones(&case_9, 5))[300..] {
            assert!((short_term + 23.0).abs() < 0.1, "{short_term}");
        }
        let case_12 = [(-20.0 + ONE_CHANNEL, 0.18), (-30.0 + ONE_CHANNEL, 0.22)];
        for [momentary, _] in &meter(&tones(&case_12, 25))[60..] {
            assert!((momentary + 23.0).abs() < 0.1, "{momentary}");
        }
    }

    #[test]
    fn one_channel_counts_once() {
        let last = |sound: &[f32]| meter(sound)[399][1];
        assert!((last(&tones(&[(-20.0, 5.0)], 1)) + 23.0).abs() < 0.1);
    }

    #[test]
    fn silence_and_an_offset_are_nothing() {
        assert_eq!(meter(&[0.0; 4096])[7], [LOWEST_DB; 2]);
        let offset = meter(&vec![0.5; 10 * 48_000]);
        assert!(offset[900][0] < -100.0, "{:?}", offset[900]);
    }

    #[test]
    fn windows_are_as_long_as_they_say() {
        let mut sound = tones(&[(-20.0, 4.0)], 1);
        sound.extend(vec![0.0; 4 * 48_000]);
        let readings = meter(&sound);
        // The tone ends at hop 375; 0.4 s are 37.5 hops, 3 s 281.25.
        assert!(readings[375 + 36][0] > -60.0 && readings[375 + 39][0] < -60.0);
        assert!(readings[375 + 279][1] > -60.0 && readings[375 + 283][1] < -60.0);
    }
}
