//! The networks that paint, family by family, exactly as the originals compute.
//!
//! A network reads its weights from a [`Source`] (a checkpoint under the family's official names), lays them out for
//! an [`Engine`](welkin_compute::Engine), and turns what it is asked into a sheet [3, height, width], about −1 to 1.
//! It knows nothing of files, devices or shows.

mod source;
mod checkpoint;
mod seeds;
mod dense;
mod surface;
mod bend;
mod ask;
mod places;
mod memory;
mod first;
mod spectral;
mod doubled;
mod normal;
mod biggan;
mod fastgan;
mod pix2pix;
mod centres;
mod mapping;
mod modulation;
mod canvas;
mod around;
mod poles;
mod resampler;
mod colours;
mod stylegan2;
mod stylegan3;
mod family;
mod symmetric;
mod directions;
mod blended;
mod invented;

pub use ask::{Ask, Centre, Given, Network, Noise, Place, Rows, Size, Statistics, Truncation};
pub use bend::bent_channels;
pub use biggan::BigGan;
pub use blended::{Blended, shares_from};
pub use centres::centres_of_latents;
pub use dense::Dense;
pub use directions::{Direction, directions_of_latents, directions_of_weights};
pub use family::{Family, load};
pub use fastgan::FastGan;
pub use invented::Invented;
pub use pix2pix::{Pix2PixResnet, Pix2PixUnet};
pub use seeds::{Randn, truncated_normals};
pub use source::{Found, Misfit, Misfits, Numbers, Reader, Source};
pub use stylegan2::StyleGan2;
pub use stylegan3::StyleGan3;
pub use surface::Surface;

#[cfg(test)]
mod tests;
