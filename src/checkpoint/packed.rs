//! MessagePack and CBOR, as far as burn's files use them: one value after the other, without building a tree.

use std::ops::Range;

use crate::error::Fault;

/// Deeper than any of burn's files.
const MAX_DEPTH: usize = 64;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    MessagePack,
    Cbor,
}

/// The head of a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Head {
    Nil,
    Bool(bool),
    Int(i64),
    Float(f64),
    /// Where its letters lie.
    Text(Range<usize>),
    /// Where they lie.
    Bytes(Range<usize>),
    /// So many values follow.
    List(u64),
    /// So many pairs of values follow.
    Map(u64),
}

/// Reads along bytes.
pub(crate) struct Unpacker<'a> {
    bytes: &'a [u8],
    at: usize,
    packing: Packing,
}

impl<'a> Unpacker<'a> {
    pub(crate) fn new(bytes: &'a [u8], at: usize, packing: Packing) -> Self {
        Self { bytes, at, packing }
    }

    /// The head of the next value.
    pub(crate) fn head(&mut self) -> Result<Head, Fault> {
        match self.packing {
            Packing::MessagePack => self.message_pack(),
            Packing::Cbor => self.cbor(),
        }
    }

    /// The next value, which is a text.
    pub(crate) fn text(&mut self) -> Result<&'a str, Fault> {
        let Head::Text(range) = self.head()? else {
            return Err(Fault::damaged("something else where a name should be"));
        };
        self.letters(range)
    }

    /// The letters of a text.
    pub(crate) fn letters(&self, range: Range<usize>) -> Result<&'a str, Fault> {
        let bytes = self.bytes.get(range).unwrap_or_default();
        std::str::from_utf8(bytes).map_err(|_| Fault::damaged("a text that is none"))
    }

    /// The next value, which is a list of lengths.
    pub(crate) fn sizes(&mut self) -> Result<Vec<usize>, Fault> {
        let wrong = || Fault::damaged("a shape that is none");
        let Head::List(len @ ..=32) = self.head()? else {
            return Err(wrong());
        };
        (0..len)
            .map(|_| match self.head()? {
                Head::Int(size) => usize::try_from(size).map_err(|_| wrong()),
                _ => Err(wrong()),
            })
            .collect()
    }

    /// Passes over the next value and all that belongs to it.
    pub(crate) fn skip(&mut self) -> Result<(), Fault> {
        let head = self.head()?;
        self.skip_rest(&head, 0)
    }

    /// Passes over all that belongs to a head.
    pub(crate) fn skip_rest(&mut self, head: &Head, depth: usize) -> Result<(), Fault> {
        if depth > MAX_DEPTH {
            return Err(Fault::TooMuch("too many parts inside of each other".into()));
        }
        let values = match head {
            Head::List(len) => *len,
            Head::Map(len) => len.saturating_mul(2),
            _ => return Ok(()),
        };
        // Each value takes at least a byte, so a length that lies ends with the file.
        for _ in 0..values {
            let head = self.head()?;
            self.skip_rest(&head, depth + 1)?;
        }
        Ok(())
    }

    fn cut(&self) -> Fault {
        Fault::damaged(format!("cut short at byte {}", self.bytes.len()))
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let array = rest.first_chunk().ok_or_else(|| self.cut())?;
        self.at += N;
        Ok(*array)
    }

    /// A number of 1, 2, 4 or 8 bytes, the greatest first.
    fn number(&mut self, bytes: u32) -> Result<u64, Fault> {
        Ok(match bytes {
            1 => self.array::<1>()?[0].into(),
            2 => u16::from_be_bytes(self.array()?).into(),
            4 => u32::from_be_bytes(self.array()?).into(),
            _ => u64::from_be_bytes(self.array()?),
        })
    }

    fn stretch(&mut self, len: u64) -> Result<Range<usize>, Fault> {
        let len = usize::try_from(len).ok();
        let end = len
            .and_then(|len| self.at.checked_add(len))
            .filter(|&end| end <= self.bytes.len());
        let range = self.at..end.ok_or_else(|| self.cut())?;
        self.at = range.end;
        Ok(range)
    }

    fn message_pack(&mut self) -> Result<Head, Fault> {
        let first = self.array::<1>()?[0];
        let int = |value: u64| i64::try_from(value).map_or(Head::Float(value as f64), Head::Int);
        Ok(match first {
            0x00..=0x7f => Head::Int(first.into()),
            0x80..=0x8f => Head::Map(u64::from(first & 0x0f)),
            0x90..=0x9f => Head::List(u64::from(first & 0x0f)),
            0xa0..=0xbf => Head::Text(self.stretch(u64::from(first & 0x1f))?),
            0xc0 => Head::Nil,
            0xc2 | 0xc3 => Head::Bool(first == 0xc3),
            0xc4..=0xc6 => {
                let len = self.number(1 << (first - 0xc4))?;
                Head::Bytes(self.stretch(len)?)
            }
            0xca => Head::Float(f32::from_be_bytes(self.array()?).into()),
            0xcb => Head::Float(f64::from_be_bytes(self.array()?)),
            0xcc..=0xcf => int(self.number(1 << (first - 0xcc))?),
            0xd0 => Head::Int(i8::from_be_bytes(self.array()?).into()),
            0xd1 => Head::Int(i16::from_be_bytes(self.array()?).into()),
            0xd2 => Head::Int(i32::from_be_bytes(self.array()?).into()),
            0xd3 => Head::Int(i64::from_be_bytes(self.array()?)),
            0xd9..=0xdb => {
                let len = self.number(1 << (first - 0xd9))?;
                Head::Text(self.stretch(len)?)
            }
            0xdc | 0xdd => Head::List(self.number(2 << (first - 0xdc))?),
            0xde | 0xdf => Head::Map(self.number(2 << (first - 0xde))?),
            0xe0..=0xff => Head::Int(i64::from(first as i8)),
            _ => {
                return Err(Fault::damaged(format!(
                    "no value {first:#04x} at byte {}",
                    self.at - 1
                )));
            }
        })
    }

    fn cbor(&mut self) -> Result<Head, Fault> {
        let first = self.array::<1>()?[0];
        let (major, minor) = (first >> 5, first & 0x1f);
        if major == 7 {
            return Ok(match minor {
                20 | 21 => Head::Bool(minor == 21),
                22 | 23 => Head::Nil,
                25 => Head::Float(half::f16::from_be_bytes(self.array()?).into()),
                26 => Head::Float(f32::from_be_bytes(self.array()?).into()),
                27 => Head::Float(f64::from_be_bytes(self.array()?)),
                _ => {
                    return Err(Fault::damaged(format!(
                        "no value {first:#04x} at byte {}",
                        self.at - 1
                    )));
                }
            });
        }
        let value = match minor {
            0..=23 => u64::from(minor),
            24..=27 => self.number(1 << (minor - 24))?,
            _ => return Err(Fault::unsupported("a CBOR of unknown length")),
        };
        let int = |value: u64| i64::try_from(value).map_or(Head::Float(value as f64), Head::Int);
        Ok(match major {
            0 => int(value),
            1 => i64::try_from(value)
                .map_or(Head::Float(-(value as f64)), |value| Head::Int(-1 - value)),
            2 => Head::Bytes(self.stretch(value)?),
            3 => Head::Text(self.stretch(value)?),
            4 => Head::List(value),
            5 => Head::Map(value),
            _ => return Err(Fault::unsupported("a CBOR with tags")),
        })
    }
}
