//! `welkin keep`: an installation, begun again whenever it ends.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, bail};
use welkin_keeper::{Kept, Settings, default_state_folder, keep, own_program};

use super::venue;

/// Arguments of `welkin keep`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The installation's folder.
    installation: PathBuf,
    /// A venue: a file, or the name of a shipped one. Without it the installation's own, or a window.
    #[arg(long, value_name = "FILE")]
    venue: Option<PathBuf>,
    /// The page's port; 0 takes any free one. Without it, the venue's.
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// Where the place of the show is kept, and what the next keeper needs to know. One folder for each show that is kept.
    #[arg(long, value_name = "FOLDER")]
    state: Option<PathBuf>,
    /// Begin the same installation again and again, however often it ends.
    #[arg(long)]
    never_fall_back: bool,
    /// More arguments of `welkin run`, after `--`.
    #[arg(last = true, value_name = "ARGUMENTS OF RUN")]
    more: Vec<OsString>,
}

/// Keeps the installation running until somebody ends it.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    // Wrong files are no reason to keep nothing: the show says what is wrong with them, and the calm one is shown.
    let port = arguments.port.unwrap_or_else(|| {
        venue::choose(
            arguments.venue.as_deref(),
            &arguments.installation,
            venue::Purpose::Window,
        )
        .map_or(DEFAULT_PORT, |venue| venue.preview.port)
    });
    let state = arguments.state.unwrap_or_else(default_state_folder);
    let mut settings = Settings::new(own_program(), arguments.installation, port, state);
    let records = settings.state_folder.join("records");
    let records = ["--records".into(), records.into_os_string()];
    settings.arguments.extend(records);
    if let Some(venue) = arguments.venue {
        settings.arguments.extend(["--venue".into(), venue.into()]);
    }
    settings.arguments.extend(arguments.more);
    if arguments.never_fall_back {
        settings.patience.quick_ends = 0;
        settings.patience.quick_end = Duration::ZERO;
    }
    match keep(settings)? {
        Kept::Ended => Ok(()),
        // Not 0, so that systemd begins the next keeper.
        Kept::Left => bail!("the keeper has left; the show goes on"),
    }
}

/// The page's port where no venue can be read.
const DEFAULT_PORT: u16 = 7400;
