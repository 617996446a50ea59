//! Where a show is: written by the program every second, read when it is begun again.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use welkin_values::{Command, Status};

use crate::clock::wall_secs;
use crate::disk::{read_small, write_whole};

/// A place has some hundred bytes; this is room for every control that can be held.
const MOST_BYTES: u64 = 256 * 1024;

/// Controls that may be held; more were not written by us.
const MOST_HELD: usize = 2048;

/// A place older than this belongs to another day: the show begins at its beginning.
const FRESH: Duration = Duration::from_secs(600);

/// Where a show is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The installation's folder name in the library.
    pub installation: String,
    /// The id of the scene that is shown.
    pub scene: String,
    /// Where the show's clock is, seconds.
    pub moment_secs: f64,
    /// The controls that people or desks hold, and where.
    pub held: BTreeMap<String, f32>,
    /// Whether the show goes on; `false` while somebody holds it.
    pub playing: bool,
    /// Which process wrote it.
    pub pid: u32,
    /// When it was written, seconds since 1970.
    pub wall_secs: u64,
    /// Whether people ended the show here. It begins anew then, and a keeper that has not begun it knows that nothing
    /// broke.
    pub ended: bool,
}

/// Why no place can be read.
#[derive(Debug, Error)]
pub enum PlaceError {
    /// The file cannot be read.
    #[error("the place of the show cannot be read: {0}")]
    Disk(#[from] io::Error),
    /// The file holds something else, or half of it.
    #[error("the place of the show is not readable: {0}")]
    Garbage(#[from] serde_json::Error),
}

impl Place {
    /// Where the running show is now.
    pub fn of(status: &Status) -> Self {
        let held = status.controls.iter().filter(|control| control.held);
        Self {
            installation: status.installation.clone(),
            scene: status.scene.clone(),
            moment_secs: status.moment_secs,
            held: held
                .map(|control| (control.name.to_string(), control.value))
                .collect(),
            playing: status.playing,
            pid: std::process::id(),
            wall_secs: wall_secs(),
            ended: false,
        }
    }

    /// Writes it, whole or not at all.
    ///
    /// # Errors
    ///
    /// The disk's own; the place that was there stays. A show goes on without.
    pub fn write(&self, file: &Path) -> io::Result<()> {
        let text = serde_json::to_vec(&self.sane())?;
        write_whole(file, &text, false)
    }

    /// Reads it; none if there is none.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or was not written by [`Place::write`]. The show begins at its beginning then.
    pub fn read(file: &Path) -> Result<Option<Self>, PlaceError> {
        match read_small(file, MOST_BYTES) {
            Ok(bytes) => Ok(Some(serde_json::from_slice::<Self>(&bytes)?.sane())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether a show that is begun now should go on here: it was not ended by people, and was here within the last
    /// ten minutes. A clock that was set back counts as just now.
    pub fn is_fresh(&self) -> bool {
        !self.ended && self.is_fresh_at(wall_secs())
    }

    fn is_fresh_at(&self, now_secs: u64) -> bool {
        now_secs.saturating_sub(self.wall_secs) <= FRESH.as_secs()
    }

    /// What brings a show that has just begun here, in this order. A show whose clock alone says which scene there is needs
    /// no more; [`Place::scene`] is for those where somebody chose one.
    pub fn commands(&self) -> Vec<Command> {
        let held = self.held.iter().map(|(control, value)| Command::Set {
            control: control.clone(),
            value: *value,
        });
        let mut commands: Vec<Command> = held.collect();
        commands.push(Command::Seek {
            secs: self.moment_secs,
        });
        if !self.playing {
            commands.push(Command::Play { on: false });
        }
        commands
    }

    /// Only numbers, and only as many controls as there can be.
    fn sane(&self) -> Self {
        let is_moment = self.moment_secs.is_finite() && self.moment_secs >= 0.0;
        let held = self.held.iter().filter(|(_, value)| value.is_finite());
        Self {
            moment_secs: if is_moment { self.moment_secs } else { 0.0 },
            held: held
                .take(MOST_HELD)
                .map(|(name, value)| (name.clone(), *value))
                .collect(),
            ..self.clone()
        }
    }
}
