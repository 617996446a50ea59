//! What whoever renders for a device does to the clock: it goes on evenly, whatever the device does.

use welkin_values::SAMPLE_RATE;

use super::smooth::{Beat, Smooth};
use super::{Clock, Line};

/// Nobody waits longer than this for the ear to catch up, seconds.
const MOST_SILENCE_SECS: f64 = 5.0;

/// The memory of one device.
#[derive(Clone, Debug)]
pub(crate) struct Driver {
    smooth: Smooth,
    rate_hz: u32,
    beat: Option<Beat>,
    must_meet: bool,
    silence: usize,
}

/// What to give next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    /// So many frames of silence (of the device) come first, so that what is rendered is heard when it should be.
    pub(crate) silence: usize,
    /// What comes now does not follow on what the device got before: fade it in.
    pub(crate) is_cut: bool,
}

impl Driver {
    /// For a device of this rate.
    pub(crate) fn new(rate_hz: u32) -> Self {
        Self {
            smooth: Smooth::new(rate_hz),
            rate_hz: rate_hz.max(1),
            beat: None,
            must_meet: true,
            silence: 0,
        }
    }

    /// Notes when a frame of the device (counted from its beginning) will be heard, as far as the device knows.
    /// Told at every wish of the device, also while somebody else renders, so that it is known well by then.
    pub(crate) fn hear(&mut self, frame: f64, secs: f64) {
        let beat = self.smooth.follow(frame, secs);
        self.must_meet |= beat.is_step;
        self.beat = Some(beat);
    }

    /// Somebody else renders: the next turn begins anew.
    pub(crate) fn let_go(&mut self) {
        self.must_meet = true;
        self.silence = 0;
    }

    /// Called before rendering what is heard `offset` frames of the device after the frame noted last, while
    /// `behind` samples that the clock counts as rendered have not been given yet.
    ///
    /// Where the device begins, or hears later than before, samples are left out; where it hears earlier there is
    /// silence first. So the moment at the ear goes on as if nothing had been, and sound belongs to its moment.
    pub(crate) fn turn(&mut self, clock: &Clock, offset: usize, behind: f64) -> Turn {
        let Some(beat) = self.beat else {
            return Turn {
                silence: 0,
                is_cut: false,
            };
        };
        let ear_secs = beat.secs + offset as f64 * beat.frame_secs;
        let is_cut = self.must_meet;
        if self.must_meet {
            self.must_meet = false;
            let first = clock.rendered() as f64 - behind;
            let left_out = clock.line().at(ear_secs) - first;
            self.silence = self.frames(-left_out);
            clock.leap_to(clock.rendered() + left_out.round() as i64);
        }
        if self.silence == 0 {
            clock.publish(Line {
                sample: clock.rendered() as f64 - behind,
                secs: ear_secs,
                sample_secs: beat.frame_secs * f64::from(self.rate_hz) / f64::from(SAMPLE_RATE),
            });
        }
        Turn {
            silence: self.silence,
            is_cut,
        }
    }

    /// Counts silence that has been given.
    pub(crate) fn gave_silence(&mut self, frames: usize) {
        self.silence = self.silence.saturating_sub(frames);
    }

    /// Samples of ours as frames of the device; none where they are negative.
    fn frames(&self, samples: f64) -> usize {
        let rate = f64::from(self.rate_hz);
        let frames = samples * rate / f64::from(SAMPLE_RATE);
        frames.clamp(0.0, MOST_SILENCE_SECS * rate).round() as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_that_begins_or_steps_leaves_the_clock_even() {
        let clock = Clock::new();
        let mut driver = Driver::new(48_000);
        let (mut given, mut cuts) = (0, 0);
        let mut worst: f64 = 0.0;
        for n in 0..600_u32 {
            // The device hears 40 ms later than asked, later 100 ms, then 10 ms.
            let delay = match n {
                0..200 => 0.04,
                200..400 => 0.1,
                _ => 0.01,
            };
            let secs = f64::from(n) * 0.01;
            driver.hear(f64::from(n) * 480.0, secs + delay);
            let mut done = 0;
            while done < 480 {
                let turn = driver.turn(&clock, done, 0.0);
                cuts += usize::from(turn.is_cut);
                let silence = turn.silence.min(480 - done);
                driver.gave_silence(silence);
                done += silence;
                if silence == 0 {
                    clock.advance(480 - done);
                    given += 480 - done;
                    done = 480;
                }
            }
            worst = worst.max((clock.line().at(secs) * super::super::SAMPLE_SECS - secs).abs());
        }
        assert_eq!(cuts, 3);
        // 20 ms around each step are given to jitter.
        assert!(worst < 0.005, "{worst}");
        // 40 ms left out at first, 60 ms then; 90 ms of silence.
        assert!(
            (given as i64 - (600 * 480 - 90 * 48)).abs() < 100,
            "{given}"
        );
        let rendered = clock.rendered() - (600 * 480 - 90 * 48 + 100 * 48);
        assert!(rendered.abs() < 100, "{rendered}");
    }
}
