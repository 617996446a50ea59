//! Timecode that was heard → what the show's clock is asked: which rate it counts in, and when to jump, to play and to stop.

mod counted;
mod chase;
mod lead;

pub use chase::{Chase, ChaseState, Follow};
pub use counted::Counted;
pub(crate) use lead::{code_health, lead};
