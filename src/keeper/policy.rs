//! What is begun after what ended: the asked installation where it was, then the last good one, then the calm one. Knows no
//! clock and no process: the times come in.
//!
//! Three ends in a row, each within a minute of its beginning, are a crash loop; the next rung of the ladder is tried at
//! once. The first end goes on where the show was, the second begins the show at its beginning, in case the place itself is
//! what breaks it. Wrong input (exit code 2) will not heal by being tried again, so it falls back at once.
//!
//! On a lower rung the asked installation is tried again when somebody saved a file of it, and after 10 minutes, then 20, 40
//! and so on up to two hours: what broke it may have been a cable or a driver that is back by now, and nobody is there at
//! night to say so; but each trial takes the calm picture away for some seconds, so they become rare. A trial has one
//! chance, not three. What was wrong input is tried again only after its files changed.

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How long is waited for what.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Patience {
    /// An end within this time of the beginning is a quick one.
    pub quick_end: Duration,
    /// So many quick ends in a row fall back to the next rung; 0 never does.
    pub quick_ends: u32,
    /// An installation that was well for so long is a good one to fall back to.
    pub good_after: Duration,
    /// How long after it fell back the asked installation is tried again, at first; doubled each time.
    pub again_after: Duration,
    /// The longest wait until it is tried again.
    pub again_at_most: Duration,
    /// A pulse that is gone for so long ends the program.
    pub pulse_gone: Duration,
    /// The same while the program is starting: models load, the first picture is made.
    pub starting: Duration,
    /// How long a program that hangs is given to end, before it is killed.
    pub ending: Duration,
    /// How long a program that is well is given to end, when people end it.
    pub ending_well: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            quick_end: Duration::from_secs(60),
            quick_ends: 3,
            good_after: Duration::from_secs(600),
            again_after: Duration::from_secs(600),
            again_at_most: Duration::from_secs(7200),
            pulse_gone: Duration::from_secs(8),
            starting: Duration::from_secs(60),
            ending: Duration::from_secs(3),
            ending_well: Duration::from_secs(10),
        }
    }
}

/// Seconds to wait before the program is begun again, by quick ends in a row on the same rung.
const PAUSES_SECS: [f64; 9] = [0.0, 0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0];

/// What is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rung {
    /// The installation that people asked for.
    Asked,
    /// The last one that was well for long enough.
    LastGood,
    /// The built-in calm one, which needs no files.
    Calm,
}

/// What to begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// An installation's folder.
    Installation(PathBuf),
    /// The built-in calm one.
    Calm,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beginning {
    /// What to begin.
    pub what: What,
    /// Whether it goes on where it was; else it begins at its beginning.
    pub at_place: bool,
    /// How long to wait before.
    pub after: Duration,
}

/// How the program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// People ended it: exit code 0.
    Clean,
    /// It says that its input is wrong: exit code 2.
    WrongInput,
    /// Anything else: another code, a signal, a pulse that was gone, a program that cannot be begun.
    Broke,
}

/// Why something other than the asked installation is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It did not stay up.
    CrashLoop,
    /// It cannot be shown as its files are.
    WrongInput,
}

/// The ladder, and where on it we are. Times are durations since one moment, whichever.
#[derive(Clone, Debug)]
pub struct Policy {
    patience: Patience,
    asked: PathBuf,
    last_good: Option<PathBuf>,
    rung: Rung,
    begun: Duration,
    had_pulse: bool,
    quick_ends: u32,
    /// What is well, and since when.
    well: Option<(PathBuf, Duration)>,
    fallen: Option<Fallen>,
    /// The rung to go back to if the trial that is on fails.
    trial_from: Option<Rung>,
}

/// What was fallen from.
#[derive(Clone, Copy, Debug)]
struct Fallen {
    at: Duration,
    reason: Reason,
    wait: Duration,
}

impl Policy {
    /// A policy that has begun nothing yet.
    pub fn new(patience: Patience, asked: PathBuf, last_good: Option<PathBuf>) -> Self {
        Self {
            patience,
            asked,
            last_good,
            rung: Rung::Asked,
            begun: Duration::ZERO,
            had_pulse: false,
            quick_ends: 0,
            well: None,
            fallen: None,
            trial_from: None,
        }
    }

    /// Takes up where another keeper left: what was on at `now`, and how often it had ended quickly.
    pub fn take_up(&mut self, rung: Rung, quick_ends: u32, now: Duration) {
        self.rung = rung;
        self.quick_ends = quick_ends;
        if rung != Rung::Asked {
            self.fall_from(Reason::CrashLoop, self.patience.again_after, now);
        }
    }

    /// What to begin first.
    pub fn first(&self) -> Beginning {
        self.beginning(true, Duration::ZERO)
    }

    /// The program was begun.
    pub fn begins(&mut self, now: Duration) {
        self.begun = now;
        self.had_pulse = false;
        self.well = None;
    }

    /// The program has a pulse, and shows this installation if that is known. A person, a calendar or a playlist may have
    /// chosen another one than was begun; it is then the asked one.
    pub fn is_well(&mut self, now: Duration, shows: Option<&Path>) {
        self.had_pulse = true;
        let trial_stays = now.saturating_sub(self.begun) >= self.patience.quick_end;
        if self.trial_from.is_some() && trial_stays {
            self.is_asked_again();
        }
        let begun = self.what();
        let Some(shown) = shows.or(match &begun {
            What::Installation(folder) => Some(folder),
            What::Calm => None,
        }) else {
            return;
        };
        if begun != What::Installation(shown.into()) {
            self.asked = shown.into();
            self.is_asked_again();
        }
        match &self.well {
            Some((well, since)) if well == shown => {
                let long_enough = now.saturating_sub(*since) >= self.patience.good_after;
                if long_enough && self.last_good.as_deref() != Some(shown) {
                    self.last_good = Some(shown.into());
                }
            }
            _ => self.well = Some((shown.into(), now)),
        }
    }

    /// The program ended. None if that is the end for the keeper too.
    pub fn ended(&mut self, now: Duration, end: End) -> Option<Beginning> {
        let lived = now.saturating_sub(self.begun);
        let is_quick = !self.had_pulse || lived < self.patience.quick_end;
        let reason = match end {
            End::Clean => return None,
            End::WrongInput => Reason::WrongInput,
            End::Broke => Reason::CrashLoop,
        };
        let is_wrong = end == End::WrongInput;
        if !is_quick && !is_wrong {
            self.quick_ends = 0;
            return Some(self.beginning(true, Duration::ZERO));
        }
        self.quick_ends += 1;
        let has_more_chances =
            self.patience.quick_ends == 0 || self.quick_ends < self.patience.quick_ends;
        if let Some(back) = self.trial_from.take() {
            let wait = self
                .fallen
                .map_or(self.patience.again_after, |fallen| fallen.wait * 2);
            return Some(self.fall(back, reason, wait, now));
        }
        let next = self.rung_below();
        if self.rung == next || (has_more_chances && !is_wrong) {
            let place = PAUSES_SECS.len() - 1;
            let pause = PAUSES_SECS[place.min(self.quick_ends as usize)];
            let at_place = self.quick_ends == 1 || self.patience.quick_ends == 0;
            return Some(self.beginning(at_place, Duration::from_secs_f64(pause)));
        }
        Some(match self.fallen {
            // A rung further down; when the asked one is tried again stays as it is.
            Some(fallen) => self.fall(next, fallen.reason, fallen.wait, now),
            None => self.fall(next, reason, self.patience.again_after, now),
        })
    }

    /// Whether the asked installation should be tried again now; `changed` says that its files did since it was given up.
    /// What runs is ended then, and this is begun.
    pub fn try_again(&mut self, now: Duration, changed: bool) -> Option<Beginning> {
        let fallen = self.fallen.filter(|_| self.trial_from.is_none())?;
        let is_time =
            fallen.reason == Reason::CrashLoop && now.saturating_sub(fallen.at) >= fallen.wait;
        if !changed && !is_time {
            return None;
        }
        self.trial_from = Some(self.rung);
        self.rung = Rung::Asked;
        self.quick_ends = 0;
        Some(self.beginning(false, Duration::ZERO))
    }

    /// What is on, or begun next.
    pub fn what(&self) -> What {
        match (self.rung, &self.last_good) {
            (Rung::Asked, _) => What::Installation(self.asked.clone()),
            (Rung::LastGood, Some(folder)) => What::Installation(folder.clone()),
            (Rung::LastGood, None) | (Rung::Calm, _) => What::Calm,
        }
    }

    /// Where on the ladder we are.
    pub fn rung(&self) -> Rung {
        self.rung
    }

    /// Why the asked one is not shown; none while it is, or is tried.
    pub fn reason(&self) -> Option<Reason> {
        let fallen = self.fallen.filter(|_| self.trial_from.is_none());
        fallen.map(|fallen| fallen.reason)
    }

    /// The installation that people asked for last.
    pub fn asked(&self) -> &Path {
        &self.asked
    }

    /// The installation to fall back to.
    pub fn last_good(&self) -> Option<&Path> {
        self.last_good.as_deref()
    }

    /// Quick ends in a row on this rung.
    pub fn quick_ends(&self) -> u32 {
        self.quick_ends
    }

    fn is_asked_again(&mut self) {
        self.rung = Rung::Asked;
        self.quick_ends = 0;
        self.fallen = None;
        self.trial_from = None;
    }

    fn rung_below(&self) -> Rung {
        let good = self.last_good.as_ref();
        let other_is_good = good.is_some_and(|good| *good != self.asked);
        match self.rung {
            Rung::Asked if other_is_good => Rung::LastGood,
            _ => Rung::Calm,
        }
    }

    fn fall(&mut self, to: Rung, reason: Reason, wait: Duration, now: Duration) -> Beginning {
        self.rung = to;
        self.quick_ends = 0;
        self.fall_from(reason, wait, now);
        self.beginning(false, Duration::ZERO)
    }

    fn fall_from(&mut self, reason: Reason, wait: Duration, now: Duration) {
        let wait = wait.min(self.patience.again_at_most);
        self.fallen = Some(Fallen {
            at: now,
            reason,
            wait,
        });
    }

    fn beginning(&self, at_place: bool, after: Duration) -> Beginning {
        let what = self.what();
        let at_place = at_place && what != What::Calm;
        Beginning {
            what,
            at_place,
            after,
        }
    }
}
