//! Who is logged in, a bounded number of sessions that end by themselves.

use std::time::{Duration, Instant};

use super::role::Role;
use super::token::Token;

/// A session that asks nothing for this long has ended.
pub(crate) const IDLE: Duration = Duration::from_secs(12 * 3600);

/// No session lives longer.
pub(crate) const LONGEST: Duration = Duration::from_secs(7 * 24 * 3600);

/// Sessions in all, and of one user.
const MOST: usize = 256;
const MOST_OF_ONE: usize = 32;

/// Who is logged in.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    open: Vec<Session>,
}

#[derive(Debug)]
struct Session {
    token: Token,
    name: String,
    role: Role,
    began: Instant,
    used: Instant,
}

impl Session {
    fn is_alive(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.used) < IDLE
            && now.saturating_duration_since(self.began) < LONGEST
    }
}

impl Sessions {
    /// Begins a session. Where there are too many, the one that was used least lately ends.
    pub(crate) fn begin(&mut self, name: &str, role: Role, now: Instant) -> Token {
        self.open.retain(|session| session.is_alive(now));
        let of_one = self.open.iter().filter(|session| session.name == name);
        if of_one.count() >= MOST_OF_ONE {
            self.end_oldest(|session| session.name == name);
        }
        if self.open.len() >= MOST {
            self.end_oldest(|_| true);
        }
        let token = Token::new();
        self.open.push(Session {
            token: token.clone(),
            name: name.into(),
            role,
            began: now,
            used: now,
        });
        token
    }

    /// Whose session this is, and what they may do. It counts as used.
    pub(crate) fn use_of(&mut self, token: &Token, now: Instant) -> Option<(String, Role)> {
        let session = self.find(token, now)?;
        session.used = now;
        Some((session.name.clone(), session.role))
    }

    /// Whether it goes on; looking does not count as using.
    pub(crate) fn is_alive(&mut self, token: &Token, now: Instant) -> bool {
        self.find(token, now).is_some()
    }

    /// Ends a session; whose it was.
    pub(crate) fn end(&mut self, token: &Token) -> Option<String> {
        let at = self
            .open
            .iter()
            .position(|session| session.token.is(token))?;
        Some(self.open.swap_remove(at).name)
    }

    fn find(&mut self, token: &Token, now: Instant) -> Option<&mut Session> {
        self.open.retain(|session| session.is_alive(now));
        self.open.iter_mut().find(|session| session.token.is(token))
    }

    fn end_oldest(&mut self, counts: impl Fn(&Session) -> bool) {
        let candidates = self.open.iter().enumerate();
        let oldest = candidates
            .filter(|(_, session)| counts(session))
            .min_by_key(|(_, session)| session.used);
        if let Some((at, _)) = oldest {
            self.open.swap_remove(at);
        }
    }
}
