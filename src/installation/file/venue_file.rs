//! `venue.toml`: the surface, and what puts light and sound on it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::dmx_file::{DmxFile, LampFile};
use super::light_file::{BlendFile, GuardFile, HeadsetFile};
use super::midi_file::{MidiFile, TimecodeFile};
use super::osc_file::OscFile;
use super::output_file::{OutputFile, WindowFile};
use super::page_file::PageFile;
use super::pjlink_file::PjlinkFile;
use super::sound_file::{InputFile, SoundFile};
use super::speakers_file::SpeakersFile;
use super::surface_file::SurfaceFile;

/// A venue: the surface, and what puts light and sound on it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "A Welkin venue")]
pub(crate) struct VenueFile {
    /// The venue's name, for people.
    #[schemars(length(min = 1, max = 200))]
    pub(crate) name: String,
    /// What the pictures are seen on.
    pub(crate) surface: SurfaceFile,
    /// Windows and films; none where only a headset or the page looks.
    #[serde(default)]
    #[schemars(length(max = 32))]
    pub(crate) output: Vec<OutputFile>,
    /// Windows that several outputs share, over one monitor or several that the desktop holds for one.
    #[serde(default)]
    #[schemars(length(max = 32))]
    pub(crate) window: Vec<WindowFile>,
    /// How projectors' images run into each other.
    #[serde(default)]
    pub(crate) blend: BlendFile,
    /// How much flashing is let through.
    #[serde(default)]
    pub(crate) guard: GuardFile,
    /// How sound leaves.
    #[serde(default)]
    pub(crate) speakers: SpeakersFile,
    /// How sound is made for the speakers, and where it goes.
    #[serde(default)]
    pub(crate) sound: SoundFile,
    /// Where live sound comes in, for shows that ask for it.
    #[serde(default)]
    #[schemars(length(max = 64))]
    pub(crate) input: Vec<InputFile>,
    /// A headset, where there is one.
    pub(crate) headset: Option<HeadsetFile>,
    /// A lighting desk and the way to lamps.
    pub(crate) dmx: Option<DmxFile>,
    /// Lamps that the dome's light drives.
    #[serde(default)]
    #[schemars(length(max = 512))]
    pub(crate) lamp: Vec<LampFile>,
    /// Projectors that are watched and switched over the network.
    #[serde(default)]
    #[schemars(length(max = 32))]
    pub(crate) pjlink: Vec<PjlinkFile>,
    /// The operator's picture on the page.
    #[serde(default)]
    pub(crate) preview: PreviewFile,
    /// The page in the browser: from where it can be reached, and by whom.
    #[serde(default)]
    pub(crate) page: PageFile,
    /// Open Sound Control, where it is wanted.
    pub(crate) osc: Option<OscFile>,
    /// What comes in by MIDI, and what it moves.
    pub(crate) midi: Option<MidiFile>,
    /// The timecode that the show's clock follows.
    pub(crate) timecode: Option<TimecodeFile>,
}

/// The operator's picture on the page.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PreviewFile {
    /// Pixels along its side.
    #[schemars(range(min = 64, max = 2048))]
    pub(crate) size: u32,
    /// Pictures a second.
    #[schemars(range(min = 1, max = 60))]
    pub(crate) fps: u32,
    /// The page's port on this machine; 0 takes a free one.
    #[schemars(range(min = 0, max = 65_535))]
    pub(crate) port: u16,
}

impl Default for PreviewFile {
    fn default() -> Self {
        Self {
            size: 384,
            fps: 10,
            port: 7400,
        }
    }
}
