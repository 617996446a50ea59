//! Pictures' colours on a device with red, green, blue and white of its own: linear light in, the device's linear light
//! out; and all of it folded into the one table of colours that an output has, so that lighting costs the same.
//!
//! Pictures are linear light with the primaries of sRGB and the white D65. Their white becomes the device's (Bradford's
//! adaptation, ICC.1:2022 annex E), so that white is all channels full and greys are equal channels whatever the device.
//! What it can show then comes out with the asked X, Y, Z; what it cannot is clipped, or bent by [`bent`].

use glam::{DMat3, DVec3, Mat3, Vec3};
use welkin_installation::{Chromaticity, D65, DeviceColours, Gamut, Primaries, Tone};

use crate::colour::Colour;
use crate::cube_lut::CubeLut;
use crate::look::KNEE;

/// Places along a side of the table that everything is folded into.
const SIDE: usize = 65;

/// Colours less pure than this, as a share of the device's purest of their hue and luminance, stay as they are.
pub const PURITY_KNEE: f32 = 0.8;

/// How colours are seen to adapt to a white (Lam, 1985): from X, Y, Z to the cones' answers.
const BRADFORD: DMat3 = DMat3::from_cols_array(&[
    0.8951, -0.7502, 0.0389, 0.2664, 1.7135, -0.0685, -0.1614, 0.0367, 1.0296,
]);

/// What a device makes of pictures' colours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Device {
    device_from_picture: Mat3,
    /// How much of its white's luminance each channel makes.
    luminance: Vec3,
    tone: Tone,
    gamut: Gamut,
}

impl Device {
    /// The device of some primaries and white. From numbers that are no colours: one that shows pictures as they are.
    pub fn new(colours: &DeviceColours) -> Self {
        let plain = Self {
            device_from_picture: Mat3::IDENTITY,
            luminance: Vec3::splat(1.0 / 3.0),
            tone: colours.tone,
            gamut: colours.gamut,
        };
        let pictures = xyz_from_rgb(Primaries::Srgb.chromaticities(), D65);
        let device = xyz_from_rgb(colours.primaries, colours.white);
        let exact = device.inverse() * adapted(D65, colours.white) * pictures;
        let is_sane = exact.is_finite() && device.is_finite();
        if !is_sane || exact.abs_diff_eq(DMat3::IDENTITY, 1e-6) {
            return plain;
        }
        Self {
            device_from_picture: exact.as_mat3(),
            luminance: device.row(1).as_vec3(),
            ..plain
        }
    }

    /// Whether it shows pictures as they are.
    pub fn is_plain(&self) -> bool {
        self.device_from_picture == Mat3::IDENTITY
    }

    /// The device's light, 0 to 1 per channel, for a picture's.
    pub fn light(&self, picture: Vec3) -> Vec3 {
        let picture = in_range(picture);
        if self.is_plain() {
            return picture;
        }
        let asked = self.device_from_picture * picture;
        let mixed = match self.gamut {
            Gamut::Clip => asked,
            Gamut::Compress => self.less_pure(asked, picture),
        };
        let mixed = mixed.max(Vec3::ZERO);
        in_range(match self.tone {
            Tone::Clip => mixed,
            Tone::Soft => softer(mixed, picture),
        })
    }

    /// A colour stage before which these steps are done, as one table; the same stage where there is nothing to do.
    ///
    /// The stage's own curve stays in front of the table: its places lie close where eyes see small differences.
    pub fn folded(&self, colour: Colour) -> Colour {
        if self.is_plain() {
            return colour;
        }
        let curve = colour.curve;
        let table = CubeLut::filled(SIDE, |signal| {
            colour.signal(self.light(signal.map(|signal| curve.light(signal))))
        });
        Colour {
            gain: [1.0; 3],
            curve,
            lut: Some(table),
        }
    }

    /// Bends a colour towards the grey of its luminance, so far that the picture's purest of this hue and luminance is
    /// the device's. In linear light, so that the dominant wavelength stays.
    fn less_pure(&self, asked: Vec3, picture: Vec3) -> Vec3 {
        let grey = self.luminance.dot(asked);
        if grey < 1e-9 {
            return asked;
        }
        // From grey (0) to where a channel is nothing (1): of the device, and of pictures. One line leads to both.
        let purity = |rgb: Vec3| 1.0 - rgb.min_element() / grey;
        let (on_device, in_picture) = (purity(asked), purity(picture));
        let purest = on_device / in_picture;
        if on_device <= PURITY_KNEE || in_picture <= 0.0 || purest <= 1.0 {
            return asked;
        }
        let kept = bent(on_device, PURITY_KNEE, purest) / on_device;
        Vec3::splat(grey) + (asked - grey) * kept
    }
}

/// Bends strong light of a colour, so far that the picture's strongest of this colour is the device's.
fn softer(mixed: Vec3, picture: Vec3) -> Vec3 {
    let strongest = mixed.max_element();
    let peak = strongest / picture.max_element();
    if strongest <= KNEE || peak <= 1.0 {
        return mixed;
    }
    mixed * (bent(strongest, KNEE, peak) / strongest)
}

/// The curve: as it is up to `knee`, from there bent so that `peak`, above 1, becomes 1. With x from the knee (0) to the
/// peak (1) and s = (peak − knee) / (1 − knee) it is knee + (1 − knee) · s·x / (1 + (s − 1)·x): smooth at the knee, rising
/// all the way.
pub fn bent(value: f32, knee: f32, peak: f32) -> f32 {
    if value <= knee || peak <= 1.0 {
        return value;
    }
    let slope = ((peak - knee) / (1.0 - knee)).min(1e6);
    let beyond = ((value - knee) / (1.0 - knee) / slope).min(1.0);
    knee + (1.0 - knee) * slope * beyond / (1.0 + (slope - 1.0) * beyond)
}

/// From 0 to 1; nothing for what is not a number.
fn in_range(rgb: Vec3) -> Vec3 {
    rgb.map(|value| if value > 0.0 { value.min(1.0) } else { 0.0 })
}

/// X, Y, Z with Y = 1.
fn xyz([x, y]: Chromaticity) -> DVec3 {
    DVec3::new(x / y, 1.0, (1.0 - x - y) / y)
}

/// X, Y, Z of a device's light: each primary as strong as it must be for all together to be white with Y = 1.
fn xyz_from_rgb(primaries: [Chromaticity; 3], white: Chromaticity) -> DMat3 {
    let [red, green, blue] = primaries.map(xyz);
    let directions = DMat3::from_cols(red, green, blue);
    directions * DMat3::from_diagonal(directions.inverse() * xyz(white))
}

/// Bradford's adaptation of X, Y, Z.
fn adapted(from: Chromaticity, to: Chromaticity) -> DMat3 {
    let stronger = (BRADFORD * xyz(to)) / (BRADFORD * xyz(from));
    BRADFORD.inverse() * DMat3::from_diagonal(stronger) * BRADFORD
}

#[cfg(test)]
mod tests;
