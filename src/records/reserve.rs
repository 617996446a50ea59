//! A small file that only takes up room: given away when the disk is full, so that old rows can be deleted then, which
//! itself needs a little room.

use std::fs;
use std::io;
use std::path::PathBuf;

use crate::aside::remove_if_there;

const BYTES: usize = 512 * 1024;

/// A small file that only takes up room.
#[derive(Debug)]
pub(crate) struct Reserve {
    path: PathBuf,
}

impl Reserve {
    pub(crate) fn at(path: PathBuf) -> Self {
        Self { path }
    }

    /// Takes up the room if it is not taken; leaves nothing behind where there is none.
    pub(crate) fn take(&self) -> io::Result<()> {
        let is_there = fs::metadata(&self.path).is_ok_and(|file| file.len() == BYTES as u64);
        if is_there {
            return Ok(());
        }
        // Zeros would take up nothing on some file systems.
        let bytes: Vec<u8> = (0..BYTES as u32)
            .map(|place| (place.wrapping_mul(2_654_435_761) >> 24) as u8)
            .collect();
        let written = fs::write(&self.path, bytes);
        if written.is_err() {
            remove_if_there(&self.path)?;
        }
        written
    }

    /// Gives the room away.
    pub(crate) fn give(&self) -> io::Result<()> {
        remove_if_there(&self.path)
    }
}
