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
use super::visit::Visit;

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

    /// Lets somebody in by name and password, for this once.
    pub(crate) async fn check(
        &self,
        from: IpAddr,
        name: &str,
        password: Vec<u8>,
    ) -> Result<Visit, Refused> {
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
        Ok(Visit {
            name: name.into(),
            role,
            session: None,
        })
    }

    /// Begins a session for a visit that was checked; what its cookie holds.
    pub(crate) fn begin(&self, visit: &Visit) -> Token {
        lock(&self.sessions).begin(&visit.name, visit.role, Instant::now())
    }

    /// The visit that a session's cookie stands for.
    pub(crate) fn visit(self: &Arc<Self>, token: Token) -> Option<Visit> {
        let (name, role) = lock(&self.sessions).use_of(&token, Instant::now())?;
        Some(Visit {
            name,
            role,
            session: Some((Arc::clone(self), token)),
        })
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
