//! Where controls rest: `[scene.rest]` for a whole scene, `controls` of a keyframe from its time on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::show::Control;

/// A table with a key for each control that can rest, its words and its range: said once for what is
/// read, what editors are given, and what the reading gives.
macro_rules! rest_file {
    ($($(#[doc = $words:literal])+ $name:ident: $control:ident, $least:literal to $most:literal;)+) => {
        /// Where each control of a scene rests.
        #[derive(Default, Deserialize, Serialize, JsonSchema)]
        #[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
        pub(crate) struct RestFile {
            $(
                $(#[doc = $words])+
                #[serde(skip_serializing_if = "Option::is_none")]
                #[schemars(range(min = $least, max = $most))]
                pub(crate) $name: Option<f64>,
            )+
        }

        impl RestFile {
            /// What is written, in the order of the controls.
            pub(crate) fn written(&self) -> Vec<(Control, f64)> {
                let all = [$((Control::$control, self.$name)),+];
                all.into_iter()
                    .filter_map(|(control, rest)| Some((control, rest?)))
                    .collect()
            }
        }
    };
}

rest_file! {
    /// Multiplies the walk's speed; 1 where nothing is written.
    walk_speed: WalkSpeed, 0 to 20;
    /// Pushes the local latents; 0 where nothing is written.
    push: Push, -20 to 20;
    /// Pushes the global latent; 0 where nothing is written.
    sway: Sway, -20 to 20;
    /// Truncation; 1 where nothing is written, less is calmer and more alike.
    truncation: Truncation, 0 to 2;
    /// Strength of the noise; 1 where nothing is written.
    noise: Noise, 0 to 4;
    /// Brightness; 1 where nothing is written.
    brightness: Brightness, 0 to 4;
    /// Hue in turns around the colour wheel; 0 where nothing is written.
    hue: Hue, -1 to 1;
    /// Saturation; 1 where nothing is written, 0 is grey.
    saturation: Saturation, 0 to 4;
    /// Zoom; 1 where nothing is written.
    zoom: Zoom, 0.1 to 10;
    /// Rotation of the surroundings in turns; 0 where nothing is written.
    rotation: Rotation, -1 to 1;
    /// How much of the next scene in the list is mixed in; 0 where nothing is written.
    scene_mix: SceneMix, 0 to 1;
    /// Light in the directions that sound comes from; 0 where nothing is written.
    glow: Glow, 0 to 4;
    /// How much the second world takes the place of the first; 0 where nothing is written.
    second: Second, 0 to 1;
    /// How far to go along the first direction found in the model, in standard deviations; 0 where nothing is written.
    along1: Along1, -8 to 8;
    /// How far to go along the second direction found in the model; 0 where nothing is written.
    along2: Along2, -8 to 8;
    /// How far to go along the third direction found in the model; 0 where nothing is written.
    along3: Along3, -8 to 8;
    /// How far to go along the fourth direction found in the model; 0 where nothing is written.
    along4: Along4, -8 to 8;
    /// How far to go along the fifth direction found in the model; 0 where nothing is written.
    along5: Along5, -8 to 8;
    /// How far to go along the sixth direction found in the model; 0 where nothing is written.
    along6: Along6, -8 to 8;
    /// How far to go along the seventh direction found in the model; 0 where nothing is written.
    along7: Along7, -8 to 8;
    /// How far to go along the eighth direction found in the model; 0 where nothing is written.
    along8: Along8, -8 to 8;
    /// Multiplies the truncation in the coarse layers, which make shapes; 1 where nothing is written.
    truncation_coarse: TruncationCoarse, 0 to 2;
    /// Multiplies the truncation in the middle layers; 1 where nothing is written.
    truncation_middle: TruncationMiddle, 0 to 2;
    /// Multiplies the truncation in the fine layers, which make colours; 1 where nothing is written.
    truncation_fine: TruncationFine, 0 to 2;
    /// Multiplies the noise in the coarse layers; 1 where nothing is written.
    noise_coarse: NoiseCoarse, 0 to 4;
    /// Multiplies the noise in the middle layers; 1 where nothing is written.
    noise_middle: NoiseMiddle, 0 to 4;
    /// Multiplies the noise in the fine layers; 1 where nothing is written.
    noise_fine: NoiseFine, 0 to 4;
    /// Moves the picture of StyleGAN3 to the right, in its widths; 0 where nothing is written.
    view_right: ViewRight, -4 to 4;
    /// Moves the picture of StyleGAN3 down, in its heights; 0 where nothing is written.
    view_down: ViewDown, -4 to 4;
    /// Turns the picture of StyleGAN3 clockwise, in turns; 0 where nothing is written.
    view_turn: ViewTurn, -1 to 1;
    /// Makes the picture of StyleGAN3 larger; 1 where nothing is written.
    view_zoom: ViewZoom, 0.2 to 5;
    /// How far the first bend goes; 0 where nothing is written, 1 is as the bend says.
    bend1: Bend1, -4 to 4;
    /// How far the second bend goes; 0 where nothing is written, 1 is as the bend says.
    bend2: Bend2, -4 to 4;
    /// How far the third bend goes; 0 where nothing is written, 1 is as the bend says.
    bend3: Bend3, -4 to 4;
    /// How far the fourth bend goes; 0 where nothing is written, 1 is as the bend says.
    bend4: Bend4, -4 to 4;
    /// Goes through the scene's classes: 0 is the first, 1 the second, between them both are mixed; 0 where nothing is
    /// written.
    class: Class, 0 to 63;
    /// Towards which of the model's centres it is truncated: 1 is the first; 0, the mean, where nothing is written.
    centre: Centre, 0 to 16;
    /// How much of the model's second checkpoint rules; 1 where nothing is written.
    blend: Blend, 0 to 1;
}
