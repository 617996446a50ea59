//! Timecode: labels of frames, how fast they pass, and what of it a venue follows.
//!
//! Labels of drop-frame code leave out the frames 0 and 1 of every minute that is no tenth one, so that they keep up
//! with the wall's clock (SMPTE ST 12-1).

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The timecode that the show's clock follows.
#[derive(Clone, Debug, PartialEq)]
pub struct TimecodeIn {
    /// Which kind.
    pub from: TimecodeFrom,
    /// How many frames pass in a second; none as the code itself says, as far as it does.
    pub rate: Option<FrameRate>,
    /// The label at which the show begins.
    pub offset: Timecode,
    /// The input that LTC comes in through, its id in the venue; none for MTC.
    pub input: Option<String>,
    /// For how long the show goes on where no code comes, seconds, 0 to 3600.
    pub freewheel_secs: f32,
}

/// Where timecode comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TimecodeFrom {
    /// MIDI timecode, through the port of `[midi]`.
    Mtc,
    /// Linear timecode: a sound, through an `[[input]]`.
    Ltc,
}

/// How fast frames pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FrameRate {
    /// 24 000 / 1001 a second, counted as 24.
    Film,
    /// 24 a second.
    Fps24,
    /// 25 a second.
    Fps25,
    /// 30 000 / 1001 a second, counted as 30.
    Ntsc,
    /// 30 000 / 1001 a second, counted as 30 with labels dropped.
    NtscDrop,
    /// 30 a second.
    Fps30,
}

impl FrameRate {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Film,
        Self::Fps24,
        Self::Fps25,
        Self::Ntsc,
        Self::NtscDrop,
        Self::Fps30,
    ];

    /// Labels in a second: 24, 25 or 30.
    pub fn count(self) -> u32 {
        match self {
            Self::Film | Self::Fps24 => 24,
            Self::Fps25 => 25,
            Self::Ntsc | Self::NtscDrop | Self::Fps30 => 30,
        }
    }

    /// Frames in a second at nominal speed.
    pub fn per_sec(self) -> f64 {
        let count = f64::from(self.count());
        match self {
            Self::Film | Self::Ntsc | Self::NtscDrop => count * 1000.0 / 1001.0,
            _ => count,
        }
    }

    /// Whether labels are left out.
    pub fn drops(self) -> bool {
        self == Self::NtscDrop
    }
}

/// The label of a frame: less than a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timecode {
    /// 0 to 23.
    pub hours: u8,
    /// 0 to 59.
    pub minutes: u8,
    /// 0 to 59.
    pub seconds: u8,
    /// 0 to 29.
    pub frames: u8,
}

impl Timecode {
    /// A label, if a code of this rate may have it.
    pub fn checked([hours, minutes, seconds, frames]: [u8; 4], rate: FrameRate) -> Option<Self> {
        let in_range =
            hours < 24 && minutes < 60 && seconds < 60 && u32::from(frames) < rate.count();
        let dropped = rate.drops() && seconds == 0 && frames < 2 && minutes % 10 != 0;
        (in_range && !dropped).then_some(Self {
            hours,
            minutes,
            seconds,
            frames,
        })
    }

    /// How many frames lie between midnight and this label. A label that drop-frame code leaves out counts as the next one
    /// that it has.
    pub fn frame(self, rate: FrameRate) -> u32 {
        let minutes = u32::from(self.hours) * 60 + u32::from(self.minutes);
        let seconds = minutes * 60 + u32::from(self.seconds);
        let labels = seconds * rate.count() + u32::from(self.frames);
        if !rate.drops() {
            return labels;
        }
        let is_left_out = !minutes.is_multiple_of(10) && self.seconds == 0 && self.frames < 2;
        let labels = if is_left_out {
            labels - u32::from(self.frames) + 2
        } else {
            labels
        };
        labels - 2 * (minutes - minutes / 10)
    }

    /// The label of the frame that is so many frames behind midnight; after a day it begins again.
    pub fn of_frame(frame: u32, rate: FrameRate) -> Self {
        let count = rate.count();
        let frame = frame % Self::frames_in_a_day(rate);
        let label = if rate.drops() {
            // 1798 frames in a minute but the first of ten, which has 1800.
            let (tens, rest) = (frame / 17_982, frame % 17_982);
            let dropping = rest.saturating_sub(1800) / 1798 + u32::from(rest >= 1800);
            frame + 18 * tens + 2 * dropping
        } else {
            frame
        };
        let seconds = label / count;
        let [hours, minutes, seconds, frames] = [
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60,
            label % count,
        ]
        .map(|part| part as u8);
        Self {
            hours,
            minutes,
            seconds,
            frames,
        }
    }

    /// How many frames a day of labels has.
    pub fn frames_in_a_day(rate: FrameRate) -> u32 {
        let labels = 24 * 3600 * rate.count();
        labels - if rate.drops() { 24 * 6 * 18 } else { 0 }
    }

    /// Seconds from midnight's label to this one at nominal speed.
    pub fn secs(self, rate: FrameRate) -> f64 {
        f64::from(self.frame(rate)) / rate.per_sec()
    }
}

/// `01:02:03:04`.
impl fmt::Display for Timecode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            hours,
            minutes,
            seconds,
            frames,
        } = self;
        write!(f, "{hours:02}:{minutes:02}:{seconds:02}:{frames:02}")
    }
}

/// A text that is not a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write hours, minutes, seconds and frames, such as \"01:00:00:00\"")]
pub struct TimecodeError;

impl FromStr for Timecode {
    type Err = TimecodeError;

    /// Reads `01:02:03:04`, with `;` or `.` before the frames as well.
    fn from_str(text: &str) -> Result<Self, TimecodeError> {
        let mut parts = [0_u8; 4];
        let mut words = text.split([':', ';', '.']);
        for part in &mut parts {
            let word = words.next().ok_or(TimecodeError)?;
            let is_plain =
                (1..=2).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
            *part = match is_plain {
                true => word.parse().map_err(|_| TimecodeError)?,
                false => return Err(TimecodeError),
            };
        }
        if words.next().is_some() {
            return Err(TimecodeError);
        }
        Self::checked(parts, FrameRate::Fps30).ok_or(TimecodeError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_frame_of_a_day_has_one_label_and_they_are_in_order() {
        for rate in FrameRate::ALL {
            let mut before = None;
            for frame in 0..Timecode::frames_in_a_day(rate) {
                let label = Timecode::of_frame(frame, rate);
                assert_eq!(label.frame(rate), frame, "{label} {rate:?}");
                assert!(
                    before.is_none_or(|before| before < label),
                    "{label} {rate:?}"
                );
                let Timecode {
                    hours,
                    minutes,
                    seconds,
                    frames,
                } = label;
                let parts = [hours, minutes, seconds, frames];
                assert_eq!(Timecode::checked(parts, rate), Some(label));
                before = Some(label);
            }
            assert_eq!(Timecode::of_frame(u32::MAX, rate).to_string().len(), 11);
        }
    }

    #[test]
    fn drop_frame_labels_keep_up_with_the_clock() {
        let at = |text: &str| {
            text.parse::<Timecode>()
                .map(|label| label.secs(FrameRate::NtscDrop))
        };
        for (label, secs) in [
            ("00:10:00:00", 600.0),
            ("01:00:00:00", 3600.0),
            ("23:00:00:00", 82_800.0),
        ] {
            let off = at(label).map(|at| (at - secs).abs());
            assert!(off.is_ok_and(|off| off < 0.09), "{label}: {off:?}");
        }
        assert_eq!(at("00:01:00:00"), at("00:01:00:02"), "left out");
        assert_eq!(at("00:01:00:01"), at("00:01:00:02"), "left out");
    }

    #[test]
    fn labels_as_people_write_them() {
        for (text, read) in [
            ("01:00:00:00", Some("01:00:00:00")),
            ("1:2:3:4", Some("01:02:03:04")),
            ("10:59:59;29", Some("10:59:59:29")),
            ("24:00:00:00", None),
            ("00:60:00:00", None),
            ("00:00:00:30", None),
            ("00:00:00", None),
            ("00:00:00:00:00", None),
            ("00:00:00:+1", None),
            ("", None),
            ("001:00:00:00", None),
        ] {
            let label = text.parse::<Timecode>().ok();
            assert_eq!(
                label.map(|label| label.to_string()).as_deref(),
                read,
                "{text}"
            );
        }
    }
}
