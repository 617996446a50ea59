//! The renderer: kira with Welkin's own backend, stepped by whoever has the time: a sound card, a timer or a film.

use std::convert::Infallible;
use std::sync::Arc;

use kira::backend::{Backend, Renderer};
use kira::track::{MainTrackBuilder, TrackBuilder, TrackHandle};
use kira::{AudioManager, AudioManagerSettings, Capacities};
use welkin_values::SAMPLE_RATE;

use crate::clock::Clock;
use crate::limit::SoftLimit;

/// Frames rendered at a time. The clock stands at the chunk's first frame while it is rendered.
pub(crate) const CHUNK: usize = 128;

/// Decks that may sound at once: two while one fades into the next, and more while somebody is impatient.
const DECKS: usize = 16;

/// Hands kira's renderer to whoever steps it.
pub(crate) struct Stepped {
    renderer: Option<Renderer>,
}

impl Backend for Stepped {
    type Settings = ();
    type Error = Infallible;

    fn setup(_settings: (), _internal_buffer_size: usize) -> Result<(Self, u32), Infallible> {
        Ok((Self { renderer: None }, SAMPLE_RATE))
    }

    fn start(&mut self, renderer: Renderer) -> Result<(), Infallible> {
        self.renderer = Some(renderer);
        Ok(())
    }
}

/// The side that says what sounds.
pub(crate) type Manager = AudioManager<Stepped>;

/// The side that makes it sound.
pub(crate) struct Engine {
    renderer: Renderer,
    clock: Arc<Clock>,
}

/// Both sides, on a clock that stands at 0.
pub(crate) fn engine() -> (Manager, Engine, Arc<Clock>) {
    let settings = AudioManagerSettings {
        capacities: Capacities {
            sub_track_capacity: DECKS,
            send_track_capacity: 1,
            clock_capacity: 1,
            modulator_capacity: 1,
            listener_capacity: 1,
        },
        main_track_builder: MainTrackBuilder::new()
            .sound_capacity(1)
            .with_effect(SoftLimit),
        internal_buffer_size: CHUNK,
        backend_settings: (),
    };
    let Ok(mut manager) = Manager::new(settings);
    let renderer = manager
        .backend_mut()
        .renderer
        .take()
        .expect("kira starts the backend it sets up");
    let clock = Arc::new(Clock::new());
    (
        manager,
        Engine {
            renderer,
            clock: Arc::clone(&clock),
        },
        clock,
    )
}

/// A track for a deck of so many sources; none when too many decks sound already.
pub(crate) fn deck_track(manager: &mut Manager, sources: usize) -> Option<TrackHandle> {
    let builder = TrackBuilder::new()
        .sound_capacity(sources.max(1))
        .sub_track_capacity(1)
        .persist_until_sounds_finish(true);
    manager.add_sub_track(builder).ok()
}

impl Engine {
    /// Renders the next frames. Never allocates, locks or waits.
    pub(crate) fn render(&mut self, out: &mut [[f32; 2]]) {
        self.renderer.on_start_processing();
        for chunk in out.chunks_mut(CHUNK) {
            let frames = chunk.len();
            self.renderer.process(chunk.as_flattened_mut(), 2);
            self.clock.advance(frames);
        }
    }
}
