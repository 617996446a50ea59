//! A slow automatic gain: loudness in, its share of the loudest of late out; and the gate that keeps a
//! noise floor from being lifted to full.

use crate::FRAMES_PER_SEC;

/// The loudest of late is forgotten with this time constant.
const FALL_SECS: f32 = 20.0;

/// At and below this level everything is silent.
const CLOSED_DB: f32 = -60.0;

/// From this level on nothing is held back.
const OPEN_DB: f32 = -50.0;

/// The lowest level that is told apart.
pub(crate) const LOWEST_DB: f32 = -120.0;

/// Loudness grows with the mean square to this power (Stevens' law for sound: 10 dB are twice as loud).
pub(crate) const STEVENS: f32 = 0.3;

/// Remembers the greatest of late: rises at once, falls slowly.
pub(crate) struct Gain {
    greatest: f32,
    fall: f32,
    floor: f32,
}

impl Gain {
    /// Values far below `floor` stay small, however long nothing greater comes.
    pub(crate) fn new(floor: f32) -> Self {
        Self {
            greatest: floor,
            fall: (-1.0 / (FALL_SECS * FRAMES_PER_SEC)).exp(),
            floor,
        }
    }

    /// Takes the newest value; once per frame.
    pub(crate) fn rise(&mut self, newest: f32) {
        self.greatest = newest.max(self.greatest * self.fall).max(self.floor);
    }

    /// A value, at most as new as the newest, as a share of the greatest of late.
    pub(crate) fn share(&self, value: f32) -> f32 {
        (value / self.greatest).clamp(0.0, 1.0)
    }

    /// The greatest of late.
    pub(crate) fn greatest(&self) -> f32 {
        self.greatest
    }
}

/// Loudness of a mean square, 1 at full scale.
pub(crate) fn loudness(mean_square: f32) -> f32 {
    mean_square.max(0.0).powf(STEVENS)
}

/// The mean square that has this loudness.
pub(crate) fn mean_square(loudness: f32) -> f32 {
    loudness.powf(1.0 / STEVENS)
}

/// Decibels of a mean square, at least [`LOWEST_DB`].
pub(crate) fn decibels(mean_square: f32) -> f32 {
    10.0 * mean_square.max(1e-12).log10()
}

/// How far the gate is open at a level: 0 in silence and under the noise floor, 1 in sound.
pub(crate) fn gate(level_db: f32) -> f32 {
    let way = ((level_db - CLOSED_DB) / (OPEN_DB - CLOSED_DB)).clamp(0.0, 1.0);
    way * way * (3.0 - 2.0 * way)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(gain: &mut Gain, value: f32, secs: f32) -> f32 {
        for _ in 0..(secs * FRAMES_PER_SEC) as usize {
            gain.rise(value);
        }
        gain.share(value)
    }

    #[test]
    fn rises_at_once_and_falls_in_twenty_seconds() {
        let mut gain = Gain::new(0.01);
        gain.rise(1.0);
        assert_eq!(gain.share(1.0), 1.0);
        let share = after(&mut gain, 0.1, 20.0);
        assert!((share - 0.1 * 1.0_f32.exp()).abs() < 0.01, "{share}");
        assert_eq!(after(&mut gain, 0.1, 60.0), 1.0);
        gain.rise(0.8);
        assert_eq!(gain.share(0.8), 1.0);
    }

    #[test]
    fn the_floor_keeps_noise_small() {
        let mut gain = Gain::new(0.1);
        assert!((after(&mut gain, 0.001, 300.0) - 0.01).abs() < 1e-6);
        assert_eq!(gain.share(0.0), 0.0);
    }

    #[test]
    fn the_gate_opens_once_and_smoothly() {
        assert_eq!(
            (gate(LOWEST_DB), gate(-60.0), gate(-50.0), gate(0.0)),
            (0.0, 0.0, 1.0, 1.0)
        );
        let levels = (-700..-400).map(|tenth| gate(tenth as f32 / 10.0));
        assert!(
            levels
                .clone()
                .zip(levels.skip(1))
                .all(|(a, b)| b >= a && b - a < 0.02)
        );
    }

    #[test]
    fn loudness_and_back() {
        for square in [1e-9, 1e-3, 0.5, 4.0] {
            assert!((mean_square(loudness(square)) / square - 1.0).abs() < 1e-4);
        }
        assert_eq!(decibels(0.0), LOWEST_DB);
    }
}
