//! Does what the calendar says, once, and gives way to people: two clocks and what runs in, actions out.
//!
//! The wall's clock says what is due; the steady one says how much time has passed, so that a wall clock that
//! jumps is noticed. A jump back of up to two hours is waited out, so that nothing is done twice; a longer one
//! means that the clock was wrong before, and the calendar begins anew where it stands now.

mod gap;

use jiff::Timestamp;
use serde::Serialize;

use crate::calendar::Calendar;
use crate::plan::Plan;
use crate::words::wall_time;

use gap::{Gap, gap, said};

/// A jump back of at most so much is waited out, seconds.
const WAITED_OUT_SECS: f64 = 2.0 * 3600.0;
/// The house stays dark at most so long for an installation that is still being warmed, seconds.
const WARMING_SECS: f64 = 60.0;

/// Something to do now.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Action {
    /// Cross-fade to another installation.
    Switch {
        /// Its folder name in the library.
        installation: String,
        /// How long the cross-fade takes, seconds.
        cross_fade_secs: f32,
    },
    /// Keep the master volume at or below this from now on.
    VolumeLimit {
        /// 0 to 1; none takes the limit away.
        limit: Option<f32>,
    },
    /// Switch the projectors.
    Projectors {
        /// Whether they are to be on.
        on: bool,
    },
    /// Switch the house lights.
    HouseLights {
        /// Whether they are to be on.
        on: bool,
    },
    /// Show nothing at all, or something again.
    Dark {
        /// Whether nothing is shown.
        on: bool,
    },
    /// Tell people.
    Say {
        /// One line for the log.
        words: String,
    },
}

/// What a follower has to know of the running program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen<'s> {
    /// The folder name of the installation that runs.
    pub installation: &'s str,
    /// The one that is being read and warmed to follow it.
    pub switching: Option<&'s str>,
    /// The one that was asked for last and cannot be shown.
    pub refused: Option<&'s str>,
}

/// Does what a calendar says. Asked about once a second; it looks into the calendar only when something is due.
#[derive(Clone, Debug)]
pub struct Follower {
    calendar: Calendar,
    following: bool,
    /// What was done last, and until when it holds.
    done: Option<(Plan, Option<Timestamp>)>,
    /// Both clocks at the last step.
    clocks: Option<(Timestamp, f64)>,
    /// A wall clock that jumped back is waited for until it is here again.
    waiting_until: Option<Timestamp>,
    /// What was asked for and neither runs nor was refused yet, and what ran then.
    asked: Option<(String, String)>,
    /// What ran at the last step.
    running: String,
    /// What a person chose.
    by_hand: Option<String>,
    /// The dark that ends when an installation is there, at the latest at this time of the steady clock.
    dark_until: Option<f64>,
}

impl Follower {
    /// Follows a calendar; the first step does everything that is due.
    pub fn new(calendar: Calendar) -> Self {
        Self {
            calendar,
            following: true,
            done: None,
            clocks: None,
            waiting_until: None,
            asked: None,
            running: String::new(),
            by_hand: None,
            dark_until: None,
        }
    }

    /// The calendar that is followed.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// What was done last.
    pub fn plan(&self) -> Option<&Plan> {
        self.done.as_ref().map(|(plan, _)| plan)
    }

    /// The installation that a person chose and that stays until the next set change.
    pub fn by_hand(&self) -> Option<&str> {
        self.by_hand.as_deref()
    }

    /// Whether the calendar is followed.
    pub fn is_following(&self) -> bool {
        self.following
    }

    /// Follows another calendar from the next step on; only what differs is done.
    pub fn take(&mut self, calendar: Calendar) {
        self.calendar = calendar;
        self.waiting_until = None;
        if let Some((_, until)) = &mut self.done {
            // Looked at again at the next step.
            *until = Some(Timestamp::MIN);
        }
    }

    /// Leaves everything as it is from now on, or follows again and does everything that is due then.
    pub fn follow(&mut self, following: bool) {
        if following && !self.following {
            self.done = None;
            self.by_hand = None;
            self.waiting_until = None;
        }
        self.following = following;
    }

    /// What is to be done now. `steady_secs` is a clock that never jumps, such as the time since the program began.
    pub fn step(&mut self, now: Timestamp, steady_secs: f64, seen: &Seen<'_>) -> Vec<Action> {
        let mut actions = Vec::new();
        let jump = self
            .clocks
            .and_then(|clocks| gap(clocks, (now, steady_secs)));
        self.clocks = Some((now, steady_secs));
        if !self.following {
            self.running = seen.installation.to_owned();
            self.asked = None;
            return actions;
        }
        if let Some(jump) = jump {
            self.jumped(jump, now, &mut actions);
        }
        self.look(now, seen, &mut actions);
        if self.waiting_until.is_some_and(|until| until <= now) {
            self.waiting_until = None;
        }
        if self.waiting_until.is_none() && self.is_due(now) {
            self.change(now, steady_secs, seen, &mut actions);
        }
        self.end_dark(steady_secs, seen, &mut actions);
        actions
    }

    fn is_due(&self, now: Timestamp) -> bool {
        match &self.done {
            None => true,
            Some((_, until)) => until.is_some_and(|until| until <= now),
        }
    }

    fn jumped(&mut self, jump: Gap, now: Timestamp, actions: &mut Vec<Action>) {
        let clock = wall_time(&self.calendar.clock, now);
        let Some((_, until)) = &mut self.done else {
            return;
        };
        match jump {
            Gap::Ahead(secs) => {
                let passed = until.is_some_and(|until| until <= now);
                let rest = if passed {
                    "what is due now is done once"
                } else {
                    "nothing was due in between"
                };
                let words = format!(
                    "The clock is {} ahead, at {clock}: it was set, or the machine slept; {rest}.",
                    said(secs)
                );
                actions.push(Action::Say { words });
                // While it is waited out, a clock that comes back needs nothing else.
            }
            Gap::Back(secs) if secs <= WAITED_OUT_SECS => {
                let stood = later(now, secs);
                let until = self.waiting_until.map_or(stood, |until| until.max(stood));
                self.waiting_until = Some(until);
                let until = wall_time(&self.calendar.clock, until);
                let words = format!(
                    "The clock went back {}, to {clock}. What is done is not done twice: everything stays as it is until {until}.",
                    said(secs)
                );
                actions.push(Action::Say { words });
            }
            Gap::Back(secs) => {
                self.waiting_until = None;
                *until = Some(Timestamp::MIN);
                let words = format!(
                    "The clock went back {}, to {clock}: the calendar goes on from there.",
                    said(secs)
                );
                actions.push(Action::Say { words });
            }
        }
    }

    /// Sees what became of what was asked for, and what people chose.
    fn look(&mut self, now: Timestamp, seen: &Seen<'_>, actions: &mut Vec<Action>) {
        let was = std::mem::replace(&mut self.running, seen.installation.to_owned());
        if let Some((asked, ran)) = self.asked.clone() {
            if seen.installation == asked {
                self.asked = None;
                return;
            }
            if seen.refused == Some(asked.as_str()) && seen.switching != Some(asked.as_str()) {
                self.asked = None;
                let words = format!(
                    "{asked} cannot be shown; {} goes on until the next set change{}.",
                    seen.installation,
                    self.next_words()
                );
                actions.push(Action::Say { words });
                return;
            }
            if seen.installation == ran {
                return;
            }
            self.asked = None;
        }
        let is_first = was.is_empty() || self.done.is_none();
        let is_due = self
            .plan()
            .is_some_and(|plan| plan.installation.as_deref() == Some(seen.installation));
        if !is_first && was != seen.installation {
            if is_due {
                self.by_hand = None;
            } else {
                self.by_hand = Some(seen.installation.to_owned());
                let next = if self.is_due(now) {
                    String::new()
                } else {
                    self.next_words()
                };
                let words = format!(
                    "{} was chosen by hand and stays until the next set change{next}.",
                    seen.installation
                );
                actions.push(Action::Say { words });
            }
        }
    }

    fn next_words(&self) -> String {
        let next = self.done.as_ref().and_then(|(_, until)| *until);
        next.map_or(String::new(), |next| {
            format!(" at {}", wall_time(&self.calendar.clock, next))
        })
    }

    /// Does what is different from what was done.
    fn change(
        &mut self,
        now: Timestamp,
        steady_secs: f64,
        seen: &Seen<'_>,
        actions: &mut Vec<Action>,
    ) {
        let plan = self.calendar.at(now);
        let next = self.calendar.next_change(now);
        let was = self
            .done
            .replace((plan.clone(), next))
            .map(|(plan, _)| plan);
        let differs = |part: fn(&Plan) -> Option<bool>| was.as_ref().map(part) != Some(part(&plan));
        if was.as_ref().is_some_and(|was| was.is_same(&plan)) {
            return;
        }
        actions.push(Action::Say {
            words: plan.why.clone(),
        });
        if let Some(on) = plan
            .projectors_on
            .filter(|_| differs(|plan| plan.projectors_on))
        {
            actions.push(Action::Projectors { on });
        }
        if was.as_ref().map(|was| was.volume_limit) != Some(plan.volume_limit) {
            actions.push(Action::VolumeLimit {
                limit: plan.volume_limit,
            });
        }
        let set = |plan: &Plan| (plan.open, plan.installation.clone(), plan.since);
        let is_set_change = was.as_ref().map(set) != Some(set(&plan));
        if is_set_change {
            self.by_hand = None;
            self.switch(&plan, seen, actions);
        }
        if differs(|plan| Some(plan.house_lights)) {
            actions.push(Action::HouseLights {
                on: plan.house_lights,
            });
        }
        if differs(|plan| Some(plan.dark)) {
            let is_warming = was.is_some() && !plan.dark && self.asked.is_some();
            if is_warming {
                self.dark_until = Some(steady_secs + WARMING_SECS);
            } else {
                self.dark_until = None;
                actions.push(Action::Dark { on: plan.dark });
            }
        }
    }

    fn switch(&mut self, plan: &Plan, seen: &Seen<'_>, actions: &mut Vec<Action>) {
        self.asked = None;
        let Some(installation) = &plan.installation else {
            return;
        };
        let comes = seen.switching.unwrap_or(seen.installation);
        if comes != installation {
            actions.push(Action::Switch {
                installation: installation.clone(),
                cross_fade_secs: plan.cross_fade_secs,
            });
        }
        if seen.installation != installation {
            self.asked = Some((installation.clone(), seen.installation.to_owned()));
        }
    }

    /// Ends the dark once what was asked for is there, was refused, or takes too long.
    fn end_dark(&mut self, steady_secs: f64, seen: &Seen<'_>, actions: &mut Vec<Action>) {
        let Some(until) = self.dark_until else { return };
        let is_there = self
            .asked
            .as_ref()
            .is_none_or(|(asked, _)| asked == seen.installation);
        if is_there || steady_secs >= until {
            self.dark_until = None;
            actions.push(Action::Dark { on: false });
        }
    }
}

fn later(now: Timestamp, secs: f64) -> Timestamp {
    let secs = jiff::SignedDuration::from_secs_f64(secs.max(0.0));
    now.checked_add(secs).unwrap_or(now)
}

#[cfg(test)]
mod tests;
