//! Latents in, pictures out: the networks that paint, and the thread that always paints the newest.
//!
//! [`open`] gives a [`Generator`] for a show's model; what is inside (burn's types, the CPU's fused
//! layers, the checkpoint's tensors) stays inside. [`Painter`] runs generators on a thread of its own.

mod error;
mod quiet;
mod memory;
mod checkpoint;
mod edges;
mod enlarge;
mod noise;
mod readback;
mod light;
mod latent;
mod lending;
mod slide;
mod generator;
mod layers;
mod backend;
mod device;
mod inside;
mod turns;
mod darkroom;
mod develop;
mod on_burn;
mod given;
mod brought;
mod laid;
mod lay;
mod painting;
mod dense;
mod mapping;
mod modulation;
mod fused;
mod field_gan;
mod test_pattern;
mod sturdy;
mod beside;
mod blending;
mod governor;
mod governed;
mod open;
mod dreamer;
mod painter;
mod cost;
mod peak;
mod timing;

pub use backend::Backend;
pub use brought::Brought;
pub use cost::{LayerTime, layer_times};
pub use device::{SharedDevice, share_device, take_back_device};
pub use dreamer::{CENTRES, Dream, DreamManner, Dreamer, NoiseChoice};
pub use error::{OpenError, PaintError};
pub use generator::Generator;
pub use given::read_given;
pub use laid::Image;
pub use lay::{Estimate, estimate};
pub use layers::paint_layers;
pub use open::{open, shipped_field_gan};
pub use painter::{Brief, Painted, Painter};
pub use quiet::{be_quiet, use_quiet_threads};
pub use readback::readbacks;
pub use slide::{GpuPicture, Slide};
pub use timing::{Timed, peak_multiplies_per_sec, time_pictures};
pub use welkin_compute::Precision;
pub use welkin_networks::{Given, Size};

#[cfg(test)]
mod tests;
