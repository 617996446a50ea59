//! The visitor with a headset: a process of its own beside the show, so that neither a headset's pace nor a runtime that
//! breaks down is felt by the show.
//!
//! The show (`host`) sends pictures and how they are lit; the headset's process (`guest`) lights both eyes at the
//! headset's pace and says where the head is turned. When it ends, for whatever reason, it is begun again.

mod words;
mod host;
mod guest;
mod visit;
mod grips;
mod eyes;

pub use guest::{VisitorSettings, visit};
pub(crate) use host::{Asked, Host};
