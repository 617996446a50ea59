//! The keeper at work: signals, the program, its pulse and the policy, wired together in one loop that never waits long.
//!
//! Ctrl-C and TERM end the show and then the keeper. HUP leaves the show alone: the keeper ends, the next one finds the show
//! and keeps it. The same happens when the keeper is killed.

mod signals;
mod changes;
mod notebook;
mod saying;
mod beginning;
mod finding;

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;

use crate::ask::ask;
use crate::clock::{since_boot, wall_secs};
use crate::kept::{EndNote, Notes};
use crate::place::Place;
use crate::policy::{Beginning, End, Policy, What};
use crate::process::{Ended, Running};
use crate::pulse::Pulse;
use crate::service::Service;
use crate::settings::{PLACE_FILE, Settings};
use crate::words::Words;
use changes::Changes;
use notebook::Notebook;
use saying::name;
use signals::Signals;

/// How often the keeper looks whether the program has ended.
const LOOKS_EVERY: Duration = Duration::from_millis(50);

/// How often it asks for the pulse.
const ASKS_EVERY: Duration = Duration::from_secs(1);

/// The same while the program is starting, so that it is soon known to be well.
const ASKS_FIRST_EVERY: Duration = Duration::from_millis(200);

/// How long it waits for an answer; systemd hears from the keeper in between.
const ANSWER_WITHIN: Duration = Duration::from_secs(1);

/// How keeping ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// People ended the show.
    Ended,
    /// The keeper was told to leave (HUP); the show goes on without one.
    Left,
}

/// Why nothing can be kept.
#[derive(Debug, Error)]
pub enum KeepError {
    /// Two keepers would end each other's show.
    #[error(
        "another keeper keeps the show of {0}; end that one first, or choose another folder with --state"
    )]
    Busy(PathBuf),
    /// The system does not let the keeper hear signals.
    #[error("signals cannot be heard: {0}")]
    Signals(#[from] io::Error),
}

/// Keeps the show running until people end it. Whatever goes wrong meanwhile is said, and gone on from.
///
/// # Errors
///
/// Only at the beginning: another keeper has the state folder, or signals cannot be heard.
pub fn keep(settings: Settings) -> Result<Kept, KeepError> {
    let signals = Signals::listen()?;
    // The log is in the state folder as a rule, which may not be there yet; the notebook says what is wrong with it.
    drop(std::fs::create_dir_all(&settings.state_folder));
    let mut words = Words::new(settings.log.as_deref());
    let notebook = Notebook::open(&settings.state_folder, &mut words)
        .ok_or_else(|| KeepError::Busy(settings.state_folder.clone()))?;
    let (mut keeper, mut doing) = finding::find(settings, words, notebook);
    keeper.note();
    let ready = keeper.service.is_ready();
    keeper.complain(ready);
    let mut tidied = since_boot();
    let mut told = Duration::ZERO;
    loop {
        let now = since_boot();
        if signals.leaves() {
            keeper
                .words
                .say("told to leave; the show goes on, and the next keeper finds it");
            return Ok(Kept::Left);
        }
        if let Some(keeps_place) = signals.stops() {
            doing = keeper.stop(doing, now, keeps_place);
        }
        doing = match keeper.step(doing, now) {
            Doing::Done => return Ok(Kept::Ended),
            doing => doing,
        };
        if now.saturating_sub(told) >= ASKS_EVERY {
            told = now;
            let alive = keeper.service.is_alive();
            keeper.complain(alive);
            keeper.note();
        }
        if now.saturating_sub(tidied) >= Duration::from_secs(20) {
            tidied = now;
            keeper.words.tidy();
        }
        std::thread::sleep(LOOKS_EVERY);
    }
}

/// What the keeper is doing.
enum Doing {
    /// The program runs.
    Shows(Show),
    /// The program is being ended.
    Ends {
        show: Show,
        why: Why,
        kill_at: Duration,
    },
    /// The next one begins at this time.
    Waits { next: Beginning, until: Duration },
    /// People have ended it.
    Done,
}

/// A running program, and how it is watched.
struct Show {
    running: Running,
    pulse: Pulse,
    port: u16,
    asked_at: Duration,
}

/// Why a program is ended.
enum Why {
    /// It hangs.
    Hangs(String),
    /// Something else is to be begun.
    For(Beginning),
    /// People want it; what is put back is where it goes on if it is begun again soon.
    People { puts_back: Option<Place> },
}

struct Keeper {
    settings: Settings,
    policy: Policy,
    notes: Notes,
    notebook: Notebook,
    words: Words,
    service: Service,
    changes: Option<Changes>,
}

impl Keeper {
    fn step(&mut self, doing: Doing, now: Duration) -> Doing {
        match doing {
            Doing::Shows(show) => self.watch(show, now),
            Doing::Ends { show, why, kill_at } => self.wait_for_end(show, why, kill_at, now),
            Doing::Waits { next, until } if now >= until => self.begin(&next, now),
            waits => waits,
        }
    }

    fn watch(&mut self, mut show: Show, now: Duration) -> Doing {
        if let Some(ended) = show.running.ended() {
            show.running.sweep();
            let end = match ended {
                Ended::Code(0) => End::Clean,
                Ended::Code(2) => End::WrongInput,
                Ended::Unknown if self.was_ended_by_people(&show) => End::Clean,
                _ => End::Broke,
            };
            return self.has_ended(end, ended.to_string(), now);
        }
        let asks_every = if show.pulse.was_heard() {
            ASKS_EVERY
        } else {
            ASKS_FIRST_EVERY
        };
        if now.saturating_sub(show.asked_at) < asks_every {
            return Doing::Shows(show);
        }
        show.asked_at = now;
        let answer = ask(show.port, ANSWER_WITHIN);
        let goes_on = answer.as_ref().is_ok_and(|answer| answer.goes_on);
        let now = since_boot();
        show.pulse.hear(now, goes_on);
        if let Ok(answer) = &answer
            && goes_on
        {
            let shown = self.shown(&show);
            self.policy.is_well(now, shown.as_deref());
            self.tell_status(answer);
        }
        if let Some(silence) = show.pulse.gone(&self.settings.patience) {
            let said = match answer {
                Ok(_) => "it says that it stands still".to_string(),
                Err(error) => error.to_string(),
            };
            let words = format!(
                "it has had no pulse for {:.0} s ({said})",
                silence.as_secs_f64()
            );
            self.words
                .say(&format!("{} is ended: {words}", self.now_shown()));
            show.running.terminate();
            let kill_at = now + self.settings.patience.ending;
            return Doing::Ends {
                show,
                why: Why::Hangs(words),
                kill_at,
            };
        }
        self.try_again(show, now)
    }

    /// Gives the asked installation another chance when it is time.
    fn try_again(&mut self, show: Show, now: Duration) -> Doing {
        if self.policy.reason().is_none() {
            self.changes = None;
            return Doing::Shows(show);
        }
        let asked = self.policy.asked();
        let changes = match self
            .changes
            .take()
            .filter(|changes| changes.folder() == asked)
        {
            Some(changes) => self.changes.insert(changes),
            None => self.changes.insert(Changes::of(asked, now)),
        };
        let changed = changes.look(now);
        let Some(next) = self.policy.try_again(now, changed) else {
            return Doing::Shows(show);
        };
        changes.take();
        let why = if changed {
            "its files changed"
        } else {
            "it may be well by now"
        };
        self.words
            .say(&format!("{} is tried again: {why}", name(&next.what)));
        show.running.terminate();
        let kill_at = now + self.settings.patience.ending_well;
        Doing::Ends {
            show,
            why: Why::For(next),
            kill_at,
        }
    }

    fn wait_for_end(
        &mut self,
        mut show: Show,
        why: Why,
        kill_at: Duration,
        now: Duration,
    ) -> Doing {
        if show.running.ended().is_none() {
            let kills = now >= kill_at;
            if kills {
                show.running.kill();
            }
            // A process that is killed is gone in a moment, or when a driver lets go of it.
            let kill_at = if kills {
                now + self.settings.patience.ending
            } else {
                kill_at
            };
            return Doing::Ends { show, why, kill_at };
        }
        show.running.sweep();
        match why {
            Why::Hangs(words) => self.has_ended(End::Broke, words, now),
            Why::For(next) => Doing::Waits { next, until: now },
            Why::People { puts_back } => {
                if let Some(place) = puts_back {
                    let file = self.settings.state_folder.join(PLACE_FILE);
                    // Without it the show begins at its beginning.
                    drop(place.write(&file));
                }
                self.rest()
            }
        }
    }

    /// People want it to end.
    fn stop(&mut self, doing: Doing, now: Duration, keeps_place: bool) -> Doing {
        let show = match doing {
            Doing::Shows(show) | Doing::Ends { show, .. } => show,
            Doing::Waits { .. } | Doing::Done => return self.rest(),
        };
        self.words.say("asked to end; the show ends");
        let stops = self.service.stops();
        self.complain(stops);
        let patience = self.settings.patience.ending_well + self.settings.patience.ending;
        let needs = self.service.needs(patience);
        self.complain(needs);
        let place = Place::read(&self.settings.state_folder.join(PLACE_FILE));
        let puts_back = place.ok().flatten().filter(|_| keeps_place);
        show.running.terminate();
        let kill_at = now + self.settings.patience.ending_well;
        let why = Why::People { puts_back };
        Doing::Ends { show, why, kill_at }
    }

    /// The program ended by itself, or because it hung.
    fn has_ended(&mut self, end: End, words: String, now: Duration) -> Doing {
        let shown = self.now_shown();
        let before = self.policy.rung();
        let Some(next) = self.policy.ended(now, end) else {
            self.words.say(&format!("{shown} was ended by people"));
            // The next show begins at its beginning.
            drop(std::fs::remove_file(
                self.settings.state_folder.join(PLACE_FILE),
            ));
            return self.rest();
        };
        let lived = self
            .notes
            .show
            .take()
            .map_or(Duration::ZERO, |show| now.saturating_sub(show.began()));
        let next_words = if next.what != What::Calm && self.policy.rung() == before {
            "it is begun again".to_string()
        } else {
            format!("{} is begun", name(&next.what))
        };
        let pause = match next.after.as_secs_f64() {
            0.0 => String::new(),
            secs => format!(" in {secs} s"),
        };
        let hint = match end {
            End::WrongInput => "; it says above what is wrong with its files",
            _ => "",
        };
        self.words.say(&format!(
            "{shown}: {words} after {:.0} s{hint}; {next_words}{pause}",
            lived.as_secs_f64()
        ));
        let lived_secs = lived.as_secs();
        self.notes.add(EndNote {
            wall_secs: wall_secs(),
            shown,
            lived_secs,
            words,
        });
        self.changes = None;
        self.note();
        let until = now + next.after;
        Doing::Waits { next, until }
    }

    fn rest(&mut self) -> Doing {
        self.notes.show = None;
        self.note();
        let stops = self.service.stops();
        self.complain(stops);
        Doing::Done
    }
}
