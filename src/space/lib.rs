//! Where sound is: places and how they move, ambisonics, loudspeakers around people, and the field they make.
//!
//! Pure arithmetic: directions, spherical harmonics and gains; no sound passes through here.

mod place;
pub mod harmonics;
mod rotation;
pub mod weights;
pub mod designs;
mod vectors;
mod hull;
mod gaps;
mod layouts;
mod vbap;
mod eigen;
mod decoder;

pub use decoder::Decoder;
pub use gaps::{Gap, gaps, too_close};
pub use layouts::{Layout, LayoutSpeaker};
pub use place::{Motion, Place, PlaceKey};
pub use rotation::Rotation;
pub use vbap::Vbap;
pub use vectors::Vectors;
