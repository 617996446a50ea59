//! An automatic gain that never pumps: values in decibels in, shares of the usual greatest out.
//!
//! What shares are shares of moves by a bounded number of decibels a second, so that a burst leaves hardly a dent in
//! what sounds beside it. What is greater is bent towards 1 instead of being cut.

use crate::FRAMES_PER_SEC;

/// How fast the reference follows.
const RISE_DB_PER_SEC: f32 = 8.0;
const FALL_DB_PER_SEC: f32 = 1.0;

/// During its first seconds of sound it looks for its place.
const FIRST_SECS: f32 = 2.0;
const FIRST_RISE_DB_PER_SEC: f32 = 60.0;
const FIRST_FALL_DB_PER_SEC: f32 = 12.0;

/// Shares up to here are as they are; the reference itself is at 0.91, three times the reference at 1.
const KNEE: f32 = 0.75;

/// Remembers the usual greatest.
pub(crate) struct Leveller {
    reference_db: f32,
    least_db: f32,
    heard_secs: f32,
}

impl Leveller {
    /// The reference begins at `begin_db` and never falls under `least_db`.
    pub(crate) fn new(begin_db: f32, least_db: f32) -> Self {
        Self {
            reference_db: begin_db,
            least_db,
            heard_secs: 0.0,
        }
    }

    /// Takes the newest greatest; once per frame in which something sounds.
    pub(crate) fn follow(&mut self, newest_db: f32) {
        let (rise, fall) = if self.heard_secs < FIRST_SECS {
            (FIRST_RISE_DB_PER_SEC, FIRST_FALL_DB_PER_SEC)
        } else {
            (RISE_DB_PER_SEC, FALL_DB_PER_SEC)
        };
        self.heard_secs += 1.0 / FRAMES_PER_SEC;
        let off_db = newest_db - self.reference_db;
        self.reference_db += off_db.clamp(-fall / FRAMES_PER_SEC, rise / FRAMES_PER_SEC);
        self.reference_db = self.reference_db.max(self.least_db);
    }

    /// The usual greatest.
    pub(crate) fn reference_db(&self) -> f32 {
        self.reference_db
    }

    /// A value's share, 0 to 1, when `growth` is how its size grows with power: 0.5 for an amplitude.
    pub(crate) fn share(&self, value_db: f32, growth: f32) -> f32 {
        let times = 10.0_f32.powf(0.1 * growth * (value_db - self.reference_db));
        if times <= KNEE {
            return times;
        }
        let room = 1.0 - KNEE;
        1.0 - room * (-(times - KNEE) / room).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gain::STEVENS;

    fn after(leveller: &mut Leveller, value_db: f32, secs: f32) -> f32 {
        for _ in 0..(secs * FRAMES_PER_SEC).round() as usize {
            leveller.follow(value_db);
        }
        leveller.share(value_db, STEVENS)
    }

    #[test]
    fn shares_rise_smoothly_to_one() {
        let leveller = Leveller::new(-20.0, -50.0);
        let shares: Vec<f32> = (-1000..200)
            .map(|tenth| leveller.share(tenth as f32 / 10.0, STEVENS))
            .collect();
        assert!(
            shares
                .windows(2)
                .all(|pair| pair[1] >= pair[0] && pair[1] - pair[0] < 0.01)
        );
        assert!(shares[0] < 0.005 && shares[1199] <= 1.0);
        assert!((leveller.share(-20.0, STEVENS) - 0.908).abs() < 0.001);
    }

    #[test]
    fn nothing_moves_faster_than_it_says() {
        let mut leveller = Leveller::new(-20.0, -50.0);
        after(&mut leveller, -20.0, FIRST_SECS);
        let mut last = leveller.reference_db;
        for (value_db, secs) in [(0.0, 1.0), (-90.0, 2.0), (10.0, 0.1), (-40.0, 9.0)] {
            for _ in 0..(secs * FRAMES_PER_SEC) as usize {
                leveller.follow(value_db);
                let moved = (leveller.reference_db - last) * FRAMES_PER_SEC;
                assert!((-FALL_DB_PER_SEC - 0.01..RISE_DB_PER_SEC + 0.01).contains(&moved));
                last = leveller.reference_db;
            }
        }
    }

    #[test]
    fn bursts_do_not_pump() {
        let mut leveller = Leveller::new(-20.0, -50.0);
        let steady = after(&mut leveller, -30.0, 20.0);
        let mut least = steady;
        for _ in 0..30 {
            after(&mut leveller, -10.0, 0.1);
            least = least.min(leveller.share(-30.0, STEVENS));
            after(&mut leveller, -30.0, 1.9);
        }
        assert!(least > steady * 0.93, "{least} of {steady}");
    }

    #[test]
    fn a_soft_part_comes_back_a_decibel_a_second() {
        let mut leveller = Leveller::new(-20.0, -50.0);
        after(&mut leveller, -10.0, 10.0);
        assert!(after(&mut leveller, -30.0, 1.0) < 0.3);
        assert!(after(&mut leveller, -30.0, 20.0) > 0.9);
        assert!(
            after(&mut leveller, -70.0, 100.0) < 0.3,
            "noise is not lifted to full"
        );
    }
}
