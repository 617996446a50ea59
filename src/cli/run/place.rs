//! Where the show is goes into a file every second, so that a show that was interrupted goes on there.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use welkin_keeper::Place as Written;
use welkin_rack::Panel;
use welkin_stage::Place;
use welkin_values::Moment;

use super::hub::Hub;
use crate::cli::check::tell;

const EVERY: Duration = Duration::from_secs(1);

/// Writes the place until it is dropped; then, that people ended the show.
pub(super) struct PlaceWriter {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// Where the show was, if it was there just now.
pub(super) fn read(file: Option<&Path>, installation: &Path) -> Place {
    let written = file.and_then(|file| match Written::read(file) {
        Ok(place) => place,
        Err(error) => {
            tell(&format!("{error}; the show begins at its beginning"));
            None
        }
    });
    let folder = installation.file_name().and_then(|name| name.to_str());
    let here = written.filter(|place| {
        place.is_fresh() && folder == Some(place.installation.as_str()) && place.playing
    });
    let Some(place) = here else {
        return Place::default();
    };
    tell(&format!("the show goes on at {:.1} s", place.moment_secs));
    Place {
        from: Moment::from_secs(place.moment_secs),
        scene: (!place.scene.is_empty()).then(|| place.scene.clone()),
        held: place.held.into_iter().collect(),
    }
}

/// Begins to write, where a file is named.
pub(super) fn write(file: Option<PathBuf>, hub: &Arc<Hub>) -> PlaceWriter {
    let stop = Arc::new(AtomicBool::new(false));
    let thread = file.and_then(|file| {
        let (stop, hub) = (Arc::clone(&stop), Arc::clone(hub));
        let keep = move || keep_writing(&file, &hub, &stop);
        let began = thread::Builder::new().name("place".into()).spawn(keep);
        let said =
            began.map_err(|error| tell(&format!("the place of the show is not kept: {error}")));
        said.ok()
    });
    PlaceWriter { stop, thread }
}

impl Drop for PlaceWriter {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // One that panicked has nothing left to write.
            drop(thread.join());
        }
    }
}

fn keep_writing(file: &Path, hub: &Hub, stop: &AtomicBool) {
    let mut failed = false;
    loop {
        let ends = stop.load(Ordering::Relaxed);
        if let Some(status) = hub.status() {
            let place = Written {
                ended: ends,
                ..Written::of(&status)
            };
            match place.write(file) {
                Ok(()) => failed = false,
                Err(error) if !failed => {
                    failed = true;
                    tracing::warn!(
                        "{}: {error}; if the show is interrupted, it begins at its beginning",
                        file.display()
                    );
                }
                Err(_) => {}
            }
        }
        if ends {
            return;
        }
        thread::park_timeout(EVERY);
    }
}
