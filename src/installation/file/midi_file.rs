//! `[midi]` and `[timecode]` in `venue.toml`: keyboards, desks and what they move; the code that a show follows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::show::Curve;
use crate::venue::{MidiAction, TimecodeFrom};

/// What comes in by MIDI, and what it moves.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MidiFile {
    /// The port's name or a part of it; left out, the first device there is.
    #[schemars(length(min = 1, max = 200))]
    pub(crate) port: Option<String>,
    /// Whether a port is opened that other programs connect to.
    #[serde(default, rename = "virtual")]
    pub(crate) is_virtual: bool,
    /// The channel that is listened to; left out, all.
    #[schemars(range(min = 1, max = 16))]
    pub(crate) channel: Option<u8>,
    /// Whether a knob only moves its control once it has been where the control is, so that nothing jumps.
    #[serde(default = "yes")]
    pub(crate) takeover: bool,
    /// Our number for show control (MSC); left out, commands for every device are followed.
    #[schemars(range(min = 0, max = 126))]
    pub(crate) device: Option<u8>,
    /// What notes, controllers and programs move.
    #[serde(default)]
    #[schemars(length(max = 512))]
    pub(crate) map: Vec<MidiMapFile>,
    /// What cues of show control do; others are the show's scenes, the first is cue 1.
    #[serde(default)]
    #[schemars(length(max = 512))]
    pub(crate) cue: Vec<MidiCueFile>,
}

fn yes() -> bool {
    true
}

/// One note, controller or program, and what it does.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MidiMapFile {
    /// A key; 60 is the middle C.
    #[schemars(range(min = 0, max = 127))]
    pub(crate) note: Option<u8>,
    /// A controller: a knob, a fader or a button.
    #[schemars(range(min = 0, max = 127))]
    pub(crate) cc: Option<u8>,
    /// Whether the controller comes in fourteen bits, the lower seven through the number that is 32 higher.
    #[serde(default)]
    pub(crate) fine: bool,
    /// A program that is chosen, counted from 0.
    #[schemars(range(min = 0, max = 127))]
    pub(crate) program: Option<u8>,
    /// The control that it moves, such as "hue" or "master-brightness".
    #[schemars(length(min = 1, max = 64))]
    pub(crate) control: Option<String>,
    /// Where the lowest and the highest position put the control, in its own unit; left out, its whole range.
    #[schemars(length(min = 2, max = 2))]
    pub(crate) range: Option<Vec<f64>>,
    /// The shape between the two.
    #[serde(default)]
    pub(crate) curve: Curve,
    /// Whether each press goes from the one end of the range to the other; otherwise a key holds while it is pressed.
    #[serde(default)]
    pub(crate) toggle: bool,
    /// The scene that it calls, by its id.
    #[schemars(length(min = 1, max = 64))]
    pub(crate) scene: Option<String>,
    /// The installation that it calls, by its folder name.
    #[schemars(length(min = 1, max = 200))]
    pub(crate) show: Option<String>,
    /// What it does else.
    pub(crate) action: Option<MidiAction>,
}

/// What a cue of show control does.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MidiCueFile {
    /// Its number as the desk sends it, such as "12" or "3.5".
    #[schemars(length(min = 1, max = 32))]
    pub(crate) cue: String,
    /// The desk's list that it stands in; left out, any.
    #[schemars(length(min = 1, max = 32))]
    pub(crate) list: Option<String>,
    /// The scene that it calls, by its id.
    #[schemars(length(min = 1, max = 64))]
    pub(crate) scene: Option<String>,
    /// The installation that it calls, by its folder name.
    #[schemars(length(min = 1, max = 200))]
    pub(crate) show: Option<String>,
    /// What it does else.
    pub(crate) action: Option<MidiAction>,
}

/// The timecode that the show's clock follows.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TimecodeFile {
    /// Which kind it is: "mtc" through MIDI, or "ltc", a sound.
    pub(crate) from: TimecodeFrom,
    /// Frames a second; left out, as the code itself says.
    #[schemars(extend("enum" = [23.976, 24, 25, 29.97, 30]))]
    pub(crate) fps: Option<f64>,
    /// The label at which the show begins, such as "01:00:00:00".
    #[schemars(length(min = 1, max = 16))]
    pub(crate) offset: Option<String>,
    /// The id of the input that LTC comes in through.
    #[schemars(length(min = 1, max = 64))]
    pub(crate) input: Option<String>,
    /// For how many seconds the show goes on where no code comes.
    #[serde(default = "freewheel_secs")]
    #[schemars(range(min = 0, max = 3600))]
    pub(crate) freewheel_secs: f64,
}

fn freewheel_secs() -> f64 {
    2.0
}
