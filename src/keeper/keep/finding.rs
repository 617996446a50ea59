//! A keeper begins: the show may be running already, may have ended while nobody kept it, or is begun.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Doing, Keeper, Notebook, Show, Why, name};
use crate::ask::ask;
use crate::clock::since_boot;
use crate::kept::Notes;
use crate::place::Place;
use crate::policy::{End, Policy, What};
use crate::process::{Identity, Running};
use crate::pulse::Pulse;
use crate::service::Service;
use crate::settings::{PLACE_FILE, Settings};
use crate::words::Words;

/// The keeper, and what it does first.
pub(super) fn find(
    mut settings: Settings,
    mut words: Words,
    notebook: Notebook,
) -> (Keeper, Doing) {
    settings.installation = absolute(&settings.installation);
    settings.state_folder = absolute(&settings.state_folder);
    let now = since_boot();
    let before = notebook.read(&mut words).unwrap_or_default();
    let place = settings.state_folder.join(PLACE_FILE);
    let is_same = before.given == settings.installation;
    let found = running(&settings, &before, &place);
    let was_shown_lately = Place::read(&place)
        .ok()
        .flatten()
        .is_some_and(|place| place.is_fresh());
    let asked = if is_same && (found.is_some() || was_shown_lately) {
        before.asked.clone()
    } else {
        settings.installation.clone()
    };
    let policy = Policy::new(settings.patience, asked, before.last_good.clone());
    let mut keeper = Keeper {
        notes: Notes {
            given: settings.installation.clone(),
            ..before.clone()
        },
        settings,
        policy,
        notebook,
        words,
        service: Service::default(),
        changes: None,
    };
    let doing = match found {
        Some((running, port)) => keeper.adopt(running, port, &before, is_same, now),
        None => keeper.begin_first(&before, is_same, now),
    };
    (keeper, doing)
}

/// The program that an earlier keeper began: by its notes, or, if those could not be written, by what answers.
fn running(settings: &Settings, before: &Notes, place: &Path) -> Option<(Running, u16)> {
    let by_notes = before.show.as_ref().and_then(Running::find);
    if let Some(running) = by_notes {
        return Some((running, before.port));
    }
    if settings.port == 0 {
        return None;
    }
    let pid = ask(settings.port, Duration::from_millis(500)).ok()?.pid?;
    // Whatever else answers there is left alone: a show of ours was told where to write its place.
    let command = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
    let place = place.as_os_str().as_encoded_bytes();
    let is_ours = command.split(|byte| *byte == 0).any(|word| word == place);
    let running = Running::find(&Identity::of(pid).filter(|_| is_ours)?)?;
    Some((running, settings.port))
}

impl Keeper {
    fn adopt(
        &mut self,
        running: Running,
        port: u16,
        before: &Notes,
        is_same: bool,
        now: Duration,
    ) -> Doing {
        let pid = running.identity().pid();
        let began = running.identity().began();
        self.notes.show = Some(running.identity().clone());
        self.notes.port = port;
        let pulse = Pulse::of_age(now.saturating_sub(began), now, &self.settings.patience);
        let asked_at = Duration::ZERO;
        let show = Show {
            running,
            pulse,
            port,
            asked_at,
        };
        if !is_same && before.show.is_some() {
            let was = name(&What::Installation(before.asked.clone()));
            let next = self.policy.first();
            self.words.say(&format!(
                "{was} of an earlier keeper is still shown (process {pid}); it is ended, and {} is begun",
                name(&next.what)
            ));
            show.running.terminate();
            let kill_at = now + self.settings.patience.ending_well;
            return Doing::Ends {
                show,
                why: Why::For(next),
                kill_at,
            };
        }
        if let Some(rung) = before.rung.filter(|_| is_same) {
            self.policy.take_up(rung, before.quick_ends, now);
        }
        self.policy.begins(began);
        self.words.say(&format!(
            "{} runs already (process {pid}, port {port}); it goes on and is kept",
            self.now_shown()
        ));
        Doing::Shows(show)
    }

    fn begin_first(&mut self, before: &Notes, is_same: bool, now: Duration) -> Doing {
        let next = self.policy.first();
        let ended_alone = before
            .show
            .as_ref()
            .filter(|show| is_same && show.is_of_this_boot());
        let Some(show) = ended_alone else {
            return Doing::Waits { next, until: now };
        };
        // It and its keeper ended, one after the other, and nobody wanted it: the ladder goes on where it was.
        if let Some(rung) = before.rung {
            self.policy.take_up(rung, before.quick_ends, now);
        }
        self.policy.begins(show.began());
        self.policy.is_well(show.began(), None);
        self.has_ended(End::Broke, "it ended while nobody kept it".into(), now)
    }
}

/// From the root on, so that it means the same wherever the program is begun.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.into())
}
