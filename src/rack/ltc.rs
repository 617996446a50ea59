//! Linear timecode (SMPTE ST 12-1): sound in, frames with their labels out, and back.
//!
//! Eighty bits a frame, each a cell of the same length; the level flips at the end of every cell, and once more in the
//! middle of those that are 1. Forwards or backwards, at half the speed or twice, however loud, either way up.

mod frame;
mod edges;
mod bits;
mod encoder;
mod decoder;
mod listener;

pub use decoder::{LtcDecoder, LtcHeard};
pub use encoder::LtcEncoder;
pub use frame::LtcFrame;
pub use listener::{LtcFeed, LtcListener, LtcStartError};
