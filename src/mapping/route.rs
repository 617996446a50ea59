//! One route: a feature of a source, shaped by a curve, followed with attack and release, scaled and
//! limited, as a contribution to a control.

use welkin_installation::{Control, Curve, Feature, Route};

use crate::chance;
use crate::feature;
use crate::heard::{Heard, Source};
use crate::sphere::{remains, smoothstep};
use crate::tick::TICK_SECS;

/// A route with its memory.
#[derive(Clone, Debug)]
pub(crate) struct RunningRoute {
    /// Index of the source; none hears all together.
    pub(crate) source: Option<usize>,
    /// What it moves.
    pub(crate) control: Control,
    /// Index of the source that moves, for the controls that move one.
    pub(crate) moves: Option<usize>,
    feature: Feature,
    curve: Curve,
    amount: f32,
    limits: (f32, f32),
    follower: Follower,
    held: Held,
}

impl RunningRoute {
    /// None for a route from a source that is not there: it would never move anything. Of a route from a bed
    /// that acts on places, one for each of its parts.
    pub(crate) fn all(route: &Route, sources: &[Source]) -> Vec<Self> {
        let named = |name: &String| sources.iter().position(|source| source.name == *name);
        let source = route.source.as_ref().map(named);
        if source == Some(None) {
            return Vec::new();
        }
        let source = source.flatten();
        let parts: Vec<usize> = (0..sources.len())
            .filter(|part| source.is_some() && sources[*part].part_of == source)
            .collect();
        if route.control == Control::Push && !parts.is_empty() {
            return parts
                .into_iter()
                .map(|part| Self::new(route, Some(part), None))
                .collect();
        }
        let moves = route.moves.as_ref().map_or(source, named);
        vec![Self::new(route, source, moves)]
    }

    fn new(route: &Route, source: Option<usize>, moves: Option<usize>) -> Self {
        let (low, high) = route.limits;
        Self {
            source,
            control: route.control,
            moves,
            feature: route.feature,
            curve: route.curve,
            amount: chance::finite(route.amount),
            limits: (low.min(high), low.max(high)),
            follower: Follower::new(route.attack_secs, route.release_secs),
            held: Held::new(route.attack_secs),
        }
    }

    /// The contribution after one more tick.
    pub(crate) fn advance(&mut self, heard: &Heard) -> f32 {
        let (mut value, hit) = match heard.through(self.source) {
            Some((features, hits)) => (
                feature::value(self.feature, features, hits, &heard.visitor),
                feature::hit(self.feature, hits),
            ),
            None => (0.0, None),
        };
        // An onset is over in a tick. A slow attack would miss most of it, so it stays until the
        // attack's time is over.
        if let Some(hit) = hit {
            value = self.held.advance(value, hit);
        }
        let followed = self.follower.advance(curve(self.curve, value));
        (self.amount * followed)
            .max(self.limits.0)
            .min(self.limits.1)
    }
}

/// A curve's answer; input and output 0 to 1.
fn curve(curve: Curve, x: f32) -> f32 {
    match curve {
        Curve::Linear => x,
        Curve::Square => x * x,
        Curve::Root => x.sqrt(),
        Curve::Smooth => smoothstep(x),
        Curve::Switch => f32::from(u8::from(x >= 0.5)),
    }
}

/// Goes after a value: up by 63 % of the way in the attack's time, down by 63 % in the release's.
#[derive(Clone, Debug)]
pub(crate) struct Follower {
    remains_rising: f32,
    remains_falling: f32,
    value: f32,
}

impl Follower {
    /// From times in seconds; 0 is at once.
    pub(crate) fn new(attack_secs: f32, release_secs: f32) -> Self {
        Self {
            remains_rising: remains(TICK_SECS, f64::from(attack_secs)),
            remains_falling: remains(TICK_SECS, f64::from(release_secs)),
            value: 0.0,
        }
    }

    /// One tick towards a value.
    pub(crate) fn advance(&mut self, target: f32) -> f32 {
        let remains = if target > self.value {
            self.remains_rising
        } else {
            self.remains_falling
        };
        self.value = target + (self.value - target) * remains;
        if self.value.abs() < 1e-9 {
            self.value = 0.0; // Tiny numbers are slow to reckon with, and never end.
        }
        self.value
    }

    /// Where it is.
    pub(crate) fn value(&self) -> f32 {
        self.value
    }
}

/// Holds an onset's value while the attack lasts.
#[derive(Clone, Debug)]
struct Held {
    hold_ticks: u32,
    left_ticks: u32,
    value: f32,
}

impl Held {
    fn new(attack_secs: f32) -> Self {
        let hold_ticks = (f64::from(attack_secs.max(0.0)) / TICK_SECS)
            .round()
            .clamp(1.0, 1e6) as u32;
        Self {
            hold_ticks,
            left_ticks: 0,
            value: 0.0,
        }
    }

    fn advance(&mut self, value: f32, hit: bool) -> f32 {
        if hit {
            self.left_ticks = self.hold_ticks;
            self.value = value;
        }
        if self.left_ticks == 0 {
            return value;
        }
        self.left_ticks -= 1;
        self.value = self.value.max(value);
        self.value
    }
}

#[cfg(test)]
mod tests;
