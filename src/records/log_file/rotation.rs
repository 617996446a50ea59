//! A few files of bounded size, the oldest of which goes.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::LogSettings;

/// How often it is looked whether the file is still there.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// After a failure, how long until it is tried again.
const TRY_EVERY: Duration = Duration::from_millis(500);

/// A few files of bounded size.
#[derive(Debug)]
pub(super) struct Rotation {
    settings: LogSettings,
    file: Option<File>,
    bytes: u64,
    looked: Instant,
    failed: Option<Instant>,
}

impl Rotation {
    pub(super) fn new(mut settings: LogSettings) -> Self {
        settings.most_bytes = settings.most_bytes.max(64 << 10);
        settings.most_files = settings.most_files.clamp(1, 100);
        Self {
            settings,
            file: None,
            bytes: 0,
            looked: Instant::now(),
            failed: None,
        }
    }

    /// Writes one line, into the next file if this one is full. Where the disk is full, the oldest file goes.
    pub(super) fn write(&mut self, line: &[u8]) -> io::Result<()> {
        if self
            .failed
            .is_some_and(|failed| failed.elapsed() < TRY_EVERY)
        {
            return Err(io::ErrorKind::Other.into());
        }
        if self.looked.elapsed() >= LOOK_EVERY {
            self.looked = Instant::now();
            if !self.is_there() {
                self.file = None;
            }
        }
        let written = self.try_write(line).or_else(|error| {
            self.file = None;
            let is_full = matches!(
                error.kind(),
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
            );
            if is_full && self.forget_oldest() {
                return self.try_write(line);
            }
            Err(error)
        });
        self.failed = written.is_err().then(Instant::now);
        written
    }

    /// Looks at the next line whether the file is still there.
    #[cfg(test)]
    pub(super) fn look_again(&mut self) {
        self.looked -= LOOK_EVERY;
    }

    /// Tries again at the next line, however short ago it failed.
    #[cfg(test)]
    pub(super) fn try_at_once(&mut self) {
        self.failed = None;
    }

    fn try_write(&mut self, line: &[u8]) -> io::Result<()> {
        let is_full = self.bytes + line.len() as u64 > self.settings.most_bytes;
        if self.file.is_some() && is_full {
            self.turn()?;
        }
        if self.file.is_none() {
            self.open()?;
            if self.bytes + line.len() as u64 > self.settings.most_bytes {
                self.turn()?;
                self.open()?;
            }
        }
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        // Half a line may get through when the disk fills up: it counts, and the next try begins on a line of its own.
        let written = file.write_all(line);
        match (&written, file.metadata()) {
            (Err(_), Ok(known)) => self.bytes = known.len(),
            _ => self.bytes += line.len() as u64,
        }
        written
    }

    fn open(&mut self) -> io::Result<()> {
        fs::create_dir_all(&self.settings.folder)?;
        let file = File::options()
            .create(true)
            .append(true)
            .open(self.path(0))?;
        self.bytes = file.metadata()?.len();
        self.file = Some(file);
        Ok(())
    }

    /// Every file becomes one older; the oldest goes.
    fn turn(&mut self) -> io::Result<()> {
        self.file = None;
        let last = self.settings.most_files - 1;
        if last == 0 {
            return fs::remove_file(self.path(0));
        }
        for number in (0..last).rev() {
            match fs::rename(self.path(number), self.path(number + 1)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// Deletes the oldest file but the newest; whether there was one.
    fn forget_oldest(&mut self) -> bool {
        let older = (1..self.settings.most_files).rev();
        older
            .into_iter()
            .any(|number| fs::remove_file(self.path(number)).is_ok())
    }

    fn path(&self, number: u32) -> PathBuf {
        let name = &self.settings.name;
        self.settings.folder.join(match number {
            0 => format!("{name}.log"),
            _ => format!("{name}.{number}.log"),
        })
    }

    /// Whether the file is still where it was begun: nobody deleted or renamed it.
    fn is_there(&self) -> bool {
        let Some(file) = &self.file else {
            return true;
        };
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let there = fs::metadata(self.path(0)).map(|file| file.ino());
            let here = file.metadata().map(|file| file.ino());
            matches!((there, here), (Ok(there), Ok(here)) if there == here)
        }
        #[cfg(not(unix))]
        {
            file.metadata().is_ok() && self.path(0).is_file()
        }
    }
}
