//! Speakers around people: points by the nearest ones or through the bus, beds decoded from the bus, what is low to
//! the subwoofers.

use welkin_installation::{DecoderKind, Points, Sound, Speaker};
use welkin_space::harmonics::channels;
use welkin_space::{Decoder, Vbap};
use welkin_values::Direction;

use super::CHUNK;
use super::biquad::Biquad;
use super::bus::Bus;
use super::chain::Chain;
use super::outlet::Outlet;
use super::strip::Strip;

/// Subwoofers get what is below this: two Butterworth filters one after another (Linkwitz–Riley, fourth order).
const SUB_HZ: f64 = 120.0;

/// All speakers of a venue.
pub(super) struct Around {
    points: Points,
    vbap: Vbap,
    bus: Bus,
    /// A row per speaker, a column per channel of the bus.
    matrix: Vec<f32>,
    columns: usize,
    /// Of points, a plane per speaker and one for all, heard from nowhere.
    sums: Vec<f32>,
    gains: Vec<f32>,
    mains: Vec<Chain>,
    subs: Vec<Chain>,
    low: [Biquad; 2],
    channels: usize,
    scratch: [f32; CHUNK],
}

impl Around {
    /// For speakers of which at least one is no subwoofer.
    pub(super) fn new(speakers: &[Speaker], sound: &Sound, out_channels: usize) -> Self {
        let mains: Vec<&Speaker> = speakers.iter().filter(|speaker| !speaker.is_sub).collect();
        let subs: Vec<&Speaker> = speakers.iter().filter(|speaker| speaker.is_sub).collect();
        let directions: Vec<Direction> = mains.iter().map(|main| main.place.direction).collect();
        let decoder = match sound.decoder {
            DecoderKind::Allrad => Decoder::allrad(sound.order, &directions),
            DecoderKind::Epad => Decoder::epad(sound.order, &directions),
        };
        let farthest_m = speakers
            .iter()
            .map(|speaker| speaker.place.distance_m)
            .fold(0.0, f32::max);
        let chain = |share: f32| move |speaker: &&Speaker| Chain::new(speaker, farthest_m, share);
        // What is low adds up in phase.
        let share = 1.0 / subs.len().max(1) as f32;
        Self {
            points: sound.points,
            vbap: Vbap::new(&directions),
            bus: Bus::new(sound.order),
            columns: channels(decoder.order()),
            matrix: decoder.matrix().to_vec(),
            sums: vec![0.0; (mains.len() + 1) * CHUNK],
            gains: vec![0.0; mains.len() + 1],
            mains: mains.iter().map(chain(1.0)).collect(),
            subs: subs.iter().map(chain(share)).collect(),
            low: [Biquad::low_pass(SUB_HZ), Biquad::low_pass(SUB_HZ)],
            channels: out_channels,
            scratch: [0.0; CHUNK],
        }
    }

    fn put(out: &mut [f32], channels: usize, channel: usize, samples: &[f32]) {
        for (frame, sample) in out.chunks_exact_mut(channels).zip(samples) {
            frame[channel] += sample;
        }
    }
}

impl Outlet for Around {
    fn begin(&mut self) {
        self.sums.fill(0.0);
        self.bus.clear();
    }

    fn add(&mut self, strip: &mut Strip) {
        if strip.is_bed() || self.points == Points::Ambisonic {
            self.bus.add(strip);
            return;
        }
        let distance = strip.distance_gain();
        let mains = self.mains.len();
        self.vbap
            .gains(strip.place.direction, &mut self.gains[..mains]);
        self.gains[mains] = 1.0;
        for gain in &mut self.gains {
            *gain *= distance;
        }
        strip.pan(&self.gains, &mut self.sums);
    }

    fn finish(&mut self, out: &mut [f32]) {
        let (mains, whole) = self.sums.split_at_mut(self.mains.len() * CHUNK);
        let rows = self.matrix.chunks_exact(self.columns);
        for (sum, row) in mains.chunks_exact_mut(CHUNK).zip(rows) {
            for (weight, plane) in row.iter().zip(self.bus.planes.chunks_exact(CHUNK)) {
                for (sample, sound) in sum.iter_mut().zip(plane) {
                    *sample += weight * sound;
                }
            }
        }
        for (chain, samples) in self.mains.iter_mut().zip(mains.chunks_exact_mut(CHUNK)) {
            chain.process(samples);
            Self::put(out, self.channels, chain.channel, samples);
        }
        if self.subs.is_empty() {
            return;
        }
        for (sample, everywhere) in whole.iter_mut().zip(&self.bus.planes[..CHUNK]) {
            *sample += everywhere;
        }
        for filter in &mut self.low {
            filter.filter(whole);
        }
        for chain in &mut self.subs {
            self.scratch.copy_from_slice(whole);
            chain.process(&mut self.scratch);
            Self::put(out, self.channels, chain.channel, &self.scratch);
        }
    }
}
