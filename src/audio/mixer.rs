//! Sound in the room, live. Never fails: what sounds is rendered for the sound card, or, where there is none, for
//! a timer that keeps the show's time.

mod rig;
mod pace;
mod convert;
mod callback;
mod card;
mod timer;
mod supervisor;

#[cfg(test)]
mod tests;

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::Duration;

use kira::{Decibels, Tween};
use welkin_installation::{Speakers, Venue};
use welkin_values::{Health, State};

use crate::engine::{Manager, engine};
use crate::room::RoomSettings;
use crate::{Deck, Playlist};
use rig::Rig;
use supervisor::Outlet;

/// Steps of the volume are smoothed over this time.
const VOLUME_SECS: f32 = 0.05;

/// The part of the program that this is.
const PART: &str = "sound";

/// Plays decks on the sound card, several at once while they cross-fade.
pub struct Mixer {
    manager: Mutex<Manager>,
    rig: Arc<Rig>,
    outlet: Arc<Mutex<Outlet>>,
    problems: Mutex<Vec<Weak<Mutex<Option<String>>>>>,
    threads: Vec<JoinHandle<()>>,
}

impl Mixer {
    /// Starts without sound, in the venue's room. A card is looked for at once and, where there is none, again and again; until one is
    /// found, and whenever it is lost, a timer keeps the time.
    pub fn start(venue: &Venue) -> Self {
        let speakers = &venue.speakers;
        let (manager, engine, clock) = engine(&RoomSettings::of(venue));
        let rig = Arc::new(Rig::new(engine, clock));
        let outlet = Arc::new(Mutex::new(match speakers {
            Speakers::Silent => Outlet::Silent,
            _ => Outlet::Looking,
        }));
        let mut threads = Vec::new();
        let mut spawn = |name: &str, work: Box<dyn FnOnce() + Send>| {
            let thread = std::thread::Builder::new().name(name.into()).spawn(work);
            match thread {
                Ok(thread) => threads.push(thread),
                Err(error) => tracing::error!("no thread for {name}: {error}"),
            }
        };
        let theirs = Arc::clone(&rig);
        spawn("sound-timer", Box::new(move || timer::run(&theirs)));
        if *speakers != Speakers::Silent {
            let (theirs, told) = (Arc::clone(&rig), Arc::clone(&outlet));
            spawn(
                "sound-card",
                Box::new(move || supervisor::run(&theirs, &told)),
            );
        }
        let manager = Mutex::new(manager);
        Self {
            manager,
            rig,
            outlet,
            problems: Mutex::default(),
            threads,
        }
    }

    /// Lets a playlist sound. Returns at once; the deck's time begins when its files are open and read ahead.
    pub fn play(&self, playlist: Playlist, fade_in_secs: f32) -> Deck {
        let mut manager = self.manager.lock().unwrap_or_else(PoisonError::into_inner);
        let deck = Deck::start(&mut manager, &self.rig.clock, &playlist, fade_in_secs);
        let mut problems = self.problems.lock().unwrap_or_else(PoisonError::into_inner);
        problems.retain(|problem| problem.strong_count() > 0);
        problems.push(deck.problem_box());
        deck
    }

    /// Multiplies all sound, 0 to 1; smoothed.
    pub fn set_volume(&self, volume: f32) {
        let volume = if volume.is_finite() {
            volume.clamp(0.0, 1.0)
        } else {
            1.0
        };
        let decibels = if volume == 0.0 {
            Decibels::SILENCE
        } else {
            Decibels(20.0 * volume.log10())
        };
        let tween = Tween {
            duration: Duration::from_secs_f32(VOLUME_SECS),
            ..Tween::default()
        };
        let mut manager = self.manager.lock().unwrap_or_else(PoisonError::into_inner);
        manager.main_track().set_volume(decibels, tween);
    }

    /// How the sound is: the part "sound".
    pub fn health(&self) -> Health {
        let outlet = self
            .outlet
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let (state, mut words) = outlet.words();
        let underruns = self.rig.underruns.load(Ordering::Relaxed);
        if underruns > 0 {
            words.push_str(&format!("; {underruns} underruns so far"));
        }
        let errors = self.rig.errors.load(Ordering::Relaxed);
        if errors > 0 {
            words.push_str(&format!("; {errors} errors of the card so far"));
        }
        match self.problem() {
            Some(problem) => Health::new(PART, State::Reduced, format!("{problem} ({words})")),
            None => Health::new(PART, state, words),
        }
    }

    /// Times the sound card ran dry since the start.
    pub fn underruns(&self) -> u64 {
        self.rig.underruns.load(Ordering::Relaxed)
    }

    fn problem(&self) -> Option<String> {
        let problems = self.problems.lock().unwrap_or_else(PoisonError::into_inner);
        problems
            .iter()
            .filter_map(Weak::upgrade)
            .find_map(|problem| {
                problem
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .clone()
            })
    }
}

impl Drop for Mixer {
    fn drop(&mut self) {
        self.rig.end();
        for thread in self.threads.drain(..) {
            thread.thread().unpark();
            // A thread that panicked has nothing left to do.
            drop(thread.join());
        }
    }
}
