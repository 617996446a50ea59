//! How much memory a file may make a reader take. A file of n bytes is read within 2n + 16 MiB, the file
//! itself included: it is held once, and all that is made of it comes out of purses like this one.

use crate::error::Fault;

/// What any file may take, however short.
const LEAST: usize = 5 << 20;

/// Bytes that may still be taken.
pub(crate) struct Purse {
    left: usize,
}

impl Purse {
    /// A purse for what is made of a file: what vectors hold spare and what they copy while they grow
    /// (half as much again) is not counted in it.
    pub(crate) fn new(file_bytes: usize) -> Self {
        Self {
            left: LEAST + file_bytes / 16,
        }
    }

    /// Takes some bytes; `what` names them if there are no more.
    pub(crate) fn take(&mut self, bytes: usize, what: &str) -> Result<(), Fault> {
        match self.left.checked_sub(bytes) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(Fault::TooMuch(what.to_string())),
        }
    }

    /// Gives back what was taken and is free again.
    pub(crate) fn give(&mut self, bytes: usize) {
        self.left += bytes;
    }
}
