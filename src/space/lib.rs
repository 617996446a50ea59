//! Where sound is: places and how they move, ambisonics, loudspeakers around people, and the field they make.
//!
//! Pure arithmetic: directions, spherical harmonics and gains; no sound passes through here.

mod place;
pub mod harmonics;
mod rotation;

pub use place::{Motion, Place, PlaceKey};
pub use rotation::Rotation;
