//! How an output's colours are corrected, and what its device can show. Checked.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The place x, y of a colour in the chromaticity diagram of 1931 (CIE 15).
pub type Chromaticity = [f64; 2];

/// The white of daylight at 6504 K, which pictures have (ITU-R BT.709).
pub const D65: Chromaticity = [0.3127, 0.3290];

/// The white of daylight at 5003 K, which printers look at (ISO 3664).
pub const D50: Chromaticity = [0.3457, 0.3585];

/// How an output's colours are corrected, in this order: the device's own colours, gain, then the curve, then the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Colour {
    /// Factors for red, green and blue, in linear light, 0 to 1.
    pub gain: [f32; 3],
    /// The projector's own curve as a power; none for sRGB's.
    pub gamma: Option<f32>,
    /// A three-dimensional table, a `.cube` file (absolute path, checked to exist).
    pub lut: Option<PathBuf>,
    /// What the device makes of red, green, blue and white; none: what pictures take for granted.
    pub device: Option<DeviceColours>,
    /// Measured light of its white, candela per square metre. For people.
    pub peak_nits: Option<f32>,
    /// Measured light of its black, candela per square metre. For people.
    pub black_nits: Option<f32>,
}

impl Default for Colour {
    fn default() -> Self {
        Self {
            gain: [1.0; 3],
            gamma: None,
            lut: None,
            device: None,
            peak_nits: None,
            black_nits: None,
        }
    }
}

/// The colours of a projector or screen, and what becomes of those that it cannot show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DeviceColours {
    /// Its red, green and blue: a triangle.
    pub primaries: [Chromaticity; 3],
    /// Its white, when all three are full: within the triangle.
    pub white: Chromaticity,
    /// What becomes of light that is stronger than it can be.
    pub tone: Tone,
    /// What becomes of colours that are purer than its own.
    pub gamut: Gamut,
}

impl Default for DeviceColours {
    fn default() -> Self {
        Self {
            primaries: Primaries::Srgb.chromaticities(),
            white: D65,
            tone: Tone::Clip,
            gamut: Gamut::Clip,
        }
    }
}

/// Primaries that have a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Primaries {
    /// Of computer screens and high-definition television (ITU-R BT.709).
    Srgb,
    /// Of newer screens (SMPTE EG 432-1).
    DisplayP3,
    /// Of lasers (ITU-R BT.2020).
    Rec2020,
}

impl Primaries {
    /// Where its red, green and blue are.
    pub fn chromaticities(self) -> [Chromaticity; 3] {
        match self {
            Self::Srgb => [[0.640, 0.330], [0.300, 0.600], [0.150, 0.060]],
            Self::DisplayP3 => [[0.680, 0.320], [0.265, 0.690], [0.150, 0.060]],
            Self::Rec2020 => [[0.708, 0.292], [0.170, 0.797], [0.131, 0.046]],
        }
    }
}

/// What becomes of light that a device cannot make as strong as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// Each channel stops at its end: hues move there.
    #[default]
    Clip,
    /// Strong light bends towards the end, all channels together: hues stay, white and greys are as they are.
    Soft,
}

/// What becomes of colours that are purer than a device's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Gamut {
    /// Each channel stops at nothing: hues move there.
    #[default]
    Clip,
    /// Pure colours bend towards the grey that is as bright, so that differences between them stay, and hues.
    Compress,
}
