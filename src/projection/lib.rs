//! Output pixels to directions and back, directions to places in a picture and back, and what is done to
//! the light on its way.
//!
//! Everything here is arithmetic. The shader `assets/shaders/light.wgsl` does the same on a GPU; [`plain`]
//! does it slowly and readably, is what the shader is tested against, and lights films where there is no GPU.
//!
//! Two spaces meet here, both right-handed with x to the right, y up and −z to the front. *Dome space* leans
//! with the dome: y is the dome's own zenith. *Room space* stands upright: y is against gravity. They differ
//! by the dome's tilt only. A pixel place counts from the upper left corner of the frame; the first pixel's
//! centre is (0.5, 0.5).

pub mod map;
pub mod projector;

mod cover;
mod finish;
mod glow;
mod hit;
mod lens;
mod look;
mod surface;
pub mod guard;
pub mod cube_lut;
pub mod colour;
pub mod device;
pub mod lift;
mod tables;
mod settings;
pub mod plain;
pub mod pattern;
pub mod nudge;
pub mod solve;
pub mod gray_code;

pub mod cube_map;
pub mod screen;
pub mod beam;
pub mod blend;
pub mod bake;
pub mod plan;
pub mod daylight;
pub mod warped;
mod written;
pub mod exchange;
pub mod calibrate;

pub use cover::{SPRING_FADE, Tap, Taps, aspect_of, place_of, shade_of, taps_at, taps_in_picture};
pub use finish::{Encoding, Finish, noise};
pub use glow::Glow;
pub use hit::hit_sphere;
pub use lens::{
    BakedLens, DomemasterLens, EquirectangularLens, Eye, FrustumLens, Lens, PictureLens,
};
pub use look::{KNEE, Look};
pub use map::OutputMap;
pub use projector::{Optics, Projector, Ray};
pub use settings::{DeckLight, HOUSE_LIGHT, LightSettings};
pub use surface::{coverage_of, dome_from_room, tilt_of};
pub use tables::OutputTables;
