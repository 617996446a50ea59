//! A saved file of the running installation asks for it to be read again.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use welkin_rack::Panel;
use welkin_values::Command;

use super::hub::Hub;

/// Editors write a file in several steps; it is read when it has been quiet this long.
const QUIET: Duration = Duration::from_millis(300);

/// Watches an installation and those beside it for saved TOML files, until the result is dropped.
pub(super) fn watch(installation: &Path, hub: Arc<Hub>) -> notify::Result<RecommendedWatcher> {
    let (sender, events) = channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        // The thread that reads ends with the program; nobody else minds.
        if let Ok(event) = event
            && is_saved_text(&event)
        {
            let _ended = sender.send(());
        }
    })?;
    for folder in beside(installation) {
        watcher.watch(&folder, RecursiveMode::NonRecursive)?;
    }
    let settle = move || {
        while events.recv().is_ok() {
            while let Ok(()) = events.recv_timeout(QUIET) {}
            // Where too many wait already, the next saving is noticed.
            drop(hub.ask("a saved file", Command::Reload));
            if let Err(RecvTimeoutError::Disconnected) = events.recv_timeout(Duration::ZERO) {
                return;
            }
        }
    };
    std::thread::Builder::new()
        .name("watch".into())
        .spawn(settle)
        .map_err(notify::Error::io)?;
    Ok(watcher)
}

/// The installation, and the others in the folder it lies in.
fn beside(installation: &Path) -> Vec<PathBuf> {
    let parent = installation
        .parent()
        .and_then(|parent| std::fs::read_dir(parent).ok());
    let siblings = parent
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .map(|entry| entry.path());
    let mut folders: Vec<PathBuf> = siblings
        .filter(|path| path.join("show.toml").is_file() && path != installation)
        .collect();
    folders.push(installation.into());
    folders
}

fn is_saved_text(event: &Event) -> bool {
    let written = matches!(event.kind, EventKind::Create(_) | EventKind::Modify(_));
    written
        && event
            .paths
            .iter()
            .any(|path| path.extension().is_some_and(|end| end == "toml"))
}
