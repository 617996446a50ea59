//! The room: takes what every source sounds like, dry, and where it is, and makes the signals of all speakers.
//!
//! kira steps the voices and gives the curve of the main volume; it is stereo inside, so that what the voices sound
//! like never passes through it: they hand it over to the strips of this room, on the same thread and in the same
//! chunk. See [`strip`].

mod settings;
mod limiter;
mod biquad;
mod convolve;
mod head;
mod turner;
mod strip;
mod outlet;
mod stereo;
mod bus;
mod chain;
mod around;
mod hrtf;
mod binaural;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use rtrb::{Consumer, Producer, RingBuffer};

use around::Around;
use binaural::{Binaural, PARTITIONS};
use bus::Bus;
pub(crate) use head::Head;
use limiter::{AHEAD, Limiter};
use outlet::Outlet;
pub use settings::RoomSettings;
use settings::Way;
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
    partitions: usize,
    head: Arc<Head>,
    problem: Option<String>,
}

/// The side that makes it sound.
pub(crate) struct Room {
    coming: Consumer<Box<Strip>>,
    going: Producer<Box<Strip>>,
    #[allow(
        clippy::vec_box,
        reason = "they travel through the rings, and here none is moved"
    )]
    strips: Vec<Box<Strip>>,
    outlet: Box<dyn Outlet>,
    limiter: Limiter,
    channels: usize,
}

/// Both sides. Ears that cannot be read become plain stereo, see [`Door::problem`].
pub(crate) fn room(settings: &RoomSettings) -> (Door, Room) {
    let (coming_in, coming) = RingBuffer::new(STRIPS);
    let (going, going_out) = RingBuffer::new(2 * STRIPS);
    let (head, channels) = (Arc::<Head>::default(), settings.channels());
    let sound = &settings.sound;
    let (mut partitions, mut problem) = (0, None);
    let outlet: Box<dyn Outlet> = match &settings.way {
        Way::Stereo => Box::new(Stereo::default()),
        Way::Placed(speakers) => Box::new(Around::new(speakers, sound, channels)),
        Way::Ambix => Box::new(Bus::new(sound.order)),
        Way::Binaural(hrtf) => match hrtf::ears(hrtf) {
            Ok(ears) => {
                partitions = PARTITIONS;
                Box::new(Binaural::new(&ears, sound, Arc::clone(&head)))
            }
            Err(why) => {
                tracing::warn!("sound: {why}");
                problem = Some(why);
                Box::new(Stereo::default())
            }
        },
    };
    let door = Door {
        coming: coming_in,
        going: going_out,
        partitions,
        head,
        problem,
    };
    let room = Room {
        coming,
        going,
        strips: Vec::with_capacity(STRIPS),
        outlet,
        limiter: Limiter::new(channels, sound.ceiling_db),
        channels,
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
        let (hand, strip) = strip::strip(channels, placing, self.partitions);
        // A full queue drops the strip, and the hand reaches for nothing.
        drop(self.coming.push(Box::new(strip)));
        hand
    }

    /// The head that hears, where there are headphones.
    pub(crate) fn head(&self) -> &Arc<Head> {
        &self.head
    }

    /// What the room could not be made as asked for.
    pub(crate) fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }
}

impl Room {
    /// Channels that come out.
    pub(crate) fn channels(&self) -> usize {
        self.channels
    }

    /// How many samples what comes out is behind what went in.
    pub(crate) fn latency_samples(&self) -> usize {
        self.outlet.latency_samples() + AHEAD
    }

    /// One chunk: what the voices have handed over, through the curve of the main volume, to interleaved channels.
    /// Never allocates, locks or waits.
    pub(crate) fn render(&mut self, volume: &[f32; CHUNK], out: &mut [f32]) {
        while self.strips.len() < STRIPS
            && let Ok(strip) = self.coming.pop()
        {
            self.strips.push(strip);
        }
        self.outlet.begin();
        for strip in &mut self.strips {
            if strip.listen() {
                self.outlet.add(strip);
            }
        }
        self.let_out();
        out.fill(0.0);
        self.outlet.finish(out);
        for (frame, volume) in out.chunks_exact_mut(self.channels).zip(volume) {
            for sample in frame {
                *sample *= volume;
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
