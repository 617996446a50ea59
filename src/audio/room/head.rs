//! How the visitor's head is turned: set by whoever knows it, followed by the room.

use std::sync::atomic::{AtomicU64, Ordering};

use glam::Quat;
use welkin_values::SAMPLE_RATE;

use super::CHUNK;

/// A turn is smoothed over this time.
const FOLLOW_SECS: f32 = 0.01;

/// A turn as four numbers of 16 bits in one, so that nobody reads half of it: exact to 0.005°.
#[derive(Debug)]
pub(crate) struct Head(AtomicU64);

impl Default for Head {
    fn default() -> Self {
        Self(AtomicU64::new(packed(Quat::IDENTITY)))
    }
}

impl Head {
    /// How the head is turned in dome space. What is no rotation changes nothing.
    pub(crate) fn set(&self, dome_from_head: Quat) {
        let length = dome_from_head.length();
        if length.is_finite() && length > 1e-3 {
            self.0
                .store(packed(dome_from_head / length), Ordering::Relaxed);
        }
    }

    fn get(&self) -> Quat {
        let bits = self.0.load(Ordering::Relaxed);
        let part = |index: u32| f32::from((bits >> (16 * index)) as u16 as i16) / ONE;
        Quat::from_xyzw(part(0), part(1), part(2), part(3)).normalize()
    }
}

const ONE: f32 = 32_767.0;

fn packed(quat: Quat) -> u64 {
    let part = |value: f32| u64::from((value * ONE).round() as i16 as u16);
    let [x, y, z, w] = quat.to_array().map(part);
    x | y << 16 | z << 32 | w << 48
}

/// Follows a head smoothly.
#[derive(Default)]
pub(super) struct Follower {
    now: Option<Quat>,
}

impl Follower {
    /// The turn of the next chunk. It arrives, and then stays the same number.
    pub(super) fn follow(&mut self, head: &Head) -> Quat {
        let to = head.get();
        let Some(now) = self.now else {
            self.now = Some(to);
            return to;
        };
        let share = 1.0 - (-(CHUNK as f32) / (FOLLOW_SECS * SAMPLE_RATE as f32)).exp();
        let is_there = now.dot(to).abs() > 1.0 - 1e-7;
        let next = if is_there { to } else { now.slerp(to, share) };
        self.now = Some(next);
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_is_followed_and_nonsense_is_not() {
        let head = Head::default();
        let mut follower = Follower::default();
        assert!(follower.follow(&head).angle_between(Quat::IDENTITY) < 1e-3);
        let turn = Quat::from_rotation_y(1.5) * Quat::from_rotation_x(-0.4);
        head.set(turn * 3.0);
        let first = follower.follow(&head);
        assert!(first.angle_between(turn) > 0.5 && first.angle_between(turn) < 1.5);
        head.set(Quat::from_xyzw(f32::NAN, 0.0, 0.0, 1.0));
        head.set(Quat::from_xyzw(0.0, 0.0, 0.0, 0.0));
        for _ in 0..100 {
            follower.follow(&head);
        }
        let there = follower.follow(&head);
        assert!(there.angle_between(turn) < 2e-3);
        assert_eq!(there, follower.follow(&head));
    }
}
