//! One visit after another: the front is where the visitor looked when putting the headset on, light fades in and out.

use glam::{Quat, Vec3};
use welkin_installation::{Headset, Stand};

/// Below this height the headset lies on a table, not on a standing visitor's head, metres.
const LOW_M: f32 = 0.4;

/// Where the visitor is and how much light there is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Visit {
    headset: Headset,
    is_on: bool,
    /// 0 is dark, 1 all light.
    light: f32,
    /// How far around the vertical the room is turned for this visitor, radians, and where its middle is.
    yaw: f32,
    middle: Vec3,
    before: Option<Quat>,
    /// Radians a second, smoothed.
    turning: f32,
}

impl Visit {
    pub(super) fn new(headset: Headset) -> Self {
        Self {
            headset,
            is_on: false,
            light: 0.0,
            yaw: 0.0,
            middle: Vec3::new(0.0, headset.eye_height_m, 0.0),
            before: None,
            turning: 0.0,
        }
    }

    /// Whether somebody wears it.
    pub(super) fn is_on(&self) -> bool {
        self.is_on
    }

    /// One frame later; `worn` says whether somebody wears it. Whether a visit began or ended just now.
    pub(super) fn step(
        &mut self,
        worn: bool,
        head: Quat,
        place: Vec3,
        dt_secs: f32,
    ) -> Option<bool> {
        let changed = (worn != self.is_on).then_some(worn);
        self.is_on = worn;
        if changed == Some(true) && self.headset.recentre_on_don {
            self.recentre(head, place);
        }
        let dt = dt_secs.clamp(0.0, 0.25);
        let step = dt / self.headset.fade_secs.max(1e-3);
        self.light = (self.light + if worn { step } else { -step }).clamp(0.0, 1.0);
        if let Some(before) = self.before.replace(head).filter(|_| dt > 0.0) {
            let speed = before.angle_between(head) / dt;
            let share = 1.0 - (-dt / 0.15).exp();
            self.turning += share * (speed.min(20.0) - self.turning);
        }
        changed
    }

    /// The front is where the head looks now. Who sits has the dome's middle at the eyes, whatever their height.
    pub(super) fn recentre(&mut self, head: Quat, place: Vec3) {
        let ahead = head * Vec3::NEG_Z;
        if ahead.x.hypot(ahead.z) > 0.1 {
            self.yaw = (-ahead.x).atan2(-ahead.z);
        }
        let height = match self.headset.stand {
            Stand::Seated => place.y,
            Stand::Standing if place.y < LOW_M => place.y,
            Stand::Standing => self.headset.eye_height_m,
        };
        self.middle = Vec3::new(place.x, height, place.z);
    }

    /// From the tracked space to room space around the dome's middle: how an eye is turned, and where it is.
    pub(super) fn room(&self, turned: Quat, place: Vec3) -> (Quat, Vec3) {
        let back = Quat::from_rotation_y(-self.yaw);
        (back * turned, back * (place - self.middle))
    }

    /// How much light there is, 0 to 1, without steps.
    pub(super) fn light(&self) -> f32 {
        self.light * self.light * (3.0 - 2.0 * self.light)
    }

    /// How much the edge of the view darkens now, 0 to 1.
    pub(super) fn vignette(&self) -> f32 {
        let quick = ((self.turning - 0.5) / 2.0).clamp(0.0, 1.0);
        self.headset.vignette * quick
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looking(yaw: f32) -> Quat {
        Quat::from_rotation_y(yaw)
    }

    #[test]
    fn a_visit_begins_where_the_visitor_looks_and_fades_in() {
        let mut visit = Visit::new(Headset {
            fade_secs: 1.0,
            ..Headset::default()
        });
        let place = Vec3::new(1.0, 1.7, -2.0);
        assert_eq!(visit.step(false, looking(0.3), place, 0.1), None);
        assert_eq!(visit.light(), 0.0);
        assert_eq!(visit.step(true, looking(0.8), place, 0.1), Some(true));
        let (turned, at) = visit.room(looking(0.8), place);
        assert!((turned * Vec3::NEG_Z).distance(Vec3::NEG_Z) < 1e-5);
        assert!(at.distance(Vec3::new(0.0, 0.1, 0.0)) < 1e-5, "{at}");
        for _ in 0..5 {
            visit.step(true, looking(0.8), place, 0.1);
        }
        assert!((0.4..0.8).contains(&visit.light()));
        // To the left of the new front.
        let (turned, _) = visit.room(looking(0.8 + 0.5), place);
        assert!((turned * Vec3::NEG_Z).x < -0.4);
        for _ in 0..12 {
            visit.step(true, looking(0.8), place, 0.1);
        }
        assert_eq!(visit.light(), 1.0);
        assert_eq!(visit.step(false, looking(0.8), place, 0.1), Some(false));
        assert!(visit.light() < 1.0);
    }

    #[test]
    fn who_sits_is_in_the_middle_and_who_turns_quickly_sees_less_of_the_edge() {
        let headset = Headset {
            stand: Stand::Seated,
            vignette: 0.6,
            ..Headset::default()
        };
        let mut visit = Visit::new(headset);
        let place = Vec3::new(0.0, 1.1, 0.0);
        visit.step(true, looking(0.0), place, 0.02);
        assert!(visit.room(looking(0.0), place).1.length() < 1e-5);
        assert_eq!(visit.vignette(), 0.0);
        for step in 0..30 {
            visit.step(true, looking(step as f32 * 0.1), place, 0.02);
        }
        assert!(
            (visit.vignette() - 0.6).abs() < 0.01,
            "{}",
            visit.vignette()
        );
        for _ in 0..60 {
            visit.step(true, looking(2.9), place, 0.02);
        }
        assert_eq!(visit.vignette(), 0.0);
    }
}
