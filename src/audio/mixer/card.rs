//! An opened sound card.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{
    BufferSize, Device, ErrorKind, FromSample, OutputCallbackInfo, SampleFormat, SizedSample,
    Stream, StreamConfig, SupportedBufferSize, SupportedStreamConfig, SupportedStreamConfigRange,
};
use welkin_values::SAMPLE_RATE;

use super::callback::{Callback, Signs};
use super::rig::Rig;

/// Frames per period that are asked for: 21 ms. The clock knows the delay, so it need not be short.
const PERIOD: u32 = 1024;

/// A card that has not asked for sound for this long has stopped.
const STALLED: Duration = Duration::from_secs(2);

/// After so many errors in so long a time, without a wish for sound between them, a card is lost.
const PATIENCE: (u64, Duration) = (500, Duration::from_millis(250));

/// A card that plays, or is on trial.
pub(super) struct Card {
    number: u64,
    words: String,
    signs: Arc<Signs>,
    seen_calls: u64,
    seen_at: Instant,
    plays: bool,
    // Sound stops when this is dropped.
    _stream: Stream,
}

/// What to do with a card.
pub(super) enum Verdict {
    /// It is not yet known whether it is one.
    OnTrial,
    /// It is one; told once.
    Proven,
    /// It goes on.
    Plays,
    /// It takes sound faster than anybody could hear it.
    Swallows(String),
    /// It is gone.
    Lost(String),
}

impl Card {
    /// Opens the system's default card. It gets silence until it holds the baton.
    pub(super) fn open(number: u64, rig: &Arc<Rig>) -> Result<Self, String> {
        let words = |error: cpal::Error| error.to_string();
        let device = cpal::default_host()
            .default_output_device()
            .ok_or("the system names no default output")?;
        let chosen = choose(&device, rig.channels).map_err(words)?;
        let signs = Arc::new(Signs::default());
        let stream = build(&device, &chosen, number, rig, &signs).map_err(words)?;
        stream.play().map_err(words)?;
        let rate = chosen.sample_rate();
        Ok(Self {
            number,
            words: format!("{device}, {} channels at {rate} Hz", chosen.channels()),
            signs,
            seen_calls: 0,
            seen_at: Instant::now(),
            plays: false,
            _stream: stream,
        })
    }

    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Its name, channels and rate.
    pub(super) fn words(&self) -> String {
        self.words.clone()
    }

    /// What is to be done with it.
    pub(super) fn verdict(&mut self) -> Verdict {
        if self.signs.is_lost.load(Ordering::Acquire) {
            return Verdict::Lost(format!("{} was lost", self.words));
        }
        if self.signs.runs_away.load(Ordering::Acquire) {
            let why = "takes sound faster than it could be heard, as null and file devices do";
            return Verdict::Swallows(format!("{} {why}", self.words));
        }
        let calls = self.signs.calls.load(Ordering::Relaxed);
        if calls != self.seen_calls {
            self.seen_calls = calls;
            self.seen_at = Instant::now();
        } else if self.seen_at.elapsed() > PATIENCE.1
            && self.signs.errors_in_a_row.load(Ordering::Relaxed) > PATIENCE.0
        {
            return Verdict::Lost(format!("{} only reports errors", self.words));
        } else if self.seen_at.elapsed() > STALLED {
            return Verdict::Lost(format!("{} stopped asking for sound", self.words));
        }
        if self.plays {
            return Verdict::Plays;
        }
        self.plays = self.signs.is_proven.load(Ordering::Acquire);
        if self.plays {
            Verdict::Proven
        } else {
            Verdict::OnTrial
        }
    }
}

/// Our own rate if the card can, then as many channels as the room has (or few more), then floats.
fn choose(device: &Device, wanted: usize) -> Result<SupportedStreamConfig, cpal::Error> {
    let rank = |range: &SupportedStreamConfigRange| {
        let has_our_rate =
            (range.min_sample_rate()..=range.max_sample_rate()).contains(&SAMPLE_RATE);
        let channels = match usize::from(range.channels()) {
            few if few < wanted => 1000 - few,
            more => more - wanted,
        };
        (!has_our_rate, channels, format_rank(range.sample_format()))
    };
    let known = |range: &SupportedStreamConfigRange| format_rank(range.sample_format()) < u8::MAX;
    let best = device
        .supported_output_configs()?
        .filter(known)
        .min_by_key(rank);
    match best.and_then(|range| range.try_with_sample_rate(SAMPLE_RATE)) {
        Some(config) => Ok(config),
        // The card's own favourite; what is rendered is resampled for it.
        None => device.default_output_config(),
    }
}

fn format_rank(format: SampleFormat) -> u8 {
    match format {
        SampleFormat::F32 => 0,
        SampleFormat::I32 => 1,
        SampleFormat::I16 => 2,
        SampleFormat::F64 => 3,
        SampleFormat::U16 => 4,
        SampleFormat::U8 => 5,
        _ => u8::MAX,
    }
}

fn build(
    device: &Device,
    chosen: &SupportedStreamConfig,
    number: u64,
    rig: &Arc<Rig>,
    signs: &Arc<Signs>,
) -> Result<Stream, cpal::Error> {
    let fits = match chosen.buffer_size() {
        SupportedBufferSize::Range { min, max } => (*min..=*max).contains(&PERIOD),
        SupportedBufferSize::Unknown => false,
    };
    let with_size = |buffer_size| {
        let config = StreamConfig {
            buffer_size,
            ..chosen.config()
        };
        let callback = || {
            Callback::new(
                number,
                Arc::clone(rig),
                Arc::clone(signs),
                config.sample_rate,
            )
        };
        match chosen.sample_format() {
            SampleFormat::F32 => stream::<f32>(device, config, callback(), rig, signs),
            SampleFormat::I32 => stream::<i32>(device, config, callback(), rig, signs),
            SampleFormat::I16 => stream::<i16>(device, config, callback(), rig, signs),
            SampleFormat::F64 => stream::<f64>(device, config, callback(), rig, signs),
            SampleFormat::U16 => stream::<u16>(device, config, callback(), rig, signs),
            SampleFormat::U8 => stream::<u8>(device, config, callback(), rig, signs),
            _ => Err(ErrorKind::UnsupportedConfig.into()),
        }
    };
    if fits && let Ok(stream) = with_size(BufferSize::Fixed(PERIOD)) {
        return Ok(stream);
    }
    with_size(BufferSize::Default)
}

fn stream<T: SizedSample + FromSample<f32>>(
    device: &Device,
    config: StreamConfig,
    mut callback: Callback,
    rig: &Arc<Rig>,
    signs: &Arc<Signs>,
) -> Result<Stream, cpal::Error> {
    let channels = usize::from(config.channels.max(1));
    let rendered = rig.channels;
    let give = move |data: &mut [T], info: &OutputCallbackInfo| {
        let times = info.timestamp();
        let delay_secs = times
            .playback
            .saturating_duration_since(times.callback)
            .as_secs_f64();
        let mut places = data.chunks_exact_mut(channels);
        callback.give(places.len(), delay_secs, |frames| {
            for (place, frame) in places.by_ref().zip(frames.chunks_exact(rendered)) {
                put(place, frame);
            }
        });
    };
    let (rig, signs) = (Arc::clone(rig), Arc::clone(signs));
    device.build_output_stream(config, give, move |error| note(&error, &rig, &signs), None)
}

/// Each channel of the room on the card's own of the same number; left and right together where the card has but
/// one; silence on what is left over.
fn put<T: SizedSample + FromSample<f32>>(place: &mut [T], frame: &[f32]) {
    if let ([only], [left, right]) = (&mut *place, frame) {
        *only = T::from_sample(0.5 * (left + right));
        return;
    }
    let frame = frame.iter().copied().chain(std::iter::repeat(0.0));
    for (sample, sound) in place.iter_mut().zip(frame) {
        *sample = T::from_sample(sound);
    }
}

/// Runs on the card's thread.
fn note(error: &cpal::Error, rig: &Rig, signs: &Signs) {
    match error.kind() {
        ErrorKind::Xrun => {
            rig.underruns.fetch_add(1, Ordering::Relaxed);
        }
        ErrorKind::DeviceNotAvailable
        | ErrorKind::StreamInvalidated
        | ErrorKind::HostUnavailable
        | ErrorKind::PermissionDenied => signs.is_lost.store(true, Ordering::Release),
        // The card plays on.
        ErrorKind::DeviceChanged | ErrorKind::RealtimeDenied => {}
        // It may play on; a vanished sound server reports the same error without end.
        _ => {
            if signs.errors_in_a_row.fetch_add(1, Ordering::Relaxed) == 0 {
                rig.errors.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}
