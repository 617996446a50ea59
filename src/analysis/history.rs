//! The last values of a stream, side by side in memory, found by the frame they belong to.

/// Keeps at least the last `kept` values.
pub(crate) struct History {
    values: Vec<f32>,
    kept: usize,
    /// The frame of the first value held.
    first: i64,
}

impl History {
    /// Zeros before frame 0.
    pub(crate) fn new(kept: usize) -> Self {
        let mut values = Vec::with_capacity(2 * kept + 1);
        values.resize(kept, 0.0);
        Self {
            values,
            kept,
            first: -(kept as i64),
        }
    }

    /// Takes the value of the next frame. Never allocates: half of the room is cleared at a time.
    pub(crate) fn push(&mut self, value: f32) {
        if self.values.len() == 2 * self.kept {
            self.values.copy_within(self.kept.., 0);
            self.values.truncate(self.kept);
            self.first += self.kept as i64;
        }
        self.values.push(value);
    }

    /// The frame that the next value belongs to.
    pub(crate) fn next(&self) -> i64 {
        self.first + self.values.len() as i64
    }

    /// The last `count` values, oldest first; at most as many as are kept.
    pub(crate) fn last(&self, count: usize) -> &[f32] {
        &self.values[self.values.len() - count..]
    }

    /// The value of a frame; of the nearest that is held where that frame is not.
    pub(crate) fn at(&self, frame: i64) -> f32 {
        let place = (frame - self.first).clamp(0, self.values.len() as i64 - 1);
        self.values[place as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_values_by_frame() {
        let mut history = History::new(4);
        assert_eq!(history.last(4), [0.0; 4]);
        for frame in 0..100_i64 {
            assert_eq!(history.next(), frame);
            history.push(frame as f32 + 1.0);
            for age in 0..4 {
                assert_eq!(history.at(frame - age), (frame - age + 1).max(0) as f32);
            }
            assert_eq!(history.last(2)[1], frame as f32 + 1.0);
            assert_eq!(history.at(frame + 9), frame as f32 + 1.0);
        }
    }
}
