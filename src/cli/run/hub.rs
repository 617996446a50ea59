//! Where everybody who steers and watches a running show meets: the page, the rack's protocols, the calendar, files that
//! are saved. What they ask is checked, goes on record and reaches the stage at the head of a frame; what is so comes back.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use welkin_control::check;
use welkin_rack::{Panel, Projectors};
use welkin_records::{Event, Recorder};
use welkin_values::{Command, Health, ProjectorAsk, Status};

/// Lines kept for the page.
const MOST_SAID: usize = 10;

/// Commands that may wait for the next frame, from all protocols together.
const MOST_WAITING: usize = 256;

/// The meeting place.
#[derive(Default)]
pub(super) struct Hub {
    status: Mutex<Option<Arc<Status>>>,
    waiting: Mutex<Vec<Command>>,
    /// How the parts are that are no part of the stage.
    parts: Mutex<Vec<Box<dyn Fn() -> Option<Health> + Send>>>,
    /// What those have to say who are no part of the stage.
    said: Mutex<VecDeque<String>>,
    projectors: Mutex<Option<Arc<Projectors>>>,
    recorder: Option<Recorder>,
    /// Set when the system asks the program to end.
    ends: Arc<AtomicBool>,
}

impl Hub {
    /// Nobody is there yet; what happens goes to the recorder, if there is one.
    pub(super) fn new(recorder: Option<Recorder>) -> Self {
        Self {
            recorder,
            ..Self::default()
        }
    }

    /// Adds a part whose health is asked at every report.
    pub(super) fn watch(&self, health: impl Fn() -> Health + Send + 'static) {
        self.watch_some(move || Some(health()));
    }

    /// The same for a part that may have nothing to say.
    pub(super) fn watch_some(&self, health: impl Fn() -> Option<Health> + Send + 'static) {
        lock(&self.parts).push(Box::new(health));
    }

    /// Says something to the log and to the page.
    pub(super) fn say(&self, words: impl Into<String>) {
        let words = words.into();
        tracing::info!("{words}");
        let mut said = lock(&self.said);
        said.push_back(words);
        if said.len() > MOST_SAID {
            said.pop_front();
        }
    }

    /// Switches all projectors that can be, on or off.
    pub(super) fn switch_projectors(&self, on: bool) {
        let ask = match on {
            true => ProjectorAsk::PowerOn,
            false => ProjectorAsk::PowerOff,
        };
        self.ask_projectors(None, &ask);
    }

    /// Asks something of the projectors that the venue names.
    fn ask_projectors(&self, id: Option<&str>, ask: &ProjectorAsk) {
        let projectors = lock(&self.projectors).clone();
        let Some(projectors) = projectors else {
            self.say("projectors were asked something, but the venue names none ([[pjlink]])");
            return;
        };
        if let Err(words) = projectors.ask(id, ask) {
            self.say(words);
        }
    }

    /// Who switches projectors and knows how they are.
    pub(super) fn lend_projectors(&self, projectors: Arc<Projectors>) {
        *lock(&self.projectors) = Some(projectors);
    }

    /// What happens is written here.
    pub(super) fn recorder(&self) -> Option<&Recorder> {
        self.recorder.as_ref()
    }

    /// What waits for the stage, in the order it was asked for.
    pub(super) fn take(&self) -> Vec<Command> {
        let mut waiting = std::mem::take(&mut *lock(&self.waiting));
        if self.ends.load(Ordering::Relaxed) {
            waiting.push(Command::Quit);
        }
        waiting
    }

    /// Set when the system asks the program to end.
    pub(super) fn ends(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.ends)
    }

    /// What is not for the stage is done here; the rest is given back.
    pub(super) fn sort(&self, commands: Vec<Command>) -> Vec<Command> {
        let stays = |command: &Command| match command {
            Command::Projector { id, ask } => {
                self.ask_projectors(id.as_deref(), ask);
                false
            }
            _ => true,
        };
        commands.into_iter().filter(stays).collect()
    }

    /// Puts on record what somebody was let ask.
    pub(super) fn note(&self, who: &str, command: &Command) {
        if let Some(recorder) = &self.recorder {
            recorder.note(Event::Asked {
                who: who.into(),
                command: command.clone(),
            });
        }
    }

    /// Takes what there is to know now; gives it back with the parts that the stage does not know of.
    pub(super) fn publish(&self, mut status: Status) -> Status {
        status
            .health
            .extend(lock(&self.parts).iter().filter_map(|health| health()));
        status.messages.extend(lock(&self.said).iter().cloned());
        if let Some(projectors) = &*lock(&self.projectors) {
            status.projectors = projectors.statuses();
            status.health.push(projectors.health());
        }
        if let Some(recorder) = &self.recorder {
            status.health.push(recorder.health());
            recorder.follow(&status);
        }
        *lock(&self.status) = Some(Arc::new(status.clone()));
        status
    }
}

impl Panel for Hub {
    fn status(&self) -> Option<Arc<Status>> {
        lock(&self.status).clone()
    }

    fn ask(&self, who: &str, command: Command) -> Result<(), String> {
        check(&command, self.status().as_deref())?;
        let mut waiting = lock(&self.waiting);
        if let Command::Set { control, .. } = &command {
            let named = control;
            waiting
                .retain(|other| !matches!(other, Command::Set { control, .. } if control == named));
        }
        if waiting.len() >= MOST_WAITING {
            return Err("too many requests wait already; the show may stand still".into());
        }
        self.note(who, &command);
        waiting.push(command);
        Ok(())
    }
}

fn lock<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails should stop")]

    use welkin_installation::master_controls;

    use super::*;

    #[test]
    fn what_fits_waits_once_and_what_does_not_is_refused_in_words() {
        let hub = Hub::new(None);
        let set = |control: &str, value| Command::Set {
            control: control.into(),
            value,
        };
        assert!(hub.ask("osc", set("blackout", 1.0)).is_err());
        let status = Status {
            specs: master_controls().into(),
            ..Status::new("show", "folder")
        };
        hub.publish(status);
        for step in 0..1000 {
            hub.ask("osc", set("blackout", step as f32)).unwrap();
        }
        assert!(hub.ask("osc", set("warp-drive", 1.0)).is_err());
        assert_eq!(hub.take(), [set("blackout", 999.0)]);
        for _ in 0..MOST_WAITING {
            hub.ask("osc", Command::Reload).unwrap();
        }
        assert!(hub.ask("osc", Command::Reload).is_err());
    }

    #[test]
    fn parts_beside_the_stage_are_reported() {
        let hub = Hub::new(None);
        hub.watch(|| Health::new("osc", welkin_values::State::Good, "listens"));
        let status = hub.publish(Status::new("show", "folder"));
        assert_eq!(status.health.len(), 1);
        assert_eq!(hub.status().unwrap().health[0].part, "osc");
    }
}
