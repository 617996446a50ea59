//! How a source moves: `orbit` and `place` of a stem or of live sound.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::time::Time;

/// Circles around the visitor, from where it begins, at one height.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrbitFile {
    /// Seconds for once around, to the left at first; negative runs the other way.
    #[schemars(range(min = -3600, max = 3600))]
    pub(crate) period_secs: f64,
}

/// A place at a time; between two of them the source goes the shortest way, evenly.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlaceKeyFile {
    /// When, from the track's beginning (of live sound: the show's), such as "0:10".
    pub(crate) at: Time,
    /// Degrees to the left of the front; −90 is the right, 180 behind.
    #[serde(default)]
    #[schemars(range(min = -360, max = 360))]
    pub(crate) azimuth_deg: f64,
    /// Degrees above the horizon; 90 is the zenith.
    #[serde(default)]
    #[schemars(range(min = -90, max = 90))]
    pub(crate) elevation_deg: f64,
    /// Metres from the middle of the room.
    #[serde(default = "distance_m")]
    #[schemars(range(min = 0.1, max = 100))]
    pub(crate) distance_m: f64,
}

/// How far away a source is where the file does not say, metres.
pub(crate) fn distance_m() -> f64 {
    5.0
}
