//! Eighty bits ↔ a label, a flag and the user's own bits.

use welkin_installation::{FrameRate, Timecode};

/// Bits in a frame, the least first.
pub(super) const FRAME_BITS: u32 = 80;

/// The sync word, bits 64 to 79 in the order in which they come forwards, the first as the lowest bit.
pub(super) const SYNC: u16 = 0b1011_1111_1111_1100;

/// What the eighty bits of a frame say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LtcFrame {
    /// The frame's label.
    pub label: Timecode,
    /// Whether labels are dropped, so that those of 29.97 frames a second keep up with the clock.
    pub drops: bool,
    /// Thirty-two bits to anybody's liking, the first group of four lowest.
    pub user: u32,
}

impl LtcFrame {
    /// Reads a frame whose first bit is the lowest one of `bits`. None where the sync word is not in its place, or where
    /// the digits are those of no label.
    pub fn from_bits(bits: u128) -> Option<Self> {
        if (bits >> 64) as u16 != SYNC {
            return None;
        }
        let field = |from: u32, count: u32| ((bits >> from) & ((1 << count) - 1)) as u8;
        let number = |units: u32, tens: u32, tens_bits: u32| {
            let units = field(units, 4);
            (units < 10).then(|| field(tens, tens_bits) * 10 + units)
        };
        let parts = [
            number(48, 56, 2)?,
            number(32, 40, 3)?,
            number(16, 24, 3)?,
            number(0, 8, 2)?,
        ];
        let drops = field(10, 1) == 1;
        let rate = if drops {
            FrameRate::NtscDrop
        } else {
            FrameRate::Fps30
        };
        let label = Timecode::checked(parts, rate)?;
        let group = |index: u32| u32::from(field(index * 8 + 4, 4)) << (index * 4);
        Some(Self {
            label,
            drops,
            user: (0..8).map(group).sum(),
        })
    }

    /// The frame's bits, the first one lowest. Every frame has an even number of noughts, as the polarity bit sees to, so
    /// that all begin with the same flip; `count` (24, 25 or 30) says where that bit is.
    pub fn to_bits(self, count: u32) -> u128 {
        let Timecode {
            hours,
            minutes,
            seconds,
            frames,
        } = self.label;
        let mut bits = u128::from(SYNC) << 64;
        let places = [
            (frames, 0, 8),
            (seconds, 16, 24),
            (minutes, 32, 40),
            (hours, 48, 56),
        ];
        for (number, units, tens) in places {
            bits |= u128::from(number % 10) << units | u128::from(number / 10) << tens;
        }
        bits |= u128::from(self.drops) << 10;
        for index in 0..8 {
            bits |= u128::from(self.user >> (index * 4) & 15) << (index * 8 + 4);
        }
        let polarity = if count == 25 { 59 } else { 27 };
        let is_odd = !(FRAME_BITS - bits.count_ones()).is_multiple_of(2);
        bits | u128::from(is_odd) << polarity
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_go_there_and_back() {
        for rate in FrameRate::ALL {
            for frame in (0..Timecode::frames_in_a_day(rate)).step_by(997) {
                let frame = LtcFrame {
                    label: Timecode::of_frame(frame, rate),
                    drops: rate.drops(),
                    user: frame.wrapping_mul(0x9E37_79B9),
                };
                let bits = frame.to_bits(rate.count());
                assert_eq!(LtcFrame::from_bits(bits), Some(frame));
                assert!(bits >> 80 == 0 && bits.count_zeros() % 2 == 0, "{bits:x}");
            }
        }
    }

    #[test]
    fn what_is_no_label_is_no_frame() {
        let good = LtcFrame::default().to_bits(30);
        for bad in [
            good | 0xF,
            good | 3 << 56,
            good | 7 << 40,
            good | 3 << 8,
            good ^ 1 << 64,
        ] {
            assert_eq!(LtcFrame::from_bits(bad), None, "{bad:x}");
        }
    }
}
