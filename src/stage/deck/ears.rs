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
pub(crate) use coming_in::ComingIn;
use ear::Ear;
pub(crate) use hearing::{HeardNow, Hearing};

/// Samples read from every source at a time.
const CHUNK: usize = 4096;

/// How often it is seen whether there is more to read.
const AHEAD_EVERY: Duration = Duration::from_millis(50);

/// How often live inputs are looked at.
pub(crate) const LIVE_EVERY: Duration = Duration::from_millis(3);

/// How much is heard before a moment that a show is entered at, seconds.
const WARM_SECS: f64 = 3.0;

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
    /// Where in the show the first sample was that was heard.
    first: Moment,
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
            first: Moment::ZERO,
            read: 0,
            mix: vec![0.0; CHUNK],
            features: Vec::new(),
            fields: Vec::new(),
        }
    }

    /// Begins to listen a little before a moment of the show, before anything was heard.
    pub(crate) fn skip_to(&mut self, moment: Moment) {
        // What was heard just before decides how loud is loud.
        let warm = Moment::from_secs(WARM_SECS);
        self.first = (moment - warm).max(Moment::ZERO);
        self.read = self.first.samples;
        for ear in &mut self.ears {
            ear.skip_to(self.first);
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
            self.hearing.remember(index, self.first, &self.features);
            for (part, heard) in ear.parts().iter().enumerate() {
                let part = self.first_parts[index] + part;
                self.hearing.remember(part, self.first, heard);
            }
            self.hearing
                .remember_fields(index, self.first, &mut self.fields);
        }
        self.features.clear();
        self.whole.hear(&self.mix, &mut self.features);
        if !self.mix_is_live {
            self.hearing
                .remember(self.sources, self.first, &self.features);
        }
        self.read += CHUNK as i64;
    }
}

/// Ears on threads of their own: for files, a few seconds ahead of the ear; and for what comes in live, which waits for
/// nobody.
pub(crate) struct LiveEars {
    hearing: Hearing,
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

struct Shared {
    now: AtomicI64,
    began: AtomicI64,
    heard_until: AtomicI64,
    stop: AtomicBool,
    problem: Mutex<Option<String>>,
}

impl LiveEars {
    /// Starts to listen at a moment of the show.
    pub(crate) fn start(setup: &Setup, inputs: &Inputs, from: Moment) -> Self {
        let mut ears = Ears::new(setup);
        ears.skip_to(from);
        let hearing = ears.hearing();
        let shared = Arc::new(Shared {
            now: AtomicI64::new(from.samples),
            began: AtomicI64::new(0),
            heard_until: AtomicI64::new(i64::MIN),
            stop: AtomicBool::new(false),
            problem: Mutex::new(None),
        });
        let coming_in = ComingIn::new(setup, inputs, hearing.clone());
        let is_live = !coming_in.is_empty();
        let theirs = Arc::clone(&shared);
        let mut threads = vec![spawn("ears", move || listen_ahead(ears, &theirs))];
        if is_live {
            let theirs = Arc::clone(&shared);
            threads.push(spawn("live-ears", move || listen_live(coming_in, &theirs)));
        }
        Self {
            hearing,
            shared,
            threads: threads.into_iter().flatten().collect(),
        }
    }

    /// What has been heard.
    pub(crate) fn hearing(&self) -> &Hearing {
        &self.hearing
    }

    /// Tells the ears where the show is, and when it began on the mixer's clock.
    pub(crate) fn follow(&self, now: Moment, began: Moment) {
        self.shared.began.store(began.samples, Ordering::Relaxed);
        self.shared.now.store(now.samples, Ordering::Relaxed);
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
        for thread in self.threads.drain(..) {
            thread.thread().unpark();
            // A listener that panicked has nothing left to say.
            drop(thread.join());
        }
    }
}

fn spawn(name: &str, listen: impl FnOnce() + Send + 'static) -> Option<JoinHandle<()>> {
    let thread = std::thread::Builder::new().name(name.into()).spawn(listen);
    let said = thread.map_err(|error| tracing::error!("no thread for {name}: {error}"));
    said.ok()
}

fn listen_ahead(mut ears: Ears, shared: &Shared) {
    welkin_generator::be_quiet();
    while !shared.stop.load(Ordering::Relaxed) {
        let now = Moment::from_samples(shared.now.load(Ordering::Relaxed));
        if ears.heard_until() >= now + Moment::from_secs(AHEAD_SECS) {
            std::thread::park_timeout(AHEAD_EVERY);
            continue;
        }
        // One chunk at a time, so that an end is noticed soon.
        ears.listen_on();
        let heard_until = ears.heard_until().samples;
        shared.heard_until.store(heard_until, Ordering::Relaxed);
        let mut problem = shared
            .problem
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *problem = ears.problem();
    }
}

/// Not quiet: what comes in live must not wait until painters have painted.
fn listen_live(mut coming_in: ComingIn, shared: &Shared) {
    while !shared.stop.load(Ordering::Relaxed) {
        coming_in.listen(Moment::from_samples(shared.began.load(Ordering::Relaxed)));
        std::thread::park_timeout(LIVE_EVERY);
    }
}
