//! What the threads of this part know of each other.

use std::net::UdpSocket;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::ear::Heard;
use super::nodes::Nodes;

/// What the threads of this part know of each other.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) begun: Instant,
    stop: AtomicBool,
    pub(crate) nodes: Arc<Mutex<Nodes>>,
    /// The socket that hears Art-Net: lamps' values leave through it, because nodes look for its port.
    pub(crate) art_net: Mutex<Option<UdpSocket>>,
    pub(crate) listening: Mutex<Vec<Listening>>,
    pub(crate) sending: Mutex<Sending>,
}

/// How an ear is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listening {
    pub(crate) protocol: &'static str,
    pub(crate) port: u16,
    pub(crate) silent_after_secs: f64,
    pub(crate) heard: Heard,
    /// Whether that it fell silent is said already.
    pub(crate) was_silent: bool,
    /// Why nothing can be heard now.
    pub(crate) problem: Option<String>,
    /// What was refused last, and when.
    pub(crate) refused: Option<(f64, String)>,
}

/// How the lamps' values leave.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sending {
    pub(crate) packets: u64,
    /// Why nothing can be sent now.
    pub(crate) problem: Option<String>,
    /// Universes that no node puts out.
    pub(crate) unheard: Vec<u16>,
}

impl Shared {
    pub(crate) fn new() -> Self {
        Self {
            begun: Instant::now(),
            stop: AtomicBool::new(false),
            nodes: Arc::default(),
            art_net: Mutex::default(),
            listening: Mutex::default(),
            sending: Mutex::default(),
        }
    }

    pub(crate) fn now_secs(&self) -> f64 {
        self.begun.elapsed().as_secs_f64()
    }

    pub(crate) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Waits, but not beyond the end.
    pub(crate) fn wait(&self, most: Duration) {
        let begun = Instant::now();
        while !self.is_stopped() && begun.elapsed() < most {
            std::thread::sleep(Duration::from_millis(50).min(most));
        }
    }
}

/// A lock that a thread that fell over does not keep from the others.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
