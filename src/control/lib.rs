//! The control room: what the show does goes out to a page in the browser, what people ask comes back as
//! [`welkin_values::Command`]s.
//!
//! The program publishes a [`welkin_values::Status`] and pictures whenever it has new ones and never waits; a thread of
//! the page's own serves them to whoever looks, on this machine only.

mod files;
mod guard;
mod picture;
mod easel;
mod stills;
mod books;
mod server;
mod requests;
mod board;
mod live;
mod routes;
mod page;

pub use books::Books;
pub use page::{Page, StartError};
pub use requests::check;
