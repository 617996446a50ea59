//! Bytes in, messages out: with running status, and clocks in the middle of anything.

/// The longest SysEx that is kept, in bytes between its first and its last one; MSC takes 128 at most.
const LONGEST: usize = 256;

/// A message. Channels count from 0, data from 0 to 127.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message<'p> {
    /// A key goes down; never with the velocity 0, which lets go.
    NoteOn {
        /// The channel.
        channel: u8,
        /// The key.
        note: u8,
        /// How fast.
        velocity: u8,
    },
    /// A key comes up.
    NoteOff {
        /// The channel.
        channel: u8,
        /// The key.
        note: u8,
    },
    /// A controller moves.
    Controller {
        /// The channel.
        channel: u8,
        /// Which one.
        number: u8,
        /// Where to.
        value: u8,
    },
    /// A program is chosen.
    Program {
        /// The channel.
        channel: u8,
        /// Which one.
        number: u8,
    },
    /// A quarter of a frame of MTC: which piece it is and what it says.
    QuarterFrame(u8),
    /// Where a song stands, in sixteenths.
    SongPosition(u16),
    /// A twenty-fourth of a quarter note.
    Clock,
    /// From the beginning.
    Start,
    /// From where it stands.
    Continue,
    /// Not on.
    Stop,
    /// A whole SysEx without its first and last byte.
    SysEx(&'p [u8]),
}

/// Reads a stream of bytes. Takes no memory but its own.
#[derive(Clone, Debug)]
pub struct Parser {
    status: Option<u8>,
    first: Option<u8>,
    bytes: [u8; LONGEST],
    /// How many bytes of a SysEx there are; none outside of one; more than fit if it is too long.
    filled: Option<usize>,
}

impl Default for Parser {
    fn default() -> Self {
        Self {
            status: None,
            first: None,
            bytes: [0; LONGEST],
            filled: None,
        }
    }
}

impl Parser {
    /// The next byte, and the message that it ends, if it does and anybody needs it.
    pub fn hear(&mut self, byte: u8) -> Option<Message<'_>> {
        match byte {
            0xF8 => Some(Message::Clock),
            0xFA => Some(Message::Start),
            0xFB => Some(Message::Continue),
            0xFC => Some(Message::Stop),
            0xF9.. => None,
            0xF7 => {
                self.status = None;
                let filled = self.filled.take()?;
                self.bytes.get(..filled).map(Message::SysEx)
            }
            0x80.. => {
                self.filled = (byte == 0xF0).then_some(0);
                self.status = (byte != 0xF0).then_some(byte);
                self.first = None;
                None
            }
            data => self.data(data),
        }
    }

    fn data(&mut self, data: u8) -> Option<Message<'_>> {
        if let Some(filled) = &mut self.filled {
            if let Some(place) = self.bytes.get_mut(*filled) {
                *place = data;
            }
            // One more than fits is too long, however many come.
            *filled = (*filled + 1).min(LONGEST + 1);
            return None;
        }
        let status = self.status?;
        let channel = status & 15;
        let message = match (status, self.first) {
            (0xC0..=0xCF, _) => Message::Program {
                channel,
                number: data,
            },
            (0xD0..=0xDF, _) => return None,
            (0xF1, _) => {
                self.status = None;
                Message::QuarterFrame(data)
            }
            (0xF3.., _) => {
                self.status = None;
                return None;
            }
            (_, None) => {
                self.first = Some(data);
                return None;
            }
            (_, Some(first)) => {
                self.first = None;
                match status {
                    0x80..=0x8F => Message::NoteOff {
                        channel,
                        note: first,
                    },
                    0x90..=0x9F if data == 0 => Message::NoteOff {
                        channel,
                        note: first,
                    },
                    0x90..=0x9F => Message::NoteOn {
                        channel,
                        note: first,
                        velocity: data,
                    },
                    0xB0..=0xBF => Message::Controller {
                        channel,
                        number: first,
                        value: data,
                    },
                    0xF2 => {
                        self.status = None;
                        Message::SongPosition(u16::from(data) << 7 | u16::from(first))
                    }
                    _ => return None,
                }
            }
        };
        Some(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: &[&str]) {
        let mut parser = Parser::default();
        let mut said = Vec::new();
        for byte in bytes {
            said.extend(parser.hear(*byte).map(|message| format!("{message:?}")));
        }
        assert_eq!(said, expected, "{bytes:x?}");
    }

    const KEY: &str = "NoteOn { channel: 1, note: 60, velocity: 9 }";
    const UP: &str = "NoteOff { channel: 1, note: 60 }";

    #[test]
    fn messages() {
        check(&[0x91, 60, 9], &[KEY]);
        check(&[0x91, 60, 9, 60, 0, 60, 9], &[KEY, UP, KEY]);
        check(&[0x81, 60, 9, 0x91, 60], &[UP]);
        check(
            &[0x91, 0xF8, 60, 0xFA, 9, 0xFE, 60, 0xFF, 9],
            &["Clock", "Start", KEY, KEY],
        );
        check(
            &[0xB0, 7, 127, 39, 1],
            &[
                "Controller { channel: 0, number: 7, value: 127 }",
                "Controller { channel: 0, number: 39, value: 1 }",
            ],
        );
        check(
            &[0xCF, 3, 4, 0xD0, 1, 0xE0, 1, 2, 0xA0, 1, 2],
            &[
                "Program { channel: 15, number: 3 }",
                "Program { channel: 15, number: 4 }",
            ],
        );
        check(
            &[0xF1, 0x35, 0x36, 0xF2, 1, 2, 3, 0xF3, 1, 0xF6, 60, 9],
            &["QuarterFrame(53)", "SongPosition(257)"],
        );
    }

    #[test]
    fn system_messages_end_running_status() {
        check(&[0x91, 60, 9, 0xF1, 1, 60, 9], &[KEY, "QuarterFrame(1)"]);
        check(
            &[0x91, 60, 0xF0, 1, 0xF8, 2, 0xF7, 60, 9],
            &["Clock", "SysEx([1, 2])"],
        );
        check(&[0xF0, 1, 0x91, 60, 9, 0xF7], &[KEY]);
        check(&[0xF0, 0xF0, 5, 0xF7, 0xF7], &["SysEx([5])"]);
        check(&[5, 6, 7, 0xF7], &[]);
    }

    #[test]
    fn what_is_too_long_is_left_out() {
        for (count, kept) in [(LONGEST, 1), (LONGEST + 1, 0), (1_000_000, 0)] {
            let mut parser = Parser::default();
            let long = std::iter::once(0xF0).chain(std::iter::repeat_n(1, count));
            let found = long
                .chain([0xF7])
                .filter(|byte| parser.hear(*byte).is_some());
            assert_eq!(found.count(), kept);
        }
    }
}
