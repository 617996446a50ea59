//! A panel for tests: says what it is told to, and keeps what is asked.

use std::sync::{Arc, Mutex};

use welkin_installation::{Control, master_controls};
use welkin_values::{Command, ControlSpec, Status};

use crate::Panel;

/// A panel whose status a test sets.
pub(crate) struct FakePanel {
    pub(crate) status: Mutex<Option<Arc<Status>>>,
    pub(crate) asked: Mutex<Vec<(String, Command)>>,
    pub(crate) refuse: Mutex<Option<String>>,
}

impl FakePanel {
    /// A show that has begun, with all controls.
    pub(crate) fn new() -> Arc<Self> {
        let shows = Control::ALL.into_iter().map(Control::spec);
        let specs: Vec<ControlSpec> = master_controls().into_iter().chain(shows).collect();
        let status = Status {
            specs: specs.into(),
            ..Status::new("Test", "test")
        };
        Arc::new(Self {
            status: Mutex::new(Some(Arc::new(status))),
            asked: Mutex::default(),
            refuse: Mutex::default(),
        })
    }

    pub(crate) fn take_asked(&self) -> Vec<(String, Command)> {
        std::mem::take(&mut self.asked.lock().expect("no test fell over"))
    }
}

impl Panel for FakePanel {
    fn status(&self) -> Option<Arc<Status>> {
        self.status.lock().expect("no test fell over").clone()
    }

    fn ask(&self, who: &str, command: Command) -> Result<(), String> {
        if let Some(reason) = self.refuse.lock().expect("no test fell over").clone() {
            return Err(reason);
        }
        let mut asked = self.asked.lock().expect("no test fell over");
        asked.push((who.into(), command));
        Ok(())
    }
}

/// Waits until something is so, at most ten seconds.
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = std::time::Instant::now();
    while !is_so() {
        assert!(begun.elapsed().as_secs() < 10, "{what} did not come");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}
