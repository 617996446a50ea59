//! Where a source sounds from, and how it moves.

use std::f32::consts::TAU;

use welkin_values::{Direction, Moment};

/// Where a source sounds from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Seen from the middle of the room.
    pub direction: Direction,
    /// Metres from the middle of the room.
    pub distance_m: f32,
}

impl Default for Place {
    /// In front, a metre away.
    fn default() -> Self {
        Self {
            direction: Direction::default(),
            distance_m: 1.0,
        }
    }
}

/// A place at a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlaceKey {
    /// When, from the beginning of the track, or of the show for what comes in live.
    pub at: Moment,
    /// Where.
    pub place: Place,
}

/// How a source moves, as a function of the time since its track began.
#[derive(Clone, Debug, PartialEq)]
pub enum Motion {
    /// It stays.
    Still(Place),
    /// It circles around the visitor at one height.
    Orbit {
        /// Where it begins.
        from: Place,
        /// Seconds for once around; negative runs clockwise seen from above. Never 0.
        period_secs: f32,
    },
    /// From place to place along great circles, evenly; before the first and after the last it stays there.
    /// Never empty, in order of time.
    Keys(Vec<PlaceKey>),
}

impl Motion {
    /// Where the source is at a time from its track's beginning.
    pub fn at(&self, moment: Moment) -> Place {
        match self {
            Self::Still(place) => *place,
            Self::Orbit { from, period_secs } => orbit(*from, *period_secs, moment.secs()),
            Self::Keys(keys) => between(keys, moment),
        }
    }

    /// Where the source is when its track begins.
    pub fn start(&self) -> Place {
        self.at(Moment::ZERO)
    }

    /// Whether it never moves.
    pub fn is_still(&self) -> bool {
        match self {
            Self::Still(_) => true,
            Self::Orbit { .. } => false,
            Self::Keys(keys) => keys.len() < 2,
        }
    }
}

impl Default for Motion {
    fn default() -> Self {
        Self::Still(Place::default())
    }
}

fn orbit(from: Place, period_secs: f32, secs: f64) -> Place {
    let turns = (secs / f64::from(period_secs)).rem_euclid(1.0) as f32;
    Place {
        direction: Direction {
            azimuth: from.direction.azimuth + turns * TAU,
            ..from.direction
        },
        ..from
    }
}

fn between(keys: &[PlaceKey], moment: Moment) -> Place {
    let next = keys.partition_point(|key| key.at <= moment);
    let (Some(before), Some(after)) = (keys.get(next.saturating_sub(1)), keys.get(next)) else {
        return keys.last().map_or_else(Place::default, |key| key.place);
    };
    if next == 0 {
        return after.place;
    }
    let whole = (after.at - before.at).secs();
    let share = ((moment - before.at).secs() / whole.max(f64::MIN_POSITIVE)) as f32;
    let (a, b) = (
        before.place.direction.vector(),
        after.place.direction.vector(),
    );
    Place {
        direction: Direction::from_vector(a.slerp(b, share)),
        distance_m: before.place.distance_m
            + (after.place.distance_m - before.place.distance_m) * share,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(azimuth_deg: f32, elevation_deg: f32, distance_m: f32) -> Place {
        Place {
            direction: Direction::from_degrees(azimuth_deg, elevation_deg),
            distance_m,
        }
    }

    fn near(a: Place, b: Place) {
        assert!(a.direction.angle_to(b.direction) < 2e-3, "{a:?} {b:?}");
        assert!((a.distance_m - b.distance_m).abs() < 1e-3, "{a:?} {b:?}");
    }

    #[test]
    fn an_orbit_comes_around_to_the_left_first() {
        let motion = Motion::Orbit {
            from: place(0.0, 20.0, 3.0),
            period_secs: 8.0,
        };
        near(motion.at(Moment::from_secs(2.0)), place(90.0, 20.0, 3.0));
        near(motion.at(Moment::from_secs(8.0)), place(0.0, 20.0, 3.0));
        near(motion.at(Moment::from_secs(-2.0)), place(-90.0, 20.0, 3.0));
    }

    #[test]
    fn keys_lead_along_great_circles_and_hold_at_both_ends() {
        let key = |secs, place| PlaceKey {
            at: Moment::from_secs(secs),
            place,
        };
        let motion = Motion::Keys(vec![
            key(1.0, place(0.0, 0.0, 1.0)),
            key(3.0, place(90.0, 0.0, 3.0)),
            key(4.0, place(90.0, 90.0, 3.0)),
        ]);
        near(motion.at(Moment::ZERO), place(0.0, 0.0, 1.0));
        near(motion.at(Moment::from_secs(2.0)), place(45.0, 0.0, 2.0));
        near(motion.at(Moment::from_secs(3.5)), place(90.0, 45.0, 3.0));
        near(motion.at(Moment::from_secs(99.0)), place(90.0, 90.0, 3.0));
        assert!(!motion.is_still());
    }
}
