//! What is known of the running program, by what it writes down, and what is told about it.

use std::path::{Path, PathBuf};

use super::{Keeper, Show};
use crate::ask::Answer;
use crate::clock::since_boot;
use crate::place::Place;
use crate::policy::{Reason, What};
use crate::settings::PLACE_FILE;

impl Keeper {
    /// A program that this keeper did not begin has no exit code for it; but it leaves word.
    pub(super) fn was_ended_by_people(&self, show: &Show) -> bool {
        let place = Place::read(&self.settings.state_folder.join(PLACE_FILE));
        place
            .ok()
            .flatten()
            .is_some_and(|place| place.ended && place.pid == show.running.identity().pid())
    }

    /// Which installation the program shows by now; none if nobody knows.
    pub(super) fn shown(&self, show: &Show) -> Option<PathBuf> {
        let place = Place::read(&self.settings.state_folder.join(PLACE_FILE)).ok()??;
        let is_its_own = place.pid == show.running.identity().pid();
        let begun = self.policy.what();
        if !is_its_own || place.installation == name(&begun) {
            return None;
        }
        let beside = match &begun {
            What::Installation(folder) => folder,
            What::Calm => &self.settings.installation,
        };
        let plain = Path::new(&place.installation).components().count() == 1;
        let beside = beside.canonicalize().ok()?;
        let folder = beside.parent()?.join(&place.installation);
        (plain && folder.join("show.toml").is_file()).then_some(folder)
    }

    pub(super) fn now_shown(&self) -> String {
        name(&self.policy.what())
    }

    pub(super) fn tell_status(&mut self, answer: &Answer) {
        let mut line = format!("{} goes on", self.now_shown());
        if let Some(reason) = self.policy.reason() {
            let asked = name(&What::Installation(self.policy.asked().into()));
            let why = match reason {
                Reason::CrashLoop => "does not stay up",
                Reason::WrongInput => "cannot be shown as its files are",
            };
            line += &format!(" because {asked} {why}");
        }
        for trouble in &answer.troubles {
            line += &format!("; {trouble}");
        }
        let told = self.service.status(&line);
        self.complain(told);
    }

    pub(super) fn note(&mut self) {
        self.notes.rung = Some(self.policy.rung());
        self.notes.reason = self.policy.reason();
        self.notes.quick_ends = self.policy.quick_ends();
        self.notes.asked = self.policy.asked().into();
        self.notes.last_good = self.policy.last_good().map(PathBuf::from);
        self.notebook
            .write(&self.notes, since_boot(), &mut self.words);
    }

    pub(super) fn complain(&mut self, words: Option<String>) {
        if let Some(words) = words {
            self.words.say(&words);
        }
    }
}

/// What people call it: the folder's name, or `calm`.
pub(super) fn name(what: &What) -> String {
    match what {
        What::Installation(folder) => {
            let real = folder.canonicalize();
            let folder = real.as_ref().unwrap_or(folder);
            folder
                .file_name()
                .unwrap_or(folder.as_os_str())
                .to_string_lossy()
                .into()
        }
        What::Calm => "calm".into(),
    }
}
