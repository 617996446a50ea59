//! `[dmx]` and `[[lamp]]` in `venue.toml`: what a lighting desk moves, and which lamps the dome's light drives.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::venue::{BandAction, DeskProtocol, LampLayout, LampProtocol};

/// A lighting desk and the way to lamps.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct DmxFile {
    /// What the desk speaks.
    pub(crate) protocol: DeskProtocol,
    /// The IPv4 address of the network port that desks and lamps hang on; "0.0.0.0" leaves the choice to the system.
    #[schemars(length(min = 7, max = 15))]
    pub(crate) bind: String,
    /// What this machine is called on desks.
    #[schemars(length(min = 1, max = 17))]
    pub(crate) name: String,
    /// How lamps are reached.
    pub(crate) lamps: LampProtocol,
    /// IPv4 addresses of the nodes that lamps hang on, with a port or without; none: sACN goes to its groups, Art-Net to the
    /// nodes that answer.
    #[schemars(length(max = 32), inner(length(min = 7, max = 21)))]
    pub(crate) send_to: Vec<String>,
    /// sACN's priority of what is sent; the highest that a lamp hears wins.
    #[schemars(range(min = 0, max = 200))]
    pub(crate) priority: u8,
    /// What channels of the desk move.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 512))]
    pub(crate) map: Vec<DmxMapFile>,
}

impl Default for DmxFile {
    fn default() -> Self {
        Self {
            protocol: DeskProtocol::default(),
            bind: "0.0.0.0".into(),
            name: "Welkin".into(),
            lamps: LampProtocol::default(),
            send_to: Vec::new(),
            priority: 100,
            map: Vec::new(),
        }
    }
}

/// A channel of the desk and what it moves: a control, or what its bands say.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DmxMapFile {
    /// The universe, as sACN counts; for Art-Net the whole port address, 256 × net + 16 × subnet + universe.
    #[schemars(range(min = 0, max = 63_999))]
    pub(crate) universe: u16,
    /// The channel, from 1.
    #[schemars(range(min = 1, max = 512))]
    pub(crate) channel: u16,
    /// How fine it is: 8, or 16 with the fine half in the next channel.
    #[serde(default = "eight")]
    #[schemars(extend("enum" = [8, 16]))]
    pub(crate) bits: u8,
    /// The control it moves.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 64))]
    pub(crate) control: Option<String>,
    /// What the control is at the bottom and at the top of the channel; left out, all of its range.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(inner(range(min = -1000, max = 1000)))]
    pub(crate) range: Option<[f64; 2]>,
    /// Below this value of the channel (0 to 255) the control is given back to the music; the rest of the channel moves it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 254))]
    pub(crate) give_back_below: Option<u8>,
    /// What is done when the channel comes into a band of values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 64))]
    pub(crate) band: Vec<DmxBandFile>,
}

/// A band of values and what is done in it: one of a scene, an installation or an action.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DmxBandFile {
    /// Its least value.
    #[schemars(range(min = 0, max = 255))]
    pub(crate) from: u8,
    /// Its greatest value.
    #[schemars(range(min = 0, max = 255))]
    pub(crate) to: u8,
    /// The id of a scene to go to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 64))]
    pub(crate) scene: Option<String>,
    /// The folder of an installation to go to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 200))]
    pub(crate) installation: Option<String>,
    /// Something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) action: Option<BandAction>,
}

/// A lamp that shines in the colour of a part of the dome.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LampFile {
    /// Its name in this venue.
    #[schemars(length(min = 1, max = 64))]
    pub(crate) id: String,
    /// The middle of that part: degrees to the left of the front.
    #[schemars(range(min = -360, max = 360))]
    pub(crate) azimuth_deg: f64,
    /// The middle of that part: degrees above the horizon.
    #[schemars(range(min = -90, max = 90))]
    pub(crate) elevation_deg: f64,
    /// Degrees across that part.
    #[serde(default = "width_deg")]
    #[schemars(range(min = 1, max = 360))]
    pub(crate) width_deg: f64,
    /// The universe, as sACN counts; for Art-Net the whole port address, 256 × net + 16 × subnet + universe.
    #[schemars(range(min = 0, max = 63_999))]
    pub(crate) universe: u16,
    /// Its first channel, from 1.
    #[schemars(range(min = 1, max = 512))]
    pub(crate) channel: u16,
    /// Which channels it has, in their order.
    #[serde(default)]
    pub(crate) layout: LampLayout,
    /// How fine each is: 8, or 16 with the fine half behind the coarse one.
    #[serde(default = "eight")]
    #[schemars(extend("enum" = [8, 16]))]
    pub(crate) bits: u8,
    /// The lamp's own curve as a power: 1 for lamps whose light grows evenly with the channel, 2 for a square law.
    #[serde(default = "one")]
    #[schemars(range(min = 0.2, max = 4))]
    pub(crate) gamma: f64,
    /// How bright it may become, as a share of all it can.
    #[serde(default = "one")]
    #[schemars(range(min = 0, max = 1))]
    pub(crate) max: f64,
    /// How long it takes most of the way to another colour, in seconds.
    #[serde(default = "smoothing_secs")]
    #[schemars(range(min = 0, max = 10))]
    pub(crate) smoothing_secs: f64,
}

fn eight() -> u8 {
    8
}

fn one() -> f64 {
    1.0
}

fn width_deg() -> f64 {
    60.0
}

fn smoothing_secs() -> f64 {
    0.1
}
