//! Counts the flashes of all places and circles, and says how much light may pass without one too many.

use super::FLASHES_PER_SEC;
use super::cones::Cones;
use super::memory::Tape;
use super::swing::{Level, SOONEST, Swing};

/// Places that brighten within this time do so at once, seconds: a frame at 24 a second.
const AT_ONCE: f64 = 0.045;
/// Light stays this much below what would be a step.
const BELOW: f32 = 0.998;

/// What a frame would show.
pub(super) struct Scene<'a> {
    pub(super) cones: &'a Cones,
    pub(super) now: f64,
    pub(super) levels: &'a [Level],
}

/// The flashes of one kind in a stream of frames.
#[derive(Clone, Debug)]
pub(super) struct Watch {
    step: f32,
    swings: Vec<Swing>,
    /// When too many places of each circle brightened at once, oldest first.
    bursts: Vec<[f64; FLASHES_PER_SEC + 1]>,
    /// For each place how much of this frame may pass before it rises, above 1 if it does not.
    rises_at: Vec<f32>,
}

impl Watch {
    pub(super) fn new(cells: usize, cones: usize, step: f32) -> Self {
        Self {
            step,
            swings: vec![Swing::new(); cells],
            bursts: vec![[f64::NEG_INFINITY; FLASHES_PER_SEC + 1]; cones],
            rises_at: vec![f32::INFINITY; cells],
        }
    }

    pub(super) fn pass_by(&mut self, tape: &mut impl Tape) {
        self.swings.iter_mut().for_each(|swing| swing.pass_by(tape));
        let bursts = self.bursts.as_flattened_mut();
        bursts.iter_mut().for_each(|burst| tape.number(burst));
    }

    /// Sees what is shown now.
    pub(super) fn see(&mut self, levels: &[Level], cones: &Cones, now: f64) {
        let mut any_rose = false;
        for (swing, level) in self.swings.iter_mut().zip(levels) {
            any_rose |= swing.see(*level, self.step, now);
        }
        if !any_rose {
            return;
        }
        for (cells, bursts) in cones.iter().zip(&mut self.bursts) {
            let last = bursts[FLASHES_PER_SEC];
            let risen = cells.iter().filter(|cell| {
                let jumped = self.swings[**cell as usize].jumped;
                jumped > last && jumped > now - AT_ONCE
            });
            if risen.count() > cones.allowed {
                bursts.rotate_left(1);
                bursts[FLASHES_PER_SEC] = now;
            }
        }
    }

    /// Whether what was seen flashes too often somewhere.
    pub(super) fn is_over(&self, cones: &Cones, now: f64) -> bool {
        let is_over = |cell: &&u32| self.swings[**cell as usize].is_over(now);
        let mut all = cones.iter().zip(&self.bursts);
        all.any(|(cells, bursts)| {
            within_a_second(bursts[0], now) || cells.iter().filter(is_over).count() > cones.allowed
        })
    }

    /// How much of what is intended may pass, 0 to 1, so that no circle flashes too often.
    ///
    /// `critical(cell, low)` tells how much of the cell's light is a step above `low`; `scratch` is as large
    /// as the largest circle.
    pub(super) fn safe(
        &mut self,
        scene: &Scene,
        critical: impl Fn(usize, Level) -> f32,
        scratch: &mut Vec<f32>,
    ) -> f32 {
        let mut any_rises = false;
        let all = self.swings.iter().zip(scene.levels).zip(&mut self.rises_at);
        for (cell, ((swing, level), rises_at)) in all.enumerate() {
            let low = swing.rises_from(*level, self.step);
            any_rises |= low.is_some();
            *rises_at = low.map_or(f32::INFINITY, |low| critical(cell, low).min(1.0));
        }
        if !any_rises {
            return 1.0;
        }
        let mut safe = 1.0_f32;
        for (cells, bursts) in scene.cones.iter().zip(&self.bursts) {
            // Places that would flash once more than they may.
            scratch.clear();
            let mut already = 0;
            for cell in cells.iter().map(|cell| *cell as usize) {
                let swing = &self.swings[cell];
                if swing.is_over(scene.now) {
                    already += 1;
                } else if self.rises_at[cell].is_finite() && swing.is_spent(scene.now) {
                    scratch.push(self.rises_at[cell]);
                }
            }
            safe = safe.min(below_the_next(scratch, scene.cones.allowed, already));
            // Places that would brighten at once.
            if !within_a_second(bursts[1], scene.now) {
                continue;
            }
            scratch.clear();
            let last = bursts[FLASHES_PER_SEC];
            let mut already = 0;
            for cell in cells.iter().map(|cell| *cell as usize) {
                let swing = &self.swings[cell];
                if self.rises_at[cell].is_finite() {
                    if swing.is_sudden(scene.levels[cell], self.step, scene.now) {
                        scratch.push(self.rises_at[cell]);
                    }
                } else if swing.jumped > last && swing.jumped > scene.now - AT_ONCE {
                    already += 1;
                }
            }
            let allowed = scene.cones.allowed;
            safe = safe.min(below_the_next(scratch, allowed, already));
        }
        safe
    }

    /// How many places flash too often.
    pub(super) fn cells_over(&self, now: f64) -> usize {
        self.swings
            .iter()
            .filter(|swing| swing.is_over(now))
            .count()
    }

    /// Flashes a second of the place that flashes fastest.
    pub(super) fn rate(&self) -> f32 {
        self.swings.iter().map(Swing::rate).fold(0.0, f32::max)
    }
}

/// A moment that another may follow within the same second.
fn within_a_second(moment: f64, now: f64) -> bool {
    moment > now + SOONEST - 1.0
}

/// The share at which no more than `allowed` places rise, those that count `already` among them.
fn below_the_next(rises_at: &mut [f32], allowed: usize, already: usize) -> f32 {
    let left = allowed.saturating_sub(already);
    if rises_at.len() <= left {
        return 1.0;
    }
    let (_, next, _) = rises_at.select_nth_unstable_by(left, f32::total_cmp);
    *next * BELOW
}
