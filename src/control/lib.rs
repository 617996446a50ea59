//! The control room: what the show does goes out to a page in the browser, what people ask comes back as
//! [`welkin_values::Command`]s.
//!
//! The program publishes a [`welkin_values::Status`] and pictures whenever it has new ones and never waits; a thread of
//! the page's own serves them to whoever looks: on this machine, or to people who log in where [`Entrance`] says so.

mod files;
mod tls;
mod access;
mod guard;
mod picture;
mod easel;
mod stills;
mod books;
mod explorer;
mod server;
mod upload;
mod requests;
mod board;
mod live;
mod routes;
mod page;

pub use access::{PasswordError, Role, Users, UsersError, hash_password, new_salt};
pub use books::Books;
pub use explorer::{
    Explorer, ExplorerChange, ExplorerEdit, ExplorerKeyframe, ExplorerModel, Point, SceneKeyframes,
    Waveform,
};
pub use page::{Entrance, Page, StartError};
pub use requests::check;
pub use tls::TlsError;
pub use upload::Library;
