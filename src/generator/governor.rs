//! Keeps a generator within its time: coarser pictures before slower ones, finer ones when there is time again.

use std::time::Duration;

/// Pictures a second that are worth giving up resolution for: below, what sounds and what is seen drift apart.
const WANTED_PER_SEC: f32 = 15.0;
/// Too slow by this much is too slow.
const TOLERATED: f32 = 1.15;
/// A finer step is tried where it would leave this much of the time unused.
const HEADROOM: f32 = 0.75;
/// So many pictures are too slow before it is believed.
const PATIENCE: u32 = 6;
/// The first pictures warm up, and say nothing of how long others take.
const WARM_UP: u32 = 3;
/// A picture that takes longer than this does not only warm up.
const WARM_UP_TAKES: Duration = Duration::from_secs(1);
/// How long it has been fast enough before a finer step is tried; doubled each time that was in vain.
const CALM: Duration = Duration::from_secs(4);
const LONGEST_CALM: Duration = Duration::from_secs(300);
/// How long after a step could not be had another one is asked for.
const REFUSED: Duration = Duration::from_secs(10);

/// Decides how fine pictures are, from how long they take.
#[derive(Clone, Debug)]
pub(crate) struct Governor {
    /// Each step's cost as a share of the finest one's, falling from 1.
    costs: Vec<f32>,
    step: usize,
    /// Pictures that still warm up.
    cold: u32,
    slow: u32,
    fast_for: Duration,
    calm: Duration,
    tried_finer: bool,
    /// No other step is asked for before.
    stays_for: Duration,
}

impl Governor {
    /// With what each step costs as a share of the finest one.
    pub(crate) fn new(costs: Vec<f32>) -> Self {
        Self {
            costs,
            step: 0,
            cold: WARM_UP,
            slow: 0,
            fast_for: Duration::ZERO,
            calm: CALM,
            tried_finer: false,
            stays_for: Duration::ZERO,
        }
    }

    /// The step that is painted: 0 is the finest.
    pub(crate) fn step(&self) -> usize {
        self.step
    }

    /// Another step could not be had: this one is painted on, and after a while another one is asked for again.
    pub(crate) fn stay(&mut self, step: usize) {
        self.step = step;
        self.stays_for = REFUSED;
        (self.slow, self.fast_for) = (0, Duration::ZERO);
    }

    /// A picture of this step took so long, and came so long after the one before; the step from now on, if it is another.
    pub(crate) fn took(&mut self, time: Duration, after: Duration) -> Option<usize> {
        if self.cold > 0 {
            self.cold -= 1;
            if time < WARM_UP_TAKES {
                return None;
            }
        }
        if !self.stays_for.is_zero() {
            self.stays_for = self.stays_for.saturating_sub(after);
            return None;
        }
        let wanted = 1.0 / WANTED_PER_SEC;
        let secs = time.as_secs_f32();
        if secs > wanted * TOLERATED {
            self.fast_for = Duration::ZERO;
            // What is far too slow is believed sooner.
            self.slow += (secs / wanted) as u32;
            if self.slow < PATIENCE || self.step + 1 >= self.costs.len() {
                return None;
            }
            return Some(self.coarser(secs / wanted));
        }
        self.slow = self.slow.saturating_sub(1);
        self.fast_for += after;
        if self.tried_finer && self.fast_for >= self.calm {
            // It was not in vain.
            (self.tried_finer, self.calm) = (false, CALM);
        }
        let finer = self.step.checked_sub(1)?;
        let would_take = secs * self.costs[finer] / self.costs[self.step].max(1e-6);
        if would_take > wanted * HEADROOM {
            self.fast_for = Duration::ZERO;
            return None;
        }
        if self.fast_for < self.calm {
            return None;
        }
        (self.step, self.slow, self.fast_for, self.tried_finer) = (finer, 0, Duration::ZERO, true);
        Some(finer)
    }

    /// As many steps at once as are too slow by `times`.
    fn coarser(&mut self, times: f32) -> usize {
        if self.tried_finer {
            self.calm = (self.calm * 2).min(LONGEST_CALM);
            self.tried_finer = false;
        }
        let here = self.costs[self.step];
        let fits = |step: &usize| self.costs[*step] / here * times <= 1.0;
        let coarsest = self.costs.len() - 1;
        self.step = (self.step + 1..=coarsest).find(fits).unwrap_or(coarsest);
        (self.slow, self.fast_for) = (0, Duration::ZERO);
        self.step
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Paints for so many seconds on a machine where the finest picture takes `finest`; the step at the end, and how
    /// often it changed.
    fn paint(governor: &mut Governor, finest: f32, secs: f32) -> (usize, usize) {
        let (mut gone, mut changes) = (0.0, 0);
        while gone < secs {
            let took = finest * governor.costs[governor.step()];
            let after = took.max(1.0 / 60.0);
            gone += after;
            let [took, after] = [took, after].map(Duration::from_secs_f32);
            changes += usize::from(governor.took(took, after).is_some());
        }
        (governor.step(), changes)
    }

    fn governor() -> Governor {
        Governor::new(vec![1.0, 0.56, 0.25, 0.14, 0.0625])
    }

    #[test]
    fn as_coarse_as_it_must_be_and_no_coarser() {
        for (times, expected) in [
            (0.5, 0),
            (1.0, 0),
            (1.5, 1),
            (3.0, 2),
            (10.0, 4),
            (100.0, 4),
        ] {
            let (step, _) = paint(&mut governor(), times / WANTED_PER_SEC, 20.0);
            assert_eq!(step, expected, "{times} times too heavy");
        }
    }

    #[test]
    fn finer_again_when_there_is_time() {
        let mut governor = governor();
        paint(&mut governor, 10.0 / WANTED_PER_SEC, 10.0);
        assert_eq!(governor.step(), 4);
        let (step, _) = paint(&mut governor, 0.3 / WANTED_PER_SEC, 60.0);
        assert_eq!(step, 0);
    }

    #[test]
    fn it_does_not_swing() {
        // Where a step is a little too slow and the next one has plenty of time.
        for percent in 100..400 {
            let mut governor = governor();
            let (_, changes) = paint(
                &mut governor,
                percent as f32 / 100.0 / WANTED_PER_SEC,
                600.0,
            );
            assert!(
                changes <= 4,
                "{percent} %: changed {changes} times in ten minutes"
            );
        }
    }

    #[test]
    fn what_could_not_be_had_is_asked_for_again() {
        let mut governor = governor();
        let took = Duration::from_millis(200);
        let asked =
            |governor: &mut Governor| (0..60).find_map(|at| Some((at, governor.took(took, took)?)));
        assert!(asked(&mut governor).is_some());
        governor.stay(0);
        let again = asked(&mut governor).map(|(pictures, _)| pictures);
        assert!(
            again.is_some_and(|pictures| (50..60).contains(&pictures)),
            "{again:?}"
        );
    }

    #[test]
    fn one_slow_picture_is_nothing() {
        let mut governor = governor();
        for picture in 0..1000 {
            let secs = if picture % 5 == 0 { 0.3 } else { 0.04 };
            let took = Duration::from_secs_f32(secs);
            governor.took(took, took);
        }
        assert_eq!(governor.step(), 0);
    }
}
