//! Latents in, pictures out: the networks that paint, and the thread that always paints the newest.
//!
//! [`open`] gives a [`Generator`] for a show's model; what is inside (burn's types, the CPU's fused
//! layers, the checkpoint's tensors) stays inside. [`Painter`] runs generators on a thread of its own.

mod error;
mod quiet;
mod checkpoint;
mod edges;
mod enlarge;
mod noise;
mod light;
mod latent;
mod generator;
mod device;
mod on_burn;
mod dense;
mod mapping;
mod modulation;
mod fused;
mod field_gan;
mod stylegan2;
mod test_pattern;
mod open;
mod layers;
mod painter;
mod cost;

pub use cost::{LayerTime, layer_times};
pub use error::{Found, Misfit, OpenError, PaintError};
pub use generator::Generator;
pub use layers::paint_layers;
pub use open::{Backend, open, shipped_field_gan};
pub use painter::{Brief, Painted, Painter};
pub use quiet::{be_quiet, use_quiet_threads};

#[cfg(test)]
mod tests;
