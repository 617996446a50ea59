//! Somebody who was let in.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;

use super::door::Door;
use super::role::Role;
use super::token::Token;

/// How often a visit that only looks is checked for having ended by age.
const LOOKS_AGAIN: Duration = Duration::from_secs(30);

/// Somebody who was let in, for one request or as long as a WebSocket stays.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    /// Who they are: a user's name, or empty for whoever sits at this machine.
    pub(crate) name: String,
    /// What they may do.
    pub(crate) role: Role,
    /// The session they came with, if they have one.
    pub(super) session: Option<(Arc<Door>, Token)>,
}

impl Visit {
    /// Whoever sits at this machine.
    pub(crate) fn here(role: Role) -> Self {
        Self {
            name: String::new(),
            role,
            session: None,
        }
    }

    /// Somebody who brought a password along.
    pub(super) fn once(name: String, role: Role) -> Self {
        Self {
            name,
            role,
            session: None,
        }
    }

    /// Whoever has the session of this token; none if it is over.
    pub(super) fn of_session(door: &Arc<Door>, token: Token) -> Option<Self> {
        let (name, role) = door.use_of(&token)?;
        Some(Self {
            name,
            role,
            session: Some((Arc::clone(door), token)),
        })
    }

    /// Refused with words where the role is not enough.
    pub(crate) fn may(&self, needed: Role) -> Result<(), (StatusCode, String)> {
        if self.role >= needed {
            return Ok(());
        }
        let (has, needed) = (self.role.word(), needed.word());
        let words = format!(
            "this needs the role {needed}, and you have the role {has}; ask whoever keeps the file of users\n"
        );
        Err((StatusCode::FORBIDDEN, words))
    }

    /// Comes back when the session is logged out or over; without one, never.
    pub(crate) async fn ended(&self) {
        let Some((door, token)) = &self.session else {
            return std::future::pending().await;
        };
        let mut ends = door.ends.subscribe();
        while door.is_alive(token) {
            // Late or not, it is looked at again.
            drop(tokio::time::timeout(LOOKS_AGAIN, ends.changed()).await);
        }
    }
}
