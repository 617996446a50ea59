//! How a part of the program is.

use serde::Serialize;

/// How well a part works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It does what it should.
    Good,
    /// The show goes on with less: no sound card, say.
    Reduced,
    /// It does not work; it is tried again.
    Failed,
}

/// How a part of the program is, in words for a technician.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Health {
    /// The part: `sound`, `generator`, `light`, `headset`, `analysis`.
    pub part: String,
    /// How well it works.
    pub state: State,
    /// What is so, and what to do about it if something is wrong.
    pub words: String,
}

impl Health {
    /// A part in a state.
    pub fn new(part: &str, state: State, words: impl Into<String>) -> Self {
        Self {
            part: part.into(),
            state,
            words: words.into(),
        }
    }
}
