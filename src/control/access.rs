//! Who may do what on the page: passwords, roles, sessions.
//!
//! Requests come in with a cookie, a password or from this very machine; each leaves [`gate`] as a [`Visit`] that
//! knows its name and its role, or is answered with words.
//!
//! Why other sites cannot use somebody's cookie: the cookie is `SameSite=Strict`, so a browser leaves it out of what other
//! sites ask; [`crate::guard`] turns away what says it was made by another origin; and whatever changes something by
//! cookie must carry a header that no form can send ([`gate`]), for which a browser would first have to ask leave of
//! this server (CORS), which is never given.

mod role;
mod password;
mod users;
mod token;
mod sessions;
mod brake;
mod basic;
mod peer;
mod door;
mod visit;
mod gate;
mod log_in;

#[cfg(test)]
mod tests;

pub(crate) use door::Door;
pub(crate) use gate::stand;
pub(crate) use log_in::routes;
pub use password::{PasswordError, hash_password, new_salt};
pub(crate) use peer::{Peer, is_local_name};
pub use role::Role;
pub(crate) use role::role_for;
#[cfg(test)]
pub(crate) use tests::three_users;
pub use users::{Users, UsersError};
pub(crate) use visit::Visit;
