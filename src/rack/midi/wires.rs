//! Where MIDI comes in: ports that come and go, and what is heard in them.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError};
use std::time::Instant;

/// Bytes that go through a channel in one piece.
const PIECE: usize = 24;

/// A port that something can be heard in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MidiPort {
    /// What tells it from every other.
    pub id: String,
    /// Its name, for people.
    pub name: String,
}

/// Why nothing is heard. The words say what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// The machine has no MIDI at all.
    #[error("{0}")]
    NoMidi(&'static str),
    /// The port could not be opened.
    #[error("the MIDI port {port:?} cannot be opened: {why}; it is tried again")]
    Refused {
        /// Its name.
        port: String,
        /// What the system says.
        why: String,
    },
}

/// A system of MIDI ports.
pub trait MidiWires: Send + 'static {
    /// The ports there are now.
    ///
    /// # Errors
    /// There is no MIDI.
    fn ports(&mut self) -> Result<Vec<MidiPort>, WireError>;

    /// Hears what comes in through a port, until what is returned is dropped.
    ///
    /// # Errors
    /// The port has gone, or is somebody else's.
    fn open(&mut self, port: &MidiPort, inlet: MidiInlet) -> Result<Box<dyn Any>, WireError>;

    /// A port of our own that others connect to.
    ///
    /// # Errors
    /// There is no MIDI, or the name is taken.
    fn open_virtual(&mut self, name: &str, inlet: MidiInlet) -> Result<Box<dyn Any>, WireError>;
}

/// What came in at once.
pub(super) struct Piece {
    pub(super) at: Instant,
    pub(super) bytes: [u8; PIECE],
    pub(super) length: usize,
}

/// Where a port puts what it hears. Never waits, so that sound threads can use it.
#[derive(Clone, Debug)]
pub struct MidiInlet {
    to: SyncSender<Piece>,
    lost: Arc<AtomicBool>,
}

impl MidiInlet {
    pub(super) fn new(to: SyncSender<Piece>, lost: Arc<AtomicBool>) -> Self {
        Self { to, lost }
    }

    /// Bytes that have just come. Where too many wait they are lost, and what is heard begins anew behind the loss.
    pub fn hear(&self, bytes: &[u8]) {
        let at = Instant::now();
        for part in bytes.chunks(PIECE) {
            let mut piece = Piece {
                at,
                bytes: [0; PIECE],
                length: part.len(),
            };
            piece.bytes[..part.len()].copy_from_slice(part);
            if let Err(TrySendError::Full(_)) = self.to.try_send(piece) {
                self.lost.store(true, Ordering::Relaxed);
            }
        }
    }
}
