//! The operands of a pickle's steps.

use std::ops::Range;

use crate::error::Fault;
use crate::source::{Source, Span};

use super::heap::Value;

/// Reads along a stretch of a source.
pub(crate) struct Reader {
    source: Source,
    index: u16,
    /// The next byte.
    pub(super) at: usize,
    end: usize,
}

impl Reader {
    pub(super) fn new(source: Source, index: u16, range: Range<usize>) -> Self {
        let end = range.end.min(source.bytes().len());
        Self {
            source,
            index,
            at: range.start,
            end,
        }
    }

    fn cut(&self) -> Fault {
        Fault::damaged(format!("cut short at byte {}", self.end))
    }

    pub(super) fn take(&mut self, len: usize) -> Result<Range<usize>, Fault> {
        let end = self.at.checked_add(len).filter(|&end| end <= self.end);
        let range = self.at..end.ok_or_else(|| self.cut())?;
        self.at = range.end;
        Ok(range)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let range = self.take(N)?;
        let bytes = &self.source.bytes()[range];
        bytes.first_chunk().copied().ok_or_else(|| self.cut())
    }

    pub(super) fn byte(&mut self) -> Result<u8, Fault> {
        Ok(self.array::<1>()?[0])
    }

    pub(super) fn u32(&mut self) -> Result<u32, Fault> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub(super) fn u64(&mut self) -> Result<u64, Fault> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    pub(super) fn bytes(&self, span: Span) -> &[u8] {
        self.source.bytes().get(span.range()).unwrap_or_default()
    }

    /// A stretch of a length that the file says.
    pub(super) fn span(&mut self, len: u64) -> Result<Span, Fault> {
        let len = usize::try_from(len).map_err(|_| self.cut())?;
        let range = self.take(len)?;
        Span::new(self.index, range).ok_or_else(|| Fault::unsupported("a part of more than 4 GiB"))
    }

    /// The rest of a line.
    pub(super) fn line(&mut self) -> Result<Span, Fault> {
        let rest = &self.source.bytes()[self.at.min(self.end)..self.end];
        let len = rest
            .iter()
            .position(|&byte| byte == b'\n')
            .ok_or_else(|| self.cut())?;
        let span = self.span(len as u64)?;
        self.take(1)?;
        Ok(span)
    }
}

/// A number in text: `12`, `12L`, `01` for true.
pub(super) fn number(text: &[u8]) -> Value {
    match text {
        b"00" => return Value::Bool(false),
        b"01" => return Value::Bool(true),
        _ => {}
    }
    let text = std::str::from_utf8(text).unwrap_or_default();
    let parsed = text.trim_end_matches('L').parse();
    parsed.map_or(Value::Inert, Value::Int)
}

/// A number of any length, the least byte first; what does not fit 64 bits has no meaning to us.
pub(super) fn long(bytes: &[u8]) -> Value {
    if bytes.len() > 8 {
        return Value::Inert;
    }
    let is_negative = bytes.last().is_some_and(|last| last & 0x80 != 0);
    let mut all = [if is_negative { 0xff } else { 0 }; 8];
    all[..bytes.len()].copy_from_slice(bytes);
    Value::Int(i64::from_le_bytes(all))
}
