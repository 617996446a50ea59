//! Splits the channels of a bed into three bands whose powers sum to the whole's.
//!
//! Second-order Butterworth filters as state variables (V. Zavalishin, "The Art of VA Filter Design" (2012)), low
//! and high of one filter: |low|² + |high|² = 1 at every frequency. Eight channels run side by side.

use std::f32::consts::{PI, SQRT_2, TAU};

use welkin_space::{FIELD_BANDS, FIELD_EDGES_HZ};
use welkin_values::SAMPLE_RATE;

use crate::frames::HOP_SAMPLES;

/// Of each band every so many samples are kept: means of products need no more.
const STRIDES: [usize; FIELD_BANDS] = [16, 4, 1];

/// A constant offset and what is too low to be heard is taken out below this.
const LOWEST_HZ: f32 = 20.0;

const LANES: usize = 8;
type Lanes = [f32; LANES];

/// Nothing softer stays in the filters: numbers that small are slow.
const SOFTEST: f32 = 1e-15;

/// A hop of all channels in each band, channel after channel.
pub(super) struct Bands {
    samples: [Vec<f32>; FIELD_BANDS],
}

impl Bands {
    pub(super) fn new(channels: usize) -> Self {
        Self {
            samples: STRIDES.map(|stride| vec![0.0; channels * HOP_SAMPLES / stride]),
        }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &[f32]> {
        self.samples.iter().map(Vec::as_slice)
    }
}

/// The filters of all channels.
pub(super) struct Crossover {
    channels: usize,
    groups: Vec<Group>,
    /// A hop of eight channels, split.
    parts: Vec<[Lanes; FIELD_BANDS]>,
}

impl Crossover {
    pub(super) fn new(channels: usize) -> Self {
        Self {
            channels,
            groups: vec![Group::new(); channels.div_ceil(LANES)],
            parts: vec![[[0.0; LANES]; FIELD_BANDS]; HOP_SAMPLES],
        }
    }

    /// Takes a hop, channel after channel. Never allocates.
    pub(super) fn split(&mut self, hop: &[f32], bands: &mut Bands) {
        let (hops, _) = hop.as_chunks::<HOP_SAMPLES>();
        for (number, group) in self.groups.iter_mut().enumerate() {
            let first = number * LANES;
            let count = LANES.min(self.channels - first);
            let rows: [&[f32; HOP_SAMPLES]; LANES] =
                std::array::from_fn(|lane| hops.get(first + lane).unwrap_or(&SILENCE));
            for (n, parts) in self.parts.iter_mut().enumerate() {
                *parts = group.split(rows.map(|row| row[n]));
            }
            for ((number, stride), band) in STRIDES.into_iter().enumerate().zip(&mut bands.samples)
            {
                let rows = band.chunks_exact_mut(HOP_SAMPLES / stride).skip(first);
                for (lane, row) in rows.take(count).enumerate() {
                    for (to, parts) in row.iter_mut().zip(self.parts.iter().step_by(stride)) {
                        *to = parts[number][lane];
                    }
                }
            }
            group.settle();
        }
    }
}

/// What the lanes beyond the last channel hear.
const SILENCE: [f32; HOP_SAMPLES] = [0.0; HOP_SAMPLES];

/// Eight channels' filters.
#[derive(Clone)]
struct Group {
    before: Lanes,
    offset_free: Lanes,
    low: Filter,
    high: Filter,
}

impl Group {
    fn new() -> Self {
        Self {
            before: [0.0; LANES],
            offset_free: [0.0; LANES],
            low: Filter::new(FIELD_EDGES_HZ[0]),
            high: Filter::new(FIELD_EDGES_HZ[1]),
        }
    }

    #[inline]
    fn split(&mut self, samples: Lanes) -> [Lanes; FIELD_BANDS] {
        const KEPT: f32 = 1.0 - TAU * LOWEST_HZ / SAMPLE_RATE as f32;
        for ((free, before), sample) in self
            .offset_free
            .iter_mut()
            .zip(&mut self.before)
            .zip(samples)
        {
            *free = sample - *before + KEPT * *free;
            *before = sample;
        }
        let (low, rest) = self.low.split(self.offset_free);
        let (middle, high) = self.high.split(rest);
        [low, middle, high]
    }

    fn settle(&mut self) {
        let states = [&mut self.low.states, &mut self.high.states]
            .into_iter()
            .flatten();
        for state in states.chain([&mut self.offset_free]).flatten() {
            if state.abs() < SOFTEST {
                *state = 0.0;
            }
        }
    }
}

/// A state-variable filter in eight lanes.
#[derive(Clone)]
struct Filter {
    gains: [f32; 3],
    states: [Lanes; 2],
}

impl Filter {
    fn new(hz: f32) -> Self {
        let g = (PI * hz / SAMPLE_RATE as f32).tan();
        let first = 1.0 / (1.0 + g * (g + SQRT_2));
        Self {
            gains: [first, g * first, g * g * first],
            states: [[0.0; LANES]; 2],
        }
    }

    /// What is below and what is above.
    #[inline]
    fn split(&mut self, samples: Lanes) -> (Lanes, Lanes) {
        let [a1, a2, a3] = self.gains;
        let [one, two] = &mut self.states;
        let (mut low, mut high) = ([0.0; LANES], [0.0; LANES]);
        for lane in 0..LANES {
            let rest = samples[lane] - two[lane];
            let band = a1 * one[lane] + a2 * rest;
            low[lane] = two[lane] + a2 * one[lane] + a3 * rest;
            one[lane] = 2.0 * band - one[lane];
            two[lane] = 2.0 * low[lane] - two[lane];
            high[lane] = samples[lane] - SQRT_2 * band - low[lane];
        }
        (low, high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::sine;

    /// Mean squares of the bands of a sine of amplitude 1, the last of as many channels as one asks for.
    fn powers(hz: f32, channels: usize) -> [f32; FIELD_BANDS] {
        let sound = sine(hz, 1.0, HOP_SAMPLES * 100);
        let (mut crossover, mut bands) = (Crossover::new(channels), Bands::new(channels));
        let mut sums = [0.0; FIELD_BANDS];
        for (number, part) in sound.chunks_exact(HOP_SAMPLES).enumerate() {
            let mut hop = vec![0.0; channels * HOP_SAMPLES];
            hop[(channels - 1) * HOP_SAMPLES..].copy_from_slice(part);
            crossover.split(&hop, &mut bands);
            for (sum, band) in sums.iter_mut().zip(bands.all()) {
                let own = &band[band.len() / channels * (channels - 1)..];
                assert!(band[..band.len() - own.len()].iter().all(|x| *x == 0.0));
                if number >= 20 {
                    *sum += own.iter().map(|x| x * x).sum::<f32>() / own.len() as f32 / 80.0;
                }
            }
        }
        sums
    }

    #[test]
    fn powers_sum_to_the_whole_and_stay_in_their_band() {
        for hz in [
            61.0, 130.0, 250.0, 700.0, 2500.0, 3100.0, 11_000.0, 19_000.0,
        ] {
            let parts = powers(hz, 11);
            let whole: f32 = parts.iter().sum();
            // Where the offset is taken out, 61 Hz lose a tenth.
            let least = if hz < 100.0 { 0.44 } else { 0.485 };
            assert!((least..0.505).contains(&whole), "{hz}: {parts:?}");
        }
        assert!(
            powers(61.0, 1)[0] > 0.43 && powers(700.0, 4)[1] > 0.45 && powers(9000.0, 9)[2] > 0.49
        );
        // At its edge a band has half the power.
        let [low, middle, _] = powers(250.0, 1);
        assert!((low / middle - 1.0).abs() < 0.05);
    }
}
