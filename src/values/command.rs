//! What people ask of a running show.

use serde::{Deserialize, Serialize};

use crate::ProjectorAsk;

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
    /// Hold a control at a value, instead of what routes, keyframes and the show's files say.
    Set {
        /// The control's name.
        control: String,
        /// Kept within the control's range; a switch is on from 0.5.
        value: f32,
    },
    /// Give a control back to the music; masters go back to their defaults.
    GiveBack {
        /// The control's name; none gives back all that shows have, and leaves the masters.
        control: Option<String>,
    },
    /// Go on, or hold the show's clock, its sound and its pictures where they are.
    Play {
        /// Whether it goes on.
        on: bool,
    },
    /// Go to a moment of the running show.
    Seek {
        /// Seconds from the show's beginning.
        secs: f64,
    },
    /// Choose what follows when the running show ends or somebody says so; none forgets the choice.
    Next {
        /// The installation's folder name in the library.
        installation: Option<String>,
    },
    /// Go to a scene of the running show now.
    Scene {
        /// The scene's id.
        scene: String,
    },
    /// Go so many scenes on in the show's list, or back; the list is a ring.
    StepScene {
        /// 1 is the next one, −1 the one before.
        by: i32,
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
    /// Ask something of a projector that is watched over the network.
    Projector {
        /// Its id in the venue; none asks all.
        id: Option<String>,
        /// What it shall do.
        ask: ProjectorAsk,
    },
    /// End the program cleanly.
    Quit,
}
