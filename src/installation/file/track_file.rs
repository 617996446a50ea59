//! `[[track]]` and `[[live]]` in `show.toml`: what sounds, from files and from the room.

use schemars::JsonSchema;
use serde::Deserialize;

use super::place_file::{OrbitFile, PlaceKeyFile, distance_m};

/// Music: stems and beds that sound together.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TrackFile {
    /// The track's name in this show.
    #[schemars(length(min = 1, max = 64))]
    pub(crate) id: String,
    /// The track's title, for people; left out, its id.
    #[schemars(length(min = 1, max = 200))]
    pub(crate) title: Option<String>,
    /// What sounds from places; a track has at least one stem or bed.
    #[serde(default)]
    #[schemars(length(max = 64))]
    pub(crate) stem: Vec<StemFile>,
    /// What sounds from all around.
    #[serde(default)]
    #[schemars(length(max = 16))]
    pub(crate) bed: Vec<BedFile>,
}

/// One sound file with a place around the visitor.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StemFile {
    /// The name by which routes hear it; the same name may return in every track.
    #[schemars(length(min = 1, max = 64))]
    pub(crate) source: String,
    /// A sound file in the installation's folder: WAV, FLAC, MP3, Ogg Vorbis, AAC, M4A or AIFF.
    #[schemars(length(min = 1, max = 1024))]
    pub(crate) file: String,
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
    /// Lets it circle around the visitor, from its place.
    pub(crate) orbit: Option<OrbitFile>,
    /// Places at times of the track, in order; they replace the place above.
    #[serde(default)]
    #[schemars(length(max = 10_000))]
    pub(crate) place: Vec<PlaceKeyFile>,
    /// Louder or softer, in decibels.
    #[serde(default)]
    #[schemars(range(min = -60, max = 12))]
    pub(crate) gain_db: f64,
    /// How far its effect reaches over the surface, in degrees; left out, the show's `reach_deg`.
    #[schemars(range(min = 1, max = 180))]
    pub(crate) reach_deg: Option<f64>,
}

/// One ambisonic sound file: a sound field around the visitor.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BedFile {
    /// The name by which routes hear it; the same name may return in every track, as a bed again.
    #[schemars(length(min = 1, max = 64))]
    pub(crate) source: String,
    /// An AmbiX file (ACN, SN3D) in the installation's folder.
    #[schemars(length(min = 1, max = 1024))]
    pub(crate) file: String,
    /// Its ambisonic order: 1 has 4 channels, 2 has 9, 3 has 16, and so on.
    #[schemars(range(min = 1, max = 7))]
    pub(crate) order: usize,
    /// Into how many directions it is listened to apart; 0 listens to the whole only.
    #[serde(default = "sectors")]
    #[schemars(extend("enum" = [0, 12, 20, 24]))]
    pub(crate) sectors: usize,
    /// Louder or softer, in decibels.
    #[serde(default)]
    #[schemars(range(min = -60, max = 12))]
    pub(crate) gain_db: f64,
    /// How far its effect reaches over the surface, in degrees; left out, the show's `reach_deg`.
    #[schemars(range(min = 1, max = 180))]
    pub(crate) reach_deg: Option<f64>,
}

/// Sound that comes in live, through an input of the venue.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LiveFile {
    /// The name by which routes hear it.
    #[schemars(length(min = 1, max = 64))]
    pub(crate) source: String,
    /// The id of the venue's input; in a venue without it, it is silent.
    #[schemars(length(min = 1, max = 64))]
    pub(crate) input: String,
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
    /// Lets it circle around the visitor, from its place.
    pub(crate) orbit: Option<OrbitFile>,
    /// Places at times of the show, in order; they replace the place above.
    #[serde(default)]
    #[schemars(length(max = 10_000))]
    pub(crate) place: Vec<PlaceKeyFile>,
    /// It comes from all around, through an ambisonic microphone.
    pub(crate) bed: Option<LiveBedFile>,
    /// Louder or softer, in decibels.
    #[serde(default)]
    #[schemars(range(min = -60, max = 12))]
    pub(crate) gain_db: f64,
    /// How far its effect reaches over the surface, in degrees; left out, the show's `reach_deg`.
    #[schemars(range(min = 1, max = 180))]
    pub(crate) reach_deg: Option<f64>,
    /// Whether it is played through the speakers as well; it is always listened to.
    #[serde(default)]
    pub(crate) plays: bool,
}

/// What an ambisonic microphone sends.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LiveBedFile {
    /// Its ambisonic order: 1 has 4 channels, 2 has 9, 3 has 16, and so on.
    #[schemars(range(min = 1, max = 7))]
    pub(crate) order: usize,
    /// Into how many directions it is listened to apart; 0 listens to the whole only.
    #[serde(default = "sectors")]
    #[schemars(extend("enum" = [0, 12, 20, 24]))]
    pub(crate) sectors: usize,
}

fn sectors() -> usize {
    12
}
