//! Fixed points of the global latent in time, and the way between them.

use welkin_installation::{Ease, Keyframe};
use welkin_values::Moment;

use crate::chance::seeded_z;
use crate::sphere::{slerp, smoothstep};

/// A scene's keyframes, at least one.
#[derive(Clone, Debug)]
pub(crate) struct Keyframes {
    keys: Vec<(Moment, Ease, Vec<f32>)>,
    /// The length of a show that begins again: then the last leads to the first.
    looped: Option<Moment>,
}

impl Keyframes {
    /// None when there are no keyframes.
    pub(crate) fn new(keyframes: &[Keyframe], len: usize, looped: Option<Moment>) -> Option<Self> {
        let keys: Vec<_> = keyframes
            .iter()
            .map(|key| (key.at, key.ease, seeded_z(key.seed, len)))
            .collect();
        (!keys.is_empty()).then_some(Self { keys, looped })
    }

    /// The latent at a moment from the show's beginning: at a key exactly its seed's, between two on
    /// the arc. Before the first and after the last it stays with them, unless the show is looped.
    pub(crate) fn global(&self, at: Moment) -> Vec<f32> {
        let passed = self.keys.partition_point(|(key_at, ..)| *key_at <= at);
        let (first, last) = (0, self.keys.len() - 1);
        if let Some(length) = self.looped
            && (passed == 0 || passed > last)
        {
            let since = if passed == 0 { at + length } else { at };
            return self.between(last, first, since, self.keys[first].0 + length);
        }
        if passed == 0 {
            return self.keys[first].2.clone();
        }
        if passed > last {
            return self.keys[last].2.clone();
        }
        self.between(passed - 1, passed, at, self.keys[passed].0)
    }

    fn between(&self, from: usize, to: usize, at: Moment, to_at: Moment) -> Vec<f32> {
        let (from_at, ease, from_z) = &self.keys[from];
        let whole = (to_at - *from_at).samples;
        if whole <= 0 {
            return from_z.clone();
        }
        let share = ((at - *from_at).samples as f64 / whole as f64) as f32;
        let eased = match ease {
            Ease::Linear => share,
            Ease::Smooth => smoothstep(share),
            Ease::Hold => 0.0,
        };
        slerp(from_z, &self.keys[to].2, eased)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keyframes(ease: Ease, looped: Option<f64>) -> Keyframes {
        let key = |secs, seed| Keyframe {
            at: Moment::from_secs(secs),
            seed,
            ease,
        };
        let looped = looped.map(Moment::from_secs);
        Keyframes::new(&[key(2.0, 1), key(4.0, 2), key(8.0, 3)], 16, looped)
            .expect("there are some")
    }

    fn at(keyframes: &Keyframes, secs: f64) -> Vec<f32> {
        keyframes.global(Moment::from_secs(secs))
    }

    #[test]
    fn keys_are_met_exactly() {
        for ease in [Ease::Linear, Ease::Smooth, Ease::Hold] {
            for looped in [None, Some(10.0)] {
                let keys = keyframes(ease, looped);
                for (secs, seed) in [(2.0, 1), (4.0, 2), (8.0, 3)] {
                    assert_eq!(at(&keys, secs), seeded_z(seed, 16));
                }
            }
        }
    }

    #[test]
    fn eases_ease() {
        let halfway = slerp(&seeded_z(2, 16), &seeded_z(3, 16), 0.5);
        assert_eq!(at(&keyframes(Ease::Linear, None), 6.0), halfway);
        assert_eq!(at(&keyframes(Ease::Smooth, None), 6.0), halfway);
        assert_eq!(at(&keyframes(Ease::Hold, None), 7.999), seeded_z(2, 16));
    }

    #[test]
    fn the_ends_hold_or_meet() {
        let once = keyframes(Ease::Linear, None);
        assert_eq!(at(&once, 0.0), seeded_z(1, 16));
        assert_eq!(at(&once, 99.0), seeded_z(3, 16));
        // 8 s to 10 s + 2 s: the show's seam is in the middle.
        let looped = keyframes(Ease::Linear, Some(10.0));
        assert_eq!(
            at(&looped, 0.0),
            slerp(&seeded_z(3, 16), &seeded_z(1, 16), 0.5)
        );
        assert_eq!(at(&looped, 10.0), at(&looped, 0.0));
    }

    #[test]
    fn two_keys_at_once_are_no_trouble() {
        let key = |seed| Keyframe {
            at: Moment::ZERO,
            seed,
            ease: Ease::Smooth,
        };
        let keys = Keyframes::new(&[key(1), key(2)], 4, None).expect("there are some");
        assert_eq!(keys.global(Moment::ZERO), seeded_z(2, 4));
        assert!(Keyframes::new(&[], 4, None).is_none());
    }
}
