//! Finds where one installation takes another one's place, how long that took, and who wanted it.

use std::time::Duration;

use welkin_values::{Command, Refused, Status};

use crate::event::{Event, SwapResult};

/// Somebody who asked longer ago did not ask for this.
const ASKED_FOR: Duration = Duration::from_secs(300);

/// The swap that is under way, and who asked.
#[derive(Debug, Default)]
pub(crate) struct Swaps {
    shown: Option<String>,
    warming: Option<Warming>,
    refused: Option<Refused>,
    asked: Option<Asked>,
    settled: Option<String>,
}

#[derive(Debug)]
struct Warming {
    after: String,
    since: Duration,
}

#[derive(Debug)]
struct Asked {
    who: String,
    /// None for whatever is shown already: it is read again.
    installation: Option<String>,
    at: Duration,
}

impl Swaps {
    /// Remembers who asked.
    pub(crate) fn asked(&mut self, uptime: Duration, who: &str, command: &Command) {
        let installation = match command {
            Command::Switch { installation } => Some(installation.clone()),
            Command::Next { installation } => installation.clone(),
            Command::Reload => None,
            _ => return,
        };
        self.asked = Some(Asked {
            who: who.to_string(),
            installation,
            at: uptime,
        });
    }

    /// What is new.
    pub(crate) fn follow(&mut self, uptime: Duration, status: &Status, found: &mut Vec<Event>) {
        let before = self.shown.clone();
        let has_changed = !status.installation.is_empty()
            && before
                .as_ref()
                .is_some_and(|before| *before != status.installation);
        let newly_refused = match &status.refused {
            Some(refused) if self.refused.as_ref() != Some(refused) => Some(refused.clone()),
            _ => None,
        };
        self.refused.clone_from(&status.refused);
        let before = before.unwrap_or_default();

        if let Some(refused) = newly_refused {
            let warm_secs = self.warmed(&refused.installation, uptime);
            let words = refused.problems.join("\n");
            found.push(self.swapped(
                uptime,
                &before,
                &refused.installation,
                SwapResult::Refused,
                warm_secs,
                words,
            ));
        }
        if has_changed {
            let warm_secs = self.warmed(&status.installation, uptime);
            let after = status.installation.clone();
            found.push(self.swapped(
                uptime,
                &before,
                &after,
                SwapResult::Done,
                warm_secs,
                String::new(),
            ));
        }
        if let Some(warming) = &self.warming
            && status.switching.as_ref() != Some(&warming.after)
        {
            let after = warming.after.clone();
            let warm_secs = self.warmed(&after, uptime);
            // The same one again: its files changed.
            let result = if after == status.installation {
                SwapResult::Done
            } else {
                SwapResult::GivenUp
            };
            found.push(self.swapped(uptime, &before, &after, result, warm_secs, String::new()));
        }
        // The one that is on may be named a little longer, while it fades in.
        if self.settled.is_some() && status.switching != self.settled {
            self.settled = None;
        }
        if let Some(after) = &status.switching
            && self.warming.is_none()
            && self.settled.is_none()
        {
            self.warming = Some(Warming {
                after: after.clone(),
                since: uptime,
            });
        }
        if !status.installation.is_empty() {
            self.shown = Some(status.installation.clone());
        }
    }

    /// Ends the warming of an installation, and says how long it took, seconds.
    fn warmed(&mut self, installation: &str, uptime: Duration) -> Option<f64> {
        let warming = self
            .warming
            .take_if(|warming| warming.after == installation)?;
        self.settled = Some(warming.after);
        Some(uptime.saturating_sub(warming.since).as_secs_f64())
    }

    fn swapped(
        &mut self,
        uptime: Duration,
        before: &str,
        after: &str,
        result: SwapResult,
        warm_secs: Option<f64>,
        words: String,
    ) -> Event {
        let asked = self.asked.take_if(|asked| {
            let is_this = asked.installation.as_deref().unwrap_or(before) == after;
            is_this || uptime.saturating_sub(asked.at) > ASKED_FOR
        });
        let who = asked
            .filter(|asked| uptime.saturating_sub(asked.at) <= ASKED_FOR)
            .map(|asked| asked.who);
        Event::Swapped {
            who: who.unwrap_or_default(),
            before: before.to_string(),
            after: after.to_string(),
            result,
            warm_secs,
            words,
        }
    }
}
