//! A venue: the surface, and what puts light and sound on it. Checked.

mod colour;
mod dmx;
mod light;
mod osc;
mod pjlink;
mod midi;
mod page;
mod surface;
mod timecode;

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use welkin_space::Place;
use welkin_values::Nudge;

pub use colour::{Chromaticity, Colour, D50, D65, DeviceColours, Gamut, Primaries, Tone};
pub use dmx::{
    BandAction, BandDoes, DeskProtocol, Dmx, DmxBand, DmxMap, DmxMoves, Lamp, LampChannel,
    LampLayout, LampProtocol,
};
pub use light::{
    CubeLayout, EdgeBlend, Guard, Headset, PlaceFrom, PointAt, PointPair, PointsUnit,
    ProjectorPlace, Ramp, Stand, Warp, Window,
};
pub use midi::{Midi, MidiAction, MidiCue, MidiDeed, MidiMap, MidiTrigger};
pub use osc::{OSC_PORT, Osc, OscOut, OscTopic, Senders, SendersError};
pub use page::PageAccess;
pub use pjlink::{Pjlink, Secret};
pub use surface::{BoxSides, Content, Surface};
pub use timecode::{FrameRate, Timecode, TimecodeError, TimecodeFrom, TimecodeIn};

/// A checked venue.
#[derive(Clone, Debug, PartialEq)]
pub struct Venue {
    /// The venue's name, for people.
    pub name: String,
    /// What the pictures are seen on.
    pub surface: Surface,
    /// The triangles of [`Surface::Mesh`]: an `.obj`, `.gltf` or `.glb` file (absolute path, checked to exist). None
    /// for every other surface.
    pub mesh_file: Option<PathBuf>,
    /// Windows and films; may be empty where only a headset or the page looks.
    pub outputs: Vec<Output>,
    /// Windows that several outputs share; may be empty.
    pub windows: Vec<Window>,
    /// How projectors' images run into each other.
    pub blend: EdgeBlend,
    /// How much flashing is let through.
    pub guard: Guard,
    /// How sound leaves.
    pub speakers: Speakers,
    /// How sound is made for the speakers, and where it goes.
    pub sound: Sound,
    /// Where live sound comes in; may be empty.
    pub inputs: Vec<Input>,
    /// A headset, where there is one.
    pub headset: Option<Headset>,
    /// A lighting desk, lamps, and the way to them, where there are any.
    pub dmx: Option<Dmx>,
    /// Projectors that are watched and switched over the network; may be empty.
    pub pjlink: Vec<Pjlink>,
    /// The operator's picture.
    pub preview: Preview,
    /// From where the page can be reached, and by whom.
    pub page: PageAccess,
    /// Open Sound Control, where it is wanted.
    pub osc: Option<Osc>,
    /// What comes in by MIDI, where something does.
    pub midi: Option<Midi>,
    /// The timecode that the show's clock follows, where it does.
    pub timecode: Option<TimecodeIn>,
}

/// A window, or a picture offscreen.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// Its name in the venue.
    pub id: String,
    /// How it looks at the surface.
    pub view: View,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Which monitor, from 0; `None` lets the desktop choose.
    pub monitor: Option<usize>,
    /// Whether it fills the monitor.
    pub fullscreen: bool,
    /// The [`Window`] it shares with others, as its number in [`Venue::windows`]; none for a window of its own.
    pub window: Option<usize>,
    /// Where its upper left corner lies in the window it shares, pixels.
    pub at: [u32; 2],
    /// How its colours are corrected.
    pub colour: Colour,
    /// What of it is lit: a `.png` file (absolute path, checked to exist); none for all.
    pub mask: Option<PathBuf>,
    /// How many times brighter its white is than its black, 20 or more.
    pub contrast: f32,
    /// What its projector is solved from; none or at least six.
    pub points: Vec<PointPair>,
    /// Where its projector stands.
    pub place: PlaceFrom,
    /// The file of [`View::Warp`]; none for every other view.
    pub warp: Option<Warp>,
    /// How its light is moved by some pixels, on top of all else; moves nothing where nothing is said. Sane.
    pub nudge: Nudge,
}

impl Output {
    /// An output in a window of its own, nothing done to its light.
    pub fn new(id: &str, view: View, size: [u32; 2]) -> Self {
        Self {
            id: id.into(),
            view,
            width: size[0],
            height: size[1],
            monitor: None,
            fullscreen: false,
            window: None,
            at: [0, 0],
            colour: Colour::default(),
            mask: None,
            contrast: 2000.0,
            points: Vec::new(),
            place: PlaceFrom::View,
            warp: None,
            nudge: Nudge::default(),
        }
    }
}

/// How an output's pixels look at directions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum View {
    /// A fisheye of the whole dome (azimuthal equidistant), front at the bottom.
    Domemaster {
        /// Full angle across the circle, radians.
        fov: f32,
    },
    /// The whole sphere, twice as wide as high, front in the middle.
    Equirectangular,
    /// A flat perspective view.
    Perspective {
        /// Horizontal field of view, radians.
        fov: f32,
        /// To the left, radians.
        yaw: f32,
        /// Up, radians.
        pitch: f32,
    },
    /// The picture itself, undistorted (a wall, or a look at what the generator makes).
    Picture,
    /// A projector in the room that lights the surface.
    Projector(ProjectorPlace),
    /// A projector that lights the surface by way of a ball of mirror.
    SphericalMirror {
        /// The projector.
        projector: ProjectorPlace,
        /// The middle of the ball, metres, in room space.
        mirror_m: [f32; 3],
        /// The ball's radius, metres.
        mirror_radius_m: f32,
    },
    /// The six sides of a cube around the middle of the room, upright.
    CubeMap {
        /// How they lie on the frame.
        layout: CubeLayout,
    },
    /// Each pixel looks where a file says: [`Output::warp`].
    Warp,
}

impl View {
    /// Whether where its pixels look is worked out once and kept in a map, rather than by a formula for each pixel.
    pub fn is_baked(self) -> bool {
        matches!(
            self,
            Self::Projector(_) | Self::SphericalMirror { .. } | Self::CubeMap { .. } | Self::Warp
        )
    }
}

/// How sound leaves.
#[derive(Clone, Debug, PartialEq)]
pub enum Speakers {
    /// Left and right: every stem in its full width, beds as two microphones would hear them.
    Stereo,
    /// Headphones: every place is heard through ears.
    Binaural(Hrtf),
    /// Speakers around people, at least one that is no subwoofer; they surround the listener, or the rules said so.
    Placed(Vec<Speaker>),
    /// No sound on purpose.
    Silent,
}

/// Whose ears headphones imitate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hrtf {
    /// Those in the program.
    Shipped,
    /// A SOFA file inside the installation's or venue's folder (absolute path, checked to exist).
    File(PathBuf),
}

/// A speaker.
#[derive(Clone, Debug, PartialEq)]
pub struct Speaker {
    /// Its name in the venue, such as `L` or `ring-3`.
    pub id: String,
    /// Where it stands.
    pub place: Place,
    /// It only gets what is low.
    pub is_sub: bool,
    /// Which channel of the device it hangs on, from 0.
    pub channel: usize,
    /// Decibels, −60 to 12.
    pub gain_db: f32,
    /// Milliseconds, 0 to 1000; none: so that all speakers are as late as the farthest.
    pub delay_ms: Option<f32>,
    /// Its equaliser, at most 16 bands.
    pub eq: Vec<EqBand>,
}

/// One band of an equaliser.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EqBand {
    /// Its shape.
    pub kind: EqKind,
    /// Its middle or corner, 10 to 22 000 Hz.
    pub hz: f32,
    /// Decibels, −24 to 12; not for cuts.
    pub gain_db: f32,
    /// Quality, 0.1 to 20; 0.707 is flat at the corner.
    pub q: f32,
}

/// Shapes of an equaliser's band.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EqKind {
    /// Lifts or lowers around a frequency.
    #[default]
    Bell,
    /// Lifts or lowers everything below.
    LowShelf,
    /// Lifts or lowers everything above.
    HighShelf,
    /// Takes away what is below.
    LowCut,
    /// Takes away what is above.
    HighCut,
}

/// How sound is made for the speakers, and where it goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Sound {
    /// Order of the ambisonic bus, 1 to 7.
    pub order: usize,
    /// How beds reach the speakers.
    pub decoder: DecoderKind,
    /// How points reach the speakers.
    pub points: Points,
    /// No sample leaves louder than this, decibels relative to full scale, −60 to 0.
    pub ceiling_db: f32,
    /// The sound card; none takes the system's default.
    pub device: Option<DeviceName>,
    /// Frames the card asks for at a time, 64 to 8192.
    pub period_frames: u32,
    /// How much later than sent the light is seen (projectors, screens), seconds.
    pub light_latency_secs: f32,
    /// Metres from the speakers to the people: sound takes 2.9 ms a metre.
    pub air_m: f32,
}

/// How beds reach the speakers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DecoderKind {
    /// Through a dense virtual layout, then panned: for any layout.
    #[default]
    Allrad,
    /// As evenly loud as can be: for even layouts.
    Epad,
}

/// How points reach the speakers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Points {
    /// By the two or three nearest speakers: sharp.
    #[default]
    Vbap,
    /// Through the ambisonic bus: smooth when they move.
    Ambisonic,
}

/// A sound card by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceName {
    /// Through which system; none takes the default one.
    pub host: Option<SoundHost>,
    /// Its name or part of it, as `welkin devices` lists it; none takes the system's default.
    pub name: Option<String>,
}

/// Systems that sound cards are reached through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SoundHost {
    /// The kernel's own.
    Alsa,
    /// JACK.
    Jack,
    /// PipeWire.
    Pipewire,
}

/// Where live sound comes in.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Its name in the venue, which shows ask for.
    pub id: String,
    /// The sound card; none takes the system's default.
    pub device: Option<DeviceName>,
    /// Which of its channels, from 0, in order: one for a point, (order + 1)² for a bed. At most 64.
    pub channels: Vec<usize>,
    /// Decibels, −60 to 40.
    pub gain_db: f32,
}

/// The operator's picture on the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Preview {
    /// Pixels along its side.
    pub size: u32,
    /// Pictures a second.
    pub fps: u32,
    /// The page's port.
    pub port: u16,
}

impl Default for Sound {
    fn default() -> Self {
        Self {
            order: 3,
            decoder: DecoderKind::default(),
            points: Points::default(),
            ceiling_db: -1.0,
            device: None,
            period_frames: 1024,
            light_latency_secs: 0.0,
            air_m: 0.0,
        }
    }
}
