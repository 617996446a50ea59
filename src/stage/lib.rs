//! All of the above becomes light: windows, projectors, a headset, a film.
//!
//! `deck` performs one show: it hears, steers and paints ahead of the ear. `live` swaps decks and keeps the
//! show going; `outputs` fits a venue's projectors; `app` is the bevy program that puts its frames on outputs; `render` steps a deck frame by
//! frame into a film.

pub mod light;
pub mod film;

mod deck;
mod live;
pub mod outputs;
mod shown;
mod lamp;
mod visitor;
mod app;
mod render;

pub use app::{Place, RunSettings, RunSummary, StageError, run};
pub use deck::{Backend, PrepareError, is_display_there};
pub use live::{Desk, ListenIn, read_installation};
pub use render::{AmbixFile, FilmJob, RenderError, render};
pub use visitor::{VisitorSettings, visit};
