//! The controls that the program has whatever is shown: light and sound as a whole, darkness, house lights. They glide.

use welkin_installation::{
    BLACKOUT, BRIGHTNESS_LIMIT, HOUSE_LIGHTS, MASTER_BRIGHTNESS, MASTER_VOLUME, VOLUME_LIMIT,
    master_controls,
};
use welkin_values::{ControlSpec, ControlStatus, SoftLimit};

/// The masters, each on its way to what was asked for.
pub(crate) struct Masters {
    stand: Vec<Stand>,
}

struct Stand {
    spec: ControlSpec,
    asked: f32,
    now: f32,
}

impl Masters {
    pub(crate) fn new() -> Self {
        let stand = |spec: ControlSpec| Stand {
            asked: spec.default,
            now: spec.default,
            spec,
        };
        Self {
            stand: master_controls().into_iter().map(stand).collect(),
        }
    }

    /// Asks for a value, or for the default; `false` if there is no such master.
    pub(crate) fn ask(&mut self, name: &str, value: Option<f32>) -> bool {
        let found = self.stand.iter_mut().find(|stand| stand.spec.name == name);
        let is_there = found.is_some();
        if let Some(stand) = found {
            stand.asked = stand.spec.within(value.unwrap_or(stand.spec.default));
        }
        is_there
    }

    /// Some time later.
    pub(crate) fn advance(&mut self, dt_secs: f32) {
        for stand in &mut self.stand {
            let way = 1.0 - (-dt_secs.clamp(0.0, 0.25) / stand.spec.smoothing_secs).exp();
            stand.now += (stand.asked - stand.now) * way;
            // Nobody sees the rest.
            if (stand.asked - stand.now).abs() < 1e-3 {
                stand.now = stand.asked;
            }
        }
    }

    /// Multiplies all light.
    pub(crate) fn light(&self) -> f32 {
        self.now(MASTER_BRIGHTNESS).min(self.now(BRIGHTNESS_LIMIT)) * (1.0 - self.now(BLACKOUT))
    }

    /// How much the house lights take the place of the show, 0 to 1.
    pub(crate) fn house(&self) -> f32 {
        self.now(HOUSE_LIGHTS) * (1.0 - self.now(BLACKOUT))
    }

    /// Multiplies all sound, as it was asked for: the mixer glides by itself.
    pub(crate) fn volume(&self) -> f32 {
        self.asked(MASTER_VOLUME).min(self.asked(VOLUME_LIMIT))
    }

    /// What was asked of a master.
    pub(crate) fn asked(&self, name: &str) -> f32 {
        self.stand
            .iter()
            .find(|stand| stand.spec.name == name)
            .map_or(1.0, |stand| stand.asked)
    }

    /// What each is, and where it was asked to stand.
    pub(crate) fn report(&self) -> impl Iterator<Item = (ControlSpec, ControlStatus)> {
        self.stand.iter().map(|stand| {
            let status = ControlStatus {
                name: stand.spec.name.clone(),
                value: stand.asked,
                held: stand.asked != stand.spec.default,
            };
            (stand.spec.clone(), status)
        })
    }

    /// How far light and sound may go now, where that is less than all.
    pub(crate) fn limits(&self) -> Vec<SoftLimit> {
        let limits = [
            (MASTER_BRIGHTNESS, BRIGHTNESS_LIMIT),
            (MASTER_VOLUME, VOLUME_LIMIT),
        ];
        let limits = limits.map(|(control, limit)| (control, self.asked(limit)));
        let low = limits.into_iter().filter(|(_, most)| *most < 1.0);
        low.map(|(control, most)| SoftLimit {
            control: control.into(),
            most,
            words: "quiet hours, or a limit that somebody set".into(),
        })
        .collect()
    }

    fn now(&self, name: &str) -> f32 {
        self.stand
            .iter()
            .find(|stand| stand.spec.name == name)
            .map_or(0.0, |stand| stand.now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn darkness_comes_within_two_seconds_and_without_a_step() {
        let mut masters = Masters::new();
        assert!(masters.ask(BLACKOUT, Some(1.0)) && masters.ask(HOUSE_LIGHTS, Some(1.0)));
        let mut before = masters.light();
        for _ in 0..300 {
            masters.advance(1.0 / 60.0);
            let now = masters.light();
            assert!(now <= before && before - now < 0.05, "{before} {now}");
            before = now;
        }
        assert_eq!((masters.light(), masters.house()), (0.0, 0.0));
        assert!(!masters.ask("warp-drive", None));
        masters.ask(BLACKOUT, None);
        (0..300).for_each(|_| masters.advance(1.0 / 60.0));
        assert_eq!((masters.light(), masters.house()), (1.0, 1.0));
    }
}
