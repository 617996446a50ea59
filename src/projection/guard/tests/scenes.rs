//! Light that flashes, and light that does not.

use std::f32::consts::TAU;

use glam::Vec3;

/// The colour of a place (its number and direction) at a time in seconds.
pub(super) type Scene = fn(usize, Vec3, f32) -> Vec3;

/// White for half of the time.
pub(super) fn strobe(hz: f32, secs: f32) -> Vec3 {
    Vec3::splat(if (secs * hz).fract() < 0.5 { 1.0 } else { 0.0 })
}

/// Chance without a memory.
fn chance(cell: usize, frame: usize) -> f32 {
    let mut bits =
        (cell as u32).wrapping_mul(0x9E37_79B1) ^ (frame as u32).wrapping_mul(0x85EB_CA77);
    bits = (bits ^ (bits >> 16)).wrapping_mul(0x7FEB_352D);
    bits = (bits ^ (bits >> 15)).wrapping_mul(0x846C_A68B);
    (bits >> 8) as f32 / (1u32 << 24) as f32
}

/// Clouds that drift, in three colours, from 0 to 0.8.
fn clouds(at: Vec3, secs: f32) -> Vec3 {
    let wave = |k: Vec3, hz: f32| (k.dot(at) * TAU + secs * hz * TAU).sin() * 0.5 + 0.5;
    Vec3::new(
        wave(Vec3::new(0.7, 0.3, 0.2), 0.3),
        wave(Vec3::new(0.2, 0.5, 0.9), 0.4),
        wave(Vec3::new(0.9, 0.1, 0.6), 0.5),
    ) * 0.8
}

pub(super) fn dangerous() -> Vec<(&'static str, Scene)> {
    vec![
        ("4 Hz", |_, _, secs| strobe(4.0, secs)),
        ("5 Hz", |_, _, secs| strobe(5.0, secs)),
        ("8 Hz", |_, _, secs| strobe(8.0, secs)),
        ("12.5 Hz", |_, _, secs| strobe(12.5, secs)),
        ("25 Hz", |_, _, secs| strobe(25.0, secs)),
        ("30 Hz", |_, _, secs| strobe(30.0, secs + 1e-3)),
        ("red, 10 Hz", |_, _, secs| Vec3::X * strobe(10.0, secs)),
        ("dark red, 6 Hz", |_, _, secs| {
            Vec3::X * 0.3 * strobe(6.0, secs)
        }),
        ("red and green, 7 Hz", |_, _, secs| {
            Vec3::X.lerp(Vec3::new(0.0, 0.3, 0.0), strobe(7.0, secs).x)
        }),
        ("half the view, 9 Hz", |_, at, secs| {
            if at.x > 0.0 {
                strobe(9.0, secs)
            } else {
                Vec3::splat(0.5)
            }
        }),
        ("halves in turn, 6 Hz", |_, at, secs| {
            if at.x > 0.0 {
                strobe(6.0, secs)
            } else {
                Vec3::ONE - strobe(6.0, secs)
            }
        }),
        ("a spot, 10 Hz", |_, at, secs| {
            if at.x > 0.85 {
                strobe(10.0, secs)
            } else {
                Vec3::splat(0.3)
            }
        }),
        ("in a panning picture", |_, at, secs| {
            clouds(at, secs) * (1.0 - 0.6 * strobe(7.0, secs))
        }),
        ("every other cell, in turn", |cell, _, secs| {
            if cell % 2 == 0 {
                strobe(5.0, secs)
            } else {
                Vec3::ONE - strobe(5.0, secs)
            }
        }),
        ("places that hop", |cell, _, secs| {
            let frame = (secs * 12.0) as usize;
            Vec3::splat(
                if (cell + frame).is_multiple_of(3) && (secs * 12.0).fract() < 0.5 {
                    0.9
                } else {
                    0.05
                },
            )
        }),
        ("a sine of 6 Hz", |_, _, secs| {
            Vec3::splat(0.5 - 0.5 * (TAU * 6.0 * secs).cos())
        }),
        ("flicker on grey, 11 Hz", |_, _, secs| {
            Vec3::splat(0.4) + 0.2 * strobe(11.0, secs)
        }),
        ("noise", |cell, _, secs| {
            Vec3::splat(chance(cell, (secs * 60.0 + 0.5) as usize))
        }),
        ("noise in colours at 15 Hz", |cell, _, secs| {
            let frame = (secs * 15.0 + 1e-3) as usize;
            Vec3::new(
                chance(cell, frame),
                chance(cell + 5000, frame),
                chance(cell + 9000, frame),
            )
        }),
        ("faster and faster", |_, _, secs| {
            strobe(1.0 + secs * 2.0, secs)
        }),
        ("on and off again", |_, _, secs| {
            if secs % 2.0 < 1.0 {
                strobe(12.0, secs)
            } else {
                Vec3::splat(0.7)
            }
        }),
    ]
}

pub(super) fn ordinary() -> Vec<(&'static str, Scene)> {
    vec![
        ("black", |_, _, _| Vec3::ZERO),
        ("a walk", |_, at, secs| clouds(at, secs)),
        ("a fade in", |_, at, secs| {
            clouds(at, 0.0) * (secs / 2.0).min(1.0)
        }),
        ("a fade out", |_, at, secs| {
            clouds(at, 0.0) * (1.0 - secs / 4.0).max(0.0)
        }),
        ("a cross-fade", |_, at, secs| {
            clouds(at, 0.0).lerp(clouds(-at, 3.0), (secs / 4.0).min(1.0))
        }),
        ("a slow pulse", |_, _, secs| {
            Vec3::splat(0.5 - 0.5 * (TAU * secs).cos())
        }),
        ("a slow red pulse", |_, _, secs| {
            Vec3::X * (0.5 - 0.5 * (TAU * secs).cos())
        }),
        ("a beat at 120", |_, at, secs| {
            clouds(at, secs) * (0.5 + 0.5 * (-(secs % 0.5) * 6.0).exp())
        }),
        ("a beat at 175", |_, at, secs| {
            clouds(at, 0.0) * (0.4 + 0.6 * (-(secs % 0.343) * 9.0).exp())
        }),
        ("hard cuts", |_, at, secs| clouds(at, secs.floor() * 7.0)),
        ("a turn", |_, at, secs| {
            let (sin, cos) = (secs * 0.6).sin_cos();
            clouds(
                Vec3::new(at.x * cos - at.z * sin, at.y, at.x * sin + at.z * cos),
                0.0,
            )
        }),
        ("a bright flicker", |_, _, secs| {
            Vec3::splat(0.85) + 0.15 * strobe(10.0, secs)
        }),
        ("a faint flicker", |_, _, secs| {
            Vec3::splat(0.3) + 0.09 * strobe(10.0, secs)
        }),
        ("grain", |cell, at, secs| {
            clouds(at, secs) * 0.95 + 0.05 * chance(cell, (secs * 60.0) as usize)
        }),
    ]
}
