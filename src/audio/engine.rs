//! The renderer: kira with Welkin's own backend and the room behind it, stepped by whoever has the time: a sound
//! card, a timer or a film.
//!
//! kira holds the decks and steps their voices on one transport. What they sound like goes to the room; kira's own
//! sum carries nothing but the curve of the main volume: a sound that is always 1, on the main track.

use std::convert::Infallible;
use std::sync::Arc;

use kira::backend::{Backend, Renderer};
use kira::info::Info;
use kira::sound::{Sound, SoundData};
use kira::track::{MainTrackBuilder, MainTrackHandle, TrackBuilder, TrackHandle};
use kira::{AudioManager, AudioManagerSettings, Capacities, Frame};
use welkin_values::SAMPLE_RATE;

use crate::clock::Clock;
use crate::room::{CHUNK, Door, Hand, Head, Placing, Room, RoomSettings, room};

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
pub(crate) struct Manager {
    kira: AudioManager<Stepped>,
    door: Door,
}

/// The side that makes it sound.
pub(crate) struct Engine {
    renderer: Renderer,
    room: Room,
    clock: Arc<Clock>,
    /// The newest chunk, interleaved, and how many of its frames have been given out.
    ready: Vec<f32>,
    given: usize,
}

/// Both sides, on a clock that stands at 0.
pub(crate) fn engine(settings: &RoomSettings) -> (Manager, Engine, Arc<Clock>) {
    let kira_settings = AudioManagerSettings {
        capacities: Capacities {
            sub_track_capacity: DECKS,
            send_track_capacity: 1,
            clock_capacity: 1,
            modulator_capacity: 1,
            listener_capacity: 1,
        },
        main_track_builder: MainTrackBuilder::new().sound_capacity(1),
        internal_buffer_size: CHUNK,
        backend_settings: (),
    };
    let Ok(mut kira) = AudioManager::<Stepped>::new(kira_settings);
    kira.play(Always)
        .expect("the main track has room for one sound");
    let renderer = kira
        .backend_mut()
        .renderer
        .take()
        .expect("kira starts the backend it sets up");
    let clock = Arc::new(Clock::new());
    let (door, room) = room(settings);
    let ready = vec![0.0; CHUNK * room.channels()];
    let engine = Engine {
        renderer,
        room,
        clock: Arc::clone(&clock),
        ready,
        given: CHUNK,
    };
    (Manager { kira, door }, engine, clock)
}

impl Manager {
    /// A track for a deck of so many sources; none when too many decks sound already.
    pub(crate) fn deck_track(&mut self, sources: usize) -> Option<TrackHandle> {
        let builder = TrackBuilder::new()
            .sound_capacity(sources.max(1))
            .sub_track_capacity(1)
            .persist_until_sounds_finish(true);
        self.kira.add_sub_track(builder).ok()
    }

    /// Lets a source of so many channels into the room.
    pub(crate) fn let_in(&mut self, channels: usize, placing: Placing) -> Hand {
        self.door.let_in(channels, placing)
    }

    /// The head that hears, where there are headphones.
    pub(crate) fn head(&self) -> &Arc<Head> {
        self.door.head()
    }

    /// What the room could not be made as asked for.
    pub(crate) fn problem(&self) -> Option<&str> {
        self.door.problem()
    }

    /// The track whose volume is the main volume.
    pub(crate) fn main_track(&mut self) -> &mut MainTrackHandle {
        self.kira.main_track()
    }
}

impl Engine {
    /// Channels that come out.
    pub(crate) fn channels(&self) -> usize {
        self.room.channels()
    }

    /// How many samples what comes out next is behind what the clock says is rendered: the room looks ahead by
    /// some, and of the newest chunk some may wait to be given out.
    pub(crate) fn latency_samples(&self) -> usize {
        self.room.latency_samples() + CHUNK - self.given
    }

    /// Gives the next frames, interleaved. They are rendered in whole chunks, so that they are the same however
    /// they are asked for. The clock stands at a chunk's first frame while it is rendered. Never allocates, locks or
    /// waits.
    pub(crate) fn render(&mut self, out: &mut [f32]) {
        let channels = self.room.channels();
        let mut out = out;
        while !out.is_empty() {
            if self.given == CHUNK {
                self.render_chunk();
            }
            let waiting = &self.ready[self.given * channels..];
            let (now, later) = out.split_at_mut(waiting.len().min(out.len()));
            now.copy_from_slice(&waiting[..now.len()]);
            self.given += now.len().div_ceil(channels);
            out = later;
        }
    }

    fn render_chunk(&mut self) {
        let mut kira_out = [0.0; 2 * CHUNK];
        self.renderer.on_start_processing();
        self.renderer.process(&mut kira_out, 2);
        let volume = std::array::from_fn(|frame| kira_out[2 * frame]);
        self.room.render(&volume, &mut self.ready);
        self.clock.advance(CHUNK);
        self.given = 0;
    }
}

/// A sound that is always 1 and never ends: through the main track it becomes the curve of the main volume.
struct Always;

impl Sound for Always {
    fn process(&mut self, out: &mut [Frame], _dt: f64, _info: &Info) {
        out.fill(Frame::from_mono(1.0));
    }

    fn finished(&self) -> bool {
        false
    }
}

impl SoundData for Always {
    type Error = Infallible;
    type Handle = ();

    fn into_sound(self) -> Result<(Box<dyn Sound>, ()), Infallible> {
        Ok((Box::new(self), ()))
    }
}
