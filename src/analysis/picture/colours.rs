//! Colours: dark ground, quiet letters, and a map from little to much that is as even as the eye sees.

use std::f32::consts::TAU;
use std::sync::LazyLock;

/// Red, green and blue, 0 to 255.
pub(super) type Rgb = [u8; 3];

pub(super) const GROUND: Rgb = [11, 13, 19];
pub(super) const PANEL: Rgb = [17, 20, 29];
pub(super) const GRID: Rgb = [120, 132, 158];
pub(super) const TEXT: Rgb = [228, 232, 240];
pub(super) const DIM_TEXT: Rgb = [139, 148, 168];
pub(super) const WAVE: Rgb = [70, 98, 158];
pub(super) const LEVEL: Rgb = [142, 182, 255];
pub(super) const STRENGTH: Rgb = [236, 190, 122];
pub(super) const BEAT: Rgb = [86, 208, 224];
pub(super) const ONSET: Rgb = [255, 122, 102];
pub(super) const HARMONIC: Rgb = [92, 200, 168];
pub(super) const PERCUSSIVE: Rgb = [242, 132, 116];

const STEPS: usize = 256;

/// The colour of a share from 0 to 1: from the ground through violet and orange to a warm white.
pub(super) fn heat(share: f32) -> Rgb {
    static HEAT: LazyLock<[Rgb; STEPS]> =
        LazyLock::new(|| std::array::from_fn(|step| even_heat(step as f32 / (STEPS - 1) as f32)));
    // What is no number becomes the first.
    HEAT[((share.clamp(0.0, 1.0) * (STEPS - 1) as f32).round() as usize).min(STEPS - 1)]
}

/// Lightness rises evenly in Oklab (Ottosson 2020), hue turns from blue over red to yellow, and colour is fullest in
/// the middle.
fn even_heat(share: f32) -> Rgb {
    let lightness = 0.16 + 0.81 * share;
    let hue = (0.76 + 0.54 * share.powf(1.15)) * TAU;
    let fullness = 0.02 + 0.17 * (share * (1.0 - share) * 4.0).powf(0.65) + 0.03 * share;
    srgb_from_oklab([lightness, fullness * hue.cos(), fullness * hue.sin()])
}

fn srgb_from_oklab([lightness, a, b]: [f32; 3]) -> Rgb {
    let l = (lightness + 0.396_337_78 * a + 0.215_803_76 * b).powi(3);
    let m = (lightness - 0.105_561_346 * a - 0.063_854_17 * b).powi(3);
    let s = (lightness - 0.089_484_18 * a - 1.291_485_5 * b).powi(3);
    let linear = [
        4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s,
        -1.268_438 * l + 2.609_757_4 * m - 0.341_319_4 * s,
        -0.004_196_086_3 * l - 0.703_418_6 * m + 1.707_614_7 * s,
    ];
    linear.map(|light| {
        let light = light.clamp(0.0, 1.0);
        let coded = if light <= 0.003_130_8 {
            12.92 * light
        } else {
            1.055 * light.powf(1.0 / 2.4) - 0.055
        };
        (coded * 255.0).round() as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_is_brighter() {
        let brightness = |share: f32| {
            let [r, g, b] = heat(share).map(f32::from);
            0.2126 * r + 0.7152 * g + 0.0722 * b
        };
        for step in 0..50 {
            let share = step as f32 / 50.0;
            assert!(brightness(share) < brightness(share + 0.02), "{share}");
        }
        assert_eq!(heat(f32::NAN), heat(0.0));
        assert_eq!(heat(7.0), heat(1.0));
    }
}
