//! Quarter frames of MIDI timecode (RP-004) in, frames out; forwards and backwards.

use welkin_installation::{FrameRate, Timecode};

use super::sysex::rate_of;

/// Puts quarter frames together.
#[derive(Debug, Default)]
pub struct QuarterFrames {
    pieces: [u8; 8],
    last: u8,
    /// How many pieces came one behind the other, and which way.
    run: u32,
    is_backwards: bool,
}

/// A label that was put together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MtcHeard {
    /// The label that was sent.
    pub label: Timecode,
    /// What it counts in.
    pub rate: FrameRate,
    /// Where the code is now: frames behind midnight, with what of the next has passed.
    pub frame: f64,
    /// Whether the code runs backwards.
    pub is_backwards: bool,
}

impl QuarterFrames {
    /// The next quarter frame's data byte. A label takes eight, over two frames.
    pub fn hear(&mut self, data: u8) -> Option<MtcHeard> {
        let (piece, says) = (data >> 4 & 7, data & 15);
        let is_next = piece == (self.last + 1) % 8;
        let is_before = piece == (self.last + 7) % 8;
        let goes_on = match self.run {
            0 => false,
            1 => is_next || is_before,
            _ if self.is_backwards => is_before,
            _ => is_next,
        };
        if self.run == 1 {
            self.is_backwards = is_before;
        }
        self.run = if goes_on { (self.run + 1).min(8) } else { 1 };
        self.last = piece;
        self.pieces[usize::from(piece)] = says;
        let ends = if self.is_backwards { 0 } else { 7 };
        if self.run < 8 || piece != ends {
            return None;
        }
        let [f0, f1, s0, s1, m0, m1, h0, h1] = self.pieces;
        let rate = rate_of(h1 >> 1);
        let parts = [
            h0 | (h1 & 1) << 4,
            m0 | (m1 & 3) << 4,
            s0 | (s1 & 3) << 4,
            f0 | (f1 & 1) << 4,
        ];
        let label = Timecode::checked(parts, rate)?;
        // The label is that of the moment at which piece 0 stands, and each of the others a quarter of a frame further.
        let passed = if self.is_backwards { 0.0 } else { 7.0 / 4.0 };
        Some(MtcHeard {
            label,
            rate,
            frame: f64::from(label.frame(rate)) + passed,
            is_backwards: self.is_backwards,
        })
    }
}

/// The eight data bytes of a label, in the order in which they are sent forwards.
pub fn quarter_frames(label: Timecode, rate: FrameRate) -> [u8; 8] {
    let Timecode {
        hours,
        minutes,
        seconds,
        frames,
    } = label;
    let kind = match rate {
        FrameRate::Film | FrameRate::Fps24 => 0,
        FrameRate::Fps25 => 1,
        FrameRate::NtscDrop => 2,
        FrameRate::Ntsc | FrameRate::Fps30 => 3,
    };
    let says = [
        frames & 15,
        frames >> 4,
        seconds & 15,
        seconds >> 4,
        minutes & 15,
        minutes >> 4,
        hours & 15,
        hours >> 4 | kind << 1,
    ];
    std::array::from_fn(|piece| (piece as u8) << 4 | says[piece])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_go_there_and_back_either_way() {
        for rate in [
            FrameRate::Fps24,
            FrameRate::Fps25,
            FrameRate::NtscDrop,
            FrameRate::Fps30,
        ] {
            for first in [0, 17_980, 107_890, Timecode::frames_in_a_day(rate) - 2] {
                for is_backwards in [false, true] {
                    let mut code = QuarterFrames::default();
                    let mut found = 0;
                    for pair in 0..5 {
                        let frame = if is_backwards {
                            first + 8 - 2 * pair
                        } else {
                            first + 2 * pair
                        };
                        let label = Timecode::of_frame(frame, rate);
                        let mut pieces = quarter_frames(label, rate);
                        if is_backwards {
                            pieces.reverse();
                        }
                        for piece in pieces {
                            let Some(heard) = code.hear(piece) else {
                                continue;
                            };
                            found += 1;
                            assert_eq!((heard.label, heard.rate), (label, rate));
                            assert_eq!(heard.is_backwards, is_backwards);
                            let passed = if is_backwards { 0.0 } else { 1.75 };
                            assert_eq!(heard.frame, f64::from(label.frame(rate)) + passed);
                        }
                    }
                    assert_eq!(found, 5, "{rate:?} {first}");
                }
            }
        }
    }

    #[test]
    fn pieces_that_are_missing_make_no_label() {
        let pieces = quarter_frames("01:02:03:04".parse().unwrap_or_default(), FrameRate::Fps25);
        for missing in 0..8 {
            let mut code = QuarterFrames::default();
            let there = pieces
                .iter()
                .enumerate()
                .filter(|(piece, _)| *piece != missing);
            assert!(there.filter_map(|(_, data)| code.hear(*data)).count() == 0);
            let again = pieces.iter().filter_map(|data| code.hear(*data)).count();
            assert_eq!(again, 1, "missing {missing}");
        }
    }

    #[test]
    fn turning_round_makes_no_wrong_label() {
        let label: Timecode = "01:02:03:04".parse().unwrap_or_default();
        let pieces = quarter_frames(label, FrameRate::Fps25);
        let mut code = QuarterFrames::default();
        let there = pieces.iter().chain(pieces[..7].iter().rev());
        let heard: Vec<MtcHeard> = there.filter_map(|data| code.hear(*data)).collect();
        assert_eq!(heard[0].label, label);
        assert!(heard.len() == 1 || heard[1].label == label, "{heard:?}");
    }
}
