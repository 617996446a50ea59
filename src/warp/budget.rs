//! The memory that reading a file may take. It is paid before it is taken.

use crate::error::Fault;

/// How many times its length a file may take.
const TIMES: usize = 16;
/// What small things take that are not paid for, bytes.
const UNCOUNTED: usize = 1 << 20;

/// What is left to spend.
#[derive(Debug)]
pub(crate) struct Budget {
    left: usize,
}

impl Budget {
    /// For a file of `len` bytes.
    pub(crate) fn new(len: usize, spare_bytes: usize) -> Self {
        Self {
            left: len
                .saturating_mul(TIMES)
                .saturating_add(spare_bytes.saturating_sub(UNCOUNTED)),
        }
    }

    /// More bytes came in.
    pub(crate) fn grow(&mut self, len: usize) {
        self.left = self.left.saturating_add(len.saturating_mul(TIMES));
    }

    /// What is left, bytes.
    pub(crate) fn left(&self) -> usize {
        self.left
    }

    /// Pays for `count` things of `size` bytes.
    pub(crate) fn pay(&mut self, count: usize, size: usize, what: &str) -> Result<(), Fault> {
        let bytes = count.checked_mul(size);
        let left = bytes.and_then(|bytes| self.left.checked_sub(bytes));
        self.left = left.ok_or_else(|| {
            Fault::TooMuch(format!(
                "{count} {what}, more than a file of its length needs"
            ))
        })?;
        Ok(())
    }
}
