//! Any rate to ours, as a stream: what comes out stands where it stood, to the nearest sample.

use rubato::audioadapter_buffers::direct::SequentialSliceOfVecs;
use rubato::{
    Async, Fft, FixedAsync, FixedSync, Indexing, SincInterpolationParameters,
    SincInterpolationType, WindowFunction,
};
use welkin_values::SAMPLE_RATE;

use super::at_our_rate;

/// Smallest block on the slower side of the FFT resampler: its filter is this long. 1024 keeps 20 kHz.
const BLOCK: usize = 1024;

/// Rates whose ratio to ours needs blocks larger than this go through the sinc resampler instead.
const MAX_BLOCK: usize = 16_384;

/// Resamples a stream of interleaved frames (or of mono on both of two channels) to [`SAMPLE_RATE`].
pub(super) struct Resampler {
    rate_hz: u32,
    width: usize,
    engine: Option<Engine>,
    taken_in: u64,
    given_out: u64,
}

struct Engine {
    rubato: Box<dyn rubato::Resampler<f32>>,
    width: usize,
    input: Vec<Vec<f32>>,
    output: Vec<Vec<f32>>,
    to_drop: usize,
}

impl Resampler {
    /// For a stream of `rate_hz`, checked to be 1 kHz to 768 kHz, with frames of `width` channels, of which only the
    /// first counts where it is mono.
    pub(super) fn new(rate_hz: u32, width: usize, is_mono: bool) -> Self {
        let channels = if is_mono { 1 } else { width };
        let engine = (rate_hz != SAMPLE_RATE).then(|| Engine::new(rate_hz, channels, width));
        Self {
            rate_hz,
            width,
            engine,
            taken_in: 0,
            given_out: 0,
        }
    }

    /// Takes frames, and appends to `out` what has become ready.
    pub(super) fn push(&mut self, frames: &[f32], out: &mut Vec<f32>) {
        self.taken_in += (frames.len() / self.width) as u64;
        let before = out.len();
        match &mut self.engine {
            None => out.extend_from_slice(frames),
            Some(engine) => engine.push(frames, out),
        }
        self.given_out += ((out.len() - before) / self.width) as u64;
    }

    /// Appends what is left, so that out came as long as in.
    pub(super) fn finish(&mut self, out: &mut Vec<f32>) {
        let Some(engine) = &mut self.engine else {
            return;
        };
        let due = at_our_rate(self.taken_in, self.rate_hz).samples as u64;
        let left = due.saturating_sub(self.given_out) as usize * self.width;
        let before = out.len();
        let silence = vec![0.0; engine.rubato.input_frames_next() * self.width];
        while out.len() - before < left {
            engine.push(&silence, out);
        }
        out.truncate(before + left);
        self.given_out = due;
    }
}

impl Engine {
    fn new(rate_hz: u32, channels: usize, width: usize) -> Self {
        let (rubato, to_drop) = rubato_for(rate_hz, SAMPLE_RATE, channels);
        let input = vec![Vec::with_capacity(rubato.input_frames_max()); channels];
        let output = vec![vec![0.0; rubato.output_frames_max()]; channels];
        Self {
            rubato,
            width,
            input,
            output,
            to_drop,
        }
    }

    fn push(&mut self, frames: &[f32], out: &mut Vec<f32>) {
        let mut frames = frames;
        while !frames.is_empty() {
            let needed = self.rubato.input_frames_next() - self.input[0].len();
            let (now, later) = frames.split_at((needed * self.width).min(frames.len()));
            frames = later;
            for (channel, plane) in self.input.iter_mut().enumerate() {
                plane.extend(now.chunks_exact(self.width).map(|frame| frame[channel]));
            }
            if now.len() == needed * self.width {
                self.step(out);
            }
        }
    }

    fn step(&mut self, out: &mut Vec<f32>) {
        let channels = self.input.len();
        let (frames_in, frames_out) = (self.input[0].len(), self.output[0].len());
        let made = {
            let input = SequentialSliceOfVecs::new(&self.input, channels, frames_in)
                .expect("the planes are as long as stated");
            let mut output = SequentialSliceOfVecs::new_mut(&mut self.output, channels, frames_out)
                .expect("the planes are as long as stated");
            let indexing = Indexing::new();
            let (_, made) = self
                .rubato
                .process_into_buffer(&input, &mut output, Some(&indexing))
                .expect("the planes hold what the resampler asked for");
            made
        };
        let start = self.to_drop.min(made);
        self.to_drop -= start;
        for index in start..made {
            let frame =
                (0..self.width).map(|channel| self.output[channel.min(channels - 1)][index]);
            out.extend(frame);
        }
        for plane in &mut self.input {
            plane.clear();
        }
    }
}

/// The FFT resampler where the rates allow it, else a sinc whose length is enough for the slower rate. With the
/// samples that come out before the first that counts.
pub(super) fn rubato_for(
    rate_hz: u32,
    to_hz: u32,
    channels: usize,
) -> (Box<dyn rubato::Resampler<f32>>, usize) {
    let common = gcd(rate_hz, to_hz);
    let (block_in, block_out) = ((rate_hz / common) as usize, (to_hz / common) as usize);
    // An even number of blocks, so that half a block (the delay) is whole samples on our side.
    let blocks = BLOCK.div_ceil(block_in.min(block_out)).next_multiple_of(2);
    if block_in.max(block_out) * blocks <= MAX_BLOCK {
        let fft = Fft::new_custom(
            rate_hz as usize,
            to_hz as usize,
            block_in * blocks,
            1,
            channels,
            WindowFunction::BlackmanHarris2,
            FixedSync::Input,
        );
        let fft = fft.expect("both rates and the chunk are positive");
        let delay = rubato::Resampler::output_delay(&fft);
        return (Box::new(fft), delay);
    }
    let ratio = f64::from(to_hz) / f64::from(rate_hz);
    let length = 256 * (rate_hz.div_ceil(to_hz) as usize);
    let parameters = SincInterpolationParameters::new(length, WindowFunction::BlackmanHarris2)
        .oversampling_factor(256)
        .interpolation(SincInterpolationType::Cubic);
    let sinc = Async::new_sinc(ratio, 1.0, &parameters, BLOCK, channels, FixedAsync::Input);
    let sinc = sinc.expect("the ratio is finite and positive");
    // It steps before it interpolates, so that all stands one sample of ours earlier than its delay says.
    let delay = rubato::Resampler::output_delay(&sinc).saturating_sub(1);
    (Box::new(sinc), delay)
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}
