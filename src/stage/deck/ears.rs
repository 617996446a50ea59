//! Hearing ahead of the ear: files are read and analysed some seconds before they sound.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use welkin_analysis::{Listener, Memory};
use welkin_audio::{Playlist, SourceReader};
use welkin_values::{Features, Moment};

/// Samples read from every source at a time.
const CHUNK: usize = 4096;

/// How far ahead of the ear the live ears stay.
const AHEAD_SECS: f64 = 4.0;

/// Features kept per source: 30 s at 93.75 a second, more than is ever asked for.
const KEPT: usize = 2816;

/// What has been heard of every source, and of all together; asked by moment.
#[derive(Clone)]
pub(crate) struct Hearing {
    memories: Arc<Mutex<Vec<Memory>>>,
}

/// What is heard at one moment: the sources in order, then all together.
pub(crate) struct HeardNow {
    pub(crate) sources: Vec<Features>,
    pub(crate) hits: Vec<bool>,
    pub(crate) mix: Features,
    pub(crate) mix_hit: bool,
}

impl Hearing {
    fn new(sources: usize) -> Self {
        let memories = (0..=sources).map(|_| Memory::new(KEPT)).collect();
        Self {
            memories: Arc::new(Mutex::new(memories)),
        }
    }

    /// What is heard at `moment`, with the onsets picked since `before`. What was not heard is silent.
    pub(crate) fn between(&self, before: Moment, moment: Moment) -> HeardNow {
        let memories = self.memories.lock().unwrap_or_else(PoisonError::into_inner);
        let features = |memory: &Memory| memory.at(moment).unwrap_or(Features::silent(moment));
        let mut sources: Vec<Features> = memories.iter().map(features).collect();
        let mut hits: Vec<bool> = memories
            .iter()
            .map(|m| m.hits_between(before, moment))
            .collect();
        // The last memory is the mix; there is always one.
        let mix = sources.pop().unwrap_or(Features::silent(moment));
        let mix_hit = hits.pop().unwrap_or(false);
        HeardNow {
            sources,
            hits,
            mix,
            mix_hit,
        }
    }
}

/// Reads and analyses all sources of a playlist, in step.
pub(crate) struct Ears {
    readers: Vec<SourceReader>,
    listeners: Vec<Listener>,
    hearing: Hearing,
    read: i64,
    mono: Vec<Vec<f32>>,
    mix: Vec<f32>,
    features: Vec<Features>,
}

impl Ears {
    /// Ears for the named sources, at the show's beginning.
    pub(crate) fn new(playlist: &Playlist, sources: &[String]) -> Self {
        Self {
            readers: sources
                .iter()
                .map(|source| SourceReader::new(playlist, source))
                .collect(),
            listeners: (0..=sources.len()).map(|_| Listener::new()).collect(),
            hearing: Hearing::new(sources.len()),
            read: 0,
            mono: vec![vec![0.0; CHUNK]; sources.len()],
            mix: vec![0.0; CHUNK],
            features: Vec::new(),
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
        self.readers.iter().find_map(SourceReader::problem)
    }

    fn listen_on(&mut self) {
        self.mix.fill(0.0);
        for (reader, mono) in self.readers.iter_mut().zip(&mut self.mono) {
            let got = reader.read(mono);
            // After the end of an unlooped show there is silence.
            mono[got..].fill(0.0);
            for (sum, sample) in self.mix.iter_mut().zip(mono.iter()) {
                *sum += sample;
            }
        }
        let streams = self.mono.iter().chain(std::iter::once(&self.mix));
        for (index, (listener, samples)) in self.listeners.iter_mut().zip(streams).enumerate() {
            self.features.clear();
            listener.hear(samples, &mut self.features);
            let mut memories = self
                .hearing
                .memories
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            for features in &self.features {
                memories[index].push(*features);
            }
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
    heard_until: AtomicI64,
    stop: AtomicBool,
    problem: Mutex<Option<String>>,
}

impl LiveEars {
    /// Starts to listen at the show's beginning.
    pub(crate) fn start(playlist: &Playlist, sources: &[String]) -> Self {
        let mut ears = Ears::new(playlist, sources);
        let hearing = ears.hearing();
        let shared = Arc::new(Shared {
            now: AtomicI64::new(0),
            heard_until: AtomicI64::new(i64::MIN),
            stop: AtomicBool::new(false),
            problem: Mutex::new(None),
        });
        let theirs = Arc::clone(&shared);
        let listen = move || {
            welkin_generator::be_quiet();
            while !theirs.stop.load(Ordering::Relaxed) {
                let now = Moment::from_samples(theirs.now.load(Ordering::Relaxed));
                let target = now + Moment::from_secs(AHEAD_SECS);
                if ears.heard_until() >= target {
                    std::thread::park_timeout(Duration::from_millis(50));
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

    /// Tells the ears where the show is.
    pub(crate) fn follow(&self, now: Moment) {
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
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // A listener that panicked has nothing left to say.
            drop(thread.join());
        }
    }
}
