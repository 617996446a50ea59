//! Sound for films: the live renderer, stepped as far as asked.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use kira::track::TrackHandle;
use welkin_values::Moment;

use crate::Playlist;
use crate::engine::{CHUNK, Engine, Manager, deck_track, engine};
use crate::feed::Feeder;
use crate::tap::tap;
use crate::transport::Transport;
use crate::voice::Voice;

/// Renders a playlist sample by sample with the sounds and the renderer of the live mixer. The same playlist gives
/// the same bytes, however it is asked for.
pub struct Bounce {
    playlist: Playlist,
    feeder: Feeder,
    engine: Engine,
    position: i64,
    // These keep the renderer's tracks.
    _manager: Manager,
    _track: Option<TrackHandle>,
}

impl Bounce {
    /// Stands at the show's beginning. Never fails: files that cannot be played are silent, see
    /// [`Bounce::problem`]; ask [`Playlist::duration`] first to refuse them.
    pub fn new(playlist: Playlist) -> Self {
        Self::at(playlist, 0)
    }

    /// Renders the next frames; silence after the end of an unlooped show.
    pub fn render(&mut self, out: &mut [[f32; 2]]) {
        for chunk in out.chunks_mut(CHUNK) {
            self.feeder.top_up();
            self.engine.render(chunk);
            self.position += chunk.len() as i64;
        }
    }

    /// Goes to another moment. What comes is the same as when rendered from the beginning.
    pub fn skip_to(&mut self, moment: Moment) {
        if moment.samples != self.position {
            *self = Self::at(self.playlist.clone(), moment.samples.max(0));
        }
    }

    /// The moment of the next frame.
    pub fn position(&self) -> Moment {
        Moment::from_samples(self.position)
    }

    /// What is wrong with the sound files so far, if anything.
    pub fn problem(&self) -> Option<String> {
        self.feeder.problem()
    }

    fn at(playlist: Playlist, sample: i64) -> Self {
        let (mut manager, engine, clock) = engine();
        let transport = Arc::new(Transport::new(clock, 0.0));
        let sources = playlist.sources();
        let (feeder, intakes) = Feeder::new(&playlist, &sources, sample);
        let mut track = deck_track(&mut manager, sources.len());
        for intake in intakes {
            // Nobody listens to the taps of a film; they fill up and are counted.
            let (tap, _) = tap(&transport);
            let voice = Voice::new(intake, tap, Arc::clone(&transport));
            let track = track.as_mut().expect("a new renderer has room for a deck");
            track
                .play(voice)
                .expect("the track has room for its sources");
        }
        transport.start_from(sample);
        Self {
            playlist,
            feeder,
            engine,
            position: sample,
            _manager: manager,
            _track: track,
        }
    }
}
