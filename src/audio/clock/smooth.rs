//! Makes an even clock of a device's uneven timestamps: a delay-locked loop of second order.
//!
//! Formulas from F. Adriaensen, "Using a DLL to filter time" (Linux Audio Conference, 2005).

use std::f64::consts::{SQRT_2, TAU};

use super::{Line, SAMPLE_SECS};

/// How fast the loop follows at first, Hz, so that it settles soon.
const BANDWIDTH_FIRST_HZ: f64 = 1.0;

/// How fast it follows then, Hz: jitter of single callbacks vanishes, drift of the device does not.
const BANDWIDTH_HZ: f64 = 0.1;

/// After so many seconds it follows slowly.
const SETTLING_SECS: f64 = 5.0;

/// A timestamp further off than this is a jump (an underrun, another device), not jitter.
const JUMP_SECS: f64 = 0.05;

/// No device's rate is further from what it says.
const MAX_DRIFT: f64 = 0.005;

/// The loop's memory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Smooth {
    line: Option<Line>,
    settled_secs: f64,
}

impl Smooth {
    /// Takes the time at which `sample` reaches the ear, as measured; returns the even line.
    pub(crate) fn follow(&mut self, sample: f64, secs: f64) -> Line {
        let fresh = Line {
            sample,
            secs,
            sample_secs: SAMPLE_SECS,
        };
        let Some(before) = self.line else {
            self.line = Some(fresh);
            return fresh;
        };
        let samples = sample - before.sample;
        if samples <= 0.0 {
            return before;
        }
        let step_secs = samples * before.sample_secs;
        let expected = before.secs + step_secs;
        let error = secs - expected;
        if error.abs() > JUMP_SECS {
            self.settled_secs = 0.0;
            self.line = Some(fresh);
            return fresh;
        }
        let is_settling = self.settled_secs < SETTLING_SECS;
        self.settled_secs += step_secs;
        let bandwidth_hz = if is_settling {
            BANDWIDTH_FIRST_HZ
        } else {
            BANDWIDTH_HZ
        };
        // Above a quarter turn per step the loop would overshoot.
        let omega = (TAU * bandwidth_hz * step_secs).min(0.5);
        let sample_secs = before.sample_secs + omega * omega * error / samples;
        let line = Line {
            sample,
            secs: expected + SQRT_2 * omega * error,
            sample_secs: sample_secs.clamp(
                SAMPLE_SECS * (1.0 - MAX_DRIFT),
                SAMPLE_SECS * (1.0 + MAX_DRIFT),
            ),
        };
        self.line = Some(line);
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs a device with a period, a drift and jitter (a fixed pattern); returns the worst error after settling.
    fn worst_error_secs(period: f64, drift: f64, jitter_secs: f64) -> f64 {
        let mut smooth = Smooth::default();
        let mut worst: f64 = 0.0;
        for step in 0..(30.0 / (period * SAMPLE_SECS)) as u64 {
            let sample = step as f64 * period;
            let truth = sample * SAMPLE_SECS * (1.0 + drift);
            let noise = ((step * 7919) % 101) as f64 / 50.0 - 1.0;
            let line = smooth.follow(sample, truth + noise * jitter_secs);
            let secs = truth + 0.3 * period * SAMPLE_SECS;
            let true_sample = secs / (SAMPLE_SECS * (1.0 + drift));
            if truth > 20.0 {
                worst = worst.max((line.at(secs) - true_sample).abs() * SAMPLE_SECS);
            }
        }
        worst
    }

    #[test]
    fn an_even_device_is_followed_exactly() {
        assert!(worst_error_secs(512.0, 0.0, 0.0) < 1e-9);
    }

    #[test]
    fn drift_is_learnt() {
        assert!(worst_error_secs(1024.0, 200e-6, 0.0) < 20e-6);
    }

    #[test]
    fn jitter_is_smoothed() {
        // 5 ms of jitter either way becomes less than half a millisecond.
        assert!(worst_error_secs(512.0, 50e-6, 0.005) < 0.0005);
        assert!(worst_error_secs(4096.0, 50e-6, 0.005) < 0.0015);
    }

    #[test]
    fn a_jump_is_followed_at_once() {
        let mut smooth = Smooth::default();
        smooth.follow(0.0, 0.0);
        let line = smooth.follow(480.0, 1.0);
        assert_eq!(
            line,
            Line {
                sample: 480.0,
                secs: 1.0,
                sample_secs: SAMPLE_SECS
            }
        );
    }
}
