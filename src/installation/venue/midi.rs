//! What comes in by MIDI and what it moves.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::show::Curve;

/// Where MIDI comes in, and what it moves.
#[derive(Clone, Debug, PartialEq)]
pub struct Midi {
    /// The port's name or a part of it; none takes the first device there is.
    pub port: Option<String>,
    /// Whether a port is opened that others connect to, instead of connecting to one; `port` is its name then.
    pub is_virtual: bool,
    /// The channel that is listened to, 1 to 16; none for all.
    pub channel: Option<u8>,
    /// Whether a knob only moves its control once it has been where the control is.
    pub takeover: bool,
    /// Our number for show control, 0 to 126; none answers to all.
    pub device: Option<u8>,
    /// What notes, controllers and programs move. No two have the same trigger.
    pub maps: Vec<MidiMap>,
    /// What cues of show control do, where they do not count the show's scenes.
    pub cues: Vec<MidiCue>,
}

/// One note, controller or program, and what it does.
#[derive(Clone, Debug, PartialEq)]
pub struct MidiMap {
    /// What moves.
    pub when: MidiTrigger,
    /// What then is done.
    pub then: MidiDeed,
}

/// What moves on a keyboard or a desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MidiTrigger {
    /// A key, 0 to 127.
    Note(u8),
    /// A knob, a fader or a button, 0 to 127.
    Controller {
        /// Its number.
        number: u8,
        /// Whether it comes in fourteen bits, the lower seven through the number that is 32 higher (0 to 31 only).
        fine: bool,
    },
    /// A program that is chosen, 0 to 127.
    Program(u8),
}

impl MidiTrigger {
    /// What both would hear: `fine` makes no difference.
    pub fn is_same(self, other: Self) -> bool {
        match (self, other) {
            (Self::Controller { number, .. }, Self::Controller { number: other, .. }) => {
                number == other
            }
            _ => self == other,
        }
    }

    /// Its key in the file, and its number.
    pub fn key(self) -> (&'static str, u8) {
        match self {
            Self::Note(number) => ("note", number),
            Self::Controller { number, .. } => ("cc", number),
            Self::Program(number) => ("program", number),
        }
    }
}

/// What is done.
#[derive(Clone, Debug, PartialEq)]
pub enum MidiDeed {
    /// A control is moved.
    Control {
        /// Its name.
        control: String,
        /// Where the lowest and the highest position put it, in the control's unit, either way round; none takes its whole
        /// range.
        range: Option<[f32; 2]>,
        /// The shape between them.
        curve: Curve,
        /// Whether each press goes from the one end to the other.
        toggle: bool,
    },
    /// A scene of the running show, by its id.
    Scene(String),
    /// An installation, by its folder name.
    Show(String),
    /// Something else.
    Action(MidiAction),
}

/// What a key can do besides moving controls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MidiAction {
    /// The next scene in the list.
    NextScene,
    /// The scene before in the list.
    PreviousScene,
    /// The show goes on.
    Play,
    /// The show holds where it is.
    Pause,
    /// The show goes on, or holds where it is.
    PlayPause,
    /// All controls are given back to the music.
    GiveBack,
    /// Back to the show's beginning.
    Restart,
}

/// What a cue of show control does.
#[derive(Clone, Debug, PartialEq)]
pub struct MidiCue {
    /// Its number as the desk sends it: digits and points.
    pub cue: String,
    /// The list it must stand in; none for any.
    pub list: Option<String>,
    /// What then is done; never a control.
    pub then: MidiDeed,
}

impl MidiMap {
    /// Its lines in a venue's file, without the header: keys with the text of their values, in order.
    pub(crate) fn lines(&self) -> Vec<(&'static str, String)> {
        let (key, number) = self.when.key();
        let mut lines = vec![(key, number.to_string())];
        if let MidiTrigger::Controller { fine: true, .. } = self.when {
            lines.push(("fine", "true".into()));
        }
        let quoted = |text: &str| toml::Value::from(text).to_string();
        match &self.then {
            MidiDeed::Control {
                control,
                range,
                curve,
                toggle,
            } => {
                lines.push(("control", quoted(control)));
                if let Some([low, high]) = range {
                    lines.push(("range", format!("[{low}, {high}]")));
                }
                if *curve != Curve::default() {
                    lines.push(("curve", word_of(curve)));
                }
                if *toggle {
                    lines.push(("toggle", "true".into()));
                }
            }
            MidiDeed::Scene(scene) => lines.push(("scene", quoted(scene))),
            MidiDeed::Show(show) => lines.push(("show", quoted(show))),
            MidiDeed::Action(action) => lines.push(("action", word_of(action))),
        }
        lines
    }

    /// A `[[midi.map]]` as it stands in a venue's file.
    pub fn to_toml(&self) -> String {
        let mut text = String::from("[[midi.map]]\n");
        for (key, value) in self.lines() {
            text.push_str(&format!("{key} = {value}\n"));
        }
        text
    }
}

/// The word that stands for a value in files, in quotes.
fn word_of(value: &impl Serialize) -> String {
    toml::Value::try_from(value).map_or_else(|_| "\"\"".into(), |word| word.to_string())
}

impl Default for Midi {
    fn default() -> Self {
        Self {
            port: None,
            is_virtual: false,
            channel: None,
            takeover: true,
            device: None,
            maps: Vec::new(),
            cues: Vec::new(),
        }
    }
}
