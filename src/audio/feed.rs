//! From files to the sound thread: rings of pieces that carry their place in the show.

mod intake;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use rtrb::{Producer, RingBuffer};

use crate::Playlist;
use crate::playlist::SourceStream;
pub(crate) use intake::{Intake, Piece};

/// Frames in a full piece.
pub(crate) const PIECE: usize = 256;

/// Pieces a ring holds: a second of full ones.
const PIECES: usize = 188;

/// Keeps the rings of all sources of a deck full.
pub(crate) struct Feeder {
    feeds: Vec<Feed>,
}

struct Feed {
    stream: SourceStream,
    pieces: Producer<Piece>,
    samples: Producer<f32>,
    ends_at: Arc<AtomicI64>,
    has_ended: bool,
    scratch: Vec<f32>,
}

impl Feeder {
    /// A feeder of these sources from a sample of the show on, and where each voice takes from.
    pub(crate) fn new(playlist: &Playlist, sources: &[String], from: i64) -> (Self, Vec<Intake>) {
        let mut intakes = Vec::with_capacity(sources.len());
        let mut feeds = Vec::with_capacity(sources.len());
        for source in sources {
            let mut stream = SourceStream::new(playlist, source);
            stream.skip_to(from);
            let channels = stream.channels();
            let (pieces_in, pieces) = RingBuffer::new(PIECES);
            let (samples_in, samples) = RingBuffer::new(PIECES * PIECE * channels);
            let ends_at = Arc::new(AtomicI64::new(i64::MAX));
            intakes.push(Intake::new(pieces, samples, channels, Arc::clone(&ends_at)));
            feeds.push(Feed {
                stream,
                pieces: pieces_in,
                samples: samples_in,
                ends_at,
                has_ended: false,
                scratch: vec![0.0; PIECE * channels],
            });
        }
        (Self { feeds }, intakes)
    }

    /// Fills every ring, a piece of each source in turn. Returns whether there was anything to do.
    pub(crate) fn top_up(&mut self) -> bool {
        let mut did_any = false;
        loop {
            let mut did_one = false;
            for feed in &mut self.feeds {
                did_one |= feed.push_one();
            }
            if !did_one {
                return did_any;
            }
            did_any = true;
        }
    }

    /// One piece for every source that has room.
    #[cfg(test)]
    pub(crate) fn push_one(&mut self) {
        for feed in &mut self.feeds {
            feed.push_one();
        }
    }

    /// What is wrong with the files, if anything.
    pub(crate) fn problem(&self) -> Option<String> {
        self.feeds.iter().find_map(|feed| feed.stream.problem())
    }
}

impl Feed {
    fn push_one(&mut self) -> bool {
        let has_room = !self.pieces.is_full() && self.samples.slots() >= self.scratch.len();
        if self.has_ended || !has_room {
            return false;
        }
        let run = self.stream.read(&mut self.scratch);
        if run.frames == 0 {
            self.ends_at.store(run.at, Ordering::Release);
            self.has_ended = true;
            return false;
        }
        let piece = Piece {
            at: run.at,
            len: run.frames,
            track: run.track.unwrap_or(0),
            into_track: run.track.map(|_| run.into_track),
        };
        // There is room: only this side fills the rings. The samples are there before the piece tells of them.
        let samples = &self.scratch[..run.frames * self.stream.channels()];
        self.samples.push_entire_slice(samples).is_ok() && self.pieces.push(piece).is_ok()
    }
}
