//! A lighting desk, lamps, and the way to them. Checked.

use core::net::{Ipv4Addr, SocketAddrV4};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use welkin_values::Direction;

/// A lighting desk, lamps, and the way to them.
#[derive(Clone, Debug, PartialEq)]
pub struct Dmx {
    /// What the desk speaks.
    pub protocol: DeskProtocol,
    /// The address of the network port; unspecified leaves the choice to the system.
    pub bind: Ipv4Addr,
    /// What this machine is called on desks, at most 17 bytes.
    pub name: String,
    /// What channels move, at most 512; none where no desk is heard.
    pub maps: Vec<DmxMap>,
    /// Lamps that the dome's light drives, at most 512, none over another; they keep to universes no desk is heard on.
    pub lamps: Vec<Lamp>,
    /// How lamps are reached.
    pub lamps_by: LampProtocol,
    /// Nodes that lamps hang on; port 0 stands for the protocol's own. None: groups, or the nodes that answer.
    pub send_to: Vec<SocketAddrV4>,
    /// sACN's priority of what is sent, 0 to 200.
    pub priority: u8,
}

impl Default for Dmx {
    fn default() -> Self {
        Self {
            protocol: DeskProtocol::default(),
            bind: Ipv4Addr::UNSPECIFIED,
            name: "Welkin".into(),
            maps: Vec::new(),
            lamps: Vec::new(),
            lamps_by: LampProtocol::default(),
            send_to: Vec::new(),
            priority: 100,
        }
    }
}

impl Dmx {
    /// An address as files write it, with a port or without, which is 0 then.
    pub fn address(text: &str) -> Option<SocketAddrV4> {
        let alone = |text: &str| Some(SocketAddrV4::new(text.parse().ok()?, 0));
        text.parse().ok().or_else(|| alone(text))
    }
}

/// What a desk speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DeskProtocol {
    /// Art-Net or sACN, whatever comes.
    #[default]
    Both,
    /// Art-Net 4 and those before.
    ArtNet,
    /// Streaming ACN, ANSI E1.31.
    Sacn,
}

/// How lamps are reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LampProtocol {
    /// Streaming ACN, ANSI E1.31.
    #[default]
    Sacn,
    /// Art-Net 4.
    ArtNet,
}

/// A channel of the desk and what it moves.
#[derive(Clone, Debug, PartialEq)]
pub struct DmxMap {
    /// sACN's universe, or Art-Net's port address.
    pub universe: u16,
    /// From 1 to 512; to 511 with 16 bits.
    pub channel: u16,
    /// Whether the next channel is its fine half.
    pub is_fine: bool,
    /// What it moves.
    pub moves: DmxMoves,
}

/// What a channel moves.
#[derive(Clone, Debug, PartialEq)]
pub enum DmxMoves {
    /// A control.
    Control {
        /// Its name: a master's, or one that shows have.
        name: String,
        /// What it is at the bottom and the top of the channel; none for the control's own range.
        range: Option<[f32; 2]>,
        /// Below this value of the (coarse) channel it is given back to the music, 1 to 254; what is above spans the range.
        give_back_below: Option<u8>,
    },
    /// What is done when the (coarse) channel comes into a band; they do not overlap.
    Bands(Vec<DmxBand>),
}

/// A band of a channel's values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DmxBand {
    /// Its least value.
    pub from: u8,
    /// Its greatest value.
    pub to: u8,
    /// What is done.
    pub does: BandDoes,
}

/// What is done when a channel comes into a band.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BandDoes {
    /// Goes to the scene of this id.
    Scene(String),
    /// Goes to the installation of this folder.
    Installation(String),
    /// Something else.
    Action(BandAction),
}

/// What a band can do besides scenes and installations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BandAction {
    /// The show goes on.
    Play,
    /// The show is held where it is.
    Hold,
    /// From the show's beginning.
    Restart,
    /// To the next scene of the list.
    NextScene,
    /// To the scene before.
    PreviousScene,
    /// All controls of the show are given back to the music.
    GiveBack,
    /// All projectors on.
    ProjectorsOn,
    /// All projectors off.
    ProjectorsOff,
    /// All projectors show black.
    ShuttersClosed,
    /// All projectors show their picture.
    ShuttersOpen,
}

/// A lamp that shines in the colour of a part of the dome.
#[derive(Clone, Debug, PartialEq)]
pub struct Lamp {
    /// Its name in the venue.
    pub id: String,
    /// The middle of that part.
    pub towards: Direction,
    /// The full angle across it, radians, up to 2π.
    pub width: f32,
    /// sACN's universe, or Art-Net's port address.
    pub universe: u16,
    /// Its first channel, from 1; all of its channels are within 512.
    pub channel: u16,
    /// Which channels it has.
    pub layout: LampLayout,
    /// Whether each channel is followed by its fine half.
    pub is_fine: bool,
    /// Its own curve as a power: light = valueᵍᵃᵐᵐᵃ; 0.2 to 4.
    pub gamma: f32,
    /// How bright it may become, 0 to 1, as light.
    pub max: f32,
    /// How long it takes most of the way (1 − 1/e) to another colour, seconds.
    pub smoothing_secs: f32,
}

impl Lamp {
    /// How many channels it takes.
    pub fn channels(&self) -> usize {
        let halves = if self.is_fine { 2 } else { 1 };
        self.layout.colours().len() * halves
    }
}

/// Which channels a lamp has, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LampLayout {
    /// One channel: how bright.
    Dimmer,
    /// Red, green, blue.
    #[default]
    Rgb,
    /// Red, green, blue, white; white takes what the three have in common.
    Rgbw,
    /// Green, red, blue.
    Grb,
    /// A dimmer that stays open, then red, green, blue.
    DimmerRgb,
    /// A dimmer that stays open, then red, green, blue, white.
    DimmerRgbw,
}

/// What a channel of a lamp is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LampChannel {
    /// How bright all of it is.
    Brightness,
    /// Always open.
    Open,
    /// Red.
    Red,
    /// Green.
    Green,
    /// Blue.
    Blue,
    /// White.
    White,
}

impl LampLayout {
    /// Its channels in their order.
    pub fn colours(self) -> &'static [LampChannel] {
        use LampChannel::{Blue, Brightness, Green, Open, Red, White};
        match self {
            Self::Dimmer => &[Brightness],
            Self::Rgb => &[Red, Green, Blue],
            Self::Rgbw => &[Red, Green, Blue, White],
            Self::Grb => &[Green, Red, Blue],
            Self::DimmerRgb => &[Open, Red, Green, Blue],
            Self::DimmerRgbw => &[Open, Red, Green, Blue, White],
        }
    }
}
