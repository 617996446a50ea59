//! What people write: the structs of `show.toml` and `venue.toml`, in degrees, seconds and decibels.
//! Their documentation is what editors show, and what hints quote.

mod feature_word;
mod scene_file;
mod show_file;
mod venue_file;

mod schema;

pub(crate) use feature_word::FeatureWord;
pub(crate) use scene_file::{SceneFile, route_limits};
pub(crate) use schema::{SHOW_SCHEMA, VENUE_SCHEMA, schema_text};
pub use schema::{show_schema, venue_schema};
pub(crate) use show_file::{CueFile, ModelFile, ShowFile, StemFile, TrackFile, TransitionWord};
pub(crate) use venue_file::{OutputFile, SpeakersFile, SurfaceFile, VenueFile, ViewFile};
