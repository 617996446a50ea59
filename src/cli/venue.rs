//! Which venue a show is performed in: the one asked for, the installation's own, or a window.

use std::path::Path;

use anyhow::Result;
use welkin_installation::{Venue, read_venue};

use super::exit::wrong_input;

/// A venue file is never larger than this.
const MAX_BYTES: u64 = 1 << 20;

const WINDOW: &str = include_str!("../../installations/venues/window.toml");
const FILM: &str = include_str!("../../installations/venues/film.toml");

/// What a venue is for, where no file says which.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    /// A running show.
    Window,
    /// A film.
    Film,
}

/// The venue asked for, or the installation's `venue.toml`, or the shipped one for the purpose.
pub(crate) fn choose(asked: Option<&Path>, installation: &Path, purpose: Purpose) -> Result<Venue> {
    if let Some(file) = asked {
        return read(file);
    }
    let own = installation.join("venue.toml");
    // A film is a domemaster, whatever screens the installation has, unless a venue is asked for.
    match purpose {
        Purpose::Window if own.is_file() => read(&own),
        Purpose::Window => read_venue("venues/window.toml", WINDOW).map_err(wrong_input),
        Purpose::Film => read_venue("venues/film.toml", FILM).map_err(wrong_input),
    }
}

fn read(file: &Path) -> Result<Venue> {
    let cannot = |error: std::io::Error| {
        wrong_input(format!(
            "{}: the venue file cannot be read: {error}",
            file.display()
        ))
    };
    let bytes = std::fs::metadata(file).map_err(cannot)?.len();
    if bytes > MAX_BYTES {
        return Err(wrong_input(format!(
            "{}: a venue file of {bytes} bytes is not a venue",
            file.display()
        )));
    }
    let text = std::fs::read_to_string(file).map_err(cannot)?;
    read_venue(&file.display().to_string(), &text).map_err(wrong_input)
}
