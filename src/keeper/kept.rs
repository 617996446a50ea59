//! What a keeper knows and the next one needs: which process is the show, where on the ladder it is, the last good
//! installation, and the latest ends. `keeper.json` in the state folder.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::disk::{read_small, write_whole};
use crate::policy::{Reason, Rung};
use crate::process::Identity;

/// The file's name in the state folder.
const FILE: &str = "keeper.json";

const MOST_BYTES: u64 = 256 * 1024;

/// Ends that are remembered.
const MOST_ENDS: usize = 50;

/// What a keeper knows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Notes {
    /// The installation on the command line.
    pub given: PathBuf,
    /// The one that people asked for last, on the command line or on the page.
    pub asked: PathBuf,
    /// Where on the ladder it is.
    pub rung: Option<Rung>,
    /// Why the asked one is not shown.
    pub reason: Option<Reason>,
    /// Quick ends in a row.
    pub quick_ends: u32,
    /// The last installation that was well for ten minutes.
    pub last_good: Option<PathBuf>,
    /// Where the program answers.
    pub port: u16,
    /// The running program; none when people have ended it.
    pub(crate) show: Option<Identity>,
    /// The latest ends that nobody asked for, oldest first.
    pub ends: VecDeque<EndNote>,
}

/// An end that nobody asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndNote {
    /// When, seconds since 1970.
    pub wall_secs: u64,
    /// What was shown: an installation's folder name, or `calm`.
    pub shown: String,
    /// How long it had run, seconds.
    pub lived_secs: u64,
    /// How it ended, in words.
    pub words: String,
}

impl Notes {
    /// The number of the running program's process.
    pub fn pid(&self) -> Option<u32> {
        self.show.as_ref().map(Identity::pid)
    }

    /// Adds an end; the oldest is forgotten.
    pub(crate) fn add(&mut self, end: EndNote) {
        self.ends.push_back(end);
        while self.ends.len() > MOST_ENDS {
            self.ends.pop_front();
        }
    }

    /// Writes it down, firmly.
    pub(crate) fn write(&self, folder: &Path) -> io::Result<()> {
        let text = serde_json::to_vec_pretty(self)?;
        write_whole(&folder.join(FILE), &text, true)
    }
}

/// What the keeper of this state folder noted last; none if no keeper ever did.
///
/// # Errors
///
/// A file that cannot be read, or holds something else.
pub fn notes_in(folder: &Path) -> io::Result<Option<Notes>> {
    let bytes = match read_small(&folder.join(FILE), MOST_BYTES) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut notes: Notes = serde_json::from_slice(&bytes)?;
    while notes.ends.len() > MOST_ENDS {
        notes.ends.pop_front();
    }
    Ok(Some(notes))
}
