//! Keeps values for a fixed number of frames, so that parts that look ahead meet those that need not.

use std::collections::VecDeque;

/// Gives back each value a fixed number of pushes later.
pub(crate) struct Delay<T> {
    values: VecDeque<T>,
}

impl<T: Copy> Delay<T> {
    /// A delay by `frames`, which may be 0; `before` comes out until the first value does.
    pub(crate) fn new(frames: usize, before: T) -> Self {
        let mut values = VecDeque::with_capacity(frames + 1);
        values.resize(frames, before);
        Self { values }
    }

    /// Takes the newest value and returns the one due. Never allocates.
    pub(crate) fn pass(&mut self, newest: T) -> T {
        self.values.push_back(newest);
        self.values.pop_front().unwrap_or(newest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_by_its_length() {
        for frames in 0..5 {
            let mut delay = Delay::new(frames, -1);
            for n in 0..20_i32 {
                let due = n - frames as i32;
                assert_eq!(delay.pass(n), due.max(-1), "{frames} frames");
            }
        }
    }
}
