//! What is heard, as one number 0 to 1.

use welkin_installation::Feature;
use welkin_values::{Direction, Features, Visitor};

use std::f32::consts::FRAC_PI_2;

use crate::heard::Hits;

/// An onset that was picked counts at least this much, should its peak lie between two ticks.
const PICKED: f32 = 0.5;

/// Bands below about 200 Hz, between, and above about 3 kHz; see [`Features::bands`].
const LOW: std::ops::Range<usize> = 0..3;
const MIDDLE: std::ops::Range<usize> = 3..6;
const HIGH: std::ops::Range<usize> = 6..8;

/// Whether the feature is about onsets, and if so whether one was picked.
pub(crate) fn hit(feature: Feature, hits: Hits) -> Option<bool> {
    let [low, middle, high] = hits.ranges;
    match feature {
        Feature::Onset | Feature::Hit => Some(hits.any),
        Feature::OnsetLow | Feature::HitLow => Some(low),
        Feature::OnsetMiddle | Feature::HitMiddle => Some(middle),
        Feature::OnsetHigh | Feature::HitHigh => Some(high),
        _ => None,
    }
}

/// A feature's value, 0 to 1; `hits` are the onsets picked since the last tick.
pub(crate) fn value(feature: Feature, heard: &Features, hits: Hits, visitor: &Visitor) -> f32 {
    let is_hit = hit(feature, hits).unwrap_or(false);
    let onset = |strength: f32| {
        if is_hit {
            strength.max(PICKED)
        } else {
            strength
        }
    };
    let strongest =
        |bands: std::ops::Range<usize>| heard.bands[bands].iter().copied().fold(0.0, f32::max);
    let value = match feature {
        Feature::Level => heard.level,
        Feature::Low => strongest(LOW),
        Feature::Middle => strongest(MIDDLE),
        Feature::High => strongest(HIGH),
        Feature::Onset => onset(heard.onset),
        Feature::OnsetLow => onset(heard.onset_ranges[0]),
        Feature::OnsetMiddle => onset(heard.onset_ranges[1]),
        Feature::OnsetHigh => onset(heard.onset_ranges[2]),
        Feature::Hit | Feature::HitLow | Feature::HitMiddle | Feature::HitHigh => {
            f32::from(u8::from(is_hit))
        }
        Feature::Harmonic => heard.harmonic,
        Feature::Percussive => heard.percussive,
        Feature::Centroid => (heard.centroid_hz.max(100.0) / 100.0).log10() / 2.0,
        Feature::Beat => (1.0 - heard.beat_phase) * heard.beat_confidence,
        Feature::BeatPhase => heard.beat_phase,
        Feature::BarPhase => heard.bar_phase,
        Feature::Loudness => (heard.short_term_lufs + 50.0) / 40.0,
        Feature::Flatness => heard.flatness,
        Feature::Presence => heard.presence,
        Feature::Applause => heard.applause,
        Feature::GazeLeft => gaze(visitor).azimuth / FRAC_PI_2,
        Feature::GazeRight => -gaze(visitor).azimuth / FRAC_PI_2,
        Feature::GazeUp => gaze(visitor).elevation / FRAC_PI_2,
        Feature::GazeDown => -gaze(visitor).elevation / FRAC_PI_2,
        Feature::HandLeft => visitor.hands[0].unwrap_or(0.0),
        Feature::HandRight => visitor.hands[1].unwrap_or(0.0),
        Feature::HandsApart => visitor.hands_apart,
        Feature::Visitor => f32::from(visitor.is_here),
        Feature::Chroma(pitch) => heard.chroma.get(usize::from(pitch)).copied().unwrap_or(0.0),
    };
    if value.is_finite() {
        value.clamp(0.0, 1.0)
    } else {
        0.0
    }
}

/// Where a visitor looks; to the front while nobody is here.
fn gaze(visitor: &Visitor) -> Direction {
    match visitor.is_here {
        true => visitor.gaze,
        false => Direction::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use welkin_values::Moment;

    const NOBODY: Visitor = Visitor {
        is_here: false,
        gaze: Direction {
            azimuth: 1.0,
            elevation: 1.0,
        },
        hands: [None; 2],
        hands_apart: 0.0,
    };

    #[test]
    fn where_a_visitor_looks_and_reaches_is_heard() {
        let visitor = Visitor {
            is_here: true,
            gaze: Direction {
                azimuth: FRAC_PI_2 / 2.0,
                elevation: -FRAC_PI_2 / 4.0,
            },
            hands: [Some(0.75), None],
            hands_apart: f32::NAN,
        };
        let silent = Features::silent(Moment::ZERO);
        for (feature, expected) in [
            (Feature::GazeLeft, 0.5),
            (Feature::GazeRight, 0.0),
            (Feature::GazeUp, 0.0),
            (Feature::GazeDown, 0.25),
            (Feature::HandLeft, 0.75),
            (Feature::HandRight, 0.0),
            (Feature::HandsApart, 0.0),
            (Feature::Visitor, 1.0),
        ] {
            assert_eq!(value(feature, &silent, Hits::default(), &visitor), expected);
        }
    }

    #[test]
    fn silence_is_nothing() {
        let silent = Features::silent(Moment::ZERO);
        for feature in [
            Feature::Level,
            Feature::Low,
            Feature::Middle,
            Feature::High,
            Feature::Onset,
            Feature::Hit,
            Feature::Harmonic,
            Feature::Percussive,
            Feature::Centroid,
            Feature::Beat,
            Feature::BeatPhase,
            Feature::BarPhase,
            Feature::Loudness,
            Feature::Flatness,
            Feature::Presence,
            Feature::Applause,
            Feature::OnsetLow,
            Feature::HitHigh,
            Feature::Chroma(0),
            Feature::GazeUp,
            Feature::HandLeft,
            Feature::Visitor,
            Feature::Chroma(200),
        ] {
            assert_eq!(
                value(feature, &silent, Hits::default(), &NOBODY),
                0.0,
                "{feature:?}"
            );
        }
    }

    #[test]
    fn the_centroid_is_logarithmic() {
        let at = |centroid_hz| {
            let heard = Features {
                centroid_hz,
                ..Features::silent(Moment::ZERO)
            };
            value(Feature::Centroid, &heard, Hits::default(), &NOBODY)
        };
        assert!((at(1000.0) - 0.5).abs() < 1e-6);
        assert_eq!(at(10_000.0), 1.0);
        assert_eq!(at(f32::NAN), 0.0);
        assert_eq!(at(f32::INFINITY), 0.0);
    }

    #[test]
    fn each_range_has_its_own_hits() {
        let silent = Features::silent(Moment::ZERO);
        let low = Hits {
            any: true,
            ranges: [true, false, false],
        };
        assert_eq!(value(Feature::HitLow, &silent, low, &NOBODY), 1.0);
        assert_eq!(value(Feature::HitHigh, &silent, low, &NOBODY), 0.0);
        assert_eq!(value(Feature::OnsetLow, &silent, low, &NOBODY), PICKED);
        assert_eq!(value(Feature::OnsetMiddle, &silent, low, &NOBODY), 0.0);
        assert_eq!(value(Feature::Onset, &silent, low, &NOBODY), PICKED);
    }
}
