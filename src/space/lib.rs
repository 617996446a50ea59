//! Where sound is: places and how they move, ambisonics, loudspeakers around people, and the field they make.
//!
//! Pure arithmetic: directions, spherical harmonics and gains; no sound passes through here.

mod place;
pub mod harmonics;
mod bed;
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
mod sound_field;

pub use bed::{NotABed, bed_order};
pub use decoder::Decoder;
pub use gaps::{Gap, gaps, too_close};
pub use layouts::{Layout, LayoutSpeaker};
pub use place::{Motion, Place, PlaceKey};
pub use rotation::Rotation;
pub use sound_field::{
    BLOCKS, BandField, FIELD_BANDS, FIELD_EDGES_HZ, FieldMap, GPU_ORDER, GpuField, SoundField,
};
pub use vbap::Vbap;
pub use vectors::Vectors;
