//! What drums and bass play in a bar, part by part.

use super::{DAWN, DAY, LAST, NIGHT, QUIET, RISE, WALK};

/// How hard the bass drum is struck.
pub(super) fn kick_level(bar: usize) -> f32 {
    match bar {
        0..WALK => 0.32,
        WALK..QUIET => 0.42,
        QUIET..DAWN => 0.12 + 0.035 * (bar - QUIET) as f32,
        DAWN..RISE => 0.52,
        RISE..DAY => 0.6,
        _ => 0.75,
    }
}

/// Beats and levels of the bass drum.
pub(super) fn kick_pattern(bar: usize) -> &'static [(f64, f32)] {
    match bar {
        0..NIGHT => &[],
        NIGHT..WALK => &[(0.0, 1.0), (2.0, 0.8)],
        WALK..QUIET => &[(0.0, 1.0), (1.5, 0.6), (2.0, 0.9)],
        QUIET..DAWN => &[(0.0, 1.0), (2.0, 0.7)],
        _ if bar == DAY - 1 || bar == LAST - 1 => &[(0.0, 1.0), (1.0, 1.0)],
        DAWN..DAY => &[(0.0, 1.0), (1.0, 0.85), (2.0, 1.0), (3.0, 0.85)],
        _ if bar.is_multiple_of(2) => &[(0.0, 1.0), (1.0, 0.9), (2.0, 1.0), (3.0, 0.9), (3.5, 0.6)],
        _ => &[(0.0, 1.0), (1.0, 0.9), (2.0, 1.0), (3.0, 0.9)],
    }
}

/// Beats and levels of the snare drum.
pub(super) fn snare_pattern(bar: usize) -> &'static [(f64, f32)] {
    match bar {
        0..7 | QUIET..25 => &[],
        7..WALK => &[(3.0, 0.5)],
        _ if bar == QUIET - 1 => &[(1.0, 1.0), (3.0, 1.0), (3.5, 0.6), (3.75, 0.7)],
        WALK..QUIET => &[(1.0, 0.9), (3.0, 1.0)],
        25 => &[
            (2.0, 0.3),
            (2.5, 0.4),
            (3.0, 0.5),
            (3.25, 0.55),
            (3.5, 0.65),
            (3.75, 0.75),
        ],
        _ if bar == DAY - 1 => &[
            (0.0, 0.6),
            (0.5, 0.65),
            (1.0, 0.8),
            (1.5, 0.8),
            (2.0, 1.0),
            (2.25, 0.8),
        ],
        _ if bar == LAST - 1 => &[
            (1.0, 1.0),
            (2.0, 0.8),
            (2.5, 0.8),
            (3.0, 0.9),
            (3.25, 0.9),
            (3.5, 1.0),
            (3.75, 1.0),
        ],
        _ if bar % 4 == 1 && bar >= RISE => &[(1.0, 1.0), (3.0, 1.0), (3.5, 0.5), (3.75, 0.6)],
        _ => &[(1.0, 1.0), (3.0, 1.0)],
    }
}

/// Beat, length, octaves above the root, and level of the bass.
pub(super) fn bass_pattern(bar: usize) -> &'static [(f64, f64, f32, f32)] {
    match bar {
        0..WALK => &[(0.0, 3.0, 0.0, 0.42), (3.0, 1.0, 0.0, 0.3)],
        WALK..QUIET => &[
            (0.0, 1.5, 0.0, 0.48),
            (1.5, 0.5, 1.0, 0.3),
            (2.0, 1.5, 0.0, 0.44),
            (3.5, 0.5, 1.0, 0.3),
        ],
        QUIET..DAWN => &[(0.0, 4.0, 0.0, 0.26)],
        DAWN..RISE => &[
            (0.0, 1.0, 0.0, 0.44),
            (1.0, 1.0, 0.0, 0.4),
            (2.0, 1.0, 0.0, 0.44),
            (3.0, 0.5, 0.0, 0.4),
            (3.5, 0.5, 1.0, 0.32),
        ],
        LAST => &[(0.0, 8.0, 0.0, 0.5)],
        _ if bar == LAST - 1 => &[(0.0, 1.0, 0.0, 0.55), (1.0, 3.0, 0.0, 0.5)],
        RISE.. => &[
            (0.0, 0.5, 0.0, 0.54),
            (0.5, 0.5, 0.0, 0.4),
            (1.0, 0.5, 1.0, 0.42),
            (1.5, 0.5, 0.0, 0.44),
            (2.0, 0.5, 0.0, 0.54),
            (2.5, 0.5, 0.0, 0.4),
            (3.0, 0.5, 1.0, 0.42),
            (3.5, 0.5, 0.0, 0.44),
        ],
    }
}
