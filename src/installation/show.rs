//! A show: what sounds, what is painted, and how one steers the other. Checked: ids are unique and
//! resolve, numbers are in range, cues are in order, files exist inside the installation's folder.

mod control;
mod registry;
mod model;

pub use control::Control;
pub use model::{Blend, Directions, Model, ModelKind, Precision, Weights};
pub use registry::{
    BLACKOUT, BRIGHTNESS_LIMIT, HOUSE_LIGHTS, MASTER_BRIGHTNESS, MASTER_VOLUME, VOLUME_LIMIT,
    master_controls,
};

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use welkin_space::{Motion, Place};
use welkin_values::{Bend, Moment};

/// A checked show.
#[derive(Clone, Debug, PartialEq)]
pub struct Show {
    /// The show's name, for people.
    pub name: String,
    /// All chance in the show comes from this.
    pub seed: u64,
    /// Whether the show begins again at its end.
    pub looped: bool,
    /// Generators the scenes may use; at least one.
    pub models: Vec<Model>,
    /// Tracks played one after another; may be empty (a silent show).
    pub tracks: Vec<Track>,
    /// What comes in live; may be empty.
    pub live: Vec<Live>,
    /// Looks, at least one.
    pub scenes: Vec<Scene>,
    /// When which scene begins; in order, the first at 0.
    pub cues: Vec<Cue>,
    /// How long the show is when it has no tracks, or is longer or shorter than them.
    pub length: Option<Moment>,
    /// How far apart sources reach over the surface when a show does not say, radians.
    pub reach: f32,
}

/// Music: stems that sound together.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    /// Its name in the show.
    pub id: String,
    /// Its title, for people.
    pub title: String,
    /// What sounds together, at least one.
    pub stems: Vec<Stem>,
}

/// One sound file; what is heard in it is a source that routes name.
#[derive(Clone, Debug, PartialEq)]
pub struct Stem {
    /// The source's name in routes; the same name may return in every track, in the same shape.
    pub source: String,
    /// The sound file, absolute, checked to exist.
    pub file: PathBuf,
    /// A point, or all around.
    pub shape: Shape,
    /// Gain in decibels, −60 to 12.
    pub gain_db: f32,
    /// How far its effect reaches over the surface, radians.
    pub reach: f32,
}

/// How a source fills the room.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// It sounds from one place, which may move. Distances are 0.1 to 100 m.
    Point(Motion),
    /// It is a sound field around the visitor: AmbiX channels (ACN, SN3D).
    Bed(Bed),
}

impl Shape {
    /// Where it sounds from when its track begins; in front for what is all around.
    pub fn start(&self) -> Place {
        match self {
            Self::Point(motion) => motion.start(),
            Self::Bed(_) => Place::default(),
        }
    }
}

/// A sound field around the visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bed {
    /// Ambisonic order, 1 to 7: (order + 1)² channels.
    pub order: usize,
    /// Into how many directions it is listened to apart: 12, 20 or 24; 0 listens to the whole only.
    pub sectors: usize,
}

/// A source that comes in live, through one of the venue's inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Live {
    /// The source's name in routes.
    pub source: String,
    /// The id of the venue's input; in a venue without it the source is silent.
    pub input: String,
    /// A point, or all around.
    pub shape: Shape,
    /// Gain in decibels, −60 to 12.
    pub gain_db: f32,
    /// How far its effect reaches over the surface, radians.
    pub reach: f32,
    /// Whether it is played through the speakers as well; it is always listened to.
    pub plays: bool,
}

/// A look: a model, how its latents move, and what the sound does to them.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// Its name in the show.
    pub id: String,
    /// Index into [`Show::models`].
    pub model: usize,
    /// What the sound does by itself, without routes.
    pub style: Style,
    /// How the latents wander.
    pub walk: Walk,
    /// Another walk that the control `second` mixes in.
    pub second: Option<Second>,
    /// The model's classes that the control `class` goes through; empty: the walk takes some by chance. At most 64.
    pub classes: Vec<usize>,
    /// What is done to layers' channels when the controls `bend1` to `bend4` stand at 1; at most four.
    pub bends: Vec<Bend>,
    /// Fixed points in time; where any have a seed, those replace the walk of the global latent.
    pub keyframes: Vec<Keyframe>,
    /// From features to controls.
    pub routes: Vec<Route>,
    /// Where each control rests when nothing moves it.
    pub rest: Vec<(Control, f32)>,
}

/// Named ways for sound to move a picture without routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    /// Routes only.
    #[default]
    Routes,
    /// Spectrum, melody energy and beat together move the latent.
    NeuralSynesthesia,
    /// Chroma mixes classes (or worlds), loudness and its change move the noise vector.
    DeepMusic,
    /// Percussion pulses, harmony moves.
    Lucid,
}

/// A walk through latent space.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Walk {
    /// Which walk; the same seed walks the same way.
    pub seed: u64,
    /// Ways per minute from one seeded point to the next.
    pub points_per_min: f32,
    /// The walk meets its beginning exactly after this many points; none: it never returns.
    pub loop_points: Option<u32>,
    /// How far the walk goes from its centre: 1 is as trained.
    pub radius: f32,
    /// How fast the local latents drift, in grid cells a second.
    pub drift: f32,
}

/// A scene's second world: a walk of its own, as fast and as far as the first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Second {
    /// Which walk.
    pub seed: u64,
    /// From which layer on it takes the first one's place, as a share of all layers: 0 in all, 0.5 in the finer half.
    pub from: f32,
}

/// A fixed point in time of what a scene shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Keyframe {
    /// When, from the show's beginning.
    pub at: Moment,
    /// The global latent is this seed's.
    pub seed: Option<u64>,
    /// Where controls rest at this time, instead of where the scene lets them rest.
    pub controls: Vec<(Control, f32)>,
    /// How the way to the next keyframe is gone, for a control: to the next that names it.
    pub ease: Ease,
}

/// How a value goes from one to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ease {
    /// Evenly.
    Linear,
    /// Slow, fast, slow.
    #[default]
    Smooth,
    /// It stays, then jumps.
    Hold,
}

/// From a feature of a source to a control.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// The source's name; `None` hears all sources together.
    pub source: Option<String>,
    /// What is heard.
    pub feature: Feature,
    /// What it moves.
    pub control: Control,
    /// Which source moves, for the controls that move one; none: the one that is heard.
    pub moves: Option<String>,
    /// How much: the control's change when the feature is 1. May be negative.
    pub amount: f32,
    /// Shape of the answer.
    pub curve: Curve,
    /// Seconds for the control to rise to 63 % of a step.
    pub attack_secs: f32,
    /// Seconds for the control to fall to 37 %.
    pub release_secs: f32,
    /// The route's own contribution stays within these.
    pub limits: (f32, f32),
}

/// What can be heard, as a number 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Feature {
    /// Loudness.
    Level,
    /// Energy of the low bands (below about 200 Hz).
    Low,
    /// Energy of the middle bands.
    Middle,
    /// Energy of the high bands (above about 3 kHz).
    High,
    /// Onset strength.
    Onset,
    /// Onset strength in the low range.
    OnsetLow,
    /// Onset strength in the middle range.
    OnsetMiddle,
    /// Onset strength in the high range.
    OnsetHigh,
    /// 1 when an onset is picked, else 0.
    Hit,
    /// 1 when an onset is picked in the low range, else 0.
    HitLow,
    /// 1 when an onset is picked in the middle range, else 0.
    HitMiddle,
    /// 1 when an onset is picked in the high range, else 0.
    HitHigh,
    /// What is sustained.
    Harmonic,
    /// What is struck.
    Percussive,
    /// The spectrum's centre of gravity, 0 at 100 Hz to 1 at 10 kHz, logarithmic.
    Centroid,
    /// 1 on the beat, falling to 0 before the next, times the beat's confidence.
    Beat,
    /// The share of the way through the beat.
    BeatPhase,
    /// The share of the way through the bar.
    BarPhase,
    /// Short-term loudness after EBU R 128, 0 at −50 LUFS to 1 at −10 LUFS.
    Loudness,
    /// How much like noise it is.
    Flatness,
    /// 1 while something sounds, 0 in a quiet room.
    Presence,
    /// How surely this is applause.
    Applause,
    /// How far a visitor with a headset looks to the left, 0 in front to 1 at 90°.
    GazeLeft,
    /// How far they look to the right.
    GazeRight,
    /// How far they look up, 0 at the horizon to 1 at the zenith.
    GazeUp,
    /// How far they look down.
    GazeDown,
    /// How high their left hand is, 0 at the hip to 1 above the head.
    HandLeft,
    /// How high their right hand is.
    HandRight,
    /// How far their hands are apart, 0 together to 1 with arms stretched out.
    HandsApart,
    /// 1 while somebody wears the headset.
    Visitor,
    /// Energy of one pitch class, 0 (C) to 11 (B).
    Chroma(u8),
}

/// Shape of a route's answer; input and output 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Curve {
    /// x
    #[default]
    Linear,
    /// x²: only the strong moves.
    Square,
    /// √x: the faint moves too.
    Root,
    /// x²(3 − 2x)
    Smooth,
    /// 0 below one half, else 1.
    Switch,
}

/// When a scene begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Cue {
    /// When, from the show's beginning.
    pub at: Moment,
    /// Index into [`Show::scenes`].
    pub scene: usize,
    /// How the scene before makes way; it begins at `at`.
    pub transition: Transition,
}

/// How one scene makes way for the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Transition {
    /// At once.
    Cut,
    /// The pictures cross-fade in linear light.
    Fade {
        /// Seconds from the one alone to the other alone.
        secs: f32,
    },
}
