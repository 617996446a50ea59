//! What moves does not click, what is hostile ends at the ceiling, and nothing ever allocates.

use std::f32::consts::TAU;

use assert_no_alloc::assert_no_alloc;
use glam::Quat;
use welkin_installation::{EqBand, EqKind, Points, Sound, Speakers};
use welkin_space::Layout;

use super::*;
use crate::testing::{noise, tone};

/// Every way sound can leave.
fn ways() -> Vec<(&'static str, RoomSettings)> {
    let sound = |order, points| Sound {
        order,
        points,
        ..Sound::default()
    };
    let mut speakers = layout(Layout::Dome24);
    speakers.push(speaker(24, place(0.0, 0.0, 1.0), true));
    for speaker in &mut speakers {
        speaker.eq = vec![EqBand {
            kind: EqKind::Bell,
            hz: 400.0,
            gain_db: -3.0,
            q: 1.0,
        }];
    }
    let placed = || Speakers::Placed(speakers.clone());
    vec![
        ("stereo", RoomSettings::stereo()),
        ("speakers", settings(placed(), sound(3, Points::Vbap))),
        (
            "speakers through the bus",
            settings(placed(), sound(7, Points::Ambisonic)),
        ),
        ("headphones", headphones(sound(3, Points::Vbap))),
        (
            "headphones through the bus",
            headphones(sound(7, Points::Ambisonic)),
        ),
        ("film", RoomSettings::ambix(7)),
    ]
}

/// Once around in so many seconds.
fn orbit(period_secs: f32) -> Shape {
    Shape::Point(Motion::Orbit {
        from: place(10.0, 15.0, 2.0),
        period_secs,
    })
}

/// The loudest that is left above 4 kHz.
fn above(plane: &[f32]) -> f32 {
    let cut = EqBand {
        kind: EqKind::LowCut,
        hz: 4000.0,
        gain_db: 0.0,
        q: 0.707,
    };
    let mut plane = plane.to_vec();
    for _ in 0..4 {
        biquad::Biquad::of(&cut).filter(&mut plane);
    }
    plane[4800..plane.len() - 4800]
        .iter()
        .fold(0.0, |most, s| most.max(s.abs()))
}

#[test]
fn what_moves_does_not_click() {
    // A soft tone that goes round in a second; whatever clicks is heard far above it.
    let sound = tone(48_000, 200.0, 0.2, 1.5);
    for (name, settings) in ways() {
        let mut bench = Bench::new(&settings);
        let (mut hand, _) = bench.source(orbit(1.0));
        let out = bench.play(&mut hand, &[sound.clone(), sound.clone()]);
        let loudest = out.iter().map(|plane| above(plane)).fold(0.0, f32::max);
        eprintln!(
            "{name}: {:.1} dB under the tone",
            20.0 * (0.2 / loudest).log10()
        );
        // The slopes' corners themselves are 60 dB down.
        assert!(loudest < 0.2 * 1e-3, "{name}: {loudest}");
    }
}

#[test]
fn whatever_comes_stays_below_the_ceiling() {
    let ceiling = 10_f32.powf(-1.0 / 20.0);
    for (name, settings) in ways() {
        let mut bench = Bench::new(&settings);
        let (mut hand, _) = bench.source(orbit(0.7));
        let (mut bed_hand, _) = bench.source(bed(7));
        let outs = bench.room.channels();
        let mut out = vec![0.0; CHUNK * outs];
        let wild = noise(4, 64 * CHUNK * 30);
        for step in 0..30 {
            let mut planes: Vec<f32> = wild[step * 64 * CHUNK..][..64 * CHUNK]
                .iter()
                .map(|sample| sample * 30.0_f32.powf((step % 4) as f32 - 1.0))
                .collect();
            planes[7] = f32::NAN;
            planes[400] = f32::INFINITY;
            planes[1000] = -f32::MAX;
            planes[1001] = 1e-42;
            bed_hand.give(&planes, said(step * CHUNK));
            hand.give(&planes[..2 * CHUNK], said(step * CHUNK));
            bench.step(&mut out);
            assert!(
                out.iter()
                    .all(|sample| sample.is_finite() && sample.abs() <= ceiling),
                "{name} {step}"
            );
        }
        // It recovers: silence follows.
        for _ in 0..500 {
            bench.step(&mut out);
        }
        assert!(out.iter().all(|sample| sample.abs() < 1e-6), "{name}");
    }
}

#[test]
fn no_room_allocates_while_sources_move_and_heads_turn() {
    for (name, settings) in ways() {
        let mut bench = Bench::new(&settings);
        let mut hands: Vec<_> = (0..8)
            .map(|n| bench.source(orbit(1.0 + n as f32)))
            .collect();
        let (mut bed_hand, bed_moves) = bench.source(bed(7));
        let outs = bench.room.channels();
        let mut out = vec![0.0; CHUNK * outs];
        let planes: Vec<f32> = noise(4, 64 * CHUNK).iter().map(|s| s * 2.0).collect();
        for step in 0..120 {
            let turns = step as f32 / 40.0;
            bench.door.head().set(Quat::from_rotation_y(turns * TAU));
            bed_moves.set(turns, turns / 3.0);
            assert_no_alloc(|| {
                for (hand, moves) in &mut hands {
                    moves.set(0.1 * turns, 0.01 * turns);
                    hand.give(&planes[..2 * CHUNK], said(step * CHUNK));
                }
                bed_hand.give(&planes, said(step * CHUNK));
                bench.room.render(&[0.5; CHUNK], &mut out);
            });
            if step == 80 {
                // Some leave; the room hands them back without freeing them.
                hands.truncate(4);
            }
        }
        assert!(out.iter().any(|sample| *sample != 0.0), "{name}");
    }
}

/// What rendering costs, as a table. By hand: `cargo test -p welkin_audio costs -- --ignored --nocapture`.
#[test]
#[ignore = "by hand: a measurement"]
fn costs() {
    eprintln!("8 moving points and a bed of order 3, on one core:");
    for (name, settings) in ways() {
        let mut bench = Bench::new(&settings);
        let mut hands: Vec<_> = (0..8)
            .map(|n| bench.source(orbit(4.0 + n as f32)))
            .collect();
        let (mut bed_hand, _) = bench.source(bed(3));
        let outs = bench.room.channels();
        let mut out = vec![0.0; CHUNK * outs];
        let planes: Vec<f32> = noise(4, 16 * CHUNK).iter().map(|s| s * 0.1).collect();
        let chunks = 20 * 375;
        let began = std::time::Instant::now();
        for step in 0..chunks {
            for (hand, _) in &mut hands {
                hand.give(&planes[..2 * CHUNK], said(step * CHUNK));
            }
            bed_hand.give(&planes, said(step * CHUNK));
            bench.step(&mut out);
        }
        let secs = began.elapsed().as_secs_f64();
        let times = 20.0 / secs;
        eprintln!(
            "  {name:<28} {outs:>2} channels: {times:>6.0} times real time, {:>5.1} % of a core",
            100.0 / times
        );
    }
}
