//! What people write: the structs of `show.toml` and `venue.toml`, in degrees, seconds and decibels.
//! Their documentation is what editors show, and what hints quote.

mod feature_word;
mod place_file;
mod track_file;
mod rest_file;
mod bend_file;
mod scene_file;
mod model_file;
mod show_file;
mod speakers_file;
mod sound_file;
mod surface_file;
mod colour_file;
mod output_file;
mod light_file;
mod osc_file;
mod dmx_file;
mod pjlink_file;
mod midi_file;
mod page_file;
mod venue_file;

mod schema;

pub(crate) use bend_file::{BendFile, DeedWord};
pub(crate) use colour_file::{ColourFile, PrimariesFile, WhiteFile};
pub(crate) use dmx_file::{DmxBandFile, DmxFile, DmxMapFile, LampFile};
pub(crate) use feature_word::FeatureWord;
pub(crate) use light_file::HeadsetFile;
pub(crate) use midi_file::{MidiCueFile, MidiFile, MidiMapFile, TimecodeFile};
pub(crate) use model_file::ModelFile;
pub(crate) use osc_file::{OscFile, OscOutFile};
pub(crate) use output_file::{NudgeFile, OutputFile, PointFile, ViewFile, WindowFile};
pub(crate) use page_file::PageFile;
pub(crate) use pjlink_file::PjlinkFile;
pub(crate) use place_file::{OrbitFile, PlaceKeyFile};
pub(crate) use scene_file::{KeyframeFile, RouteFile, SceneFile, route_limits};
pub(crate) use schema::{SHOW_SCHEMA, VENUE_SCHEMA};
pub use schema::{schema_of, schema_text, show_schema, venue_schema};
pub(crate) use show_file::{CueFile, ShowFile, TransitionWord};
pub(crate) use sound_file::{InputFile, SoundFile};
pub(crate) use speakers_file::{EqFile, PresetFile, SpeakerFile, SpeakersFile};
pub(crate) use surface_file::{SideWord, SurfaceFile};
pub(crate) use track_file::{BedFile, LiveFile, StemFile, TrackFile};
pub(crate) use venue_file::VenueFile;
