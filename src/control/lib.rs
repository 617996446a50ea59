//! The control room: what the show does goes out to a page in the browser, what people ask comes back as
//! [`welkin_values::Command`]s.
//!
//! The program publishes a [`Status`] and pictures whenever it has new ones and never waits; a thread of
//! the page's own serves them to whoever looks, on this machine only.

mod board;
mod files;
mod guard;
mod live;
mod page;
mod picture;
mod requests;
mod routes;
mod server;
mod status;

pub use page::{Page, StartError};
pub use status::{LibraryEntry, Refused, SourceStatus, Status};
