//! Light on a GPU, in bare wgpu: settings and pictures in, one output's pixels out.
//!
//! The same pass serves bevy's windows, a headset's eyes and films without a window; it needs a device, not an
//! engine. What it draws is what [`welkin_projection::plain`] draws.

mod gpu;
mod tables;
mod uniform;
mod slots;
mod pass;
mod offscreen;
mod bare;
mod guarding;
mod spots;
mod plain_light;

pub use bare::BarePass;
pub use gpu::{Gpu, NoGpu};
pub use guarding::Guarding;
pub use offscreen::{Offscreen, OffscreenError};
pub use pass::{LightPass, Target, encoding_for};
pub use plain_light::PlainLight;
pub use slots::{PictureRefused, PictureSlots};
pub use spots::Spots;
pub use welkin_projection::{DeckLight, Encoding, Eye, Finish, Lens, LightSettings, OutputTables};

#[cfg(test)]
mod tests;
