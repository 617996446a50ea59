//! The flash guard: the light that is intended for a frame goes in, how far it must be softened comes out.
//!
//! Flashing light can cause seizures. After ITU-R BT.1702-3 and WCAG 2.3.1 light must not flash more than three
//! times within any second over a quarter of the view. A *flash* is a pair of opposing changes of relative
//! luminance by 10 % of white or more whose darker side is below 80 % of white. A *red flash* is a pair of
//! changes of R − G − B by more than 20/320 where a side is saturated red, R / (R + G + B) ≥ 0.8. Both are
//! counted in linear light with sRGB primaries, each on its own.
//!
//! *A quarter of the view*: of any circle 30° across, wherever people look. BT.1702 means a quarter of a
//! television, which at three picture heights (BT.2022) is as large as that circle; WCAG's circle of 10° is
//! smaller than what a few hundred places over a dome can tell apart.
//!
//! The view is watched at some hundreds of places spread evenly ([`guard_directions`]). Each place counts its own
//! changes, and each circle the moments at which more than a quarter of it brightens at once, so that flashes
//! that hop about count as well. Light that falls cannot be held back by dimming; so a place may only brighten
//! if its coming fall is within the limit too. Counted is what leaves, not what was intended: the guard's own
//! dimming is no exception.

mod directions;
mod cones;
mod memory;
mod swing;
mod watch;

use glam::Vec3;

pub use directions::{guard_directions, guard_map};

use crate::look::LUMINANCE;
use cones::Cones;
use memory::{Reading, Tape, Writing};
use swing::Level;
use watch::Watch;

/// Flashes that are allowed within any second.
pub const FLASHES_PER_SEC: usize = 3;

/// A change of relative luminance that counts, a little below the standards' 0.1: screens round.
const LUMINANCE_STEP: f32 = 0.095;
/// Changes between brighter lights than this do not count; a little above the standards' 0.8.
const DARKER_BELOW: f32 = 0.81;
/// A change of R − G − B that counts, a little below the standards' 20/320.
const RED_STEP: f32 = 0.059;
/// From this share of red on a colour is saturated; a little below the standards' 0.8.
const RED_SHARE: f32 = 0.79;
/// How fast light comes back after an episode: from nothing to all, 1/s.
const RECOVERY_PER_SEC: f32 = 1.0;

/// What may be asked of the guard beyond what is safe.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct GuardSettings {
    /// How fast the mean luminance of the view may rise, 1/s (1 is from black to white in a second); none
    /// leaves it free. How fast it falls is up to the pictures.
    pub slew_per_sec: Option<f32>,
}

/// What is done to one frame's light: linear light × `gain`, after its colours were paled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Softening {
    /// Multiplies linear light, above 0 to 1; exactly 1 where nothing is to be done.
    pub gain: f32,
    /// How far colours go to the grey of their luminance, 0 to 1; exactly 0 where nothing is to be done.
    pub desaturation: f32,
}

impl Default for Softening {
    fn default() -> Self {
        Self {
            gain: 1.0,
            desaturation: 0.0,
        }
    }
}

/// What becomes of one frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guarded {
    /// What is done to its light.
    pub softening: Softening,
    /// Set on the first frame of each episode, for the log: of luminance, of red.
    pub softened: [Option<Softened>; 2],
}

/// Why light began to be softened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Softened {
    /// Which limit.
    pub kind: FlashKind,
    /// Places that would have flashed too often, of all that are watched.
    pub at_cells: usize,
    /// How often they were to flash, from their last four changes.
    pub flashes_per_sec: f32,
}

/// Which flashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlashKind {
    /// Of luminance.
    General,
    /// Of saturated red.
    Red,
}

/// Sees to it that the light never flashes more than three times a second over a quarter of the view.
///
/// Asked before a frame is lit; adds no delay. Never allocates after [`FlashGuard::new`].
#[derive(Clone, Debug)]
pub struct FlashGuard {
    settings: GuardSettings,
    cones: Cones,
    /// Seconds since the first frame.
    now: f64,
    general: Channel,
    red: Channel,
    intended: Vec<Vec3>,
    levels: Vec<Level>,
    critical: Vec<f32>,
    mean: Option<f32>,
}

/// One kind of flash: what was let through, what was intended, and how much of it passes.
#[derive(Clone, Debug)]
struct Channel {
    leaving: Watch,
    intended: Watch,
    /// 1: all.
    passes: f32,
    in_episode: bool,
}

impl Softening {
    /// The light that leaves instead of a colour in linear light.
    pub fn apply(&self, rgb: Vec3) -> Vec3 {
        paled(rgb, self.desaturation) * self.gain
    }
}

impl FlashGuard {
    /// Watches the view at `directions` (unit vectors), as [`guard_directions`] makes them.
    pub fn new(directions: &[Vec3], settings: GuardSettings) -> Self {
        let cones = Cones::new(directions);
        let cells = directions.len();
        let channel = |step: f32| Channel {
            leaving: Watch::new(cells, cones.len(), step),
            intended: Watch::new(cells, cones.len(), step),
            passes: 1.0,
            in_episode: false,
        };
        Self {
            settings,
            now: 0.0,
            general: channel(LUMINANCE_STEP),
            red: channel(RED_STEP),
            intended: vec![Vec3::ZERO; cells],
            levels: vec![Level::default(); cells],
            critical: Vec::with_capacity(cells),
            mean: None,
            cones,
        }
    }

    /// What to do with a frame whose light in the directions is `intended` (linear, 0 to 1, best the mean of
    /// a small patch each) and which is seen `dt_secs` after the frame before. What is missing is black.
    pub fn pass(&mut self, intended: &[Vec3], dt_secs: f32) -> Guarded {
        let dt = if dt_secs.is_finite() {
            dt_secs.clamp(0.0, 10.0)
        } else {
            0.0
        };
        self.now += f64::from(dt);
        for (index, cell) in self.intended.iter_mut().enumerate() {
            *cell = sane(intended.get(index).copied().unwrap_or(Vec3::ZERO));
        }

        let pale = |rgb: Vec3, passes: f32| red_level(paled(rgb, 1.0 - passes));
        let (of_red, red) = self.soften(FlashKind::Red, dt, pale, red_passes);
        let dim = |rgb: Vec3, passes: f32| luminance_level(rgb * passes);
        let (of_light, general) = self.soften(FlashKind::General, dt, dim, luminance_passes);

        let guarded = Guarded {
            softening: Softening {
                gain: of_light.min(self.slewed(dt)),
                desaturation: 1.0 - of_red,
            },
            softened: [general, red],
        };
        self.leave(&guarded);
        guarded
    }

    /// All that it remembers of the frames it saw, for [`FlashGuard::recall`]: some hundred thousand bytes.
    pub fn memory(&self) -> Vec<u8> {
        let mut writing = Writing::default();
        self.clone().pass_by(&mut writing);
        writing.0
    }

    /// Goes on as the guard whose [`FlashGuard::memory`] this is, one of as many directions; `false`, and nothing is
    /// changed, if it is none.
    pub fn recall(&mut self, memory: &[u8]) -> bool {
        if memory.len() != self.memory().len() {
            return false;
        }
        self.pass_by(&mut Reading(memory.chunks_exact(size_of::<f64>())));
        true
    }

    fn pass_by(&mut self, tape: &mut impl Tape) {
        tape.number(&mut self.now);
        let (mut is_known, mut mean) = (self.mean.is_some(), self.mean.unwrap_or_default());
        tape.flag(&mut is_known);
        tape.narrow(&mut mean);
        self.mean = is_known.then_some(mean);
        for channel in [&mut self.general, &mut self.red] {
            tape.narrow(&mut channel.passes);
            tape.flag(&mut channel.in_episode);
            channel.leaving.pass_by(tape);
            channel.intended.pass_by(tape);
        }
    }

    /// How much of the intended light passes one channel, and what to say about it.
    fn soften(
        &mut self,
        kind: FlashKind,
        dt: f32,
        level_of: impl Fn(Vec3, f32) -> Level,
        passes_of: impl Fn(Vec3, Level) -> f32,
    ) -> (f32, Option<Softened>) {
        let channel = match kind {
            FlashKind::General => &mut self.general,
            FlashKind::Red => &mut self.red,
        };
        for (level, rgb) in self.levels.iter_mut().zip(&self.intended) {
            *level = level_of(*rgb, 1.0);
        }
        channel.intended.see(&self.levels, &self.cones, self.now);
        let flashes = channel.intended.is_over(&self.cones, self.now);

        let rest = if flashes {
            channel.passes
        } else {
            (channel.passes + RECOVERY_PER_SEC * dt).min(1.0)
        };
        for (level, rgb) in self.levels.iter_mut().zip(&self.intended) {
            *level = level_of(*rgb, rest);
        }
        let scene = watch::Scene {
            cones: &self.cones,
            now: self.now,
            levels: &self.levels,
        };
        let safe = channel.leaving.safe(
            &scene,
            |cell, low| passes_of(self.intended[cell], low),
            &mut self.critical,
        );
        channel.passes = rest.min(safe);

        let starts = channel.passes < 1.0 && !channel.in_episode;
        channel.in_episode = channel.passes < 1.0;
        let softened = starts.then(|| Softened {
            kind,
            at_cells: channel.intended.cells_over(self.now),
            flashes_per_sec: channel.intended.rate(),
        });
        (channel.passes, softened)
    }

    /// The gain at which the mean luminance rises no faster than asked.
    fn slewed(&self, dt: f32) -> f32 {
        let (Some(slew), Some(before)) = (self.settings.slew_per_sec, self.mean) else {
            return 1.0;
        };
        let mean = mean_luminance(&self.intended);
        let highest = before + slew.max(0.0) * dt;
        if mean <= highest || !slew.is_finite() {
            return 1.0;
        }
        // Never quite nothing: a slew of 0 asks for black.
        (highest / mean).max(1e-3)
    }

    /// Counts what leaves.
    fn leave(&mut self, guarded: &Guarded) {
        for cell in &mut self.intended {
            *cell = guarded.softening.apply(*cell);
        }
        self.mean = Some(mean_luminance(&self.intended));
        let channels = [
            (&mut self.general, luminance_level as fn(Vec3) -> Level),
            (&mut self.red, red_level),
        ];
        for (channel, level_of) in channels {
            for (level, rgb) in self.levels.iter_mut().zip(&self.intended) {
                *level = level_of(*rgb);
            }
            channel.leaving.see(&self.levels, &self.cones, self.now);
        }
    }
}

/// Towards the grey of the same luminance.
fn paled(rgb: Vec3, desaturation: f32) -> Vec3 {
    if desaturation == 0.0 {
        return rgb;
    }
    rgb.lerp(Vec3::splat(LUMINANCE.dot(rgb)), desaturation)
}

/// Light from 0 to 1, whatever was asked for.
fn sane(rgb: Vec3) -> Vec3 {
    rgb.map(|value| {
        if value.is_nan() {
            0.0
        } else {
            value.clamp(0.0, 1.0)
        }
    })
}

fn mean_luminance(cells: &[Vec3]) -> f32 {
    let sum: f32 = cells.iter().map(|rgb| LUMINANCE.dot(*rgb)).sum();
    sum / cells.len().max(1) as f32
}

fn luminance_level(rgb: Vec3) -> Level {
    let value = LUMINANCE.dot(rgb);
    Level {
        value,
        counts: value < DARKER_BELOW,
    }
}

fn red_level(rgb: Vec3) -> Level {
    let sum = rgb.element_sum();
    Level {
        value: (rgb.x - rgb.y - rgb.z).max(0.0),
        counts: sum > 0.0 && rgb.x >= RED_SHARE * sum,
    }
}

/// The gain from which on a colour is a step brighter than `low`.
fn luminance_passes(rgb: Vec3, low: Level) -> f32 {
    (low.value + LUMINANCE_STEP) / LUMINANCE.dot(rgb).max(1e-9)
}

/// How much colour a colour may keep before it is a step redder than `low`.
fn red_passes(rgb: Vec3, low: Level) -> f32 {
    let grey = LUMINANCE.dot(rgb);
    let (sum, red) = (rgb.element_sum(), rgb.x - rgb.y - rgb.z);
    // (1 − d)(R − G − B) − d L < low + step
    let by_step = (red - low.value - RED_STEP) / (red + grey).max(1e-9);
    if low.counts {
        return 1.0 - by_step;
    }
    // R' < share (R' + G' + B')
    let beyond = rgb.x - RED_SHARE * sum;
    let by_share = beyond / (beyond + (3.0 * RED_SHARE - 1.0) * grey).max(1e-9);
    1.0 - by_step.min(by_share)
}

#[cfg(test)]
mod tests;
