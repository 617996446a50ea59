//! What can be moved: by routes, by keyframes, or by where a scene lets it rest.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What can be moved.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Control {
    /// Multiplies the walk's speed: 1 rests.
    WalkSpeed,
    /// Pushes the local latents (or, without any, the global one) where the source sounds; 0 rests.
    Push,
    /// Pushes the global latent along a direction of the source's own; 0 rests.
    Sway,
    /// Truncation ψ; 1 rests.
    Truncation,
    /// Strength of the noise; 1 rests.
    Noise,
    /// Brightness; 1 rests.
    Brightness,
    /// Hue, in turns; 0 rests.
    Hue,
    /// Saturation; 1 rests.
    Saturation,
    /// Zoom; 1 rests.
    Zoom,
    /// Rotation of the surroundings in turns; 0 rests.
    Rotation,
    /// Mixes the next scene in the list into this one; 0 rests.
    SceneMix,
    /// Light where it sounds: the surface brightens in the directions that sound comes from; 0 rests.
    Glow,
    /// Turns a source around the visitor, in turns to the left; 0 rests.
    SourceAzimuth,
    /// Lifts a source, in turns: 0.25 is from the horizon to the zenith; 0 rests.
    SourceElevation,
    /// How much the scene's second world takes the place of its first; 0 rests, 1 is the second alone.
    Second,
    /// Goes along the first direction found in the model, in standard deviations; 0 rests.
    Along1,
    /// Goes along the second direction found in the model; 0 rests.
    Along2,
    /// Goes along the third direction found in the model; 0 rests.
    Along3,
    /// Goes along the fourth direction found in the model; 0 rests.
    Along4,
    /// Goes along the fifth direction found in the model; 0 rests.
    Along5,
    /// Goes along the sixth direction found in the model; 0 rests.
    Along6,
    /// Goes along the seventh direction found in the model; 0 rests.
    Along7,
    /// Goes along the eighth direction found in the model; 0 rests.
    Along8,
    /// Multiplies the truncation in the coarse third of the layers, which make shapes; 1 rests.
    TruncationCoarse,
    /// Multiplies the truncation in the middle third of the layers; 1 rests.
    TruncationMiddle,
    /// Multiplies the truncation in the fine third of the layers, which make colours; 1 rests.
    TruncationFine,
    /// Multiplies the noise in the coarse third of the layers; 1 rests.
    NoiseCoarse,
    /// Multiplies the noise in the middle third of the layers; 1 rests.
    NoiseMiddle,
    /// Multiplies the noise in the fine third of the layers; 1 rests.
    NoiseFine,
    /// Moves the picture of a network without a fixed frame (StyleGAN3) to the right, in picture widths; 0 rests.
    ViewRight,
    /// Moves its picture down, in picture heights; 0 rests.
    ViewDown,
    /// Turns its picture clockwise, in turns; 0 rests.
    ViewTurn,
    /// Makes its picture larger; 1 rests.
    ViewZoom,
    /// How far the scene's first bend goes: 0 rests and does nothing, 1 is as written.
    Bend1,
    /// How far the scene's second bend goes: 0 rests and does nothing, 1 is as written.
    Bend2,
    /// How far the scene's third bend goes: 0 rests and does nothing, 1 is as written.
    Bend3,
    /// How far the scene's fourth bend goes: 0 rests and does nothing, 1 is as written.
    Bend4,
    /// Goes through the scene's classes: 0 rests and is the first one, 1 the second, between them both are mixed.
    Class,
    /// Towards which of the model's centres it is truncated: 0 rests and is the mean of all, 1 the first centre.
    Centre,
    /// How much of the model's second checkpoint rules where it does: 1 rests and is all, 0 is none.
    Blend,
}

impl Control {
    /// Every control, in the order of their declaration.
    pub const ALL: [Self; 40] = [
        Self::WalkSpeed,
        Self::Push,
        Self::Sway,
        Self::Truncation,
        Self::Noise,
        Self::Brightness,
        Self::Hue,
        Self::Saturation,
        Self::Zoom,
        Self::Rotation,
        Self::SceneMix,
        Self::Glow,
        Self::SourceAzimuth,
        Self::SourceElevation,
        Self::Second,
        Self::Along1,
        Self::Along2,
        Self::Along3,
        Self::Along4,
        Self::Along5,
        Self::Along6,
        Self::Along7,
        Self::Along8,
        Self::TruncationCoarse,
        Self::TruncationMiddle,
        Self::TruncationFine,
        Self::NoiseCoarse,
        Self::NoiseMiddle,
        Self::NoiseFine,
        Self::ViewRight,
        Self::ViewDown,
        Self::ViewTurn,
        Self::ViewZoom,
        Self::Bend1,
        Self::Bend2,
        Self::Bend3,
        Self::Bend4,
        Self::Class,
        Self::Centre,
        Self::Blend,
    ];

    /// How far to go along each of the directions found in the model.
    pub const ALONG: [Self; 8] = [
        Self::Along1,
        Self::Along2,
        Self::Along3,
        Self::Along4,
        Self::Along5,
        Self::Along6,
        Self::Along7,
        Self::Along8,
    ];

    /// How far each of a scene's bends goes.
    pub const BENDS: [Self; 4] = [Self::Bend1, Self::Bend2, Self::Bend3, Self::Bend4];

    /// Where it rests when neither the scene nor anything heard says otherwise.
    pub fn rest(self) -> f32 {
        match self {
            Self::WalkSpeed
            | Self::Truncation
            | Self::Noise
            | Self::Brightness
            | Self::Saturation
            | Self::Zoom
            | Self::TruncationCoarse
            | Self::TruncationMiddle
            | Self::TruncationFine
            | Self::NoiseCoarse
            | Self::NoiseMiddle
            | Self::NoiseFine
            | Self::ViewZoom
            | Self::Blend => 1.0,
            _ => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_all() {
        let words = crate::show_schema()["properties"]["scene"]["items"]["properties"]["route"]
            ["items"]["properties"]["control"]["oneOf"]
            .as_array()
            .map_or(0, Vec::len);
        assert_eq!(Control::ALL.len(), words);
        for (index, control) in Control::ALL.into_iter().enumerate() {
            assert_eq!(control as usize, index);
        }
    }
}
