//! A venue: the surface, and what puts light and sound on it. Checked.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use welkin_space::Place;

/// A checked venue.
#[derive(Clone, Debug, PartialEq)]
pub struct Venue {
    /// The venue's name, for people.
    pub name: String,
    /// What the pictures are seen on.
    pub surface: Surface,
    /// Windows and films; may be empty where only a headset or the page looks.
    pub outputs: Vec<Output>,
    /// How sound leaves.
    pub speakers: Speakers,
    /// How sound is made for the speakers, and where it goes.
    pub sound: Sound,
    /// Where live sound comes in; may be empty.
    pub inputs: Vec<Input>,
    /// A headset, where there is one.
    pub headset: Option<Headset>,
    /// The operator's picture.
    pub preview: Preview,
}

/// What the pictures are seen on, and with which coverage they are made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Surface {
    /// A dome: pictures are made in its own square.
    Dome {
        /// Metres.
        radius_m: f32,
        /// How far the dome leans to the front, radians.
        tilt: f32,
        /// Full angle from spring line to spring line, radians; π is a hemisphere.
        fov: f32,
    },
    /// All around: pictures are panoramas that wrap.
    Sphere {
        /// Metres.
        radius_m: f32,
    },
    /// A wall: pictures are flat.
    Wall {
        /// Metres.
        width_m: f32,
        /// Metres.
        height_m: f32,
        /// Metres from the middle of the room.
        distance_m: f32,
    },
    /// A square picture mirrored around the visitor.
    Mirrored,
    /// A square picture on each side of a cube.
    Cube {
        /// Width of the softened edges as a share of a side.
        soften: f32,
    },
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

/// A headset.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Headset {
    /// The dome's radius around the visitor, metres.
    pub radius_m: f32,
    /// The dome's centre above the floor, metres.
    pub eye_height_m: f32,
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
