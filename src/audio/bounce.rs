//! Sound for films: the live renderer, stepped as far as asked.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use glam::Quat;
use kira::track::TrackHandle;
use welkin_values::{Moment, SAMPLE_RATE};

use crate::Playlist;
use crate::engine::{Engine, Manager, engine};
use crate::feed::Feeder;
use crate::room::{CHUNK, Moves, Placing, RoomSettings};
use crate::tap::tap;
use crate::transport::Transport;
use crate::voice::Voice;

/// Whatever the room remembers is forgotten after so many samples: two seconds. (A speaker's delay is at most one, the
/// limiter's half; what filters remember is then inaudible.)
const REMEMBERED: i64 = 2 * SAMPLE_RATE as i64;

/// Renders a playlist sample by sample with the sounds and the renderer of the live mixer. The same playlist gives
/// the same bytes, however it is asked for.
pub struct Bounce {
    playlist: Playlist,
    settings: RoomSettings,
    feeder: Feeder,
    engine: Engine,
    position: i64,
    moves: Vec<Arc<Moves>>,
    manager: Manager,
    // Keeps the renderer's track.
    _track: Option<TrackHandle>,
}

impl Bounce {
    /// Stands at the show's beginning, in such a room. Never fails: files that cannot be played are silent, see
    /// [`Bounce::problem`]; ask [`Playlist::duration`] first to refuse them.
    pub fn new(playlist: Playlist, settings: RoomSettings) -> Self {
        Self::at(playlist, settings, 0)
    }

    /// Channels that come out.
    pub fn channels(&self) -> usize {
        self.engine.channels()
    }

    /// Renders the next frames, interleaved; silence after the end of an unlooped show.
    pub fn render(&mut self, out: &mut [f32]) {
        let channels = self.engine.channels();
        for chunk in out.chunks_mut(CHUNK * channels) {
            self.feeder.top_up();
            self.engine.render(chunk);
            self.position += (chunk.len() / channels) as i64;
        }
    }

    /// Moves a source, as [`crate::Deck::move_source`], from the next chunk on.
    pub fn move_source(&self, source_index: usize, azimuth_turns: f32, elevation_turns: f32) {
        if let Some(moves) = self.moves.get(source_index) {
            moves.set(azimuth_turns, elevation_turns);
        }
    }

    /// Turns the head that hears, as [`crate::Mixer::set_head`], from the next chunk on.
    pub fn set_head(&self, dome_from_head: Quat) {
        self.manager.head().set(dome_from_head);
    }

    /// Goes to another moment. What comes is the same as when rendered from the beginning; but live moves and the head
    /// are set anew.
    pub fn skip_to(&mut self, moment: Moment) {
        if moment.samples != self.position {
            let (playlist, settings) = (self.playlist.clone(), self.settings.clone());
            *self = Self::at(playlist, settings, moment.samples.max(0));
        }
    }

    /// The moment of the next frame.
    pub fn position(&self) -> Moment {
        Moment::from_samples(self.position)
    }

    /// What is wrong with the room or the sound files so far, if anything.
    pub fn problem(&self) -> Option<String> {
        let room = self.manager.problem().map(String::from);
        room.or_else(|| self.feeder.problem())
    }

    fn at(playlist: Playlist, settings: RoomSettings, sample: i64) -> Self {
        // Whole chunks from the show's beginning, and some before: so that everything that remembers (what is
        // moved, filtered, limited) is as it would be there.
        let from = (sample - REMEMBERED).max(0) / CHUNK as i64 * CHUNK as i64;
        let (mut manager, engine, clock) = engine(&settings);
        let transport = Arc::new(Transport::new(clock, 0, 0.0));
        let sources = playlist.sources();
        let (feeder, intakes) = Feeder::new(&playlist, &sources, from);
        let mut track = manager.deck_track(sources.len());
        let mut moves = Vec::with_capacity(sources.len());
        for (source, intake) in sources.iter().zip(intakes) {
            // Nobody listens to the taps of a film; they fill up and are counted.
            let (tap, _) = tap(&transport);
            let placing = Placing {
                shapes: playlist.shapes(source).into(),
                moves: Arc::default(),
            };
            moves.push(Arc::clone(&placing.moves));
            let hand = manager.let_in(intake.channels(), placing);
            let voice = Voice::new(intake, tap, hand, Arc::clone(&transport));
            let track = track.as_mut().expect("a new renderer has room for a deck");
            track
                .play(voice)
                .expect("the track has room for its sources");
        }
        transport.start_from(from);
        let mut bounce = Self {
            playlist,
            settings,
            feeder,
            engine,
            position: from,
            moves,
            manager,
            _track: track,
        };
        bounce.throw_away((sample - from) as usize);
        bounce
    }

    /// Renders what nobody hears: what comes before, and the room's look ahead.
    fn throw_away(&mut self, frames: usize) {
        let mut left = (frames + self.engine.latency_samples()) * self.engine.channels();
        let mut nothing = vec![0.0; CHUNK * self.engine.channels()];
        let position = self.position + frames as i64;
        while left > 0 {
            let count = left.min(nothing.len());
            self.render(&mut nothing[..count]);
            left -= count;
        }
        self.position = position;
    }
}
