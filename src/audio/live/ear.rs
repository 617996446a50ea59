//! Live sound for whoever listens.

use welkin_values::{Block, Moment};

use super::branch::BranchOut;

/// Listens to one of the venue's inputs, all its channels apart. Several may listen to one input.
pub struct LiveEar {
    branch: BranchOut,
    scratch: Vec<f32>,
}

impl LiveEar {
    pub(crate) fn new(branch: BranchOut) -> Self {
        Self {
            branch,
            scratch: Vec::new(),
        }
    }

    /// Channels of the input.
    pub fn channels(&self) -> usize {
        self.branch.channels()
    }

    /// Adds what has come since the last time to the blocks of each channel (`blocks` becomes as long as there are
    /// channels). A block's moment is when the sound was at the microphone, on the clock of a show that began at
    /// `began` on the mixer's (see `Deck::began`); what goes on without a gap is one block, and what was before the
    /// show has negative moments. While no card is there, silence comes, a tenth of a second late.
    ///
    /// What is not taken within a second is dropped and counted, see `Inputs::untaken_samples`.
    pub fn take_blocks(&mut self, began: Moment, blocks: &mut Vec<Vec<Block>>) {
        let channels = self.channels();
        blocks.resize_with(channels, Vec::new);
        // Where the open block of this call ends.
        let mut open_until = None;
        while let Some((at, frames)) = self.branch.front() {
            self.scratch.clear();
            let scratch = &mut self.scratch;
            self.branch
                .take(frames, |part| scratch.extend_from_slice(part));
            let goes_on = open_until == Some(at);
            for (channel, blocks) in blocks.iter_mut().enumerate() {
                if !goes_on || blocks.is_empty() {
                    let moment = Moment::from_samples(at) - began;
                    blocks.push(Block {
                        moment,
                        samples: Vec::new(),
                    });
                }
                if let Some(block) = blocks.last_mut() {
                    let plane = self.scratch.iter().skip(channel).step_by(channels);
                    block.samples.extend(plane);
                }
            }
            open_until = Some(at + frames as i64);
        }
    }
}
