//! For cards that cannot run at our rate: resamples what is rendered, without allocating.

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Async, FixedAsync, Resampler, SincInterpolationParameters, WindowFunction};
use welkin_values::SAMPLE_RATE;

use crate::engine::Engine;

/// Frames made at a time.
const STEP: usize = 64;

/// Length of the filter: 64 points are inaudible in a room and keep the delay under a millisecond.
const POINTS: usize = 64;

/// Renders at our rate and gives at the card's.
pub(super) struct Converter {
    resampler: Option<Async<f32>>,
    channels: usize,
    /// Interleaved, as all that is rendered.
    rendered: Vec<f32>,
    ready: Vec<f32>,
    taken: usize,
    rate_hz: u32,
}

impl Converter {
    /// For a card of this rate, and so many channels of ours.
    pub(super) fn new(rate_hz: u32, channels: usize) -> Self {
        let ratio = f64::from(rate_hz) / f64::from(SAMPLE_RATE);
        let parameters = SincInterpolationParameters::new(POINTS, WindowFunction::BlackmanHarris2);
        let resampler = (rate_hz != SAMPLE_RATE)
            .then(|| Async::new_sinc(ratio, 1.0, &parameters, STEP, channels, FixedAsync::Output))
            .and_then(Result::ok);
        let room = resampler
            .as_ref()
            .map_or(0, |resampler| resampler.input_frames_max());
        Self {
            resampler,
            channels,
            rendered: vec![0.0; room * channels],
            ready: vec![0.0; STEP * channels],
            taken: STEP,
            rate_hz,
        }
    }

    /// Samples of ours that have been rendered but not given yet.
    pub(super) fn waiting(&self) -> f64 {
        let Some(resampler) = &self.resampler else {
            return 0.0;
        };
        let ours_per_theirs = f64::from(SAMPLE_RATE) / f64::from(self.rate_hz);
        ((STEP - self.taken) + resampler.output_delay()) as f64 * ours_per_theirs
    }

    /// Renders and gives the next frames.
    pub(super) fn fill(&mut self, engine: &mut Engine, out: &mut [f32]) {
        let Some(resampler) = &mut self.resampler else {
            engine.render(out);
            return;
        };
        let channels = self.channels;
        for frame in out.chunks_exact_mut(channels) {
            if self.taken == STEP {
                let needed = resampler.input_frames_next() * channels;
                let needed = needed.min(self.rendered.len());
                engine.render(&mut self.rendered[..needed]);
                step(
                    resampler,
                    &self.rendered[..needed],
                    &mut self.ready,
                    channels,
                );
                self.taken = 0;
            }
            let from = self.taken * channels;
            frame.copy_from_slice(&self.ready[from..from + channels]);
            self.taken += 1;
        }
    }
}

/// One step of the resampler. What cannot be resampled (it always can) is silent.
fn step(resampler: &mut Async<f32>, rendered: &[f32], ready: &mut [f32], channels: usize) {
    let input = InterleavedSlice::new(rendered, channels, rendered.len() / channels);
    let output = InterleavedSlice::new_mut(ready, channels, STEP);
    if let (Ok(input), Ok(mut output)) = (input, output)
        && resampler
            .process_into_buffer(&input, &mut output, None)
            .is_ok()
    {
        return;
    }
    ready.fill(0.0);
}
