//! A stretch of one source's sound.

use crate::Moment;

/// Mono samples of one source, tapped before it is placed or faded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// When the first sample sounds.
    pub moment: Moment,
    /// Samples at [`crate::SAMPLE_RATE`], nominally −1 to 1, always finite.
    pub samples: Vec<f32>,
}

impl Block {
    /// The moment just after the last sample.
    pub fn end(&self) -> Moment {
        Moment::from_samples(self.moment.samples + self.samples.len() as i64)
    }
}
