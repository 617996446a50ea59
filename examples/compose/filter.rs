//! One filter for all: low, band and high pass at once, steady while its frequency moves.

use std::f32::consts::PI;

use crate::RATE;

/// A state-variable filter in the trapezoidal form (two integrators solved without delay).
#[derive(Default)]
pub(crate) struct Filter {
    first: f32,
    second: f32,
}

/// What a filter lets through.
pub(crate) struct Passed {
    pub(crate) low: f32,
    /// Scaled so that the band's middle keeps its level.
    pub(crate) band: f32,
    pub(crate) high: f32,
}

impl Filter {
    /// One sample; `sharpness` is Q, 0.7 for none.
    pub(crate) fn pass(&mut self, input: f32, hz: f32, sharpness: f32) -> Passed {
        let g = (PI * hz.clamp(10.0, 0.45 * RATE) / RATE).tan();
        let k = 1.0 / sharpness;
        let scale = 1.0 / (1.0 + g * (g + k));
        let band = scale * (self.first + g * (input - self.second));
        let low = self.second + g * band;
        self.first = 2.0 * band - self.first;
        self.second = 2.0 * low - self.second;
        Passed {
            low,
            band: k * band,
            high: input - k * band - low,
        }
    }
}
