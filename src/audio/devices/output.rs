//! Opens a card that plays.

use std::sync::Arc;

use cpal::traits::DeviceTrait;
use cpal::{
    Device, FromSample, OutputCallbackInfo, SizedSample, Stream, StreamConfig,
    SupportedStreamConfigRange,
};

use super::error::DeviceError;
use super::format::Format;
use super::keeper::Opened;
use super::name::SoundDirection;
use super::opening::{CardWish, PART, Side, open};
use super::signs::Signs;

/// Fills interleaved frames (at most [`PART`] of them, silent before), the first of which is heard in so many
/// seconds. Runs on the card's thread.
pub(crate) type Give = Box<dyn FnMut(&mut [f32], f64) + Send>;

/// Opens a card and lets it play what `make` makes for it.
pub(crate) fn open_output(
    wish: &CardWish,
    signs: &Arc<Signs>,
    make: &mut dyn FnMut(Format) -> Give,
) -> Result<Opened, DeviceError> {
    open(wish, &mut Plays { make, signs })
}

struct Plays<'a> {
    make: &'a mut dyn FnMut(Format) -> Give,
    signs: &'a Arc<Signs>,
}

impl Side for Plays<'_> {
    const DIRECTION: SoundDirection = SoundDirection::Output;

    fn offers(device: &Device) -> Result<Vec<SupportedStreamConfigRange>, cpal::Error> {
        Ok(device.supported_output_configs()?.collect())
    }

    fn lacks(has: usize, wanted: usize) -> String {
        format!(
            ", though the venue needs {wanted}: what hangs on channel {} and above is not heard",
            has + 1
        )
    }

    fn stream<T>(&mut self, device: &Device, config: StreamConfig) -> Result<Stream, cpal::Error>
    where
        T: SizedSample + FromSample<f32>,
        f32: FromSample<T>,
    {
        let mut give = (self.make)(Format::of(config));
        let channels = usize::from(config.channels.max(1));
        let part_secs = PART as f64 / f64::from(config.sample_rate.max(1));
        let mut floats = vec![0.0_f32; PART * channels];
        let play = move |data: &mut [T], info: &OutputCallbackInfo| {
            let times = info.timestamp();
            let delay = times.playback.saturating_duration_since(times.callback);
            let mut delay_secs = delay.as_secs_f64();
            for part in data.chunks_mut(PART * channels) {
                let floats = &mut floats[..part.len()];
                floats.fill(0.0);
                give(floats, delay_secs);
                for (sample, float) in part.iter_mut().zip(floats) {
                    let float = if float.is_finite() { *float } else { 0.0 };
                    *sample = T::from_sample(float);
                }
                delay_secs += part_secs;
            }
        };
        let signs = Arc::clone(self.signs);
        device.build_output_stream(config, play, move |error| signs.note(error.kind()), None)
    }
}
