//! Sound in the room, live. Never fails: what sounds is rendered for the sound card, or, where there is none, for
//! a timer that keeps the show's time.

mod rig;
mod convert;

mod callback;
mod card;
mod timer;
mod supervisor;

#[cfg(test)]
pub(crate) mod fake;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod card_tests;
#[cfg(test)]
mod jack_tests;
#[cfg(test)]
mod load_tests;

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::Duration;

use glam::Quat;
use kira::{Decibels, Tween};
use welkin_installation::{Speakers, Venue};
use welkin_values::{Health, Moment, State};

use crate::clock::{Clock, Timing};
use crate::devices::CardWish;
use crate::engine::{Manager, engine};
use crate::room::RoomSettings;
use crate::{Deck, LiveSource, Playlist};
use card::{Cards, RealCards};
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
    timing: Timing,
    outlet: Arc<Mutex<Outlet>>,
    problems: Mutex<Vec<Weak<Mutex<Option<String>>>>>,
    threads: Vec<JoinHandle<()>>,
}

impl Mixer {
    /// Starts without sound, for a venue. The card that the venue names is looked for at once and, where there is
    /// none, again and again; until it is found, and whenever it is lost, a timer keeps the time.
    pub fn start(venue: &Venue) -> Self {
        Self::start_with(venue, Box::new(RealCards))
    }

    pub(crate) fn start_with(venue: &Venue, mut cards: Box<dyn Cards>) -> Self {
        let (manager, engine, clock) = engine(&RoomSettings::of(venue));
        let rig = Arc::new(Rig::new(engine, clock));
        let wish = CardWish {
            device: venue.sound.device.clone(),
            channels: rig.channels,
            period_frames: venue.sound.period_frames,
        };
        let is_silent = venue.speakers == Speakers::Silent;
        let outlet = Arc::new(Mutex::new(if is_silent {
            Outlet::Silent
        } else {
            Outlet::Looking
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
        if !is_silent {
            let (theirs, told) = (Arc::clone(&rig), Arc::clone(&outlet));
            spawn(
                "sound-card",
                Box::new(move || supervisor::run(&theirs, &wish, cards.as_mut(), &told)),
            );
        }
        let manager = Mutex::new(manager);
        Self {
            manager,
            rig,
            timing: Timing::of(&venue.sound),
            outlet,
            problems: Mutex::default(),
            threads,
        }
    }

    /// Lets a playlist sound. Returns at once; the deck's time begins when its files are open and read ahead.
    pub fn play(&self, playlist: Playlist, fade_in_secs: f32) -> Deck {
        self.play_from(playlist, Vec::new(), Moment::ZERO, fade_in_secs)
    }

    /// As [`Mixer::play`], from a moment of the show on, with live sound that is played through the speakers as well.
    pub fn play_from(
        &self,
        playlist: Playlist,
        live: Vec<LiveSource>,
        from: Moment,
        fade_in_secs: f32,
    ) -> Deck {
        let mut manager = self.manager.lock().unwrap_or_else(PoisonError::into_inner);
        let deck = Deck::start(
            &mut manager,
            &self.rig.clock,
            &playlist,
            live,
            from,
            fade_in_secs,
        );
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

    /// Turns the head that hears, in dome space; it is followed smoothly. Of use in a venue with headphones only.
    pub fn set_head(&self, dome_from_head: Quat) {
        let manager = self.manager.lock().unwrap_or_else(PoisonError::into_inner);
        manager.head().set(dome_from_head);
    }

    /// How the sound is: the part "sound".
    pub fn health(&self) -> Health {
        let outlet = self
            .outlet
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let (state, mut words) = outlet.words();
        let underruns = self.rig.counts.xruns.load(Ordering::Relaxed);
        if underruns > 0 {
            let plural = if underruns == 1 { "" } else { "s" };
            words.push_str(&format!("; {underruns} underrun{plural} so far"));
        }
        let errors = self.rig.counts.errors.load(Ordering::Relaxed);
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
        self.rig.counts.xruns.load(Ordering::Relaxed)
    }

    /// How late light and sound are in this venue.
    pub fn timing(&self) -> Timing {
        self.timing
    }

    /// How far the light that is sent now is ahead of what leaves the speakers now (`Deck::now`).
    pub fn light_offset(&self) -> Moment {
        self.timing.light_offset()
    }

    /// The clock that all decks and inputs go by.
    pub(crate) fn clock(&self) -> Arc<Clock> {
        Arc::clone(&self.rig.clock)
    }

    fn problem(&self) -> Option<String> {
        let manager = self.manager.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(problem) = manager.problem() {
            return Some(problem.into());
        }
        drop(manager);
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
