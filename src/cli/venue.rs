//! Which venue a show is performed in: the one asked for, the installation's own, or a shipped one.

use std::io::Read;
use std::path::Path;

use anyhow::Result;
use welkin_installation::{
    Checked, DiskFolder, LARGEST_TEXT_BYTES, SHIPPED_VENUES, VENUE_FILE, Venue, check_venue,
    check_venue_in,
};

use super::exit::wrong_input;

/// What a venue is for, where no file says which.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    /// A running show.
    Window,
    /// A film.
    Film,
}

/// The venue asked for (a file, or a shipped one's name), or the installation's own, or the shipped one for
/// the purpose.
pub(crate) fn choose(asked: Option<&Path>, installation: &Path, purpose: Purpose) -> Result<Venue> {
    let checked = check(asked, installation, purpose)?;
    checked.into_result().map_err(wrong_input)
}

/// The same venue, and everything there is to say about its file.
pub(crate) fn check(
    asked: Option<&Path>,
    installation: &Path,
    purpose: Purpose,
) -> Result<Checked<Venue>> {
    if let Some(asked) = asked {
        let name = asked.to_string_lossy();
        return if asked.exists() {
            read(asked)
        } else {
            shipped(&name).map_or_else(|| read(asked), Ok)
        };
    }
    let own = installation.join(VENUE_FILE);
    // A film is a domemaster, whatever screens the installation has, unless a venue is asked for.
    let name = match purpose {
        Purpose::Window if own.is_file() => return read(&own),
        Purpose::Window => "window",
        Purpose::Film => "film",
    };
    shipped(name).ok_or_else(|| wrong_input(format!("no venue \"{name}\" is shipped")))
}

fn shipped(name: &str) -> Option<Checked<Venue>> {
    let (_, text) = SHIPPED_VENUES
        .iter()
        .find(|(shipped, _)| *shipped == name)?;
    Some(check_venue(&format!("{name}.toml"), text))
}

fn read(file: &Path) -> Result<Checked<Venue>> {
    let name = file.display();
    let cannot = |error: std::io::Error| {
        let names: Vec<&str> = SHIPPED_VENUES.iter().map(|(name, _)| *name).collect();
        wrong_input(format!(
            "{name}: the venue file cannot be read: {error}; shipped venues are {}",
            names.join(", ")
        ))
    };
    let mut text = String::new();
    let most = LARGEST_TEXT_BYTES as u64;
    let opened = std::fs::File::open(file).map_err(cannot)?;
    opened
        .take(most + 1)
        .read_to_string(&mut text)
        .map_err(cannot)?;
    if text.len() as u64 > most {
        return Err(wrong_input(format!(
            "{name}: more than {most} bytes are no venue file"
        )));
    }
    let beside = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    Ok(check_venue_in(
        &DiskFolder::new(beside),
        &name.to_string(),
        &text,
    ))
}
