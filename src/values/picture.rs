//! A picture in linear light.

use half::f16;

/// A picture: rows from the top, pixels from the left, red, green, blue and alpha as 16-bit floats in
/// linear light (sRGB primaries), 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `width * height` pixels.
    pub pixels: Vec<[f16; 4]>,
}

impl Picture {
    /// A picture of one colour.
    pub fn filled(width: usize, height: usize, linear_rgb: [f32; 3]) -> Self {
        let [r, g, b] = linear_rgb.map(f16::from_f32);
        Self {
            width,
            height,
            pixels: vec![[r, g, b, f16::ONE]; width * height],
        }
    }

    /// One pixel in linear light.
    pub fn pixel(&self, x: usize, y: usize) -> [f32; 3] {
        let [r, g, b, _] = self.pixels[y * self.width + x];
        [r.to_f32(), g.to_f32(), b.to_f32()]
    }

    /// The pixels as bytes, for the GPU.
    pub fn bytes(&self) -> &[u8] {
        bytemuck::cast_slice(&self.pixels)
    }
}

impl Picture {
    /// Linear light of an sRGB value, both 0 to 1.
    pub fn linear_from_srgb(encoded: f32) -> f32 {
        if encoded <= 0.040_45 {
            encoded / 12.92
        } else {
            ((encoded + 0.055) / 1.055).powf(2.4)
        }
    }

    /// The sRGB value of linear light, both 0 to 1.
    pub fn srgb_from_linear(linear: f32) -> f32 {
        if linear <= 0.003_130_8 {
            linear * 12.92
        } else {
            1.055 * linear.powf(1.0 / 2.4) - 0.055
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn light_and_back() {
        for step in 0..=255 {
            let encoded = step as f32 / 255.0;
            let back = Picture::srgb_from_linear(Picture::linear_from_srgb(encoded));
            assert!((back - encoded).abs() < 1e-5, "{encoded} {back}");
        }
    }
}
