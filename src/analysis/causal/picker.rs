//! Picks onsets as they come: onset strength in, whether something begins now out.
//!
//! A frame is picked that stands out from what is usual of late: as far above the median of the last 1.4 s as the
//! flutter is wide, some times over, and a fixed least. So neither a dense texture nor a held chord sets it off.

use crate::median::{Sorted, places};

/// Frames that say what is usual: 1.35 s.
const USUAL: usize = 127;

/// A fifth of them are greater than the one of this rank. Strokes are fewer than that, even eight a second.
const FLUTTER: usize = USUAL * 4 / 5;

/// So many times as far above the median as that one.
const TIMES: f32 = 3.0;

/// Frames from one pick to the next, at least: 64 ms.
const REFRACTORY: usize = 6;

/// Remembers what is usual.
pub(crate) struct Picker {
    least: f32,
    /// The last strengths; `next` walks around.
    strengths: [f32; USUAL],
    next: usize,
    sorted: Sorted<{ places(USUAL) }>,
    since_pick: usize,
}

impl Picker {
    /// Nothing less than `least` above the usual is picked.
    pub(crate) fn new(least: f32) -> Self {
        Self {
            least,
            strengths: [0.0; USUAL],
            next: 0,
            sorted: Sorted::new(),
            since_pick: REFRACTORY,
        }
    }

    /// Takes the newest strength.
    pub(crate) fn pick(&mut self, newest: f32) -> bool {
        self.since_pick = self.since_pick.saturating_add(1);
        let is_picked = newest > self.threshold() && self.since_pick >= REFRACTORY;
        if is_picked {
            self.since_pick = 0;
        }
        self.sorted.exchange(self.strengths[self.next], newest);
        self.strengths[self.next] = newest;
        self.next = (self.next + 1) % USUAL;
        is_picked
    }

    fn threshold(&self) -> f32 {
        let median = self.sorted.median();
        median + TIMES * (self.sorted.ranked(FLUTTER) - median) + self.least
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::noise;

    fn picked(strengths: &[f32]) -> Vec<usize> {
        let mut picker = Picker::new(0.2);
        (0..strengths.len())
            .filter(|n| picker.pick(strengths[*n]))
            .collect()
    }

    #[test]
    fn picks_at_once_what_stands_out() {
        let mut strengths = [0.05; 300];
        for at in [0, 150, 250] {
            strengths[at] = 1.0;
            strengths[at + 1] = 2.0;
        }
        strengths[200] = 0.2;
        assert_eq!(picked(&strengths), [0, 150, 250]);
    }

    #[test]
    fn flutter_is_not_picked_and_what_rises_from_it_is() {
        let mut strengths: Vec<f32> = noise(1, 0.2, 4000).iter().map(|x| 0.4 + x).collect();
        strengths[3000] = 1.6;
        let late: Vec<usize> = picked(&strengths)
            .into_iter()
            .filter(|n| *n > 200)
            .collect();
        assert_eq!(late, [3000]);
    }
}
