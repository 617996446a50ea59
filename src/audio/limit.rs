//! The last thing before the speakers: what is too loud bends instead of breaking.

use kira::Frame;
use kira::effect::{Effect, EffectBuilder};
use kira::info::Info;

/// Amplitude up to which nothing is touched.
const KNEE: f32 = 0.9;

/// A soft limit as a kira effect. It has no memory.
pub(crate) struct SoftLimit;

impl Effect for SoftLimit {
    fn process(&mut self, input: &mut [Frame], _dt: f64, _info: &Info) {
        for frame in input {
            *frame = Frame::new(soft(frame.left), soft(frame.right));
        }
    }
}

impl EffectBuilder for SoftLimit {
    type Handle = ();

    fn build(self) -> (Box<dyn Effect>, ()) {
        (Box::new(self), ())
    }
}

/// The sample itself up to the knee, then a bend that never reaches beyond 1.
fn soft(sample: f32) -> f32 {
    let size = sample.abs();
    if size <= KNEE {
        return sample;
    }
    let room = 1.0 - KNEE;
    (KNEE + room * ((size - KNEE) / room).tanh()).copysign(sample)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_is_untouched_and_loud_stays_within_one() {
        let mut before = -1.1;
        for step in -2000..=2000 {
            let sample = step as f32 / 500.0;
            let limited = soft(sample);
            assert!(
                limited.abs() <= 1.0 && limited >= before,
                "{sample} {limited}"
            );
            assert!(sample.abs() > KNEE || limited == sample);
            before = limited;
        }
    }
}
