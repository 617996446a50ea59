//! What was computed of the same numbers the last time, for each place of a picture.

/// Remembers one result for each place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    kept: Vec<(Vec<f32>, Vec<f32>)>, // (of what, what)
}

impl Memory {
    /// What `compute` makes of `input`; the numbers of last time if the input is the same.
    pub(crate) fn of(
        &mut self,
        place: usize,
        input: &[f32],
        compute: impl FnOnce(&[f32]) -> Vec<f32>,
    ) -> &[f32] {
        if self.kept.len() <= place {
            self.kept.resize_with(place + 1, Default::default);
        }
        let (of, what) = &mut self.kept[place];
        if of != input || what.is_empty() {
            *what = compute(input);
            of.clear();
            of.extend_from_slice(input);
        }
        what
    }
}
