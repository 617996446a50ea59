//! Opens a card: what is the same whether it plays or listens.

use cpal::traits::{DeviceTrait, StreamTrait};
use cpal::{
    Device, ErrorKind, FromSample, SampleFormat, SizedSample, Stream, StreamConfig,
    SupportedStreamConfigRange,
};
use welkin_installation::DeviceName;

use super::error::DeviceError;
use super::find::{find, names};
use super::format::{choose, configs};
use super::keeper::Opened;
use super::name::SoundDirection;
use super::playing::Playing;
use crate::quiet::quietly;

/// Frames given or taken at a time; a longer wish is met in parts.
pub(super) const PART: usize = 4096;

/// What a card should be like.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CardWish {
    /// Which; none takes the system's default.
    pub(crate) device: Option<DeviceName>,
    /// How many channels.
    pub(crate) channels: usize,
    /// Frames at a time.
    pub(crate) period_frames: u32,
}

/// What differs between a card that plays and one that listens.
pub(super) trait Side {
    /// Which of them it is.
    const DIRECTION: SoundDirection;

    /// The ways in which a device can be run.
    fn offers(device: &Device) -> Result<Vec<SupportedStreamConfigRange>, cpal::Error>;

    /// What follows when it has fewer channels than are wanted.
    fn lacks(has: usize, wanted: usize) -> String;

    /// A stream of one kind of samples, made anew for each way that is tried.
    fn stream<T>(&mut self, device: &Device, config: StreamConfig) -> Result<Stream, cpal::Error>
    where
        T: SizedSample + FromSample<f32>,
        f32: FromSample<T>;
}

/// Opens the card that is wished for and starts it.
pub(super) fn open<S: Side>(wish: &CardWish, side: &mut S) -> Result<Opened, DeviceError> {
    quietly(|| {
        let device = find(wish.device.as_ref(), S::DIRECTION)?;
        let (name, _) = names(&device);
        let refused = |error: cpal::Error| DeviceError::Refused {
            name: name.clone(),
            reason: error.to_string(),
        };
        let nothing = || DeviceError::Nothing {
            name: name.clone(),
            direction: S::DIRECTION,
        };
        let offers = S::offers(&device).map_err(refused)?;
        let chosen = choose(offers.into_iter(), wish.channels).ok_or_else(nothing)?;
        let mut last = None;
        for config in configs(&chosen, wish.period_frames) {
            match build(&device, config, chosen.sample_format(), side) {
                Ok(stream) => {
                    stream.play().map_err(refused)?;
                    return Ok(opened::<S>(&device, config, wish.channels, stream));
                }
                Err(error) => last = Some(error),
            }
        }
        Err(last.map_or_else(nothing, refused))
    })
}

fn opened<S: Side>(device: &Device, config: StreamConfig, wanted: usize, stream: Stream) -> Opened {
    let (name, _) = names(device);
    let (has, rate) = (usize::from(config.channels), config.sample_rate);
    let lacks = if has < wanted {
        S::lacks(has, wanted)
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
    side: &mut impl Side,
) -> Result<Stream, cpal::Error> {
    match samples {
        SampleFormat::F32 => side.stream::<f32>(device, config),
        SampleFormat::I32 => side.stream::<i32>(device, config),
        SampleFormat::I16 => side.stream::<i16>(device, config),
        SampleFormat::F64 => side.stream::<f64>(device, config),
        SampleFormat::U16 => side.stream::<u16>(device, config),
        SampleFormat::U8 => side.stream::<u8>(device, config),
        _ => Err(ErrorKind::UnsupportedConfig.into()),
    }
}
