//! Keeps the show running: begins the program, watches its pulse, begins it again where it was, and falls back to
//! the last good installation when it cannot stay up.
//!
//! The program is a process in a session of its own, so that nothing that happens to the keeper happens to the show; a
//! keeper that starts anew finds the show by a small file and goes on keeping it. What is begun when is decided by
//! [`Policy`], which knows no clock and no process; [`keep`] wires it to both.

mod clock;
mod disk;
mod place;
mod policy;
mod pulse;
mod ask;
mod process;
mod kept;
mod service;
mod words;
mod settings;
mod keep;

pub use ask::{Answer, NoAnswer, ask};
pub use keep::{KeepError, Kept, keep};
pub use kept::{EndNote, Notes, notes_in};
pub use place::{Place, PlaceError};
pub use policy::{Beginning, End, Patience, Policy, Reason, Rung, What};
pub use settings::{PLACE_FILE, Settings, default_state_folder, own_program, working_port};
