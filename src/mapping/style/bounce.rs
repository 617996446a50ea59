//! Every number of a latent moves up or down at its own pace and turns around at the edge of what is
//! typical: how deep-music-visualizer and lucid-sonic-dreams move their noise.

use rand::RngCore;

use super::remains_per_tick;
use crate::chance;
use crate::tick::TICK_SECS;

/// Where numbers turn around: both originals stay within two standard deviations.
const EDGE: f32 = 2.0;

/// Half of the numbers go slower by this share, drawn anew from time to time.
const JITTER: f32 = 0.5;

/// An offset that bounces.
#[derive(Clone, Debug)]
pub(super) struct Bounce {
    seed: u64,
    redraw_ticks: i64,
    tick: i64,
    remains: f32,
    offset: Vec<f32>,
    velocity: Vec<f32>,
    /// −1 or 1.
    heading: Vec<f32>,
    /// 1 or less.
    pace: Vec<f32>,
}

impl Bounce {
    /// At rest in the middle. Paces are drawn anew every `redraw_secs`.
    pub(super) fn new(seed: u64, len: usize, redraw_secs: f64) -> Self {
        let mut bounce = Self {
            seed,
            redraw_ticks: (redraw_secs / TICK_SECS).round() as i64,
            tick: 0,
            remains: remains_per_tick(0.75),
            offset: vec![0.0; len],
            velocity: vec![0.0; len],
            heading: vec![1.0; len],
            pace: vec![1.0; len],
        };
        draw(seed, -1, &mut bounce.heading, -1.0);
        draw(seed, 0, &mut bounce.pace, 1.0 - JITTER);
        bounce
    }

    /// One tick at a speed in standard deviations a second; the velocity follows it with three
    /// quarters remaining in each frame.
    pub(super) fn advance(&mut self, speed: f32) {
        self.tick += 1;
        if self.tick % self.redraw_ticks == 0 {
            draw(
                self.seed,
                self.tick / self.redraw_ticks,
                &mut self.pace,
                1.0 - JITTER,
            );
        }
        let numbers = self.offset.iter_mut().zip(&mut self.velocity);
        for ((offset, velocity), (heading, pace)) in
            numbers.zip(self.heading.iter_mut().zip(&self.pace))
        {
            let target = speed * *heading * pace;
            *velocity = target + (*velocity - target) * self.remains;
            if velocity.abs() < 1e-6 {
                *velocity = 0.0;
            }
            *offset += *velocity * TICK_SECS as f32;
            if offset.abs() > EDGE {
                *heading = -offset.signum();
            }
        }
    }

    /// Where it is.
    pub(super) fn offset(&self) -> &[f32] {
        &self.offset
    }
}

/// Fills with 1 and another value, half each.
fn draw(seed: u64, index: i64, out: &mut [f32], other: f32) {
    let mut rng = chance::stream(seed, index);
    for x in out {
        *x = if rng.next_u32() >> 31 == 0 {
            1.0
        } else {
            other
        };
    }
}
