//! Hearing ahead of the ear: files are read and analysed some seconds before they sound. What comes in live is heard
//! as it comes.

mod hearing;
mod ear;
mod live_ear;
mod coming_in;

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use welkin_analysis::Listener;
use welkin_audio::Inputs;
use welkin_values::{Features, Moment};

use super::setup::Setup;
use coming_in::ComingIn;
use ear::Ear;
pub(crate) use hearing::{HeardNow, Hearing};

/// Samples read from every source at a time.
const CHUNK: usize = 4096;

/// How often live inputs are looked at.
const LIVE_EVERY: Duration = Duration::from_millis(3);

/// How far ahead of the ear the live ears stay.
const AHEAD_SECS: f64 = 4.0;

/// Reads and analyses all sources of a playlist, in step.
pub(crate) struct Ears {
    ears: Vec<Ear>,
    /// For each ear: the first source that is a part of it.
    first_parts: Vec<usize>,
    whole: Listener,
    hearing: Hearing,
    sources: usize,
    /// Nothing but live sound is heard: it is all there is together.
    mix_is_live: bool,
    read: i64,
    mix: Vec<f32>,
    features: Vec<Features>,
    fields: Vec<welkin_space::SoundField>,
}

impl Ears {
    /// Ears for a show's sources, at its beginning.
    pub(crate) fn new(setup: &Setup) -> Self {
        let names = setup.playlist.sources();
        let ear = |name: &String| Ear::new(&setup.playlist, name, setup.bed_of(name));
        let first_part = |index: usize| {
            let is_part = |source: &welkin_mapping::Source| source.part_of == Some(index);
            setup.sources.iter().position(is_part).unwrap_or(0)
        };
        Self {
            ears: names.iter().map(ear).collect(),
            first_parts: (0..names.len()).map(first_part).collect(),
            whole: Listener::new(),
            hearing: Hearing::new(setup.sources.len()),
            sources: setup.sources.len(),
            mix_is_live: names.is_empty() && !setup.show.live.is_empty(),
            read: 0,
            mix: vec![0.0; CHUNK],
            features: Vec::new(),
            fields: Vec::new(),
        }
    }

    /// What these ears have heard; stays current while they go on.
    pub(crate) fn hearing(&self) -> Hearing {
        self.hearing.clone()
    }

    /// Listens until what sounds at `moment` has been heard.
    pub(crate) fn listen_until(&mut self, moment: Moment) {
        let needed = moment + Listener::LOOK_AHEAD;
        while self.read < needed.samples {
            self.listen_on();
        }
    }

    /// The moment up to which everything has been heard.
    pub(crate) fn heard_until(&self) -> Moment {
        Moment::from_samples(self.read) - Listener::LOOK_AHEAD
    }

    /// What is wrong with the sound files, if anything.
    pub(crate) fn problem(&self) -> Option<String> {
        self.ears.iter().find_map(Ear::problem)
    }

    fn listen_on(&mut self) {
        self.mix.fill(0.0);
        for (index, ear) in self.ears.iter_mut().enumerate() {
            self.features.clear();
            let samples = ear.listen_on(&mut self.features, &mut self.fields);
            for (sum, sample) in self.mix.iter_mut().zip(samples) {
                *sum += sample;
            }
            self.hearing.remember(index, &self.features);
            for (part, heard) in ear.parts().iter().enumerate() {
                self.hearing.remember(self.first_parts[index] + part, heard);
            }
            self.hearing.remember_fields(index, &mut self.fields);
        }
        self.features.clear();
        self.whole.hear(&self.mix, &mut self.features);
        if !self.mix_is_live {
            self.hearing.remember(self.sources, &self.features);
        }
        self.read += CHUNK as i64;
    }
}

/// Ears on a thread of their own, a few seconds ahead of the ear.
pub(crate) struct LiveEars {
    hearing: Hearing,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    now: AtomicI64,
    steered: AtomicI64,
    began: AtomicI64,
    heard_until: AtomicI64,
    stop: AtomicBool,
    problem: Mutex<Option<String>>,
}

impl LiveEars {
    /// Starts to listen at the show's beginning.
    pub(crate) fn start(setup: &Setup, inputs: &Inputs) -> Self {
        let mut ears = Ears::new(setup);
        let hearing = ears.hearing();
        let shared = Arc::new(Shared {
            now: AtomicI64::new(0),
            steered: AtomicI64::new(0),
            began: AtomicI64::new(0),
            heard_until: AtomicI64::new(i64::MIN),
            stop: AtomicBool::new(false),
            problem: Mutex::new(None),
        });
        let mut coming_in = ComingIn::new(setup, inputs, hearing.clone());
        let pause = match coming_in.is_empty() {
            true => Duration::from_millis(50),
            false => LIVE_EVERY,
        };
        let theirs = Arc::clone(&shared);
        let listen = move || {
            welkin_generator::be_quiet();
            while !theirs.stop.load(Ordering::Relaxed) {
                let steered = theirs.steered.load(Ordering::Relaxed);
                let began = theirs.began.load(Ordering::Relaxed);
                coming_in.listen(Moment::from_samples(steered), Moment::from_samples(began));
                let now = Moment::from_samples(theirs.now.load(Ordering::Relaxed));
                let target = now + Moment::from_secs(AHEAD_SECS);
                if ears.heard_until() >= target {
                    std::thread::park_timeout(pause);
                    continue;
                }
                // One chunk at a time, so that an end is noticed soon.
                ears.listen_on();
                theirs
                    .heard_until
                    .store(ears.heard_until().samples, Ordering::Relaxed);
                *theirs
                    .problem
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner) = ears.problem();
            }
        };
        let thread = std::thread::Builder::new()
            .name("ears".into())
            .spawn(listen)
            .ok();
        Self {
            hearing,
            shared,
            thread,
        }
    }

    /// What has been heard.
    pub(crate) fn hearing(&self) -> &Hearing {
        &self.hearing
    }

    /// Tells the ears where the show is, up to where it is steered, and when it began on the mixer's clock.
    pub(crate) fn follow(&self, now: Moment, steered: Moment, began: Moment) {
        self.shared.began.store(began.samples, Ordering::Relaxed);
        self.shared.now.store(now.samples, Ordering::Relaxed);
        self.shared
            .steered
            .store(steered.samples, Ordering::Relaxed);
    }

    /// The moment up to which everything has been heard.
    pub(crate) fn heard_until(&self) -> Moment {
        Moment::from_samples(self.shared.heard_until.load(Ordering::Relaxed))
    }

    /// What is wrong with the sound files, if anything.
    pub(crate) fn problem(&self) -> Option<String> {
        self.shared
            .problem
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Drop for LiveEars {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // A listener that panicked has nothing left to say.
            drop(thread.join());
        }
    }
}
