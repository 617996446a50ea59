//! Speakers around people: directions and loudness over a grid, delays, equaliser, subwoofers.

use welkin_installation::{DecoderKind, EqBand, EqKind, Points, Sound, Speakers};
use welkin_space::{Layout, Vectors};
use welkin_values::Direction;

use super::*;
use crate::testing::{noise, tone};

/// What a source in a direction is heard as: the vectors of all speakers' amplitudes.
fn heard(bench: &mut Bench, shape: Shape, sound: &[Vec<f32>], speakers: &[Speaker]) -> Vectors {
    let (mut hand, _) = bench.source(shape);
    let out = bench.play(&mut hand, sound);
    drop(hand);
    let plain = &sound[0];
    let mains = speakers.iter().filter(|speaker| !speaker.is_sub);
    let (mut gains, mut directions) = (Vec::new(), Vec::new());
    for speaker in mains {
        // All speakers are equally far away, so that each plays a multiple of the same noise.
        let product: f64 = out[speaker.channel]
            .iter()
            .zip(plain)
            .map(|(a, b)| f64::from(*a) * f64::from(*b))
            .sum();
        gains.push((product / energy(plain)) as f32);
        directions.push(speaker.place.direction);
    }
    Vectors::of(&gains, &directions)
}

fn dome_grid() -> Vec<Direction> {
    let rings = [(0.0, 16), (20.0, 12), (45.0, 8), (75.0, 4)];
    rings
        .iter()
        .flat_map(|(elevation, count)| {
            (0..*count).map(move |k| {
                Direction::from_degrees(360.0 * k as f32 / *count as f32 + 3.0, *elevation)
            })
        })
        .collect()
}

struct Law {
    /// Degrees the energy vector may be off: at the median, and at most.
    off_deg: (f32, f32),
    /// Decibels around 1 that the energy may be.
    off_db: f32,
    /// The energy vector's length, on average at least.
    sharp: f32,
}

fn check(layout_is: Layout, sound: &Sound, is_bed: bool, law: &Law) {
    let speakers = layout(layout_is);
    let mut bench = Bench::new(&settings(Speakers::Placed(speakers.clone()), sound.clone()));
    let noise: Vec<f32> = noise(5, 6 * CHUNK).iter().map(|s| s * 0.2).collect();
    let (mut off, mut sharp) = (Vec::new(), Vec::new());
    for direction in dome_grid() {
        let vectors = if is_bed {
            let wave = wave(sound.order, direction, &noise);
            heard(&mut bench, bed(sound.order), &wave, &speakers)
        } else {
            let both = [noise.clone(), noise.clone()];
            heard(&mut bench, still(direction), &both, &speakers)
        };
        let db = 10.0 * vectors.energy.log10();
        assert!(
            db.abs() < law.off_db,
            "{layout_is:?} {direction:?}: {db} dB"
        );
        off.push(vectors.error(direction).to_degrees());
        sharp.push(vectors.energy_vector.length());
    }
    off.sort_by(f32::total_cmp);
    let (median, most) = (off[off.len() / 2], off[off.len() - 1]);
    let sharp = sharp.iter().sum::<f32>() / sharp.len() as f32;
    eprintln!(
        "{layout_is:?} bed {is_bed} {:?} {:?}: off {median:.1}, at most {most:.1}; sharp {sharp:.2}",
        sound.decoder, sound.points
    );
    assert!(
        median < law.off_deg.0 && most < law.off_deg.1,
        "{layout_is:?}: {median} {most}"
    );
    assert!(sharp > law.sharp, "{layout_is:?}: {sharp}");
}

#[test]
fn points_and_beds_come_from_where_they_are() {
    let sound = Sound::default();
    let points = Law {
        off_deg: (4.0, 12.0),
        off_db: 0.01,
        sharp: 0.9,
    };
    check(Layout::Dome24, &sound, false, &points);
    let ambisonic = Sound {
        points: Points::Ambisonic,
        ..sound.clone()
    };
    let beds = Law {
        off_deg: (6.0, 16.0),
        off_db: 2.0,
        sharp: 0.8,
    };
    check(Layout::Dome24, &ambisonic, false, &beds);
    check(Layout::Dome24, &sound, true, &beds);
    let epad = Sound {
        decoder: DecoderKind::Epad,
        ..sound.clone()
    };
    check(Layout::Dome24, &epad, true, &beds);
    let wide = Law {
        off_deg: (10.0, 30.0),
        off_db: 3.0,
        sharp: 0.7,
    };
    check(Layout::Surround714, &sound, true, &wide);
    check(Layout::Dome16, &sound, true, &wide);
}

#[test]
fn each_speaker_is_as_late_as_the_farthest_or_as_it_says() {
    let mut speakers = vec![
        speaker(0, place(0.0, 0.0, 2.0), false),
        speaker(2, place(120.0, 0.0, 5.43), false),
        speaker(5, place(-120.0, 0.0, 2.0), false),
        speaker(7, place(0.0, 60.0, 2.0), false),
    ];
    speakers[2].delay_ms = Some(1000.0);
    speakers[3].delay_ms = Some(0.5);
    speakers[3].gain_db = -20.0;
    let mut bench = Bench::new(&settings(
        Speakers::Placed(speakers.clone()),
        Sound::default(),
    ));
    assert_eq!(bench.room.channels(), 8);
    let mut click = vec![0.0; 50_000];
    click[300] = 0.5;
    // 3.43 m are 10 ms.
    for (index, late, gain) in [(0, 480, 1.0), (1, 0, 1.0), (2, 48_000, 1.0), (3, 24, 0.1)] {
        let (mut hand, _) = bench.source(still(speakers[index].place.direction));
        let out = bench.play(&mut hand, &[click.clone(), click.clone()]);
        for (channel, plane) in out.iter().enumerate() {
            let peak = plane.iter().position(|sample| sample.abs() > 1e-4);
            let expected = (channel == speakers[index].channel).then_some(300 + late);
            assert_eq!(peak, expected, "speaker {index}, channel {channel}");
        }
        let peak = out[speakers[index].channel][300 + late];
        assert!((peak - 0.5 * gain).abs() < 1e-4, "{peak}");
        drop(hand);
        // What is still on its way runs out.
        let mut rest = vec![0.0; CHUNK * 8];
        for _ in 0..400 {
            bench.step(&mut rest);
        }
    }
}

#[test]
fn what_is_low_goes_to_the_subwoofers_and_mains_keep_all_unless_they_say_otherwise() {
    let mut speakers = layout(Layout::Surround51);
    speakers[0].eq = vec![EqBand {
        kind: EqKind::LowCut,
        hz: 500.0,
        gain_db: 0.0,
        q: 0.707,
    }];
    let mut bench = Bench::new(&settings(
        Speakers::Placed(speakers.clone()),
        Sound::default(),
    ));
    let level = |plane: &[f32]| {
        10.0 * (energy(&plane[24_000..]) / energy(&tone(48_000, 50.0, 0.25, 0.5))).log10()
    };
    // Fourth order: −6 dB at the corner, 24 dB an octave.
    for (hz, expected) in [(30.0, 0.0), (120.0, -6.0), (480.0, -48.2)] {
        let sound = tone(48_000, hz, 0.25, 1.0);
        for (shape, sound) in [
            (
                still(speakers[2].place.direction),
                vec![sound.clone(), sound.clone()],
            ),
            (bed(1), wave(1, Direction::from_degrees(70.0, 10.0), &sound)),
        ] {
            let (mut hand, _) = bench.source(shape);
            let out = bench.play(&mut hand, &sound);
            let is = level(&out[3]);
            assert!((is - expected).abs() < 0.5, "{hz} Hz: {is} dB");
            drop(hand);
            bench.step(&mut vec![0.0; CHUNK * 6]);
        }
    }
    let low = tone(48_000, 50.0, 0.25, 1.0);
    for (index, expected) in [(0, -40.0), (1, 0.0)] {
        let (mut hand, _) = bench.source(still(speakers[index].place.direction));
        let out = bench.play(&mut hand, &[low.clone(), low.clone()]);
        let is = level(&out[index]);
        assert!((is - expected).abs() < 0.5, "speaker {index}: {is} dB");
        drop(hand);
        bench.step(&mut vec![0.0; CHUNK * 6]);
    }
}
