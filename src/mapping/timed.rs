//! Values at times, and the way between two of them.

use welkin_installation::Ease;
use welkin_values::Moment;

use crate::sphere::smoothstep;

/// Values in the order of their times, at least one.
#[derive(Clone, Debug)]
pub(crate) struct Timed<T> {
    keys: Vec<(Moment, Ease, T)>,
    /// The length of a show that begins again: then the last leads to the first.
    looped: Option<Moment>,
}

impl<T> Timed<T> {
    /// None when there are no values.
    pub(crate) fn new(keys: Vec<(Moment, Ease, T)>, looped: Option<Moment>) -> Option<Self> {
        (!keys.is_empty()).then_some(Self { keys, looped })
    }

    /// The values before and after a moment from the show's beginning, and the eased share of the way from
    /// the one to the other, 0 to 1. Before the first and after the last it stays with them, unless the
    /// show is looped.
    pub(crate) fn at(&self, at: Moment) -> (&T, &T, f32) {
        let passed = self.keys.partition_point(|(key_at, ..)| *key_at <= at);
        let (first, last) = (0, self.keys.len() - 1);
        if let Some(length) = self.looped
            && (passed == 0 || passed > last)
        {
            let since = if passed == 0 { at + length } else { at };
            return self.between(last, first, since, self.keys[first].0 + length);
        }
        if passed == 0 || passed > last {
            let (_, _, value) = &self.keys[if passed == 0 { first } else { last }];
            return (value, value, 0.0);
        }
        self.between(passed - 1, passed, at, self.keys[passed].0)
    }

    fn between(&self, from: usize, to: usize, at: Moment, to_at: Moment) -> (&T, &T, f32) {
        let (from_at, ease, from_value) = &self.keys[from];
        let whole = (to_at - *from_at).samples;
        let share = if whole > 0 {
            ((at - *from_at).samples as f64 / whole as f64) as f32
        } else {
            0.0
        };
        let eased = match ease {
            Ease::Linear => share.clamp(0.0, 1.0),
            Ease::Smooth => smoothstep(share),
            Ease::Hold => 0.0,
        };
        (from_value, &self.keys[to].2, eased)
    }
}
