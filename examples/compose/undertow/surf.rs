//! The sea around the visitor: a bed of order 1 (AmbiX), in which waves roll past and break at the sides.

use std::f32::consts::TAU;

use welkin_space::harmonics;
use welkin_values::Direction;

use crate::RATE;
use crate::filter::Filter;
use crate::stem::Stem;
use crate::tone::{Noise, smooth};

/// Channels of a bed of order 1.
const CHANNELS: usize = 4;

/// A wave: when it is highest, seconds; where from and where to, degrees; how high, how long.
const WAVES: [(f32, f32, f32, f32, f32); 11] = [
    (5.0, 150.0, 40.0, 0.35, 7.0),
    (14.0, -170.0, -60.0, 0.5, 8.0),
    (22.0, 100.0, -30.0, 0.45, 8.0),
    (31.0, -120.0, 10.0, 0.65, 9.0),
    (39.0, 170.0, 60.0, 0.7, 8.0),
    (46.0, -60.0, 80.0, 0.85, 9.0),
    (54.0, 130.0, -40.0, 1.0, 10.0),
    (61.0, -150.0, -20.0, 1.0, 10.0),
    (69.0, 60.0, 160.0, 0.7, 9.0),
    (77.0, -90.0, -170.0, 0.5, 8.0),
    (84.0, 20.0, -60.0, 0.3, 7.0),
];

/// Plays the bed, channel by channel.
pub(super) fn surf(length_secs: f32) -> Vec<Stem> {
    let mut bed = vec![Stem::silent(length_secs); CHANNELS];
    for (number, wave) in WAVES.into_iter().enumerate() {
        put_wave(&mut bed, number as u32, wave);
    }
    bed.into_iter()
        .map(|channel| channel.without_rumble().faded(4.0))
        .collect()
}

fn put_wave(
    bed: &mut [Stem],
    number: u32,
    (peak_secs, from, to, height, secs): (f32, f32, f32, f32, f32),
) {
    let begin = ((peak_secs - 0.6 * secs).max(0.0) * RATE) as usize;
    let count = (secs * RATE) as usize;
    let mut hiss = Noise::seeded(900 + number);
    let (mut body, mut crest) = (Filter::default(), Filter::default());
    let mut y = [0.0; CHANNELS];
    for index in 0..count {
        let white = hiss.next();
        let gone = index as f32 / count as f32;
        // It swells slowly, breaks, and runs out over the sand.
        let swell = smooth(gone / 0.6) * (1.0 - smooth((gone - 0.62) / 0.38));
        let breaking = smooth((gone - 0.5) / 0.1) * (1.0 - smooth((gone - 0.6) / 0.35));
        let low = body.pass(white, 90.0 + 420.0 * swell, 0.8).low;
        let high = crest.pass(white, 900.0 + 2600.0 * breaking, 0.7).band;
        let sample = height * (1.1 * swell * low + 0.3 * breaking * high);
        if index % 32 == 0 {
            let azimuth = (from + (to - from) * smooth(gone)).to_radians();
            let sway = 0.06 * (TAU * gone * 3.0).sin();
            harmonics::encode(
                1,
                Direction {
                    azimuth,
                    elevation: sway - 0.05,
                },
                &mut y,
            );
        }
        for (channel, y) in bed.iter_mut().zip(y) {
            if let Some(place) = channel.samples.get_mut(begin + index) {
                *place += sample * y;
            }
        }
    }
}
