//! The installations beside each other, looked through again and again where nobody waits for it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use welkin_values::LibraryEntry;

use super::prepare::{lines, read_installation};

/// How often the folder is looked through.
const EVERY: Duration = Duration::from_secs(3);

/// The installations beside each other in one folder.
pub(crate) struct Library {
    folder: PathBuf,
    entries: Arc<Mutex<Vec<LibraryEntry>>>,
}

impl Library {
    /// Looks through the folder now, and from now on every few seconds.
    pub(crate) fn open(folder: PathBuf) -> Self {
        let entries = Arc::new(Mutex::new(installations_in(&folder)));
        let (theirs, watched) = (Arc::downgrade(&entries), folder.clone());
        let look = move || {
            welkin_generator::be_quiet();
            keep_current(&theirs, &watched);
        };
        if let Err(error) = std::thread::Builder::new()
            .name("library".into())
            .spawn(look)
        {
            tracing::warn!("new installations are not noticed: {error}");
        }
        Self { folder, entries }
    }

    /// What was there when it was looked through last.
    pub(crate) fn entries(&self) -> Vec<LibraryEntry> {
        self.entries
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The folder of an installation that is there now. Only folders that are listed can be chosen: no path
    /// comes from outside.
    pub(crate) fn find(&self, installation: &str) -> Option<PathBuf> {
        let known = installations_in(&self.folder);
        known
            .iter()
            .any(|entry| entry.folder == installation)
            .then(|| self.folder.join(installation))
    }
}

/// Ends when the library is gone.
fn keep_current(entries: &Weak<Mutex<Vec<LibraryEntry>>>, folder: &Path) {
    loop {
        std::thread::sleep(EVERY);
        let found = installations_in(folder);
        let Some(entries) = entries.upgrade() else {
            return;
        };
        *entries.lock().unwrap_or_else(PoisonError::into_inner) = found;
    }
}

/// The installations beside each other in a folder: every folder with a show in it.
fn installations_in(folder: &Path) -> Vec<LibraryEntry> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let shows = entries.filter_map(Result::ok).map(|entry| entry.path());
    let mut library: Vec<LibraryEntry> = shows
        .filter(|path| path.join("show.toml").is_file())
        .map(|path| entry(&path))
        .collect();
    library.sort_by(|a, b| a.folder.cmp(&b.folder));
    library
}

fn entry(folder: &Path) -> LibraryEntry {
    let name = super::folder_name(folder);
    let (title, problems) = match read_installation(folder) {
        Ok(show) => (show.name, Vec::new()),
        Err(problems) => (name.clone(), lines(&problems)),
    };
    LibraryEntry {
        folder: name,
        title,
        problems,
        running: false,
    }
}
