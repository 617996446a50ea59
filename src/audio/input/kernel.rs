//! Sound between samples: a sinc under a Kaiser window, from a table.

use std::f64::consts::PI;

/// Zero crossings on each side.
pub(super) const CROSSINGS: usize = 24;

/// Steps of the table from one zero crossing to the next; between them it is a straight line (error under −100 dB).
const STEPS: usize = 512;

/// Shape of the window: side lobes under −90 dB.
const BETA: f64 = 9.0;

/// What is kept of the band up to half of the slower rate.
const KEPT: f64 = 0.94;

/// The weights of samples by their distance.
pub(super) struct Kernel {
    table: Vec<f32>,
    /// Zero crossings per sample, at most [`KEPT`].
    cutoff: f64,
}

impl Kernel {
    /// For resampling by so many samples in for each one out.
    pub(super) fn new(in_per_out: f64) -> Self {
        let at = |n: usize| {
            let x = n as f64 / STEPS as f64;
            let share = x / CROSSINGS as f64;
            let sinc = if n == 0 {
                1.0
            } else {
                (PI * x).sin() / (PI * x)
            };
            let window = bessel(BETA * (1.0 - share * share).max(0.0).sqrt()) / bessel(BETA);
            (sinc * window) as f32
        };
        Self {
            table: (0..=CROSSINGS * STEPS).map(at).collect(),
            cutoff: KEPT / in_per_out.max(1.0),
        }
    }

    /// Samples on each side that count.
    pub(super) fn reach(&self) -> usize {
        (CROSSINGS as f64 / self.cutoff).ceil() as usize
    }

    /// The weight of a sample so far away, in samples.
    pub(super) fn weight(&self, distance: f64) -> f32 {
        let place = distance.abs() * self.cutoff * STEPS as f64;
        let index = place as usize;
        let Some([near, far]) = self.table.get(index..index + 2) else {
            return 0.0;
        };
        let share = (place - index as f64) as f32;
        self.cutoff as f32 * (near + share * (far - near))
    }
}

/// The modified Bessel function of order zero, by its series.
fn bessel(x: f64) -> f64 {
    let mut term = 1.0;
    let mut sum = 1.0;
    for n in 1..40 {
        term *= (x / 2.0 / f64::from(n)).powi(2);
        sum += term;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How loud a tone is between samples, and how wrong, against the truth.
    fn through(cycles_per_sample: f64, in_per_out: f64) -> (f64, f64) {
        let kernel = Kernel::new(in_per_out);
        let reach = kernel.reach() as i64;
        let tone = |place: f64| (2.0 * PI * cycles_per_sample * place).sin();
        let (mut power, mut wrong, mut truth) = (0.0, 0.0, 0.0);
        for n in 0..500 {
            let place = 1000.0 + f64::from(n) * 0.7321;
            let middle = place.floor() as i64;
            let heard: f64 = (middle - reach..=middle + reach + 1)
                .map(|k| f64::from(kernel.weight(place - k as f64)) * tone(k as f64))
                .sum();
            power += heard * heard;
            truth += tone(place).powi(2);
            wrong += (heard - tone(place)).powi(2);
        }
        (
            10.0 * f64::log10(power / truth),
            10.0 * f64::log10(wrong / truth),
        )
    }

    #[test]
    fn tones_in_the_band_pass_and_what_would_fold_does_not() {
        for cycles in [0.001, 0.02, 0.2, 0.4] {
            let (gain, wrong) = through(cycles, 1.0);
            assert!(
                gain.abs() < 0.01 && wrong < -70.0,
                "{cycles}: {gain} {wrong}"
            );
        }
        // From 96 kHz to 48 kHz: 18 kHz stays, 30 kHz goes.
        let (gain, wrong) = through(18.0 / 96.0, 2.0);
        assert!(gain.abs() < 0.02 && wrong < -60.0, "{gain} {wrong}");
        let (gain, _) = through(30.0 / 96.0, 2.0);
        assert!(gain < -70.0, "{gain}");
    }
}
