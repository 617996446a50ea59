//! What people ask of a running show.

use serde::{Deserialize, Serialize};

/// A request from a person or another machine; it changes settings at the head of a frame.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Command {
    /// Read, check and warm another installation, then cross-fade to it.
    Switch {
        /// The installation's folder name in the library.
        installation: String,
    },
    /// Read the running installation again, because its files changed.
    Reload,
    /// Multiply all light, 0 to 1.
    MasterBrightness {
        /// 0 is black, 1 leaves the show as it is.
        value: f32,
    },
    /// Multiply all sound, 0 to 1.
    MasterVolume {
        /// 0 is silent, 1 leaves the show as it is.
        value: f32,
    },
    /// Go to a scene of the running show now.
    Scene {
        /// The scene's id.
        scene: String,
    },
    /// Show a test pattern on every output, or the show again.
    Pattern {
        /// The pattern's name; none for the show.
        pattern: Option<String>,
    },
    /// Move a node of an output's nudge.
    Nudge {
        /// The output's id in the venue.
        output: String,
        /// Which node, row by row from the upper left, from 0.
        node: usize,
        /// Pixels to the right and down, −200 to 200.
        by: [f32; 2],
    },
    /// Write all nudges into the venue's file.
    SaveNudges,
    /// End the program cleanly.
    Quit,
}
