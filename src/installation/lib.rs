//! An installation: a folder of text files in, a checked [`Show`] and [`Venue`] out, or every problem at once.

mod show;
mod venue;

pub use show::{
    Control, Cue, Curve, Ease, Feature, Keyframe, Model, ModelKind, Route, Scene, Show, Stem, Style,
    Track, Transition, Walk, Weights,
};
pub use venue::{Headset, Output, Preview, Speakers, Surface, Venue, View};
