//! The colour stage of one output: linear light → the signal that its projector or screen is sent.

use glam::Vec3;
use welkin_values::Picture;

use crate::cube_lut::CubeLut;

/// How light becomes a signal.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Curve {
    /// IEC 61966-2-1, what screens expect.
    #[default]
    Srgb,
    /// A power: light = signal^gamma.
    Gamma(f32),
}

/// What is done to an output's light after everything else and before it is dithered.
#[derive(Clone, Debug, PartialEq)]
pub struct Colour {
    /// Multiplies linear red, green and blue, 0 to 4: matches projectors to each other.
    pub gain: [f32; 3],
    /// From light to signal.
    pub curve: Curve,
    /// A measured table from the signal to the one that is sent.
    pub lut: Option<CubeLut>,
}

impl Default for Colour {
    fn default() -> Self {
        Self {
            gain: [1.0; 3],
            curve: Curve::Srgb,
            lut: None,
        }
    }
}

impl Curve {
    /// The signal, 0 to 1, for light from 0 to 1.
    pub fn signal(self, light: f32) -> f32 {
        match self {
            Self::Srgb => Picture::srgb_from_linear(light),
            Self::Gamma(gamma) => light.powf(1.0 / sane(gamma)),
        }
    }

    /// The power that light is of the signal, as it is used: finite, 0.1 to 10; about 2.2 for the curve of sRGB.
    pub fn gamma(self) -> f32 {
        match self {
            Self::Srgb => 2.2,
            Self::Gamma(gamma) => sane(gamma),
        }
    }

    /// The light, 0 to 1, of a signal from 0 to 1: the inverse of [`Self::signal`].
    pub fn light(self, signal: f32) -> f32 {
        match self {
            Self::Srgb => Picture::linear_from_srgb(signal),
            Self::Gamma(gamma) => signal.powf(sane(gamma)),
        }
    }
}

impl Colour {
    /// The signal for one pixel's linear light, 0 to 1 per channel, whatever comes in.
    pub fn signal(&self, linear: Vec3) -> Vec3 {
        let gained = linear * Vec3::from(self.gains());
        let signal = in_range(gained).map(|light| self.curve.signal(light));
        match &self.lut {
            Some(lut) => in_range(lut.apply(signal)),
            None => signal,
        }
    }

    /// The gains as they are used: finite, 0 to 4.
    pub fn gains(&self) -> [f32; 3] {
        self.gain.map(gain)
    }

    /// Whether it does nothing but encode to sRGB, as an output without a colour stage does.
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }
}

/// From 0 to 1; nothing for what is not a number.
fn in_range(rgb: Vec3) -> Vec3 {
    rgb.map(|value| if value > 0.0 { value.min(1.0) } else { 0.0 })
}

fn gain(gain: f32) -> f32 {
    if gain.is_finite() {
        gain.clamp(0.0, 4.0)
    } else {
        1.0
    }
}

fn sane(gamma: f32) -> f32 {
    if gamma.is_finite() {
        gamma.clamp(0.1, 10.0)
    } else {
        2.2
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Finish;

    #[test]
    fn without_settings_it_is_what_outputs_store() {
        for step in 0..=1000 {
            let light = Vec3::new(step as f32 / 1000.0, 0.3, 1.2);
            assert_eq!(
                Colour::default().signal(light),
                Finish::default().apply(light, 0, 0)
            );
        }
        assert!(Colour::default().is_plain());
    }

    #[test]
    fn gain_counts_in_light_and_the_table_in_signals() {
        let halved = Colour {
            gain: [0.5, 1.0, 1.0],
            ..Colour::default()
        };
        let signal = halved.signal(Vec3::splat(0.8));
        assert!((Picture::linear_from_srgb(signal.x) - 0.4).abs() < 1e-5);
        assert!((Picture::linear_from_srgb(signal.y) - 0.8).abs() < 1e-5);
        let inverted = Colour {
            curve: Curve::Gamma(2.0),
            lut: Some(CubeLut::filled(2, |rgb| 1.0 - rgb)),
            ..Colour::default()
        };
        assert!(
            (inverted.signal(Vec3::splat(0.25)) - 0.5)
                .abs()
                .max_element()
                < 1e-6
        );
        assert!(
            (inverted.signal(Vec3::splat(0.01)) - 0.9)
                .abs()
                .max_element()
                < 1e-6
        );
    }

    #[test]
    fn curves_go_there_and_back_and_nonsense_stays_in_range() {
        for curve in [
            Curve::Srgb,
            Curve::Gamma(1.0),
            Curve::Gamma(2.4),
            Curve::Gamma(f32::NAN),
        ] {
            for step in 0..=100 {
                let light = step as f32 / 100.0;
                assert!(
                    (curve.light(curve.signal(light)) - light).abs() < 1e-5,
                    "{curve:?} {light}"
                );
            }
        }
        for bad in [f32::NAN, f32::INFINITY, -1.0, 1e30] {
            let colour = Colour {
                gain: [bad, 1.0, bad],
                curve: Curve::Gamma(bad),
                lut: Some(CubeLut::filled(2, |rgb| rgb * 9.0 - 4.0)),
            };
            let signal = colour.signal(Vec3::new(bad, 0.5, bad));
            assert!(
                signal.min_element() >= 0.0 && signal.max_element() <= 1.0,
                "{bad} {signal}"
            );
        }
    }
}
