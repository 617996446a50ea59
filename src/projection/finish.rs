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

/// Three even numbers between −½ and ½, both excluded, so that black stays black.
///
/// Blue noise by arithmetic: the lattice of the plastic number (Roberts, 2018) on all 32 bits, folded so that it has no
/// jump, moved by the golden section from frame to frame. Neighbours differ as much as they can: the mean of any 8 × 8
/// pixels is within 0.003 of nothing (white noise: 0.15), so what is lost between two steps is found within a few pixels,
/// and a pixel's own mean within a few frames. The channels lie a third apart, so that greys stir less than colours.
pub fn noise(x: u32, y: u32, frame: u32) -> Vec3 {
    let place = x
        .wrapping_mul(0xC13F_A9A9)
        .wrapping_add(y.wrapping_mul(0x91E1_0DA6))
        .wrapping_add(frame.wrapping_mul(0x9E37_79B9));
    let part = |offset: u32| {
        let bits = place.wrapping_add(offset) >> 16;
        let folded = if bits < 32_768 {
            2 * bits
        } else {
            131_071 - 2 * bits
        };
        (folded as f32 + 0.5) / 65_536.0 - 0.5
    };
    Vec3::new(part(0), part(0x5555_5555), part(0xAAAA_AAAA))
}

#[cfg(test)]
mod tests;
