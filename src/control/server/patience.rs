//! How long a connection may still live: as long as anything bounds itself that takes longer, such as an upload.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// One connection's.
#[derive(Clone, Debug, Default)]
pub(crate) struct Patience {
    holds: Arc<AtomicUsize>,
}

/// Keeps the connection until it is dropped.
#[derive(Debug)]
pub(crate) struct Hold {
    holds: Arc<AtomicUsize>,
}

impl Patience {
    /// Keeps the connection; whoever holds it sees to it that it ends.
    pub(crate) fn hold(&self) -> Hold {
        self.holds.fetch_add(1, Ordering::Relaxed);
        Hold {
            holds: Arc::clone(&self.holds),
        }
    }

    /// Comes back after so long, again and again while somebody holds it.
    pub(super) async fn ends(&self, after: Duration) {
        loop {
            tokio::time::sleep(after).await;
            if self.holds.load(Ordering::Relaxed) == 0 {
                return;
            }
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.holds.fetch_sub(1, Ordering::Relaxed);
    }
}
