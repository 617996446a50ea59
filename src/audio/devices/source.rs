//! Opens a card that listens.

use std::sync::Arc;

use cpal::traits::DeviceTrait;
use cpal::{
    Device, FromSample, InputCallbackInfo, SizedSample, Stream, StreamConfig,
    SupportedStreamConfigRange,
};

use super::error::DeviceError;
use super::format::Format;
use super::keeper::Opened;
use super::name::SoundDirection;
use super::opening::{CardWish, PART, Side, open};
use super::signs::Signs;

/// Takes interleaved frames (at most [`PART`] of them), the first of which was at the microphone so many seconds
/// ago. Runs on the card's thread.
pub(crate) type Take = Box<dyn FnMut(&[f32], f64) + Send>;

/// Opens a card and gives what it hears to what `make` makes for it.
pub(crate) fn open_input(
    wish: &CardWish,
    signs: &Arc<Signs>,
    make: &mut dyn FnMut(Format) -> Take,
) -> Result<Opened, DeviceError> {
    open(wish, &mut Listens { make, signs })
}

struct Listens<'a> {
    make: &'a mut dyn FnMut(Format) -> Take,
    signs: &'a Arc<Signs>,
}

impl Side for Listens<'_> {
    const DIRECTION: SoundDirection = SoundDirection::Input;

    fn offers(device: &Device) -> Result<Vec<SupportedStreamConfigRange>, cpal::Error> {
        Ok(device.supported_input_configs()?.collect())
    }

    fn lacks(_has: usize, wanted: usize) -> String {
        format!(", though the venue listens to channel {wanted}: what it lacks is silent")
    }

    fn stream<T>(&mut self, device: &Device, config: StreamConfig) -> Result<Stream, cpal::Error>
    where
        T: SizedSample + FromSample<f32>,
        f32: FromSample<T>,
    {
        let mut take = (self.make)(Format::of(config));
        let channels = usize::from(config.channels.max(1));
        let part_secs = PART as f64 / f64::from(config.sample_rate.max(1));
        let mut floats = vec![0.0_f32; PART * channels];
        let hear = move |data: &[T], info: &InputCallbackInfo| {
            let times = info.timestamp();
            let age = times.callback.saturating_duration_since(times.capture);
            let mut age_secs = age.as_secs_f64();
            for part in data.chunks(PART * channels) {
                let floats = &mut floats[..part.len()];
                for (float, sample) in floats.iter_mut().zip(part) {
                    let heard = f32::from_sample_(*sample);
                    *float = if heard.is_finite() { heard } else { 0.0 };
                }
                take(floats, age_secs);
                age_secs -= part_secs;
            }
        };
        let signs = Arc::clone(self.signs);
        device.build_input_stream(config, hear, move |error| signs.note(error.kind()), None)
    }
}
