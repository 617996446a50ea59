//! The keeper's signals: INT and TERM end the show, HUP leaves it.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

/// What people ask of the keeper itself.
pub(super) struct Signals {
    interrupt: Arc<AtomicBool>,
    terminate: Arc<AtomicBool>,
    leave: Arc<AtomicBool>,
}

impl Signals {
    /// From now on these signals no longer end the process.
    pub(super) fn listen() -> io::Result<Self> {
        let flag = |signal| {
            let flag = Arc::new(AtomicBool::new(false));
            signal_hook::flag::register(signal, Arc::clone(&flag)).map(|_| flag)
        };
        Ok(Self {
            interrupt: flag(SIGINT)?,
            terminate: flag(SIGTERM)?,
            leave: flag(SIGHUP)?,
        })
    }

    /// Whether the keeper is to leave the show alone.
    pub(super) fn leaves(&self) -> bool {
        self.leave.load(Ordering::Relaxed)
    }

    /// Whether somebody asked to stop since the last time: `true` if the show should go on where it was when it is begun
    /// again soon, as after `systemctl restart`.
    pub(super) fn stops(&self) -> Option<bool> {
        let terminate = self.terminate.swap(false, Ordering::Relaxed);
        let interrupt = self.interrupt.swap(false, Ordering::Relaxed);
        (terminate || interrupt).then_some(terminate)
    }
}
