//! The state folder: one keeper at a time, its notes, and what is said when the disk is full.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::kept::{Notes, notes_in};
use crate::words::Words;

/// Notes that could not be written are written again as often.
const AGAIN_AFTER: Duration = Duration::from_secs(10);

/// The state folder.
#[derive(Debug)]
pub(super) struct Notebook {
    folder: PathBuf,
    /// Held as long as this keeper lives; the kernel lets go of it however that ends.
    _lock: Option<File>,
    written: Option<Notes>,
    failed_at: Option<Duration>,
}

impl Notebook {
    /// Opens the folder, and makes it if need be. None if another keeper has it.
    pub(super) fn open(folder: &Path, words: &mut Words) -> Option<Self> {
        let made = fs::create_dir_all(folder);
        let opened = made.and_then(|()| File::create(folder.join("keeper.lock")));
        let lock = match opened.map(|file| (file.try_lock(), file)) {
            Ok((Ok(()), file)) => Some(file),
            Ok((Err(TryLockError::WouldBlock), _)) => return None,
            Ok((Err(TryLockError::Error(error)), _)) | Err(error) => {
                words.say(&format!(
                    "{} cannot be used: {error}; the show is kept all the same, but not where it is",
                    folder.display()
                ));
                None
            }
        };
        Some(Self {
            folder: folder.into(),
            _lock: lock,
            written: None,
            failed_at: None,
        })
    }

    /// What the keeper before noted.
    pub(super) fn read(&self, words: &mut Words) -> Option<Notes> {
        notes_in(&self.folder).unwrap_or_else(|error| {
            words.say(&format!(
                "what the last keeper noted cannot be read: {error}; it is begun anew"
            ));
            None
        })
    }

    /// Writes the notes if they have changed.
    pub(super) fn write(&mut self, notes: &Notes, now: Duration, words: &mut Words) {
        let waits = self
            .failed_at
            .is_some_and(|at| now.saturating_sub(at) < AGAIN_AFTER);
        if waits || self.written.as_ref() == Some(notes) {
            return;
        }
        match notes.write(&self.folder) {
            Ok(()) => {
                if self.failed_at.take().is_some() {
                    words.say("notes can be written again");
                }
                self.written = Some(notes.clone());
            }
            Err(error) => {
                if self.failed_at.is_none() {
                    words.say(&format!(
                        "notes cannot be written into {}: {error}; the show goes on",
                        self.folder.display()
                    ));
                }
                self.failed_at = Some(now);
            }
        }
    }
}
