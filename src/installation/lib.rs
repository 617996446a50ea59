//! An installation: a folder of text files in, a checked [`Show`] and [`Venue`] out, or every problem at once.

mod show;
mod venue;

mod problem;

mod folder;
mod time;

mod document;
mod file;
mod rules;

mod read;

mod shipped;
mod edits;
mod nudged;
mod keyframed;
mod midi_map;
mod song;
mod template;

pub use document::{Document, Findings, Node, check_shape, list, nearest, quote};
pub use file::{schema_of, schema_text, show_schema, venue_schema};
pub use folder::{DiskFolder, Folder, FolderError, LARGEST_TEXT_BYTES, MemoryFolder};
pub use keyframed::{KeyframeChange, KeyframeEdit, KeyframeError, keyframed};
pub use midi_map::{MidiMapError, with_midi_map};
pub use nudged::{NudgeError, nudged};
pub use problem::{Checked, Problem, Problems};
pub use read::{
    SHOW_FILE, VENUE_FILE, check_show, check_together, check_venue, check_venue_in, read_show,
    read_venue, read_venue_in,
};
pub use shipped::SHIPPED_VENUES;
pub use show::{
    BLACKOUT, BRIGHTNESS_LIMIT, Bed, Blend, Control, Cue, Curve, Directions, Ease, Feature,
    HOUSE_LIGHTS, Keyframe, Live, MASTER_BRIGHTNESS, MASTER_VOLUME, Model, ModelKind, Precision,
    Route, Scene, Second, Shape, Show, Stem, Style, Track, Transition, VOLUME_LIMIT, Walk, Weights,
    master_controls,
};
pub use song::song_show;
pub use template::new_show;
pub use time::{TimeError, parse_time};
pub use venue::{
    BandAction, BandDoes, DeskProtocol, Dmx, DmxBand, DmxMap, DmxMoves, Lamp, LampChannel,
    LampLayout, LampProtocol, Pjlink, Secret,
};
pub use venue::{
    BoxSides, Chromaticity, Colour, Content, CubeLayout, D50, D65, DecoderKind, DeviceColours,
    DeviceName, EdgeBlend, EqBand, EqKind, FrameRate, Gamut, Guard, Headset, Hrtf, Input, Midi,
    MidiAction, MidiCue, MidiDeed, MidiMap, MidiTrigger, OSC_PORT, Osc, OscOut, OscTopic, Output,
    PageAccess, PlaceFrom, PointAt, PointPair, Points, PointsUnit, Preview, Primaries,
    ProjectorPlace, Ramp, Senders, SendersError, Sound, SoundHost, Speaker, Speakers, Stand,
    Surface, Timecode, TimecodeError, TimecodeFrom, TimecodeIn, Tone, Venue, View, Warp, Window,
};
