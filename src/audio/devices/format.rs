//! How a card is run: its rate, its channels, its samples.

use cpal::{
    BufferSize, SampleFormat, StreamConfig, SupportedBufferSize, SupportedStreamConfig,
    SupportedStreamConfigRange,
};
use welkin_values::SAMPLE_RATE;

/// How an opened card runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Format {
    /// Frames a second.
    pub(crate) rate_hz: u32,
    /// Samples in a frame.
    pub(crate) channels: usize,
}

impl Format {
    pub(super) fn of(config: StreamConfig) -> Self {
        Self {
            rate_hz: config.sample_rate,
            channels: usize::from(config.channels),
        }
    }
}

/// Our own rate if the card can, then as many channels as are wanted (or few more, or as many as there are), then
/// floats. None where the card offers nothing usable.
pub(super) fn choose(
    offers: impl Iterator<Item = SupportedStreamConfigRange>,
    wanted_channels: usize,
) -> Option<SupportedStreamConfig> {
    let rate_of = |range: &SupportedStreamConfigRange| {
        SAMPLE_RATE.clamp(range.min_sample_rate(), range.max_sample_rate())
    };
    let rank = |range: &SupportedStreamConfigRange| {
        let channels = usize::from(range.channels());
        let missing = wanted_channels.saturating_sub(channels);
        let rate = rate_of(range);
        (
            rate != SAMPLE_RATE,
            missing,
            channels.saturating_sub(wanted_channels),
            // A rate above ours loses nothing; one below as little as can be.
            (rate < SAMPLE_RATE, rate.abs_diff(SAMPLE_RATE)),
            format_rank(range.sample_format()),
        )
    };
    let is_usable = |range: &SupportedStreamConfigRange| {
        range.channels() > 0
            && range.min_sample_rate() <= range.max_sample_rate()
            && rate_of(range) > 0
            && format_rank(range.sample_format()) < u8::MAX
    };
    let best = offers.filter(is_usable).min_by_key(rank)?;
    let rate = rate_of(&best);
    best.try_with_sample_rate(rate)
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

/// The ways in which to open a card: with the period that is wished for, as near as the card can; else as it likes.
pub(super) fn configs(chosen: &SupportedStreamConfig, period_frames: u32) -> Vec<StreamConfig> {
    let with_size = |buffer_size| StreamConfig {
        buffer_size,
        ..chosen.config()
    };
    match chosen.buffer_size() {
        SupportedBufferSize::Range { min, max } if min <= max => vec![
            with_size(BufferSize::Fixed(period_frames.clamp(*min, *max))),
            with_size(BufferSize::Default),
        ],
        _ => vec![with_size(BufferSize::Default)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(channels: u16, rates: (u32, u32), format: SampleFormat) -> SupportedStreamConfigRange {
        let buffer = SupportedBufferSize::Range { min: 64, max: 2048 };
        SupportedStreamConfigRange::new(channels, rates.0, rates.1, buffer, format)
    }

    #[test]
    fn the_best_offer_is_taken_and_nonsense_never() {
        use SampleFormat::{F32, I16, I24};
        let all = [
            offer(2, (44_100, 48_000), I16),
            offer(2, (48_000, 48_000), F32),
            offer(8, (44_100, 96_000), F32),
            offer(64, (96_000, 192_000), F32),
            offer(0, (48_000, 48_000), F32),
            offer(4, (0, 0), F32),
            offer(5, (48_000, 48_000), I24),
        ];
        for (wanted, expected) in [(1, 2), (2, 2), (3, 8), (5, 8), (8, 8), (16, 8)] {
            let chosen = choose(all.into_iter(), wanted).expect("there is one");
            assert_eq!(
                (chosen.channels(), chosen.sample_rate()),
                (expected, 48_000)
            );
            assert_eq!(chosen.sample_format(), F32);
        }
        let rate = |offers: &[SupportedStreamConfigRange]| {
            choose(offers.iter().copied(), 2).map(|chosen| chosen.sample_rate())
        };
        assert_eq!(rate(&all[3..4]), Some(96_000));
        assert_eq!(rate(&[offer(2, (8000, 44_100), I16)]), Some(44_100));
        assert_eq!(rate(&all[4..]), None);
        assert_eq!(rate(&[]), None);
    }

    #[test]
    fn periods_are_as_near_as_the_card_can() {
        let chosen = choose(
            [offer(2, (48_000, 48_000), SampleFormat::F32)].into_iter(),
            2,
        );
        let chosen = chosen.expect("it is usable");
        for (wished, expected) in [(16, 64), (256, 256), (8192, 2048)] {
            let sizes = configs(&chosen, wished);
            assert_eq!(sizes[0].buffer_size, BufferSize::Fixed(expected));
            assert_eq!(sizes[1].buffer_size, BufferSize::Default);
        }
    }
}
