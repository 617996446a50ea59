//! Begins the program, at its place or at its beginning.

use std::io;
use std::path::Path;
use std::time::Duration;

use super::{Doing, Keeper, Show, name};
use crate::place::Place;
use crate::policy::{Beginning, End, What};
use crate::process::Running;
use crate::pulse::Pulse;
use crate::settings::{PLACE_FILE, working_port};

impl Keeper {
    /// Begins this now.
    pub(super) fn begin(&mut self, next: &Beginning, now: Duration) -> Doing {
        let place = self.settings.state_folder.join(PLACE_FILE);
        let goes_on_at = self.lay_place(&place, next);
        let port = working_port(self.settings.port);
        let mut arguments = self.settings.first.clone();
        match &next.what {
            What::Installation(folder) => arguments.push(folder.into()),
            What::Calm => arguments.push("--calm".into()),
        }
        arguments.extend(self.settings.arguments.iter().cloned());
        arguments.extend(["--port".into(), port.to_string().into()]);
        arguments.extend(["--place".into(), place.into()]);
        self.policy.begins(now);
        match Running::begin(&self.settings.program, &arguments, self.words.log()) {
            Ok(running) => {
                let pid = running.identity().pid();
                let from = goes_on_at.map_or_else(String::new, |secs| format!(" at {secs:.0} s"));
                self.words.say(&format!(
                    "{} begins{from} (process {pid}, port {port})",
                    name(&next.what)
                ));
                self.notes.show = Some(running.identity().clone());
                self.notes.port = port;
                self.note();
                let status = self.service.status(&format!("{} begins", name(&next.what)));
                self.complain(status);
                Doing::Shows(Show {
                    running,
                    pulse: Pulse::new(now),
                    port,
                    asked_at: now,
                })
            }
            Err(error) => {
                let program = self.settings.program.to_string_lossy();
                let words = format!("{program} cannot be begun: {error}");
                self.has_ended(End::Broke, words, now)
            }
        }
    }

    /// Leaves the place for the program to go on at, if it should; takes it away if not. Returns the moment.
    fn lay_place(&mut self, file: &Path, next: &Beginning) -> Option<f64> {
        let place = Place::read(file).unwrap_or_else(|error| {
            self.words
                .say(&format!("{error}; the show begins at its beginning"));
            None
        });
        let fits = |place: &Place| {
            next.at_place && place.is_fresh() && place.installation == name(&next.what)
        };
        if let Some(place) = place.filter(fits) {
            return Some(place.moment_secs);
        }
        match std::fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                self.words
                    .say(&format!("{} cannot be removed: {error}", file.display()));
            }
            _ => {}
        }
        None
    }
}
