//! Generators that are made beside the one that paints.

use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;

use crate::error::OpenError;
use crate::generator::Generator;
use crate::quiet::be_quiet;

/// A generator on its way.
pub(crate) struct Beside(Receiver<Result<Box<dyn Generator>, OpenError>>);

impl Beside {
    /// Begins to make one, on a thread of its own that lets others go first; nothing if no thread can be had.
    pub(crate) fn begin(
        make: impl FnOnce() -> Result<Box<dyn Generator>, OpenError> + Send + 'static,
    ) -> Option<Self> {
        let (send, receive) = channel();
        let made = move || {
            be_quiet();
            // Nobody waits any more if the show has changed meanwhile.
            send.send(make()).ok();
        };
        let began = thread::Builder::new().name("beside".into()).spawn(made);
        began.ok().map(|_| Self(receive))
    }

    /// What came of it; nothing while it is being made.
    pub(crate) fn done(&self) -> Option<Result<Box<dyn Generator>, String>> {
        match self.0.try_recv() {
            Ok(made) => Some(made.map_err(|error| error.to_string())),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err("it stopped unexpectedly".into())),
        }
    }
}
