//! Through the real room: what goes in at a place comes out of the speakers around it, of both ears, of the bus.
#![allow(clippy::unwrap_used, reason = "tests")]

mod bed;
mod ears;
mod speakers;
mod steady;

use welkin_installation::{Bed, Hrtf, Shape, Sound, Speaker, Speakers};
use welkin_space::harmonics::{channels, encode};
use welkin_space::{Layout, Motion, Place};
use welkin_values::Direction;

use super::*;
use crate::testing::venue;

/// A room that is stepped by hand.
pub(super) struct Bench {
    pub(super) door: Door,
    pub(super) room: Room,
}

impl Bench {
    pub(super) fn new(settings: &RoomSettings) -> Self {
        let (door, room) = room(settings);
        Self { door, room }
    }

    /// Lets a source in that has one shape.
    pub(super) fn source(&mut self, shape: Shape) -> (Hand, Arc<Moves>) {
        let count = match &shape {
            Shape::Point(_) => 2,
            Shape::Bed(bed) => channels(bed.order),
        };
        let placing = Placing {
            shapes: vec![shape].into(),
            moves: Arc::default(),
        };
        let moves = Arc::clone(&placing.moves);
        (self.door.let_in(count, placing), moves)
    }

    /// One chunk, interleaved.
    pub(super) fn step(&mut self, out: &mut [f32]) {
        self.room.render(&[1.0; CHUNK], out);
    }

    /// Plays a source of the given channels to its end; returns what comes out, channel by channel, in its time.
    pub(super) fn play(&mut self, hand: &mut Hand, sound: &[Vec<f32>]) -> Vec<Vec<f32>> {
        let outs = self.room.channels();
        let late = self.room.latency_samples();
        let count = sound[0].len();
        let mut heard = vec![Vec::new(); outs];
        let mut chunk = vec![0.0; CHUNK * outs];
        for from in (0..count + late).step_by(CHUNK) {
            let planes: Vec<f32> = sound
                .iter()
                .flat_map(|plane| {
                    (from..from + CHUNK).map(|at| plane.get(at).copied().unwrap_or(0.0))
                })
                .collect();
            hand.give(&planes, said(from));
            self.step(&mut chunk);
            for frame in chunk.chunks_exact(outs) {
                for (plane, sample) in heard.iter_mut().zip(frame) {
                    plane.push(*sample);
                }
            }
        }
        for plane in &mut heard {
            plane.drain(..late);
            plane.truncate(count);
        }
        heard
    }
}

pub(super) fn said(from: usize) -> Said {
    Said {
        track: 0,
        into_track: (from + CHUNK) as i64,
    }
}

pub(super) fn place(azimuth_deg: f32, elevation_deg: f32, distance_m: f32) -> Place {
    Place {
        direction: Direction::from_degrees(azimuth_deg, elevation_deg),
        distance_m,
    }
}

pub(super) fn still(direction: Direction) -> Shape {
    Shape::Point(Motion::Still(Place {
        direction,
        distance_m: 1.0,
    }))
}

pub(super) fn bed(order: usize) -> Shape {
    Shape::Bed(Bed { order, sectors: 0 })
}

/// A plane wave as a bed.
pub(super) fn wave(order: usize, direction: Direction, sound: &[f32]) -> Vec<Vec<f32>> {
    let mut gains = vec![0.0; channels(order)];
    encode(order, direction, &mut gains);
    gains
        .iter()
        .map(|gain| sound.iter().map(|sample| gain * sample).collect())
        .collect()
}

pub(super) fn speaker(channel: usize, place: Place, is_sub: bool) -> Speaker {
    Speaker {
        id: format!("{channel}"),
        place,
        is_sub,
        channel,
        gain_db: 0.0,
        delay_ms: None,
        eq: Vec::new(),
    }
}

/// A layout, 3 m away.
pub(super) fn layout(layout: Layout) -> Vec<Speaker> {
    let speakers = layout.speakers().into_iter().enumerate();
    speakers
        .map(|(channel, there)| {
            let place = Place {
                direction: there.direction,
                distance_m: 3.0,
            };
            speaker(channel, place, there.is_lfe)
        })
        .collect()
}

pub(super) fn settings(speakers: Speakers, sound: Sound) -> RoomSettings {
    let mut venue = venue(speakers);
    venue.sound = sound;
    RoomSettings::of(&venue)
}

pub(super) fn headphones(sound: Sound) -> RoomSettings {
    settings(Speakers::Binaural(Hrtf::Shipped), sound)
}

pub(super) fn energy(samples: &[f32]) -> f64 {
    samples.iter().map(|s| f64::from(*s).powi(2)).sum()
}
