//! Opens a card that listens.

use std::sync::Arc;

use cpal::traits::{DeviceTrait, StreamTrait};
use cpal::{
    Device, ErrorKind, FromSample, InputCallbackInfo, SampleFormat, SizedSample, Stream,
    StreamConfig,
};
use welkin_installation::DeviceName;

use super::error::DeviceError;
use super::find::{find, names};
use super::format::{Format, choose, configs};
use super::keeper::Opened;
use super::name::SoundDirection;
use super::output::PART;
use super::playing::Playing;
use super::signs::Signs;
use crate::quiet::quietly;

/// Takes interleaved frames (at most [`PART`] of them), the first of which was at the microphone so many seconds
/// ago. Runs on the card's thread.
pub(crate) type Take = Box<dyn FnMut(&[f32], f64) + Send>;

/// What a card should be like.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct InputWish {
    /// Which; none takes the system's default.
    pub(crate) device: Option<DeviceName>,
    /// How many channels.
    pub(crate) channels: usize,
    /// Frames at a time.
    pub(crate) period_frames: u32,
}

/// Opens a card and gives what it hears to what `make` makes for it.
pub(crate) fn open_input(
    wish: &InputWish,
    signs: &Arc<Signs>,
    make: &mut dyn FnMut(Format) -> Take,
) -> Result<Opened, DeviceError> {
    quietly(|| {
        let direction = SoundDirection::Input;
        let device = find(wish.device.as_ref(), direction)?;
        let (name, _) = names(&device);
        let refused = |error: cpal::Error| DeviceError::Refused {
            name: name.clone(),
            reason: error.to_string(),
        };
        let offers = device.supported_input_configs().map_err(refused)?;
        let nothing = || DeviceError::Nothing {
            name: name.clone(),
            direction,
        };
        let chosen = choose(offers, wish.channels).ok_or_else(nothing)?;
        let samples = chosen.sample_format();
        let mut last = None;
        for config in configs(&chosen, wish.period_frames) {
            let take = make(Format::of(config));
            match build(&device, config, samples, take, signs) {
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
        format!(", though the venue listens to channel {wanted}: what it lacks is silent")
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
    take: Take,
    signs: &Arc<Signs>,
) -> Result<Stream, cpal::Error> {
    match samples {
        SampleFormat::F32 => stream::<f32>(device, config, take, signs),
        SampleFormat::I32 => stream::<i32>(device, config, take, signs),
        SampleFormat::I16 => stream::<i16>(device, config, take, signs),
        SampleFormat::F64 => stream::<f64>(device, config, take, signs),
        SampleFormat::U16 => stream::<u16>(device, config, take, signs),
        SampleFormat::U8 => stream::<u8>(device, config, take, signs),
        _ => Err(ErrorKind::UnsupportedConfig.into()),
    }
}

fn stream<T>(
    device: &Device,
    config: StreamConfig,
    mut take: Take,
    signs: &Arc<Signs>,
) -> Result<Stream, cpal::Error>
where
    T: SizedSample,
    f32: FromSample<T>,
{
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
    let signs = Arc::clone(signs);
    device.build_input_stream(config, hear, move |error| signs.note(error.kind()), None)
}
