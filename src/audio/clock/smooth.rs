//! Makes an even clock of a device's uneven timestamps: a delay-locked loop of second order, that knows a late
//! callback from a step.
//!
//! Formulas from F. Adriaensen, "Using a DLL to filter time" (Linux Audio Conference, 2005).

#[cfg(test)]
mod tests;

use std::f64::consts::{SQRT_2, TAU};

/// How fast the loop follows at first, Hz, so that it settles soon.
const BANDWIDTH_FIRST_HZ: f64 = 1.0;

/// How fast it follows then, Hz: jitter of single callbacks vanishes, drift of the device does not.
const BANDWIDTH_HZ: f64 = 0.1;

/// After so many seconds it follows slowly.
const SETTLING_SECS: f64 = 5.0;

/// A timestamp further off than this is a late callback, or a step if it stays so.
const FAR_SECS: f64 = 0.012;

/// What stays far off on one side for so many callbacks and so long a time is a step: an underrun, or a device that
/// buffers more or less than before.
const STEP_AFTER: (u32, f64) = (5, 0.1);

/// A clock that stood still for longer than this begins anew, seconds.
const MOST_SECS: f64 = 5.0;

/// No device's rate is further from what it says.
const MAX_DRIFT: f64 = 0.005;

/// The loop's memory.
#[derive(Clone, Debug)]
pub(crate) struct Smooth {
    nominal_secs: f64,
    last: Option<Beat>,
    settled_secs: f64,
    far: Far,
}

/// When a frame of the device is heard, or was recorded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Beat {
    /// Frames of the device, counted from any beginning.
    pub(crate) frame: f64,
    /// Seconds on the clock.
    pub(crate) secs: f64,
    /// Seconds per frame.
    pub(crate) frame_secs: f64,
    /// What went before does not lead here: the first of all, or the first after a step.
    pub(crate) is_step: bool,
}

/// Timestamps in a row that are far off on the same side.
#[derive(Clone, Copy, Debug, Default)]
struct Far {
    is_late: bool,
    count: u32,
    sum_secs: f64,
    passed_secs: f64,
}

impl Smooth {
    /// For a device of this rate.
    pub(crate) fn new(rate_hz: u32) -> Self {
        Self {
            nominal_secs: 1.0 / f64::from(rate_hz.max(1)),
            last: None,
            settled_secs: 0.0,
            far: Far::default(),
        }
    }

    /// Takes the time of a frame as measured; returns it evened out.
    pub(crate) fn follow(&mut self, frame: f64, secs: f64) -> Beat {
        let beat = match self.last {
            Some(last) if frame <= last.frame => Beat {
                is_step: false,
                ..last
            },
            Some(last) if secs - last.secs < MOST_SECS => self.step(last, frame, secs),
            _ => self.begin(frame, secs),
        };
        self.last = Some(beat);
        beat
    }

    fn begin(&mut self, frame: f64, secs: f64) -> Beat {
        self.settled_secs = 0.0;
        self.far = Far::default();
        Beat {
            frame,
            secs,
            frame_secs: self.nominal_secs,
            is_step: true,
        }
    }

    fn step(&mut self, last: Beat, frame: f64, secs: f64) -> Beat {
        let frames = frame - last.frame;
        let passed_secs = frames * last.frame_secs;
        let expected = last.secs + passed_secs;
        let error = secs - expected;
        if let Some(step_secs) = self.far.notice(error, passed_secs) {
            self.settled_secs = 0.0;
            return Beat {
                frame,
                secs: expected + step_secs,
                frame_secs: last.frame_secs,
                is_step: true,
            };
        }
        let bandwidth_hz = if self.settled_secs < SETTLING_SECS {
            BANDWIDTH_FIRST_HZ
        } else {
            BANDWIDTH_HZ
        };
        self.settled_secs += passed_secs;
        // Above a quarter turn per step the loop would overshoot.
        let omega = (TAU * bandwidth_hz * passed_secs).min(0.5);
        // What is far off is not believed until it stays so.
        let is_believed = error.abs() <= FAR_SECS;
        let error = if is_believed { error } else { 0.0 };
        let frame_secs = last.frame_secs + omega * omega * error / frames;
        let (least, most) = (1.0 - MAX_DRIFT, 1.0 + MAX_DRIFT);
        Beat {
            frame,
            secs: expected + SQRT_2 * omega * error,
            frame_secs: frame_secs.clamp(self.nominal_secs * least, self.nominal_secs * most),
            is_step: false,
        }
    }
}

impl Far {
    /// Counts a timestamp; says how far a step goes once it is sure that there was one.
    fn notice(&mut self, error: f64, passed_secs: f64) -> Option<f64> {
        let is_late = error > 0.0;
        if error.abs() <= FAR_SECS {
            *self = Self::default();
            return None;
        }
        if is_late != self.is_late {
            *self = Self::default();
        }
        self.is_late = is_late;
        self.count += 1;
        self.sum_secs += error;
        self.passed_secs += passed_secs;
        let (count, secs) = STEP_AFTER;
        if self.count < count || self.passed_secs < secs {
            return None;
        }
        let mean = self.sum_secs / f64::from(self.count);
        *self = Self::default();
        Some(mean)
    }
}
