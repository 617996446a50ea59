//! How far a scene has walked: time, hurried and slowed by its walk speed, bent into a circle when the
//! walk is to meet its beginning.

use welkin_installation::Walk;
use welkin_values::Moment;

use crate::tick::TICK_SECS;

/// The way behind a scene. The time gone at rest is not summed up but reckoned from the clock, so a
/// circle meets its beginning to the last bit.
#[derive(Clone, Debug)]
pub(crate) struct Way {
    points_per_sec: f64,
    /// The walk's speed when nothing is heard.
    rest_speed: f64,
    /// Seconds of walking gained (or lost) against walking at rest.
    gained_secs: f64,
    circuit: Option<Circuit>,
    now: Moment,
}

/// A walk that returns.
#[derive(Clone, Copy, Debug)]
struct Circuit {
    points: u32,
    /// At speed 1.
    secs: f64,
    /// In a looped show: its length, and how many circuits fit.
    in_show: Option<(Moment, f64)>,
}

/// Where on its way a scene is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Place {
    /// Points passed, with the share of the way to the next.
    pub(crate) points: f64,
    /// Seconds walked. On a circuit: since its beginning.
    pub(crate) secs: f64,
    /// On a circuit: how many points it has, and how long it takes at speed 1.
    pub(crate) circuit: Option<(u32, f64)>,
}

impl Way {
    /// The beginning. `looped` is the length of a show that begins again: a walk with loop points
    /// then goes round a whole number of times during it, a little faster or slower than asked.
    pub(crate) fn new(walk: &Walk, rest_speed: f32, looped: Option<Moment>) -> Self {
        let per_min = f64::from(walk.points_per_min);
        let points_per_sec = if per_min.is_finite() {
            per_min.clamp(0.0, 1e6) / 60.0
        } else {
            0.0
        };
        let rest_speed = f64::from(rest_speed);
        let points = walk
            .loop_points
            .filter(|points| *points > 0 && points_per_sec > 0.0);
        let circuit = points.map(|points| {
            let secs = f64::from(points) / points_per_sec;
            let in_show = looped.map(|length| {
                let rounds = (rest_speed * length.secs() / secs).round();
                let stands = rest_speed == 0.0;
                (
                    length,
                    if rounds == 0.0 && !stands {
                        rest_speed.signum()
                    } else {
                        rounds
                    },
                )
            });
            Circuit {
                points,
                secs,
                in_show,
            }
        });
        Self {
            points_per_sec,
            rest_speed,
            gained_secs: 0.0,
            circuit,
            now: Moment::ZERO,
        }
    }

    /// One tick, to `now`, at a speed.
    pub(crate) fn advance(&mut self, now: Moment, speed: f32) {
        self.now = now;
        self.gained_secs += (f64::from(speed) - self.rest_speed) * TICK_SECS;
    }

    /// Where it is now.
    pub(crate) fn place(&self) -> Place {
        let Some(circuit) = self.circuit else {
            let secs = self.rest_speed * self.now.secs() + self.gained_secs;
            return Place {
                points: secs * self.points_per_sec,
                secs,
                circuit: None,
            };
        };
        let at_rest = match circuit.in_show {
            Some((length, rounds)) => {
                let position = self.now.samples.rem_euclid(length.samples);
                rounds * position as f64 / length.samples as f64
            }
            None => self.rest_speed * self.now.secs() / circuit.secs,
        };
        let round = (at_rest + self.gained_secs / circuit.secs).rem_euclid(1.0);
        let share = if round < 1.0 { round } else { 0.0 };
        Place {
            points: share * f64::from(circuit.points),
            secs: share * circuit.secs,
            circuit: Some((circuit.points, circuit.secs)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tick::TICK;

    fn walk(loop_points: Option<u32>) -> Walk {
        Walk {
            seed: 1,
            points_per_min: 7.0,
            loop_points,
            radius: 1.0,
            drift: 0.1,
        }
    }

    #[test]
    fn a_looped_show_brings_a_circuit_to_its_beginning() {
        let length = Moment::from_secs(100.0);
        let mut way = Way::new(&walk(Some(5)), 1.0, Some(length));
        let start = way.place();
        let mut now = Moment::ZERO;
        while now < length {
            now = now + TICK;
            way.advance(now, 1.0);
        }
        assert_eq!(way.place(), start);
        // 100 s hold 2.33 circuits of 5 points at 7 a minute: 2 are gone.
        way.advance(Moment::from_secs(25.0), 1.0);
        assert!((way.place().points - 2.5).abs() < 1e-9);
    }

    #[test]
    fn speed_is_summed_up() {
        let mut way = Way::new(&walk(None), 1.0, None);
        for tick in 1..=120 {
            way.advance(
                Moment::from_samples(tick * 400),
                if tick > 60 { 3.0 } else { 0.0 },
            );
        }
        assert!((way.place().secs - 1.5).abs() < 1e-9);
        assert!((way.place().points - 1.5 * 7.0 / 60.0).abs() < 1e-9);
    }

    #[test]
    fn backwards_is_a_way_too() {
        let mut way = Way::new(&walk(Some(3)), 1.0, None);
        way.advance(TICK, -1.0);
        let place = way.place();
        assert!(place.points >= 0.0 && place.points < 3.0, "{place:?}");
    }
}
