//! "Undertow", 1:30, 60 beats a minute: a heart, water that darkens around D, voices without words.

mod surf;

use crate::clock::Clock;
use crate::drums;
use crate::room::{echoes, room};
use crate::score::pitch;
use crate::stem::Stem;
use crate::tone::smooth;
use crate::voices;

const LENGTH_SECS: f32 = 90.0;

/// Drones: pitch, first second, seconds, how far they open, level. Phrygian: E flat leans on D.
const DRONES: [(&str, f32, f32, f32, f32); 12] = [
    ("D2", 0.0, 26.0, 260.0, 0.5),
    ("A1", 6.0, 24.0, 200.0, 0.35),
    ("F2", 14.0, 18.0, 380.0, 0.26),
    ("Eb2", 24.0, 22.0, 420.0, 0.46),
    ("Bb1", 26.0, 20.0, 300.0, 0.36),
    ("G2", 30.0, 16.0, 620.0, 0.26),
    ("C2", 40.0, 20.0, 620.0, 0.46),
    ("G2", 42.0, 18.0, 700.0, 0.26),
    ("Eb3", 44.0, 16.0, 900.0, 0.2),
    ("D2", 54.0, 35.0, 520.0, 0.55),
    ("A1", 56.0, 32.0, 320.0, 0.4),
    ("Eb3", 60.0, 18.0, 800.0, 0.15),
];

/// Voices: pitch, first second, seconds, vowel at the beginning and at the end, level.
const VOICES: [(&str, f32, f32, usize, usize, f32); 17] = [
    ("D4", 8.0, 6.0, 2, 1, 0.4),
    ("Eb4", 14.0, 4.0, 1, 0, 0.5),
    ("D4", 18.0, 7.0, 0, 2, 0.5),
    ("F4", 27.0, 5.0, 2, 0, 0.55),
    ("Eb4", 31.0, 6.0, 0, 1, 0.55),
    ("Bb3", 31.5, 6.0, 1, 2, 0.4),
    ("G4", 40.0, 5.0, 1, 3, 0.6),
    ("F4", 44.0, 4.0, 3, 0, 0.6),
    ("C4", 44.0, 6.0, 2, 1, 0.45),
    ("Eb4", 47.0, 6.0, 0, 2, 0.6),
    ("A4", 54.0, 6.0, 0, 3, 0.75),
    ("F4", 54.5, 7.0, 1, 0, 0.6),
    ("D4", 55.0, 9.0, 2, 0, 0.6),
    ("Bb4", 60.0, 4.0, 3, 0, 0.7),
    ("A4", 63.0, 7.0, 0, 2, 0.65),
    ("Eb4", 70.0, 5.0, 1, 2, 0.5),
    ("D4", 74.0, 11.0, 0, 2, 0.5),
];

/// Plays the stems.
pub(crate) fn play() -> Vec<(&'static str, Stem)> {
    vec![("pulse", pulse()), ("drone", drone()), ("voice", voice())]
}

/// How near the middle of the storm is: 0 at the ends, 1 around 0:58.
fn swelling(secs: f32) -> f32 {
    smooth(secs / 56.0) * smooth((88.0 - secs) / 26.0)
}

/// A heart on every second beat at first, on each beat in the storm; deep drums and far metal.
fn pulse() -> Stem {
    let clock = Clock::starting_at(0.0).then(90.0, 60.0, 60.0);
    let mut dry = Stem::silent(LENGTH_SECS);
    let mut far = Stem::silent(LENGTH_SECS);
    let (first, second) = (drums::thud(44.0, 0.7), drums::thud(52.0, 0.5));
    let deep = drums::drum(38.0, 44.0, 0.09, 0.5, 1.8);
    for beat in 2..86_u32 {
        let secs = clock.secs(f64::from(beat));
        let level = 0.4 + 0.6 * swelling(secs);
        let is_storm = (32..76).contains(&beat);
        if is_storm || beat % 2 == 0 {
            dry.put(secs, 0.8 * level, &first);
            dry.put(clock.secs(f64::from(beat) + 0.3), 0.5 * level, &second);
        }
        if beat >= 24 && beat % 8 == 0 {
            dry.put(secs, 0.8 * level, &deep);
        }
        if (40..72).contains(&beat) {
            for (after, gain) in [(0.5, 0.05), (0.75, 0.03)] {
                let tick = drums::shaker(beat);
                dry.put(
                    clock.secs(f64::from(beat) + after),
                    2.0 * gain * level,
                    &tick,
                );
            }
        }
        if beat >= 12 && beat % 12 == 4 {
            let metal = voices::bell(
                [pitch("D4"), pitch("Ab4")][beat as usize / 12 % 2] + 0.3,
                5.0,
            );
            far.put(secs, 0.16 * level, &metal);
        }
    }
    let mut pulse = dry.clone();
    pulse.mix(0.12, &room(&dry, 2.4, 1400.0));
    pulse.mix(0.3, &far);
    pulse.mix(0.9, &room(&far, 5.0, 2600.0));
    pulse.saturate(1.1);
    pulse.without_rumble().faded(4.0)
}

/// Plays the sea all around.
pub(crate) fn surf() -> Vec<Stem> {
    surf::surf(LENGTH_SECS)
}

fn drone() -> Stem {
    let mut dry = Stem::silent(LENGTH_SECS);
    for (name, at, secs, open_hz, gain) in DRONES {
        dry.put(at, gain, &voices::drone(pitch(name), secs, open_hz));
    }
    // Wind before each change of the water.
    for (at, secs, gain) in [
        (18.0, 7.0, 0.08),
        (34.0, 7.0, 0.1),
        (48.0, 7.0, 0.16),
        (66.0, 8.0, 0.08),
    ] {
        dry.put(at, gain, &drums::riser(secs, 1.2));
    }
    let mut drone = dry.clone();
    drone.mix(0.35, &room(&dry, 5.0, 1800.0));
    drone.saturate(0.9);
    drone.without_rumble().faded(5.0)
}

fn voice() -> Stem {
    let mut dry = Stem::silent(LENGTH_SECS);
    for (i, (name, at, secs, from, to, gain)) in VOICES.into_iter().enumerate() {
        dry.put(
            at,
            gain,
            &voices::breath(pitch(name), secs + 1.0, from, to, i as u32 + 20),
        );
    }
    let mut voice = dry.clone();
    voice.mix(0.2, &echoes(&dry, 0.75, 0.5));
    voice.mix(0.6, &room(&dry, 5.5, 3600.0));
    voice.saturate(0.9);
    voice.without_rumble().louder(2.4).faded(4.0)
}
