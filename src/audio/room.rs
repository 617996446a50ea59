//! The room: takes what every source sounds like, dry, and where it is, and makes the signals of all speakers.
//!
//! kira steps the voices and gives the curve of the main volume; it is stereo inside, so that what the voices sound
//! like never passes through it: they hand it over to the strips of this room, on the same thread and in the same
//! chunk. See [`strip`].

mod settings;
mod limiter;
mod stereo;
mod strip;

use rtrb::{Consumer, Producer, RingBuffer};

use limiter::Limiter;
pub use settings::RoomSettings;
use stereo::Stereo;
use strip::Strip;
pub(crate) use strip::{Hand, Moves, Placing, Said};

/// Frames rendered at a time.
pub(crate) const CHUNK: usize = 128;

/// Sources that may sound at once.
const STRIPS: usize = 512;

/// The side that says what sounds.
pub(crate) struct Door {
    coming: Producer<Box<Strip>>,
    going: Consumer<Box<Strip>>,
}

/// The side that makes it sound.
pub(crate) struct Room {
    coming: Consumer<Box<Strip>>,
    going: Producer<Box<Strip>>,
    strips: Vec<Box<Strip>>,
    stereo: Stereo,
    limiter: Limiter,
    channels: usize,
}

/// Both sides.
pub(crate) fn room(settings: &RoomSettings) -> (Door, Room) {
    let (coming_in, coming) = RingBuffer::new(STRIPS);
    let (going, going_out) = RingBuffer::new(2 * STRIPS);
    let door = Door {
        coming: coming_in,
        going: going_out,
    };
    let room = Room {
        coming,
        going,
        strips: Vec::with_capacity(STRIPS),
        stereo: Stereo::default(),
        limiter: Limiter::new(settings.channels(), settings.sound.ceiling_db),
        channels: settings.channels(),
    };
    (door, room)
}

impl Door {
    /// Lets a source in: what its voice hands over sounds from now on, until the hand is dropped. Where too many
    /// sound already, it is silent.
    pub(crate) fn let_in(&mut self, channels: usize, placing: Placing) -> Hand {
        while let Ok(strip) = self.going.pop() {
            drop(strip);
        }
        let (hand, strip) = strip::strip(channels, placing);
        // A full queue drops the strip, and the hand reaches for nothing.
        drop(self.coming.push(Box::new(strip)));
        hand
    }
}

impl Room {
    /// Channels that come out.
    pub(crate) fn channels(&self) -> usize {
        self.channels
    }

    /// How many samples what comes out is behind what went in.
    pub(crate) fn latency_samples(&self) -> usize {
        limiter::AHEAD
    }

    /// One chunk: what the voices have handed over, through the curve of the main volume, to interleaved channels.
    /// Never allocates, locks or waits.
    pub(crate) fn render(&mut self, volume: &[f32; CHUNK], out: &mut [f32]) {
        while self.strips.len() < STRIPS
            && let Ok(strip) = self.coming.pop()
        {
            self.strips.push(strip);
        }
        self.stereo.begin();
        for strip in &mut self.strips {
            if strip.listen() {
                self.stereo.add(strip);
            }
        }
        self.let_out();
        out.fill(0.0);
        for (frame, (places, volume)) in out.chunks_exact_mut(self.channels).zip(volume).enumerate()
        {
            for (place, sum) in places.iter_mut().zip(&self.stereo.sums) {
                *place = sum[frame] * volume;
            }
        }
        self.limiter.limit(out);
    }

    /// Strips whose voices are gone are handed back, to be freed elsewhere.
    fn let_out(&mut self) {
        let mut index = 0;
        while index < self.strips.len() {
            if self.strips[index].is_over() && !self.going.is_full() {
                let strip = self.strips.swap_remove(index);
                drop(self.going.push(strip));
            } else {
                index += 1;
            }
        }
    }
}
