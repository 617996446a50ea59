//! Any number of channels to left and right.

use std::f32::consts::FRAC_1_SQRT_2;

use symphonia::core::audio::{Channels, Position};

/// How much of one channel goes to the left and to the right.
type Share = [f32; 2];

/// The shares of all channels of a layout. One channel sounds on both sides, two stay as they are; of more, what
/// stands on a side goes there 3 dB down, what stands in the middle goes to both sides, and the bass effects
/// channel is left out (as in ITU-R BS.775). Channels without places go to the two sides in turn.
pub(super) fn shares(channels: &Channels) -> Vec<Share> {
    let count = channels.count();
    match (count, channels) {
        (1, _) => vec![[1.0, 1.0]],
        (2, _) => vec![[1.0, 0.0], [0.0, 1.0]],
        (_, Channels::Positioned(positions)) => positions.iter().map(share_of).collect(),
        (_, Channels::Ambisonic(_)) => ambisonic(count),
        _ => in_turn(count),
    }
}

fn share_of(position: Position) -> Share {
    const SIDE: f32 = FRAC_1_SQRT_2;
    let left = Position::FRONT_LEFT_CENTER
        | Position::FRONT_LEFT_WIDE
        | Position::REAR_LEFT
        | Position::SIDE_LEFT
        | Position::TOP_FRONT_LEFT
        | Position::TOP_REAR_LEFT
        | Position::TOP_SIDE_LEFT
        | Position::BOTTOM_FRONT_LEFT;
    let right = Position::FRONT_RIGHT_CENTER
        | Position::FRONT_RIGHT_WIDE
        | Position::REAR_RIGHT
        | Position::SIDE_RIGHT
        | Position::TOP_FRONT_RIGHT
        | Position::TOP_REAR_RIGHT
        | Position::TOP_SIDE_RIGHT
        | Position::BOTTOM_FRONT_RIGHT;
    let bass = Position::LFE1 | Position::LFE2;
    if position == Position::FRONT_LEFT {
        [1.0, 0.0]
    } else if position == Position::FRONT_RIGHT {
        [0.0, 1.0]
    } else if position == Position::FRONT_CENTER {
        [SIDE, SIDE]
    } else if left.contains(position) {
        [SIDE, 0.0]
    } else if right.contains(position) {
        [0.0, SIDE]
    } else if bass.contains(position) {
        [0.0, 0.0]
    } else {
        [0.5, 0.5]
    }
}

/// Two cardioids that look to the left and to the right, from the first two components (AmbiX: W, Y).
fn ambisonic(count: usize) -> Vec<Share> {
    let mut shares = vec![[0.0, 0.0]; count];
    for (share, component) in shares.iter_mut().zip([[0.5, 0.5], [0.5, -0.5]]) {
        *share = component;
    }
    shares
}

fn in_turn(count: usize) -> Vec<Share> {
    let share = 1.0 / (count as f32 / 2.0).sqrt();
    (0..count)
        .map(|channel| {
            if channel % 2 == 0 {
                [share, 0.0]
            } else {
                [0.0, share]
            }
        })
        .collect()
}
