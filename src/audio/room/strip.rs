//! From a source's voice to the room: what it sounds like in this chunk, and where it is.
//!
//! The hand is the voice's end, the strip the room's. Both are used on the sound thread, one after the other; the
//! ring between them spares a lock.

use std::f32::consts::TAU;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use glam::Quat;
use rtrb::{Consumer, Producer, RingBuffer};
use welkin_installation::Shape;
use welkin_space::Place;
use welkin_space::harmonics::order_of_channels;
use welkin_values::{Moment, SAMPLE_RATE};

use super::CHUNK;
use super::convolve::Past;
use super::turner::Turner;

/// No sample is louder than this, so that whatever comes in cannot overflow what follows: 60 dB above full scale.
const LOUDEST: f32 = 1000.0;

/// Gains a strip may have: one per speaker or channel of the bus, and one for all speakers.
const MOST_GAINS: usize = 66;

/// A move that people or routes ask for is smoothed over this time.
const MOVE_SECS: f32 = 0.05;

/// Where a source is, in every track, and how far it has been moved live.
#[derive(Clone, Debug, Default)]
pub(crate) struct Placing {
    /// Its shape in every track; in tracks without it, anything.
    pub(crate) shapes: Arc<[Shape]>,
    /// Asked for from elsewhere.
    pub(crate) moves: Arc<Moves>,
}

/// How far a source is moved from where its track says: bits of `f32` turns.
#[derive(Debug, Default)]
pub(crate) struct Moves {
    azimuth_turns: AtomicU32,
    elevation_turns: AtomicU32,
}

impl Moves {
    /// Takes effect within some chunks. What is no number moves nothing.
    pub(crate) fn set(&self, azimuth_turns: f32, elevation_turns: f32) {
        let bits = |turns: f32| if turns.is_finite() { turns } else { 0.0 }.to_bits();
        self.azimuth_turns
            .store(bits(azimuth_turns), Ordering::Relaxed);
        self.elevation_turns
            .store(bits(elevation_turns), Ordering::Relaxed);
    }

    fn get(&self) -> [f32; 2] {
        [&self.azimuth_turns, &self.elevation_turns]
            .map(|turns| f32::from_bits(turns.load(Ordering::Relaxed)))
    }
}

/// What is said of a chunk beside its samples.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said {
    /// Which track sounds.
    pub(crate) track: usize,
    /// Samples of that track that are over at the chunk's end.
    pub(crate) into_track: i64,
}

/// The voice's end.
pub(crate) struct Hand {
    said: Producer<Said>,
    samples: Producer<f32>,
}

/// The room's end.
pub(crate) struct Strip {
    said: Consumer<Said>,
    samples: Consumer<f32>,
    placing: Placing,
    moved: Option<[f32; 2]>,
    /// Of a bed.
    turner: Option<Turner>,
    /// Of a point for headphones.
    pub(super) past: Option<Past>,
    /// Where it is at the end of this chunk.
    pub(super) place: Place,
    /// What it sounds like in this chunk: channel after channel of [`CHUNK`] samples, faded.
    pub(super) planes: Vec<f32>,
    /// Gains of the last chunk's end; empty before the first.
    pub(super) gains: Vec<f32>,
}

/// With distance d a point grows softer by 1/(1 + 0.1 (d − 1)); nearer than a metre it grows no louder than at 0.1 m.
pub(super) fn distance_gain(distance_m: f32) -> f32 {
    1.0 / (1.0 + 0.1 * (distance_m.max(0.1) - 1.0))
}

/// Both ends for so many channels: one or two of a point, (order + 1)² of a bed. `partitions` of a point's past are
/// kept for headphones.
pub(super) fn strip(channels: usize, placing: Placing, partitions: usize) -> (Hand, Strip) {
    let bed_order = order_of_channels(channels);
    let (said_in, said) = RingBuffer::new(1);
    let (samples_in, samples) = RingBuffer::new(channels * CHUNK);
    let hand = Hand {
        said: said_in,
        samples: samples_in,
    };
    let strip = Strip {
        said,
        samples,
        placing,
        moved: None,
        turner: bed_order.map(Turner::new),
        past: (bed_order.is_none() && partitions > 0).then(|| Past::new(partitions)),
        place: Place::default(),
        planes: vec![0.0; channels * CHUNK],
        gains: Vec::with_capacity(MOST_GAINS),
    };
    (hand, strip)
}

impl Hand {
    /// Hands over a chunk: channel after channel of [`CHUNK`] samples, faded.
    pub(crate) fn give(&mut self, planes: &[f32], said: Said) {
        // The two rings are filled and emptied together; where nobody takes any more, nothing is given.
        let _is_given =
            self.samples.push_entire_slice(planes).is_ok() && self.said.push(said).is_ok();
    }
}

impl Strip {
    /// Whether the voice is gone.
    pub(super) fn is_over(&self) -> bool {
        self.said.is_abandoned()
    }

    /// Takes what the voice has handed over; false where it is silent.
    pub(super) fn listen(&mut self) -> bool {
        let Ok(said) = self.said.pop() else {
            self.gains.clear();
            return false;
        };
        if self.samples.pop_entire_slice(&mut self.planes).is_err() {
            return false;
        }
        for sample in &mut self.planes {
            let is_number = sample.is_finite();
            *sample = if is_number {
                sample.clamp(-LOUDEST, LOUDEST)
            } else {
                0.0
            };
        }
        self.find_place(said);
        true
    }

    fn find_place(&mut self, said: Said) {
        let Some(shape) = self.placing.shapes.get(said.track) else {
            return;
        };
        let mut place = match shape {
            Shape::Point(motion) => motion.at(Moment::from_samples(said.into_track)),
            Shape::Bed(_) => Place::default(),
        };
        let [azimuth, elevation] = self.follow_moves().map(|turns| turns * TAU);
        place.direction.azimuth += azimuth;
        place.direction.elevation += elevation;
        self.place = place;
        if let Some(turner) = &mut self.turner {
            // To the left around the vertical, the front upwards.
            let turn = Quat::from_rotation_y(azimuth) * Quat::from_rotation_x(elevation);
            turner.turn(turn, &mut self.planes);
        }
    }

    /// Whether it is all around rather than at a point.
    pub(super) fn is_bed(&self) -> bool {
        self.turner.is_some()
    }

    /// How much softer a point is for being far away.
    pub(super) fn distance_gain(&self) -> f32 {
        distance_gain(self.place.distance_m)
    }

    /// The mean of both sides of a point.
    pub(super) fn mono(&self) -> [f32; CHUNK] {
        let (first, others) = self.planes.split_at(CHUNK);
        let second = if others.is_empty() { first } else { others };
        std::array::from_fn(|index| 0.5 * (first[index] + second[index]))
    }

    /// Adds a point to as many planes as there are gains; on the way from the last chunk's gains to these.
    pub(super) fn pan(&mut self, gains: &[f32], planes: &mut [f32]) {
        let mono = self.mono();
        if self.gains.len() != gains.len() {
            self.gains.clear();
            self.gains.extend_from_slice(gains);
        }
        let ways = self.gains.iter_mut().zip(gains);
        for (plane, (before, after)) in planes.chunks_exact_mut(CHUNK).zip(ways) {
            let slope = (after - *before) / CHUNK as f32;
            if slope != 0.0 {
                for (index, (sum, sample)) in plane.iter_mut().zip(mono).enumerate() {
                    *sum += sample * (*before + slope * index as f32);
                }
            } else if *after != 0.0 {
                for (sum, sample) in plane.iter_mut().zip(mono) {
                    *sum += sample * after;
                }
            }
            *before = *after;
        }
    }

    /// The live moves, smoothed.
    fn follow_moves(&mut self) -> [f32; 2] {
        let asked = self.placing.moves.get();
        let mut moved = self.moved.unwrap_or(asked);
        let share = 1.0 - (-(CHUNK as f32) / (MOVE_SECS * SAMPLE_RATE as f32)).exp();
        for (is, to) in moved.iter_mut().zip(asked) {
            *is += (to - *is) * share;
            // So that it arrives.
            if (to - *is).abs() < 1e-6 {
                *is = to;
            }
        }
        self.moved = Some(moved);
        moved
    }
}
