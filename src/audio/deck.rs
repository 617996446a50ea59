//! One show's sound on the mixer.

mod feeding;

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use kira::track::TrackHandle;
use welkin_values::{Block, Moment};

use crate::Playlist;
use crate::clock::Clock;
use crate::engine::Manager;
use crate::feed::Feeder;
use crate::room::{Moves, Placing};
use crate::tap::{TapOut, tap};
use crate::transport::Transport;
use crate::voice::{LiveSource, LiveVoice, Voice};
use feeding::Feeding;

/// A playlist that sounds (or keeps time in silence). Dropping it ends it.
pub struct Deck {
    sources: Vec<String>,
    transport: Arc<Transport>,
    taps: Vec<Mutex<TapOut>>,
    moves: Vec<Arc<Moves>>,
    feeding: Feeding,
    newest: AtomicI64,
    // Keeps the renderer's track; locked so that a deck may be shared between threads.
    _track: Mutex<Option<TrackHandle>>,
}

impl Deck {
    /// Begins to read; the show starts once everything is open.
    pub(crate) fn start(
        manager: &mut Manager,
        clock: &Arc<Clock>,
        playlist: &Playlist,
        live: Vec<LiveSource>,
        from: Moment,
        fade_in_secs: f32,
    ) -> Self {
        let mut sources = playlist.sources();
        let first = from.samples.max(0);
        let transport = Arc::new(Transport::new(Arc::clone(clock), first, fade_in_secs));
        let (feeder, intakes) = Feeder::new(playlist, &sources, first);
        let mut track = manager.deck_track(sources.len() + live.len());
        let mut taps = Vec::with_capacity(sources.len());
        let mut moves = Vec::with_capacity(sources.len());
        for (source, intake) in sources.iter().zip(intakes) {
            let (tap_in, tap_out) = tap(&transport);
            let placing = Placing {
                shapes: playlist.shapes(source).into(),
                moves: Arc::default(),
            };
            moves.push(Arc::clone(&placing.moves));
            let hand = manager.let_in(intake.channels(), placing);
            let voice = Voice::new(intake, tap_in, hand, Arc::clone(&transport));
            taps.push(Mutex::new(tap_out));
            if let Some(track) = &mut track {
                track
                    .play(voice)
                    .expect("the track has room for its sources");
            }
        }
        for source in live {
            let placing = Placing {
                shapes: vec![source.shape.clone()].into(),
                moves: Arc::default(),
            };
            sources.push(source.source.clone());
            moves.push(Arc::clone(&placing.moves));
            let hand = manager.let_in(source.channels(), placing);
            let voice = LiveVoice::new(source, hand, Arc::clone(&transport));
            if let Some(track) = &mut track {
                track
                    .play(voice)
                    .expect("the track has room for its sources");
            }
        }
        Self {
            sources,
            feeding: Feeding::start(feeder, Arc::clone(&transport), track.is_some()),
            transport,
            taps,
            moves,
            newest: AtomicI64::new(first),
            _track: Mutex::new(track),
        }
    }

    /// The show's moment that is at the ear now. Starts where it was let begin, never goes back, and goes on after the music's end.
    pub fn now(&self) -> Moment {
        let now = self.transport.at_ear().unwrap_or(0);
        Moment::from_samples(self.newest.fetch_max(now, Ordering::AcqRel).max(now))
    }

    /// Where the show's beginning stands on the mixer's clock, for live sound (`LiveEar::take_blocks`); none before it
    /// is known.
    pub fn began(&self) -> Option<Moment> {
        self.transport.began().map(Moment::from_samples)
    }

    /// Fades to silence from now on; time goes on.
    pub fn fade_out(&self, secs: f32) {
        self.transport.fade_out(secs);
    }

    /// The sources, in the order in which [`Deck::take_blocks`] and [`Deck::move_source`] count them; live ones that
    /// are played come last, and are listened to at their inputs instead.
    pub fn sources(&self) -> &[String] {
        &self.sources
    }

    /// Adds what one source has sounded like since the last time: dry, mono, as rendered (which is the device's
    /// latency ahead of the ear). What is not taken within a second is dropped, see [`Deck::untaken_samples`].
    pub fn take_blocks(&self, source_index: usize, blocks: &mut Vec<Block>) {
        if let Some(tap) = self.taps.get(source_index) {
            tap.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(blocks);
        }
    }

    /// Moves a source live: from where its track has it, so many turns to the left around the visitor and so many
    /// turns up (0.25 is from the horizon to the zenith). Smoothed; 0 and 0 give it back to its track.
    pub fn move_source(&self, source_index: usize, azimuth_turns: f32, elevation_turns: f32) {
        if let Some(moves) = self.moves.get(source_index) {
            moves.set(azimuth_turns, elevation_turns);
        }
    }

    /// Samples of all sources' taps that nobody took in time.
    pub fn untaken_samples(&self) -> u64 {
        self.transport.untaken.load(Ordering::Relaxed)
    }

    /// Samples of all sources that were not decoded in time and were silent.
    pub fn missed_samples(&self) -> u64 {
        self.transport.missed.load(Ordering::Relaxed)
    }

    /// What is wrong with the sound files, if anything.
    pub fn problem(&self) -> Option<String> {
        self.feeding.problem()
    }

    pub(crate) fn problem_box(&self) -> std::sync::Weak<Mutex<Option<String>>> {
        self.feeding.problem_box()
    }
}

impl Drop for Deck {
    fn drop(&mut self) {
        self.transport.end();
    }
}
