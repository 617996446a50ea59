//! An MP4 file that is cut short, at the length it should have: the demuxer refuses atoms that reach beyond a file's
//! end, though what is there can be played. Reading beyond the real end finds nothing.

use std::fs::File;
use std::io::{Read, Result, Seek, SeekFrom};

use symphonia::core::io::MediaSource;

/// A file that claims a length.
pub(super) struct Stretched {
    pub(super) file: File,
    pub(super) length: u64,
}

impl Read for Stretched {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        self.file.read(buffer)
    }
}

impl Seek for Stretched {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        match to {
            SeekFrom::End(offset) => self
                .file
                .seek(SeekFrom::Start(self.length.saturating_add_signed(offset))),
            to => self.file.seek(to),
        }
    }
}

impl MediaSource for Stretched {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        // The real length: tags at the end of a file are looked for from there.
        self.file.metadata().ok().map(|data| data.len())
    }
}
