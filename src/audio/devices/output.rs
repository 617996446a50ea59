//! Opens a card that plays.

use cpal::traits::{DeviceTrait, StreamTrait};
use cpal::{
    Device, ErrorKind, FromSample, OutputCallbackInfo, SampleFormat, SizedSample, Stream,
    StreamConfig,
};
use welkin_installation::DeviceName;

use super::error::DeviceError;
use super::find::{find, names};
use super::format::{Format, choose, configs};
use super::keeper::Opened;
use super::name::SoundDirection;
use super::playing::Playing;
use super::signs::Signs;
use crate::quiet::quietly;
use std::sync::Arc;

/// Frames given at a time; a longer wish is met in parts.
pub(crate) const PART: usize = 4096;

/// Fills interleaved frames (at most [`PART`] of them, silent before), the first of which is heard in so many
/// seconds. Runs on the card's thread.
pub(crate) type Give = Box<dyn FnMut(&mut [f32], f64) + Send>;

/// What a card should be like.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OutputWish {
    /// Which; none takes the system's default.
    pub(crate) device: Option<DeviceName>,
    /// How many channels.
    pub(crate) channels: usize,
    /// Frames at a time.
    pub(crate) period_frames: u32,
}

/// Opens a card and lets it play what `make` makes for it.
pub(crate) fn open_output(
    wish: &OutputWish,
    signs: &Arc<Signs>,
    make: &mut dyn FnMut(Format) -> Give,
) -> Result<Opened, DeviceError> {
    quietly(|| {
        let direction = SoundDirection::Output;
        let device = find(wish.device.as_ref(), direction)?;
        let (name, _) = names(&device);
        let refused = |error: cpal::Error| DeviceError::Refused {
            name: name.clone(),
            reason: error.to_string(),
        };
        let offers = device.supported_output_configs().map_err(refused)?;
        let nothing = || DeviceError::Nothing {
            name: name.clone(),
            direction,
        };
        let chosen = choose(offers, wish.channels).ok_or_else(nothing)?;
        let samples = chosen.sample_format();
        let mut last = None;
        for config in configs(&chosen, wish.period_frames) {
            let give = make(Format::of(config));
            match build(&device, config, samples, give, signs) {
                Ok(stream) => {
                    stream.play().map_err(refused)?;
                    return Ok(opened(&device, config, wish.channels, stream));
                }
                Err(error) => last = Some(error),
            }
        }
        Err(last.map_or_else(nothing, refused))
    })
}

fn opened(device: &Device, config: StreamConfig, wanted: usize, stream: Stream) -> Opened {
    let (name, _) = names(device);
    let (has, rate) = (usize::from(config.channels), config.sample_rate);
    let lacks = if has < wanted {
        format!(
            ", though the venue needs {wanted}: what hangs on channel {} and above is not heard",
            has + 1
        )
    } else {
        String::new()
    };
    let period = stream.buffer_size().map_or(0, |frames| frames as usize);
    let period_secs = period as f64 / f64::from(rate.max(1));
    let is_jack = device.id().is_ok_and(|id| id.host().to_string() == "jack");
    Opened {
        words: format!("{name}, {has} channels at {rate} Hz{lacks}"),
        is_less: has < wanted,
        period_secs,
        stream: Box::new(Playing::new(stream, is_jack, period_secs)),
    }
}

fn build(
    device: &Device,
    config: StreamConfig,
    samples: SampleFormat,
    give: Give,
    signs: &Arc<Signs>,
) -> Result<Stream, cpal::Error> {
    match samples {
        SampleFormat::F32 => stream::<f32>(device, config, give, signs),
        SampleFormat::I32 => stream::<i32>(device, config, give, signs),
        SampleFormat::I16 => stream::<i16>(device, config, give, signs),
        SampleFormat::F64 => stream::<f64>(device, config, give, signs),
        SampleFormat::U16 => stream::<u16>(device, config, give, signs),
        SampleFormat::U8 => stream::<u8>(device, config, give, signs),
        _ => Err(ErrorKind::UnsupportedConfig.into()),
    }
}

fn stream<T: SizedSample + FromSample<f32>>(
    device: &Device,
    config: StreamConfig,
    mut give: Give,
    signs: &Arc<Signs>,
) -> Result<Stream, cpal::Error> {
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
    let signs = Arc::clone(signs);
    device.build_output_stream(config, play, move |error| signs.note(error.kind()), None)
}
