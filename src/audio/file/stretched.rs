//! A file as the demuxer should see it. An MP4 file that is cut short has the length it should have: the demuxer
//! refuses atoms that reach beyond a file's end, though what is there can be played; reading beyond the real end finds
//! nothing. Of a WAV file with many channels other first bytes are seen.

use std::fs::File;
use std::io::{Read, Result, Seek, SeekFrom};

use symphonia::core::io::MediaSource;

/// A file that claims a length, and other first bytes.
pub(super) struct Stretched {
    file: File,
    length: u64,
    head: Vec<u8>,
    at: u64,
}

impl Stretched {
    /// From a file that stands at its beginning.
    pub(super) fn new(file: File, length: u64, head: Vec<u8>) -> Self {
        Self {
            file,
            length,
            head,
            at: 0,
        }
    }
}

impl Read for Stretched {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let count = self.file.read(buffer)?;
        let from = usize::try_from(self.at)
            .unwrap_or(usize::MAX)
            .min(self.head.len());
        for (byte, seen) in buffer[..count].iter_mut().zip(&self.head[from..]) {
            *byte = *seen;
        }
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Stretched {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        self.at = match to {
            SeekFrom::End(offset) => self
                .file
                .seek(SeekFrom::Start(self.length.saturating_add_signed(offset)))?,
            to => self.file.seek(to)?,
        };
        Ok(self.at)
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
