//! `[blend]`, `[guard]` and `[headset]` in `venue.toml`: seams, flashes, visits.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::venue::{EdgeBlend, Guard, Headset, Ramp, Stand};

/// How projectors' images run into each other.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct BlendFile {
    /// How light falls towards an image's edge.
    pub(crate) ramp: Ramp,
    /// The exponent of the ramp "power"; 1 is straight, 2 is usual.
    #[schemars(range(min = 1, max = 8))]
    pub(crate) power: f64,
    /// How wide the soft edge is, as a share of the image's shorter side.
    #[schemars(range(min = 0.01, max = 0.5))]
    pub(crate) width_share: f64,
    /// Whether light is levelled by how far each projector is from what it lights.
    pub(crate) distance: bool,
    /// Whether light is levelled by the slant at which it meets the surface.
    pub(crate) angle: bool,
    /// Whether black is lifted where few projectors overlap to what it is where most do.
    pub(crate) black_lift: bool,
}

impl Default for BlendFile {
    fn default() -> Self {
        let blend = EdgeBlend::default();
        Self {
            ramp: blend.ramp,
            power: blend.power.into(),
            width_share: blend.width_share.into(),
            distance: blend.distance,
            angle: blend.angle,
            black_lift: blend.black_lift,
        }
    }
}

/// How much flashing is let through.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct GuardFile {
    /// Whether what flashes over a quarter of the view more than three times a second is softened (WCAG 2.3.1, ITU-R
    /// BT.1702).
    pub(crate) on: bool,
    /// How fast the mean light of the view may rise, from black to white so often in a second; left out, as fast as pictures
    /// do.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.1, max = 60))]
    pub(crate) slew_per_sec: Option<f64>,
}

impl Default for GuardFile {
    fn default() -> Self {
        let guard = Guard::default();
        Self {
            on: guard.on,
            slew_per_sec: guard.slew_per_sec.map(f64::from),
        }
    }
}

/// A headset.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct HeadsetFile {
    /// The dome's radius around the visitor, in metres.
    #[schemars(range(min = 0.5, max = 100))]
    pub(crate) radius_m: f64,
    /// The dome's centre above the floor, in metres.
    #[schemars(range(min = 0, max = 10))]
    pub(crate) eye_height_m: f64,
    /// Whether visitors sit (the dome's centre is where the eyes are) or stand.
    pub(crate) stand: Stand,
    /// How long a visit fades in and out, in seconds.
    #[schemars(range(min = 0, max = 30))]
    pub(crate) fade_secs: f64,
    /// How much the edge of the view darkens while the head turns quickly.
    #[schemars(range(min = 0, max = 1))]
    pub(crate) vignette: f64,
    /// Whether the front is where a visitor looks when putting the headset on.
    pub(crate) recentre_on_don: bool,
    /// The output, a perspective, in which those who watch see what the visitor's first eye sees.
    pub(crate) window: Option<String>,
}

impl Default for HeadsetFile {
    fn default() -> Self {
        let Headset {
            stand,
            recentre_on_don,
            ..
        } = Headset::default();
        Self {
            radius_m: 5.0,
            eye_height_m: 1.6,
            stand,
            fade_secs: 1.0,
            vignette: 0.0,
            recentre_on_don,
            window: None,
        }
    }
}
