//! What is kept, and how patiently.

use std::ffi::OsString;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;

use crate::policy::Patience;

/// The file in the state folder in which the program writes its [`crate::Place`].
pub const PLACE_FILE: &str = "place.json";

/// What is kept, and how patiently.
///
/// The program is begun as `PROGRAM FIRST… INSTALLATION ARGUMENTS… --port N --place FILE`, the calm one as `PROGRAM FIRST…
/// --calm ARGUMENTS… --port N --place FILE`.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The program.
    pub program: OsString,
    /// What comes before the installation: `run`.
    pub first: Vec<OsString>,
    /// The installation's folder.
    pub installation: PathBuf,
    /// What comes after it: `--venue dome`.
    pub arguments: Vec<OsString>,
    /// Where the program serves `/health`; 0 takes any free port at each beginning.
    pub port: u16,
    /// Where small files are kept: this show's place, the keeper's notes, the log. One keeper to a folder.
    pub state_folder: PathBuf,
    /// Where the show's words go; none: where the keeper's go.
    pub log: Option<PathBuf>,
    /// How patiently.
    pub patience: Patience,
}

impl Settings {
    /// Keeps an installation as `welkin run` shows it.
    pub fn new(program: OsString, installation: PathBuf, port: u16, state_folder: PathBuf) -> Self {
        Self {
            program,
            first: vec!["run".into()],
            installation,
            arguments: Vec::new(),
            port,
            // What journald takes it bounds itself, with the time of every line.
            log: std::env::var_os("JOURNAL_STREAM")
                .is_none()
                .then(|| state_folder.join("show.log")),
            state_folder,
            patience: Patience::default(),
        }
    }
}

/// The state folder that systemd gives, or the user's own.
pub fn default_state_folder() -> PathBuf {
    let folder = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|folder| folder.is_absolute())
    };
    if let Some(folder) = folder("STATE_DIRECTORY") {
        return folder;
    }
    let states = folder("XDG_STATE_HOME")
        .or_else(|| folder("HOME").map(|home| home.join(".local/state")))
        .unwrap_or_else(std::env::temp_dir);
    states.join("welkin")
}

/// The program that runs now, or what a wrapper says it is (`WELKIN_SELF`). A file that was replaced under the running
/// program is found where it was.
pub fn own_program() -> OsString {
    if let Some(named) = std::env::var_os("WELKIN_SELF") {
        return named;
    }
    let Ok(path) = std::env::current_exe() else {
        return "welkin".into();
    };
    let text = path.to_string_lossy();
    match text.strip_suffix(" (deleted)") {
        Some(before) if !path.exists() => before.into(),
        _ => path.into_os_string(),
    }
}

/// The port itself, or a free one for 0.
pub fn working_port(port: u16) -> u16 {
    if port != 0 {
        return port;
    }
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|any| any.local_addr());
    free.map_or(0, |address| address.port())
}
