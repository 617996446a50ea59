//! The opening hours, playlists and set times of a gallery: a calendar and an instant in, what should be on out.
//!
//! Pure: the clock is whoever asks, and files are brought by whoever reads.

mod interval;
mod clock;
mod words;
mod chance;
mod when;
mod ics;
mod playlist;
mod calendar;
mod opening;
mod plan;
mod week;
mod drawing;
mod programme;
mod file;
mod read;
mod example;
mod follower;

#[cfg(test)]
mod testing;

pub use calendar::Calendar;
pub use drawing::week_svg;
pub use file::calendar_schema;
pub use follower::{Action, Follower, Seen};
pub use jiff;
pub use plan::Plan;
pub use read::{Beside, CALENDAR_FILE, CheckedCalendar};
pub use week::{Day, Stretch, Week};
