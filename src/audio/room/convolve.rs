//! Long filters for many sources at once: what every source sounded like is kept as spectra, chunk by chunk; each
//! chunk's spectrum goes through its part of the filter, and all sources share the way back (uniformly partitioned
//! overlap-save convolution).

use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

use super::CHUNK;

/// Numbers in a spectrum of two chunks.
pub(super) const BINS: usize = CHUNK + 1;

/// A spectrum's numbers.
pub(super) type Bin = Complex<f32>;

/// What a source sounded like in the last chunks.
pub(super) struct Past {
    last: [f32; CHUNK],
    spectra: Vec<Bin>,
    newest: usize,
    partitions: usize,
    /// The filter it went through in the last chunk.
    pub(super) filter: Option<usize>,
}

impl Past {
    /// As long as filters of so many parts.
    pub(super) fn new(partitions: usize) -> Self {
        Self {
            last: [0.0; CHUNK],
            spectra: vec![Bin::default(); partitions * BINS],
            newest: 0,
            partitions,
            filter: None,
        }
    }

    /// Adds a chunk.
    pub(super) fn push(&mut self, chunk: &[f32], transform: &mut Transform) {
        self.newest = (self.newest + self.partitions - 1) % self.partitions;
        let spectrum = &mut self.spectra[self.newest * BINS..][..BINS];
        transform.forth(&self.last, chunk, spectrum);
        self.last.copy_from_slice(chunk);
    }

    /// Adds the source through a filter (part after part) to a spectrum.
    pub(super) fn add_through(&self, filter: &[Bin], sum: &mut [Bin]) {
        for (age, part) in filter.chunks_exact(BINS).enumerate() {
            let place = (self.newest + age) % self.partitions;
            let spectrum = &self.spectra[place * BINS..][..BINS];
            for ((sum, sound), weight) in sum.iter_mut().zip(spectrum).zip(part) {
                *sum += sound * weight;
            }
        }
    }
}

/// The way to spectra and back.
pub(super) struct Transform {
    forward: Arc<dyn RealToComplex<f32>>,
    inverse: Arc<dyn ComplexToReal<f32>>,
    time: Vec<f32>,
    scratch: Vec<Bin>,
}

impl Transform {
    /// For two chunks.
    pub(super) fn new() -> Self {
        let mut planner = RealFftPlanner::new();
        let forward = planner.plan_fft_forward(2 * CHUNK);
        let inverse = planner.plan_fft_inverse(2 * CHUNK);
        let scratch = forward.get_scratch_len().max(inverse.get_scratch_len());
        Self {
            forward,
            inverse,
            time: vec![0.0; 2 * CHUNK],
            scratch: vec![Bin::default(); scratch],
        }
    }

    /// The spectrum of two chunks.
    pub(super) fn forth(&mut self, first: &[f32], second: &[f32], spectrum: &mut [Bin]) {
        self.time[..CHUNK].copy_from_slice(first);
        self.time[CHUNK..].copy_from_slice(second);
        let needed = self.forward.get_scratch_len();
        let done = self.forward.process_with_scratch(
            &mut self.time,
            spectrum,
            &mut self.scratch[..needed],
        );
        debug_assert!(done.is_ok(), "all lengths are those of the plan");
    }

    /// The chunk that a summed spectrum stands for; uses it up.
    pub(super) fn back(&mut self, spectrum: &mut [Bin]) -> &[f32] {
        // A real signal's first and last number are real.
        spectrum[0].im = 0.0;
        spectrum[CHUNK].im = 0.0;
        let needed = self.inverse.get_scratch_len();
        let done = self.inverse.process_with_scratch(
            spectrum,
            &mut self.time,
            &mut self.scratch[..needed],
        );
        debug_assert!(done.is_ok(), "all lengths are those of the plan");
        let chunk = &mut self.time[CHUNK..];
        for sample in &mut *chunk {
            *sample *= 1.0 / (2 * CHUNK) as f32;
        }
        chunk
    }

    /// A filter's parts, of [`BINS`] numbers each, appended to `parts`.
    pub(super) fn partition(&mut self, response: &[f32], partitions: usize, parts: &mut Vec<Bin>) {
        for index in 0..partitions {
            let mut part = [0.0; CHUNK];
            let from = (index * CHUNK).min(response.len());
            let until = (from + CHUNK).min(response.len());
            part[..until - from].copy_from_slice(&response[from..until]);
            let start = parts.len();
            parts.resize(start + BINS, Bin::default());
            self.forth(&part, &[0.0; CHUNK], &mut parts[start..]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::noise;

    #[test]
    fn as_the_plain_sum() {
        for length in [1, 77, 128, 129, 300, 512] {
            let partitions = usize::div_ceil(length, CHUNK);
            let (sound, response) = (noise(1, 10 * CHUNK), noise(2, length));
            let mut transform = Transform::new();
            let mut filter = Vec::new();
            transform.partition(&response, partitions, &mut filter);
            let mut past = Past::new(partitions);
            for (index, chunk) in sound.chunks_exact(CHUNK).enumerate() {
                past.push(chunk, &mut transform);
                let mut sum = [Bin::default(); BINS];
                past.add_through(&filter, &mut sum);
                let out = transform.back(&mut sum);
                for (offset, sample) in out.iter().enumerate() {
                    let at = index * CHUNK + offset;
                    let plain: f32 = (0..length.min(at + 1))
                        .map(|tap| response[tap] * sound[at - tap])
                        .sum();
                    assert!(
                        (sample - plain).abs() < 1e-4,
                        "{length} at {at}: {sample} {plain}"
                    );
                }
            }
        }
    }
}
