//! What is behind every request: who may come, who is in, who failed how often.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, watch};

use super::brake::Brake;
use super::role::Role;
use super::sessions::Sessions;
use super::token::Token;
use super::users::Users;

/// Passwords that are checked at a time: each takes memory and a core.
const CHECKS: usize = 2;

/// How the page is reached, and who is in.
#[derive(Debug)]
pub(crate) struct Door {
    /// The page's port.
    pub(crate) port: u16,
    /// Whether other machines can reach it.
    pub(crate) is_open: bool,
    users: Option<Arc<Users>>,
    sessions: Mutex<Sessions>,
    brake: Mutex<Brake>,
    checks: Semaphore,
    /// Changes whenever a session was logged out.
    pub(super) ends: watch::Sender<()>,
}

/// Why somebody was not let in.
#[derive(Debug)]
pub(crate) enum Refused {
    /// The name or the password is wrong.
    Wrong,
    /// Too many failures: after so long it may be tried again.
    Wait(Duration),
}

impl Door {
    /// The door of a page at this port.
    pub(crate) fn new(port: u16, is_open: bool, users: Option<Users>) -> Self {
        Self {
            port,
            is_open,
            users: users.map(Arc::new),
            sessions: Mutex::default(),
            brake: Mutex::default(),
            checks: Semaphore::new(CHECKS),
            ends: watch::Sender::new(()),
        }
    }

    /// What whoever sits at this machine may do without a password.
    pub(crate) fn here(&self) -> Option<Role> {
        match &self.users {
            Some(users) => users.here,
            None => Some(Role::Edit),
        }
    }

    /// What somebody with this name and password may do.
    pub(crate) async fn check(
        &self,
        from: IpAddr,
        name: &str,
        password: Vec<u8>,
    ) -> Result<Role, Refused> {
        let Some(users) = self.users.clone() else {
            return Err(Refused::Wrong);
        };
        lock(&self.brake)
            .attempt(from, Instant::now())
            .map_err(Refused::Wait)?;
        let Ok(_turn) = self.checks.acquire().await else {
            return Err(Refused::Wrong);
        };
        let asked = name.to_owned();
        let checked = tokio::task::spawn_blocking(move || users.role_of(&asked, &password)).await;
        let Ok(Some(role)) = checked else {
            tracing::warn!("somebody at {from} could not log in to the page");
            return Err(Refused::Wrong);
        };
        lock(&self.brake).was_right(from, Instant::now());
        Ok(role)
    }

    /// Begins a session for somebody who was checked; what its cookie holds.
    pub(crate) fn begin(&self, name: &str, role: Role) -> Token {
        lock(&self.sessions).begin(name, role, Instant::now())
    }

    /// Whose session this is, and what they may do. It counts as used.
    pub(crate) fn use_of(&self, token: &Token) -> Option<(String, Role)> {
        lock(&self.sessions).use_of(token, Instant::now())
    }

    /// Ends a session, and every WebSocket that it has.
    pub(crate) fn end(&self, token: &Token) {
        if let Some(name) = lock(&self.sessions).end(token) {
            tracing::info!("{name} has logged out of the page");
        }
        self.ends.send_replace(());
    }

    pub(super) fn is_alive(&self, token: &Token) -> bool {
        lock(&self.sessions).is_alive(token, Instant::now())
    }
}

/// The newest value survives a panic elsewhere: it is always whole.
fn lock<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}
