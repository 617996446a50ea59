//! Gathers statistics minute by minute. The minute that is under way is said once a second, so that a power cut takes
//! no more than that.

use std::time::Duration;

use welkin_values::Status;

use crate::event::{Event, Minute};
use crate::time::Time;

const MINUTE: Duration = Duration::from_secs(60);
const SECOND: Duration = Duration::from_secs(1);

/// Status are looked at a few times a second; what comes more often is not gathered.
const MOST_LOOKS: usize = 1200;

/// The minute that is under way.
#[derive(Debug, Default)]
pub(crate) struct Minutes {
    gathered: Option<Gathered>,
    /// Where the counters stood when the minute began.
    late: Option<u64>,
    underruns: Option<u64>,
}

#[derive(Debug)]
struct Gathered {
    began: Time,
    since: Duration,
    said: Option<Duration>,
    medians_ms: Vec<f32>,
    minute: Minute,
    looks: u32,
}

impl Minutes {
    /// Adds a status.
    pub(crate) fn follow(
        &mut self,
        now: Time,
        uptime: Duration,
        status: &Status,
        clients: u32,
        found: &mut Vec<Event>,
    ) {
        let is_over = |gathered: &Gathered| uptime.saturating_sub(gathered.since) >= MINUTE;
        if let Some(done) = self.gathered.take_if(|gathered| is_over(gathered)) {
            found.push(Event::Minute(done.minute()));
            self.late = None;
            self.underruns = None;
        }
        let late = *self.late.get_or_insert(status.frames.late);
        let underruns = *self.underruns.get_or_insert(status.sound_underruns);
        let gathered = self.gathered.get_or_insert_with(|| Gathered {
            began: now,
            since: uptime,
            said: None,
            medians_ms: Vec::new(),
            minute: Minute::default(),
            looks: 0,
        });
        gathered.add(status, clients);
        let minute = &mut gathered.minute;
        minute.late_frames = status.frames.late.saturating_sub(late);
        minute.sound_underruns = status.sound_underruns.saturating_sub(underruns);
        let was_said = |said: Duration| uptime.saturating_sub(said) < SECOND;
        if !gathered.said.is_some_and(was_said) {
            gathered.said = Some(uptime);
            found.push(Event::Minute(gathered.minute()));
        }
    }
}

impl Gathered {
    fn add(&mut self, status: &Status, clients: u32) {
        let number = |value: f32| if value.is_finite() { value } else { 0.0 };
        if self.medians_ms.len() < MOST_LOOKS {
            self.medians_ms.push(number(status.frames.median_ms));
        }
        let minute = &mut self.minute;
        let most = |so_far: f64, value: f32| so_far.max(f64::from(number(value)));
        minute.frame_p99_ms = most(minute.frame_p99_ms, status.frames.p99_ms);
        minute.frame_longest_ms = most(minute.frame_longest_ms, status.frames.longest_ms);
        minute.clients = minute.clients.max(clients);
        self.looks += 1;
        let share = 1.0 / f64::from(self.looks);
        let mean = |so_far: f64, value: f32| so_far + (f64::from(number(value)) - so_far) * share;
        minute.shown_fps = mean(minute.shown_fps, status.presented_fps);
        minute.painted_fps = mean(minute.painted_fps, status.painted_fps);
    }

    fn minute(&self) -> Minute {
        let mut medians = self.medians_ms.clone();
        medians.sort_by(f32::total_cmp);
        let middle = medians.get(medians.len() / 2).copied().unwrap_or(0.0);
        Minute {
            began: self.began,
            frame_median_ms: f64::from(middle),
            ..self.minute
        }
    }
}
