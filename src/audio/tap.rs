//! Dry taps: what each source sounds like before it is placed and faded, for whoever listens along live.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use rtrb::{Consumer, Producer, RingBuffer};
use welkin_values::{Block, Moment};

use crate::room::CHUNK;
use crate::transport::Transport;

/// Pieces a tap holds: a second of whole chunks.
const PIECES: usize = 375;

/// Mono samples with their place in the show.
struct Piece {
    at: i64,
    len: usize,
    samples: [f32; CHUNK],
}

/// The end that the sound thread writes to.
pub(crate) struct TapIn {
    ring: Producer<Piece>,
    transport: Arc<Transport>,
}

/// The end that is listened to.
pub(crate) struct TapOut {
    ring: Consumer<Piece>,
}

/// Both ends of a tap.
pub(crate) fn tap(transport: &Arc<Transport>) -> (TapIn, TapOut) {
    let (producer, consumer) = RingBuffer::new(PIECES);
    (
        TapIn {
            ring: producer,
            transport: Arc::clone(transport),
        },
        TapOut { ring: consumer },
    )
}

impl TapIn {
    /// Adds at most a chunk of samples. When nobody has listened for a second, they are dropped and counted.
    pub(crate) fn push(&mut self, at: i64, samples: &[f32]) {
        let len = samples.len().min(CHUNK);
        let mut piece = Piece {
            at,
            len,
            samples: [0.0; CHUNK],
        };
        piece.samples[..len].copy_from_slice(&samples[..len]);
        if self.ring.push(piece).is_err() {
            self.transport
                .untaken
                .fetch_add(len as u64, Ordering::Relaxed);
        }
    }
}

impl TapOut {
    /// Takes everything that has come since the last time; what belongs together is one block.
    pub(crate) fn take(&mut self, blocks: &mut Vec<Block>) {
        let mut open: Option<Block> = None;
        while let Ok(piece) = self.ring.pop() {
            let moment = Moment::from_samples(piece.at);
            let samples = &piece.samples[..piece.len];
            match &mut open {
                Some(block) if block.end() == moment => block.samples.extend_from_slice(samples),
                _ => blocks.extend(open.replace(Block {
                    moment,
                    samples: samples.to_vec(),
                })),
            }
        }
        blocks.extend(open);
    }
}
