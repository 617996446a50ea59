//! From linear light to what an output stores.

use glam::Vec3;
use welkin_values::Picture;

/// How an output's numbers stand for light.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Linear light as it is, for float targets.
    Linear,
    /// Linear light, which the target's format encodes to sRGB by itself.
    ByTarget,
    /// Encoded to sRGB here.
    #[default]
    Srgb,
}

/// The last step of every pixel: encoding, and noise that hides the steps of few bits.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Finish {
    /// How the output stores light.
    pub encoding: Encoding,
    /// Width of the noise in encoded units: 1/255 for eight bits, 0 for none.
    pub dither: f32,
    /// Frame number: the same number, the same noise.
    pub frame: u32,
}

impl Finish {
    /// The stored value of one pixel, 0 to 1 per channel; for [`Encoding::ByTarget`] still in linear light.
    pub fn apply(&self, linear: Vec3, x: u32, y: u32) -> Vec3 {
        if self.encoding == Encoding::Linear {
            return linear;
        }
        let linear = linear.clamp(Vec3::ZERO, Vec3::ONE);
        if self.encoding == Encoding::ByTarget && self.dither == 0.0 {
            return linear;
        }
        let noise = noise(x, y, self.frame) * self.dither;
        let encoded = linear.map(Picture::srgb_from_linear) + noise;
        let encoded = encoded.clamp(Vec3::ZERO, Vec3::ONE);
        if self.encoding == Encoding::ByTarget {
            return encoded.map(Picture::linear_from_srgb);
        }
        encoded
    }
}

/// Three independent numbers between −½ and ½, both excluded, so that black stays black.
fn noise(x: u32, y: u32, frame: u32) -> Vec3 {
    let mut bits = x
        .wrapping_mul(0x9E37_79B1)
        .wrapping_add(y.wrapping_mul(0x85EB_CA77))
        .wrapping_add(frame.wrapping_mul(0xC2B2_AE3D));
    bits = (bits ^ (bits >> 16)).wrapping_mul(0x7FEB_352D);
    bits = (bits ^ (bits >> 15)).wrapping_mul(0x846C_A68B);
    bits ^= bits >> 16;
    let part = |shift: u32| ((bits >> shift & 1023) as f32 + 0.5) / 1024.0 - 0.5;
    Vec3::new(part(0), part(10), part(20))
}

#[cfg(test)]
mod tests;
