//! Whether somebody saved files of an installation that was given up.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Saving takes several steps, and copying a model minutes: files are looked at as often, and have to stay as they are once.
const LOOKS_EVERY: Duration = Duration::from_secs(5);

/// Files that are looked at; more are no installation.
const MOST_FILES: usize = 5_000;

/// Folders within folders.
const DEEPEST: usize = 4;

/// An installation's folder as it was when it was given up.
#[derive(Debug)]
pub(super) struct Changes {
    folder: PathBuf,
    given_up: u64,
    last: u64,
    looked: Duration,
}

impl Changes {
    /// From now on.
    pub(super) fn of(folder: &Path, now: Duration) -> Self {
        let print = fingerprint(folder);
        Self {
            folder: folder.into(),
            given_up: print,
            last: print,
            looked: now,
        }
    }

    /// The folder.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether files changed since, and are quiet again. Looks every few seconds.
    pub(super) fn look(&mut self, now: Duration) -> bool {
        if now.saturating_sub(self.looked) < LOOKS_EVERY {
            return false;
        }
        self.looked = now;
        let print = fingerprint(&self.folder);
        let is_quiet = print == self.last;
        self.last = print;
        is_quiet && print != self.given_up
    }

    /// What there is now is what is tried; only later changes count.
    pub(super) fn take(&mut self) {
        self.given_up = self.last;
    }
}

/// A number that names, sizes and times of files come to.
fn fingerprint(folder: &Path) -> u64 {
    let mut found = Vec::new();
    let mut folders = vec![(folder.to_path_buf(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        let entries = fs::read_dir(folder).into_iter().flatten();
        for entry in entries.filter_map(Result::ok) {
            let Ok(about) = entry.metadata() else {
                continue;
            };
            if found.len() >= MOST_FILES {
                break;
            }
            if about.is_dir() && depth < DEEPEST {
                folders.push((entry.path(), depth + 1));
            }
            if about.is_file() {
                found.push((entry.path(), about.len(), about.modified().ok()));
            }
        }
    }
    found.sort();
    let mut hasher = DefaultHasher::new();
    found.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

    use super::*;

    #[test]
    fn changes_count_once_they_are_quiet() {
        let folder = std::env::temp_dir().join(format!("welkin-changes-{}", std::process::id()));
        drop(fs::remove_dir_all(&folder));
        let at = |secs| Duration::from_secs(secs);
        let mut changes = Changes::of(&folder, at(0));
        assert!(!changes.look(at(5)));
        fs::create_dir_all(folder.join("models")).unwrap();
        fs::write(folder.join("show.toml"), "a").unwrap();
        assert!(!changes.look(at(6)), "too early to look");
        assert!(!changes.look(at(10)), "not quiet yet");
        fs::write(folder.join("models/big"), "ab").unwrap();
        assert!(!changes.look(at(15)), "still being copied");
        assert!(changes.look(at(20)));
        changes.take();
        assert!(!changes.look(at(25)));
    }
}
