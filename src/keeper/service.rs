//! Tells systemd how it goes, where systemd began us; anywhere else all of this does nothing.

use std::time::Duration;

use sd_notify::NotifyState;

/// The line to systemd.
#[derive(Debug, Default)]
pub(crate) struct Service {
    status: String,
    failed: bool,
}

impl Service {
    /// The keeper does its work.
    pub(crate) fn is_ready(&mut self) -> Option<String> {
        self.tell(&[NotifyState::Ready])
    }

    /// The keeper is alive; to be said about every second.
    pub(crate) fn is_alive(&mut self) -> Option<String> {
        self.tell(&[NotifyState::Watchdog])
    }

    /// The keeper ends.
    pub(crate) fn stops(&mut self) -> Option<String> {
        self.tell(&[NotifyState::Stopping])
    }

    /// Ending takes so long and is no reason for impatience.
    pub(crate) fn needs(&mut self, time: Duration) -> Option<String> {
        let micros = u32::try_from(time.as_micros()).unwrap_or(u32::MAX);
        self.tell(&[NotifyState::ExtendTimeoutUsec(micros)])
    }

    /// What `systemctl status` shows in one line.
    pub(crate) fn status(&mut self, words: &str) -> Option<String> {
        let line: String = words
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .take(400)
            .collect();
        if line == self.status {
            return None;
        }
        self.status.clone_from(&line);
        self.tell(&[NotifyState::Status(&line)])
    }

    /// The words to say if systemd cannot be told; once.
    fn tell(&mut self, states: &[NotifyState<'_>]) -> Option<String> {
        match sd_notify::notify(states) {
            Ok(()) => None,
            Err(_) if self.failed => None,
            Err(error) => {
                self.failed = true;
                Some(format!("systemd cannot be told how it goes: {error}"))
            }
        }
    }
}
