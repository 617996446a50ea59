//! Every address, and what it does.
//!
//! What comes in (`f` any number: `f`, `d`, `i`, `h`, or `T` and `F` for 1 and 0; `s` a text; a *press* is no argument at
//! all, `I`, `N`, `T` or a number that is not 0: what a button sends when it is let go does nothing):
//!
//! | address | arguments | what it does |
//! |---|---|---|
//! | `/welkin/control/NAME` | `f` | holds the control at a value in its own unit, kept within its range; a switch is on from 0.5 |
//! | `/welkin/control/NAME/share` | `f` | the same by the share of its range, 0 to 1: what a fader sends |
//! | `/welkin/control/NAME/give-back` | press | gives it back to the music; masters go to their defaults |
//! | `/welkin/give-back` | press | gives all controls of the show back to the music |
//! | `/welkin/play` | press | the show goes on |
//! | `/welkin/pause` | press | the show holds where it is |
//! | `/welkin/playing` | `f` | it goes on from 0.5, and holds below |
//! | `/welkin/seek` | `f` | goes to a moment, seconds from the show's beginning |
//! | `/welkin/scene` | `s` | goes to a scene by its id |
//! | `/welkin/scene/next` | press | goes to the next scene |
//! | `/welkin/scene/previous` | press | goes to the scene before |
//! | `/welkin/scenes/ID` | press | goes to this scene: a button for each |
//! | `/welkin/show` | `s` | switches to an installation by its folder's name |
//! | `/welkin/shows/FOLDER` | press | switches to this installation: a button for each |
//! | `/welkin/next` | `s` | what follows when the show ends; empty or nothing forgets the choice |
//! | `/welkin/pattern` | `s` | a test pattern on every output; empty or nothing is the show again |
//! | `/welkin/reload` | press | reads the running installation again |
//!
//! Any of them may be an address pattern of OSC 1.0: `/welkin/control/{hue,zoom}/give-back`. Names that hold a character
//! with a meaning in addresses (a space, `#*,/?[]{}`) or beyond ASCII have no address of their own; `/welkin/scene` and
//! `/welkin/show` take them as a text.
//!
//! What goes out, as far as `send` in `[[osc.out]]` asks for it (`SOURCE` is `/welkin/source/ID` for each source, with `_` for
//! what an address cannot hold, and `/welkin/mix` for all of them together):
//!
//! | address | arguments | `send` |
//! |---|---|---|
//! | `SOURCE/level` | `f` 0 to 1 | `level` |
//! | `SOURCE/onset` | `f` 0 to 1 | `onset` |
//! | `SOURCE/hit` | `f` 0 to 1, how strong, as soon as it is heard | `hits` |
//! | `SOURCE/bands` | eight `f` 0 to 1, low to high | `bands` |
//! | `SOURCE/harmonic`, `SOURCE/percussive` | `f` 0 to 1 | `parts` |
//! | `SOURCE/chroma` | twelve `f` 0 to 1, C to B | `chroma` |
//! | `SOURCE/centroid`, `SOURCE/flatness` | `f` hertz; `f` 0 to 1 | `colour` |
//! | `SOURCE/loudness` | `ff` LUFS over 0.4 s and 3 s | `loudness` |
//! | `SOURCE/beat` | `ffff` beats a minute, share of the beat, how sure, share of the bar | `beat` |
//! | `SOURCE/presence`, `SOURCE/applause` | `f` 0 to 1 | `presence` |
//! | `/welkin/show`, `/welkin/scene` | `s`, when it changes | `scene` |
//! | `/welkin/playing` | `T` or `F`, when it changes | `scene` |
//! | `/welkin/control/NAME` | `f`, or `T` and `F` for a switch, when it moves | `controls` |
//! | `/welkin/time` | `f` seconds | `time` |
//! | `/welkin/health/PART` | `ss` good, reduced or failed, and words, when that changes | `health` |
//!
//! What is said when it changes is said again every ten seconds, as a datagram may be lost and a desk may be switched on late.

#[cfg(test)]
mod tests;

use rosc::OscType;
use welkin_values::{Command, ControlSpec};

/// The longest text that is taken as a name, bytes.
const MOST_NAME_BYTES: usize = 200;

/// What an address that takes messages does.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Deed {
    Set(ControlSpec),
    SetShare(ControlSpec),
    GiveBack(String),
    GiveBackAll,
    Play,
    Pause,
    Playing,
    Seek,
    Scene,
    StepScene(i32),
    SceneNamed(String),
    Show,
    ShowNamed(String),
    Next,
    Pattern,
    Reload,
}

/// The addresses that are there whatever is shown, and what they do.
pub(crate) fn fixed() -> [(&'static str, Deed); 12] {
    [
        ("/welkin/give-back", Deed::GiveBackAll),
        ("/welkin/play", Deed::Play),
        ("/welkin/pause", Deed::Pause),
        ("/welkin/playing", Deed::Playing),
        ("/welkin/seek", Deed::Seek),
        ("/welkin/scene", Deed::Scene),
        ("/welkin/scene/next", Deed::StepScene(1)),
        ("/welkin/scene/previous", Deed::StepScene(-1)),
        ("/welkin/show", Deed::Show),
        ("/welkin/next", Deed::Next),
        ("/welkin/pattern", Deed::Pattern),
        ("/welkin/reload", Deed::Reload),
    ]
}

/// The addresses of a control, and what they do.
pub(crate) fn of_control(spec: &ControlSpec) -> [(String, Deed); 3] {
    let address = control_address(&spec.name);
    [
        (format!("{address}/share"), Deed::SetShare(spec.clone())),
        (
            format!("{address}/give-back"),
            Deed::GiveBack(spec.name.to_string()),
        ),
        (address, Deed::Set(spec.clone())),
    ]
}

/// Where a control stands, in and out.
pub(crate) fn control_address(name: &str) -> String {
    format!("/welkin/control/{name}")
}

/// The address of a button for a scene.
pub(crate) fn scene_address(id: &str) -> String {
    format!("/welkin/scenes/{id}")
}

/// The address of a button for an installation.
pub(crate) fn show_address(folder: &str) -> String {
    format!("/welkin/shows/{folder}")
}

/// Below which address a source's sound is told.
pub(crate) fn source_address(id: &str) -> String {
    let is_odd = |letter: char| !is_plain(letter);
    format!("/welkin/source/{}", id.replace(is_odd, "_"))
}

/// Whether a name can be a part of an address as it is.
pub(crate) fn is_part(name: &str) -> bool {
    !name.is_empty() && name.len() <= 100 && name.chars().all(is_plain)
}

fn is_plain(letter: char) -> bool {
    letter.is_ascii_graphic() && !"#*,/?[]{}".contains(letter)
}

/// Why a message does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ArgumentError {
    #[error("takes one number")]
    Number,
    #[error("takes one text")]
    Text,
    #[error("takes nothing, or 1 when it is pressed")]
    Press,
}

impl Deed {
    /// What is asked for; none when a button is let go.
    pub(crate) fn command(&self, arguments: &[OscType]) -> Result<Option<Command>, ArgumentError> {
        let pressed = |command| Ok(press(arguments)?.then_some(command));
        match self {
            Self::Set(spec) => Ok(Some(Command::Set {
                control: spec.name.to_string(),
                value: spec.within(number(arguments)? as f32),
            })),
            Self::SetShare(spec) => Ok(Some(Command::Set {
                control: spec.name.to_string(),
                value: spec.at_share(number(arguments)? as f32),
            })),
            Self::GiveBack(control) => pressed(Command::GiveBack {
                control: Some(control.clone()),
            }),
            Self::GiveBackAll => pressed(Command::GiveBack { control: None }),
            Self::Play => pressed(Command::Play { on: true }),
            Self::Pause => pressed(Command::Play { on: false }),
            Self::Playing => Ok(Some(Command::Play {
                on: number(arguments)? >= 0.5,
            })),
            Self::Seek => Ok(Some(Command::Seek {
                secs: number(arguments)?.max(0.0),
            })),
            Self::Scene => Ok(Some(Command::Scene {
                scene: text(arguments)?,
            })),
            Self::StepScene(by) => pressed(Command::StepScene { by: *by }),
            Self::SceneNamed(scene) => pressed(Command::Scene {
                scene: scene.clone(),
            }),
            Self::Show => Ok(Some(Command::Switch {
                installation: text(arguments)?,
            })),
            Self::ShowNamed(installation) => pressed(Command::Switch {
                installation: installation.clone(),
            }),
            Self::Next => Ok(Some(Command::Next {
                installation: text_or_nothing(arguments)?,
            })),
            Self::Pattern => Ok(Some(Command::Pattern {
                pattern: text_or_nothing(arguments)?,
            })),
            Self::Reload => pressed(Command::Reload),
        }
    }
}

/// A number that is finite.
fn number(arguments: &[OscType]) -> Result<f64, ArgumentError> {
    let number = match arguments {
        [OscType::Float(value)] => f64::from(*value),
        [OscType::Double(value)] => *value,
        [OscType::Int(value)] => f64::from(*value),
        [OscType::Long(value)] => *value as f64,
        [OscType::Bool(is_on)] => f64::from(u8::from(*is_on)),
        _ => return Err(ArgumentError::Number),
    };
    let is_sane = number.is_finite();
    is_sane.then_some(number).ok_or(ArgumentError::Number)
}

fn press(arguments: &[OscType]) -> Result<bool, ArgumentError> {
    match arguments {
        [] | [OscType::Nil | OscType::Inf] => Ok(true),
        _ => Ok(number(arguments).map_err(|_| ArgumentError::Press)? != 0.0),
    }
}

fn text(arguments: &[OscType]) -> Result<String, ArgumentError> {
    match arguments {
        [OscType::String(text)] if !text.is_empty() && text.len() <= MOST_NAME_BYTES => {
            Ok(text.clone())
        }
        _ => Err(ArgumentError::Text),
    }
}

fn text_or_nothing(arguments: &[OscType]) -> Result<Option<String>, ArgumentError> {
    match arguments {
        [] | [OscType::Nil] => Ok(None),
        [OscType::String(text)] if text.is_empty() => Ok(None),
        _ => text(arguments).map(Some),
    }
}
