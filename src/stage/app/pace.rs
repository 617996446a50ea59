//! How evenly frames are shown.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use bevy::prelude::*;
use welkin_values::FrameStatistics;

/// Frame intervals kept: about a minute at 60 a second.
const KEPT: usize = 3600;

/// Frames after which it is found anew how long one takes.
const EXPECT_EVERY: u64 = 240;

/// No frame is shown sooner after another.
const SHORTEST: Duration = Duration::from_millis(6);

/// How evenly frames are shown.
#[derive(Resource, Default)]
pub(crate) struct Pace {
    last: Option<Instant>,
    intervals_secs: VecDeque<f32>,
    frames: u64,
    /// The median interval, found anew now and then.
    expected_secs: f32,
    late: u64,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Pace>().add_systems(Last, count_frame);
}

fn count_frame(mut pace: ResMut<Pace>) {
    // A screen gives the pace; where none does (hidden windows, no vsync), frames are not shown faster
    // than anybody sees, and painting gets the time.
    if let Some(left) = pace
        .last
        .and_then(|last| SHORTEST.checked_sub(last.elapsed()))
    {
        std::thread::sleep(left);
    }
    let now = Instant::now();
    if let Some(last) = pace.last.replace(now) {
        let secs = (now - last).as_secs_f32();
        if pace.expected_secs > 0.0 && secs > 1.5 * pace.expected_secs {
            pace.late += 1;
        }
        pace.intervals_secs.push_back(secs);
        if pace.intervals_secs.len() > KEPT {
            pace.intervals_secs.pop_front();
        }
    }
    pace.frames += 1;
    if pace.frames.is_multiple_of(EXPECT_EVERY) {
        pace.expected_secs = pace.percentiles_ms().0 / 1000.0;
    }
}

impl Pace {
    /// Frames shown so far.
    pub(crate) fn frames(&self) -> u64 {
        self.frames
    }

    /// Frames a second over the last second or so.
    pub(crate) fn per_sec(&self) -> f32 {
        let lately: Vec<f32> = self.intervals_secs.iter().rev().take(60).copied().collect();
        let sum: f32 = lately.iter().sum();
        if sum > 0.0 {
            lately.len() as f32 / sum
        } else {
            0.0
        }
    }

    /// The last minute's frames, and how many ever came too late.
    pub(crate) fn statistics(&self) -> FrameStatistics {
        let (median_ms, p99_ms) = self.percentiles_ms();
        let longest = self.intervals_secs.iter().copied().fold(0.0, f32::max);
        FrameStatistics {
            median_ms,
            p99_ms,
            longest_ms: longest * 1000.0,
            late: self.late,
        }
    }

    /// Milliseconds between frames: the median and the 99th percentile.
    pub(crate) fn percentiles_ms(&self) -> (f32, f32) {
        let mut sorted: Vec<f32> = self.intervals_secs.iter().copied().collect();
        sorted.sort_by(f32::total_cmp);
        let at = |share: usize| {
            let index = (sorted.len() * share / 100).min(sorted.len().saturating_sub(1));
            sorted.get(index).map_or(0.0, |secs| secs * 1000.0)
        };
        (at(50), at(99))
    }
}
