//! A scene's fixed points in time: of the global latent, and of the controls.

use welkin_installation::{Control, Keyframe};
use welkin_values::Moment;

use crate::chance::seeded_z;
use crate::sphere::slerp;
use crate::timed::Timed;

/// The keyframes of the global latent, at least one.
#[derive(Clone, Debug)]
pub(crate) struct Keyframes(Timed<Vec<f32>>);

impl Keyframes {
    /// None when no keyframe has a seed.
    pub(crate) fn new(keyframes: &[Keyframe], len: usize, looped: Option<Moment>) -> Option<Self> {
        let seeded = keyframes.iter().filter_map(|key| {
            let seed = key.seed?;
            Some((key.at, key.ease, seeded_z(seed, len)))
        });
        Timed::new(seeded.collect(), looped).map(Self)
    }

    /// The latent at a moment from the show's beginning: at a key exactly its seed's, between two on
    /// the arc. Before the first and after the last it stays with them, unless the show is looped.
    pub(crate) fn global(&self, at: Moment) -> Vec<f32> {
        let (from, to, share) = self.0.at(at);
        slerp(from, to, share)
    }
}

/// The keyframes of one control.
#[derive(Clone, Debug)]
pub(crate) struct KeyedControl {
    /// Which.
    pub(crate) control: Control,
    values: Timed<f32>,
}

impl KeyedControl {
    /// One for each control that any keyframe names; `limited` keeps its values where they may be.
    pub(crate) fn all(
        keyframes: &[Keyframe],
        looped: Option<Moment>,
        limited: impl Fn(Control, f32) -> f32,
    ) -> Vec<Self> {
        let keyed = |control| {
            let keys = keyframes.iter().filter_map(|key| {
                let mut named = key.controls.iter().rev();
                let (_, value) = named.find(|(named, _)| *named == control)?;
                Some((key.at, key.ease, limited(control, *value)))
            });
            let values = Timed::new(keys.collect(), looped)?;
            Some(Self { control, values })
        };
        Control::ALL.into_iter().filter_map(keyed).collect()
    }

    /// Where the control rests at a moment from the show's beginning: at a key as it says, between two
    /// of them on the way from the one to the other. Before the first and after the last it holds their
    /// value, unless the show is looped. Never allocates.
    pub(crate) fn at(&self, at: Moment) -> f32 {
        let (from, to, share) = self.values.at(at);
        from + (to - from) * share
    }
}

#[cfg(test)]
mod tests {
    use welkin_installation::Ease;

    use super::*;

    fn keyframes(ease: Ease, looped: Option<f64>) -> Keyframes {
        let key = |secs, seed| Keyframe {
            at: Moment::from_secs(secs),
            seed: Some(seed),
            controls: vec![],
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
            seed: Some(seed),
            controls: vec![],
            ease: Ease::Smooth,
        };
        let keys = Keyframes::new(&[key(1), key(2)], 4, None).expect("there are some");
        assert_eq!(keys.global(Moment::ZERO), seeded_z(2, 4));
        assert!(Keyframes::new(&[], 4, None).is_none());
    }

    /// Keys that name different controls: brightness at 2, 6 and 8 s, hue at 4 s.
    fn keyed(ease: Ease, looped: Option<f64>) -> Vec<KeyedControl> {
        let key = |secs, control, value| Keyframe {
            at: Moment::from_secs(secs),
            seed: None,
            controls: vec![(control, value)],
            ease,
        };
        let keys = [
            key(2.0, Control::Brightness, 1.0),
            key(4.0, Control::Hue, 0.5),
            key(6.0, Control::Brightness, 3.0),
            key(8.0, Control::Brightness, 2.0),
        ];
        let looped = looped.map(Moment::from_secs);
        KeyedControl::all(&keys, looped, |_, value| value)
    }

    #[test]
    fn a_control_goes_between_the_keys_that_name_it() {
        let cases = [
            (Ease::Linear, None, 0.0, 1.0),
            (Ease::Linear, None, 2.0, 1.0),
            (Ease::Linear, None, 3.0, 1.5),
            (Ease::Smooth, None, 3.0, 1.3125),
            (Ease::Smooth, None, 4.0, 2.0),
            (Ease::Hold, None, 5.999, 1.0),
            (Ease::Hold, None, 6.0, 3.0),
            (Ease::Linear, None, 7.0, 2.5),
            (Ease::Linear, None, 99.0, 2.0),
            // 8 s to 10 s + 2 s: the show's seam is in the middle.
            (Ease::Linear, Some(10.0), 0.0, 1.5),
            (Ease::Linear, Some(10.0), 9.0, 1.75),
            (Ease::Hold, Some(10.0), 1.999, 2.0),
        ];
        for (ease, looped, secs, expected) in cases {
            let controls = keyed(ease, looped);
            let found: Vec<Control> = controls.iter().map(|keyed| keyed.control).collect();
            assert_eq!(found, [Control::Brightness, Control::Hue]);
            let value = controls[0].at(Moment::from_secs(secs));
            assert!(
                (value - expected).abs() < 1e-4,
                "{ease:?} {looped:?} {secs}: {value}"
            );
            assert_eq!(controls[1].at(Moment::from_secs(secs)), 0.5);
        }
    }

    #[test]
    fn controls_alone_leave_the_walk() {
        let key = Keyframe {
            at: Moment::ZERO,
            seed: None,
            controls: vec![(Control::Bend1, 1.0)],
            ease: Ease::Hold,
        };
        assert!(Keyframes::new(&[key], 16, None).is_none());
    }
}
