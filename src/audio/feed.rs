//! From files to the sound thread: rings of pieces that carry their place in the show.

use rtrb::{Consumer, Producer, RingBuffer};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::Playlist;
use crate::place::Placement;
use crate::playlist::SourceStream;

/// Frames in a full piece.
pub(crate) const PIECE: usize = 256;

/// Pieces a ring holds: a second of full ones.
const PIECES: usize = 188;

/// Stereo frames with their place in the show and in the room.
pub(crate) struct Piece {
    /// The show's sample of the first frame.
    pub(crate) at: i64,
    /// Frames in it.
    pub(crate) len: usize,
    /// Where it sounds from.
    pub(crate) placement: Placement,
    /// The first `len` count.
    pub(crate) frames: [[f32; 2]; PIECE],
}

/// What a voice holds of its feed.
pub(crate) struct Intake {
    /// Pieces in the order of the show.
    pub(crate) ring: Consumer<Piece>,
    /// The sample at which the source ends for good; `i64::MAX` while that is unknown.
    pub(crate) ends_at: Arc<AtomicI64>,
}

/// Keeps the rings of all sources of a deck full.
pub(crate) struct Feeder {
    feeds: Vec<Feed>,
}

struct Feed {
    stream: SourceStream,
    ring: Producer<Piece>,
    ends_at: Arc<AtomicI64>,
    has_ended: bool,
}

impl Feeder {
    /// A feeder of these sources from a sample of the show on, and where each voice takes from.
    pub(crate) fn new(playlist: &Playlist, sources: &[String], from: i64) -> (Self, Vec<Intake>) {
        let mut intakes = Vec::with_capacity(sources.len());
        let mut feeds = Vec::with_capacity(sources.len());
        for source in sources {
            let (producer, consumer) = RingBuffer::new(PIECES);
            let ends_at = Arc::new(AtomicI64::new(i64::MAX));
            let mut stream = SourceStream::new(playlist, source);
            stream.skip_to(from);
            intakes.push(Intake {
                ring: consumer,
                ends_at: Arc::clone(&ends_at),
            });
            feeds.push(Feed {
                stream,
                ring: producer,
                ends_at,
                has_ended: false,
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
        if self.has_ended || self.ring.is_full() {
            return false;
        }
        let mut frames = [[0.0; 2]; PIECE];
        let run = self.stream.read(&mut frames);
        if run.frames == 0 {
            self.ends_at.store(run.at, Ordering::Release);
            self.has_ended = true;
            return false;
        }
        let piece = Piece {
            at: run.at,
            len: run.frames,
            placement: run.placement,
            frames,
        };
        // There is room: only this side fills the ring.
        self.ring.push(piece).is_ok()
    }
}
