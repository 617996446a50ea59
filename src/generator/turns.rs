//! Painting and showing take turns on one queue: a long computation is handed over in slices, never more than two at a
//! time, so that a frame that is to be shown never waits for a whole picture.
//!
//! Waiting is looking and sleeping: wgpu's own wait keeps everybody else from submitting while it lasts.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use wgpu::{Device, PollType, Queue};

use crate::inside::OnGpu;

/// How long a look apart.
const NAP: Duration = Duration::from_micros(200);
/// A GPU that needs longer for a slice is lost.
const LONGEST: Duration = Duration::from_secs(30);

/// What was submitted up to a moment, and whether it is done.
pub(crate) struct Submitted(Arc<AtomicBool>);

impl Submitted {
    /// All that is submitted now.
    pub(crate) fn now(queue: &Queue) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&done);
        queue.on_submitted_work_done(move || told.store(true, Ordering::Release));
        Self(done)
    }

    /// Waits until it is done.
    ///
    /// # Errors
    /// If the device is lost.
    pub(crate) fn wait(self, device: &Device) -> Result<(), String> {
        let begun = Instant::now();
        loop {
            device
                .poll(PollType::Poll)
                .map_err(|error| error.to_string())?;
            if self.0.load(Ordering::Acquire) {
                return Ok(());
            }
            if begun.elapsed() > LONGEST {
                return Err(format!("the GPU is silent for {} s", LONGEST.as_secs()));
            }
            thread::sleep(NAP);
        }
    }
}

/// A computation's turns.
pub(crate) struct Turns {
    /// Any tensor of the device: it knows burn's way to the queue.
    tensor: OnGpu,
    device: Device,
    queue: Queue,
    before: Option<Submitted>,
    failed: Option<String>,
}

impl Turns {
    pub(crate) fn new(tensor: OnGpu, device: Device, queue: Queue) -> Self {
        Self {
            tensor,
            device,
            queue,
            before: None,
            failed: None,
        }
    }

    /// Hands over what has been computed so far, and waits for the slice before it.
    pub(crate) fn take(&mut self) {
        if let Err(error) = self.tensor.client.flush() {
            self.fail(format!("{error:?}"));
        }
        let before = self.before.replace(Submitted::now(&self.queue));
        if let Some(Err(error)) = before.map(|before| before.wait(&self.device)) {
            self.fail(error);
        }
    }

    /// What went wrong since this was last asked: burn says each error only once.
    ///
    /// # Errors
    /// What the device said.
    pub(crate) fn check(&mut self) -> Result<(), String> {
        self.failed.take().map_or(Ok(()), Err)
    }

    fn fail(&mut self, reason: String) {
        self.failed.get_or_insert(reason);
    }
}
