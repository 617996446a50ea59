//! A file's bytes, shared by all tensors that point into them.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// Bytes that stay where they are as long as somebody points into them.
#[derive(Clone)]
pub(crate) struct Source(Arc<Cow<'static, [u8]>>);

impl Source {
    pub(crate) fn new(bytes: Cow<'static, [u8]>) -> Self {
        Self(Arc::new(bytes))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A stretch of one of several sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) source: u16,
    /// Bytes; no single part of a checkpoint is longer than 4 GiB.
    pub(crate) len: u32,
    pub(crate) start: usize,
}

impl Span {
    /// A span, if it is not longer than spans can be.
    pub(crate) fn new(source: u16, range: Range<usize>) -> Option<Self> {
        Some(Self {
            source,
            len: u32::try_from(range.end.checked_sub(range.start)?).ok()?,
            start: range.start,
        })
    }

    pub(crate) fn range(self) -> Range<usize> {
        self.start..self.start.saturating_add(self.len as usize)
    }
}
