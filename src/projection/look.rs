//! What a [`Light`] does, worked out once per frame so that each pixel is cheap.

use glam::{Mat3, Vec3};
use welkin_values::Light;

/// Luminance of linear light with sRGB primaries (ITU-R BT.709).
pub(crate) const LUMINANCE: Vec3 = Vec3::new(0.2126, 0.7152, 0.0722);

/// When brightness goes beyond 1, light above this bends towards 1 instead of being cut off.
pub const KNEE: f32 = 0.75;

/// A [`Light`] ready for use: always finite and in range, whatever was asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// Multiplies linear light, 0 to 64.
    pub brightness: f32,
    /// Turns hues and changes saturation; keeps luminance and greys.
    pub colours: Mat3,
    /// Enlarges, 1/32 to 32.
    pub zoom: f32,
    /// Turns the surroundings counter-clockwise seen from above, radians.
    pub turn: f32,
}

impl Look {
    /// What is done for `light`. What is not a number does nothing.
    pub fn of(light: Light) -> Self {
        let rest = Light::default();
        let finite = |value: f32, rest: f32| if value.is_finite() { value } else { rest };
        let hue = finite(light.hue, rest.hue);
        let saturation = finite(light.saturation, rest.saturation).clamp(0.0, 8.0);
        Self {
            brightness: finite(light.brightness, rest.brightness).clamp(0.0, 64.0),
            colours: colours(hue, saturation),
            zoom: finite(light.zoom, rest.zoom).clamp(1.0 / 32.0, 32.0),
            turn: finite(light.rotation, rest.rotation) % std::f32::consts::TAU,
        }
    }

    /// The brightest light that can come out before the shoulder.
    pub fn peak(&self) -> f32 {
        self.brightness.max(1.0)
    }

    /// One colour in linear light, after hue, saturation and brightness; from 0 to 1 for colours that are.
    pub fn apply(&self, rgb: Vec3) -> Vec3 {
        let luminance = LUMINANCE.dot(rgb);
        let turned = within_gamut(self.colours * rgb, luminance);
        self.shoulder(turned * self.brightness)
    }

    /// The same, brighter by a factor.
    pub fn brighter(self, gain: f32) -> Self {
        Self {
            brightness: self.brightness * gain,
            ..self
        }
    }

    /// Bends light beyond the knee so that the peak becomes 1; keeps the colour. Does nothing at brightness 1.
    fn shoulder(&self, rgb: Vec3) -> Vec3 {
        let strongest = rgb.max_element();
        if strongest <= KNEE {
            return rgb;
        }
        let slope = (self.peak() - KNEE) / (1.0 - KNEE);
        let beyond = (strongest - KNEE) / (1.0 - KNEE) / slope;
        let bent = KNEE + (1.0 - KNEE) * slope * beyond / (1.0 + (slope - 1.0) * beyond);
        rgb * (bent / strongest)
    }
}

/// Takes colour away, but no luminance, until every channel is between 0 and 1.
fn within_gamut(rgb: Vec3, luminance: f32) -> Vec3 {
    let above = (rgb.max_element() - luminance).max(1e-6);
    let below = (luminance - rgb.min_element()).max(1e-6);
    let kept = ((1.0 - luminance) / above)
        .min(luminance / below)
        .clamp(0.0, 1.0);
    Vec3::splat(luminance) + (rgb - Vec3::splat(luminance)) * kept
}

/// Turns chroma around the grey axis, then moves it along that axis so that luminance stays.
fn colours(hue: f32, saturation: f32) -> Mat3 {
    if hue == 0.0 && saturation == 1.0 {
        return Mat3::IDENTITY;
    }
    let grey_of =
        |row: Vec3| Mat3::from_cols(Vec3::splat(row.x), Vec3::splat(row.y), Vec3::splat(row.z));
    let luminance = grey_of(LUMINANCE);
    let mean = grey_of(Vec3::splat(1.0 / 3.0));
    let turn = Mat3::from_axis_angle(Vec3::ONE.normalize(), hue);
    luminance + (Mat3::IDENTITY - luminance) * turn * (Mat3::IDENTITY - mean) * saturation
}

#[cfg(test)]
mod tests;
