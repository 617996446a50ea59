//! Compares each status with those before it and says what is new. Knows no clock: it is told.

#[cfg(test)]
mod tests;

mod minutes;
mod parts;
mod swaps;

use std::time::Duration;

use welkin_values::{Command, Status};

use crate::event::Event;
use crate::time::Time;

use self::minutes::Minutes;
use self::parts::Parts;
use self::swaps::Swaps;

/// How far back the show's clock goes at least where the show begins again, seconds.
const AGAIN_SECS: f64 = 2.0;

/// Compares each status with those before it.
#[derive(Debug, Default)]
pub(crate) struct Follower {
    play: Option<Playing>,
    moment_secs: f64,
    parts: Parts,
    swaps: Swaps,
    minutes: Minutes,
}

/// What is shown.
#[derive(Clone, Debug, PartialEq)]
struct Playing {
    installation: String,
    title: String,
    scene: String,
}

impl Follower {
    /// What is new in a status. `uptime` is time that only goes on; `clients` is how many watch now.
    pub(crate) fn follow(
        &mut self,
        now: Time,
        uptime: Duration,
        status: &Status,
        clients: u32,
    ) -> Vec<Event> {
        let mut found = Vec::new();
        self.follow_play(status, &mut found);
        self.swaps.follow(uptime, status, &mut found);
        self.parts.follow(uptime, &status.health, &mut found);
        self.minutes
            .follow(now, uptime, status, clients, &mut found);
        found
    }

    /// Remembers who asked for an installation.
    pub(crate) fn asked(&mut self, uptime: Duration, who: &str, command: &Command) {
        self.swaps.asked(uptime, who, command);
    }

    fn follow_play(&mut self, status: &Status, found: &mut Vec<Event>) {
        let is_shown =
            status.playing && status.pattern.is_none() && !status.installation.is_empty();
        let play = is_shown.then(|| Playing {
            installation: status.installation.clone(),
            title: status.show.clone(),
            scene: status.scene.clone(),
        });
        let is_again =
            status.moment_secs < AGAIN_SECS && status.moment_secs + AGAIN_SECS < self.moment_secs;
        self.moment_secs = status.moment_secs;
        if play == self.play && !(is_again && play.is_some()) {
            return;
        }
        self.play.clone_from(&play);
        found.push(match play {
            Some(Playing {
                installation,
                title,
                scene,
            }) => Event::Began {
                installation,
                title,
                scene,
            },
            None => Event::Stopped,
        });
    }
}
