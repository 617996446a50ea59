//! Picks onsets: onset strength in, whether something began [`Peaks::LATE`] frames earlier out.
//!
//! A frame is picked that is the greatest of its neighbours, stands out from the mean around it, and does
//! not follow another too soon (Böck, Krebs and Schedl 2012).

/// Neighbours on each side among which a pick is the greatest: 32 ms.
const GREATEST_OF: usize = 3;

/// Neighbours on each side over which the mean is taken: 96 ms.
const MEAN_OVER: usize = 9;

/// How far a pick stands above that mean; strength is a share of the strongest of late.
const ABOVE_MEAN: f32 = 0.07;

/// Frames from one pick to the next, at least: 53 ms.
const REFRACTORY: usize = 5;

const HELD: usize = 2 * MEAN_OVER + 1;

/// Remembers the last strengths.
pub(crate) struct Peaks {
    /// Oldest first.
    strengths: [f32; HELD],
    since_pick: usize,
}

impl Peaks {
    /// Frames that have to be heard after one before it can be picked.
    pub(crate) const LATE: usize = MEAN_OVER;

    pub(crate) fn new() -> Self {
        Self {
            strengths: [0.0; HELD],
            since_pick: REFRACTORY,
        }
    }

    /// Takes the newest strength, 0 to 1.
    pub(crate) fn pick(&mut self, newest: f32) -> bool {
        self.strengths.rotate_left(1);
        self.strengths[HELD - 1] = newest;
        self.since_pick = self.since_pick.saturating_add(1);
        let picked = self.since_pick >= REFRACTORY && self.stands_out();
        if picked {
            self.since_pick = 0;
        }
        picked
    }

    fn stands_out(&self) -> bool {
        let due = self.strengths[MEAN_OVER];
        let neighbours = &self.strengths[MEAN_OVER - GREATEST_OF..=MEAN_OVER + GREATEST_OF];
        let mean = self.strengths.iter().sum::<f32>() / HELD as f32;
        neighbours.iter().all(|other| *other <= due) && due >= mean + ABOVE_MEAN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picked(strengths: &[f32]) -> Vec<usize> {
        let mut peaks = Peaks::new();
        let padded = strengths.iter().copied().chain([0.0; Peaks::LATE]);
        let picks: Vec<bool> = padded.map(|strength| peaks.pick(strength)).collect();
        (0..strengths.len())
            .filter(|n| picks[n + Peaks::LATE])
            .collect()
    }

    #[test]
    fn picks_what_stands_out() {
        let mut strengths = [0.05; 60];
        strengths[0] = 1.0;
        strengths[20] = 0.4;
        strengths[21] = 0.3;
        strengths[40] = 0.1;
        assert_eq!(picked(&strengths), [0, 20]);
    }

    #[test]
    fn picks_no_two_within_fifty_milliseconds() {
        let mut strengths = [0.0; 60];
        strengths[20] = 0.6;
        strengths[24] = 0.5;
        strengths[30] = 0.6;
        assert_eq!(picked(&strengths), [20, 30]);
    }
}
