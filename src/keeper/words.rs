//! What the keeper and the show say: the keeper's words to its own error output and into the log, the show's into the log,
//! which stays small.

#[cfg(test)]
mod tests;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The log is cut at this size; the one before is kept.
const MOST_BYTES: u64 = 8 * 1024 * 1024;

/// Where words go.
#[derive(Debug)]
pub(crate) struct Words {
    log: Option<Log>,
    /// What was said last, and is not said again and again.
    last: String,
}

impl Words {
    /// Words to the error output, and into this file as well.
    pub(crate) fn new(log: Option<&Path>) -> Self {
        let mut words = Self {
            log: None,
            last: String::new(),
        };
        match log.map(Log::open) {
            Some(Ok(log)) => words.log = Some(log),
            Some(Err(error)) => words.say(&format!(
                "the log cannot be written: {error}; the show's own words go where these go"
            )),
            None => {}
        }
        words
    }

    /// Says something. An error output that is gone or a full disk changes nothing.
    pub(crate) fn say(&mut self, words: &str) {
        if self.last == words {
            return;
        }
        self.last = words.into();
        let line = format!("keeper: {words}\n");
        drop(io::stderr().write_all(line.as_bytes()));
        if let Some(log) = &mut self.log {
            drop(log.file.write_all(line.as_bytes()));
        }
    }

    /// Where the show's words go; none: where the keeper's go.
    pub(crate) fn log(&self) -> Option<&File> {
        self.log.as_ref().map(|log| &log.file)
    }

    /// Cuts a log that has become too long.
    pub(crate) fn tidy(&mut self) {
        let Some(log) = &mut self.log else { return };
        if let Err(error) = log.cut(MOST_BYTES) {
            self.say(&format!("the log cannot be cut: {error}"));
        }
    }
}

/// A file that others write to as well, each at its end.
#[derive(Debug)]
struct Log {
    path: PathBuf,
    file: File,
}

impl Log {
    fn open(path: &Path) -> io::Result<Self> {
        // Everybody who writes writes at the end, wherever that is by then, so that it can be cut under a running show.
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        Ok(Self {
            path: path.into(),
            file,
        })
    }

    /// Moves what there is beside, at most as much as fits, and begins anew, once it is longer than that.
    fn cut(&mut self, most_bytes: u64) -> io::Result<()> {
        let length = self.file.metadata()?.len();
        if length <= most_bytes {
            return Ok(());
        }
        let copied = self.copy_end(length.saturating_sub(most_bytes));
        // A full disk needs the room more than anybody needs old words.
        self.file.set_len(0)?;
        copied
    }

    fn copy_end(&self, from: u64) -> io::Result<()> {
        let mut old = File::open(&self.path)?;
        old.seek(SeekFrom::Start(from))?;
        let before = self.path.with_extension("log.1");
        let mut copy = File::create(&before)?;
        let copied = io::copy(&mut old.take(MOST_BYTES), &mut copy);
        if copied.is_err() {
            drop(fs::remove_file(&before));
        }
        copied.map(|_| ())
    }
}
