//! A projector that is watched over the network: how it is, and what can be asked of it.

use serde::{Deserialize, Serialize};

/// How a projector is, as it said last.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ProjectorStatus {
    /// Its id in the venue.
    pub id: String,
    /// The ids of the outputs it shows.
    pub outputs: Vec<String>,
    /// Whether it answers now. What stands below is what it said last.
    pub answers: bool,
    /// Whether its light is on; none as long as it never said.
    pub power: Option<ProjectorPower>,
    /// Whether its picture is shut; none where it cannot say.
    pub shut: Option<bool>,
    /// Whether its picture is frozen; none where it cannot say.
    pub frozen: Option<bool>,
    /// The input it shows, such as `31` for the first digital one.
    pub input: Option<String>,
    /// The inputs it has, at most 64.
    pub inputs: Vec<ProjectorInput>,
    /// What its input brings, pixels; none without a signal.
    pub resolution: Option<[u32; 2]>,
    /// What its input should bring, pixels.
    pub recommended: Option<[u32; 2]>,
    /// Its lamps, at most eight; none for lasers that do not count.
    pub lamps: Vec<LampStatus>,
    /// How long its filter has been used, hours.
    pub filter_hours: Option<u32>,
    /// What is wrong with it.
    pub faults: ProjectorFaults,
    /// What it tells of itself.
    pub about: ProjectorAbout,
    /// PJLink's class that it speaks, 1 or 2; 0 as long as it never said.
    pub class: u8,
    /// In one sentence how it is, and what to do if something is wrong.
    pub words: String,
}

/// What a projector tells of itself; empty where it does not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ProjectorAbout {
    /// How it was named when it was set up.
    pub name: String,
    /// Who made it.
    pub maker: String,
    /// Which model it is.
    pub model: String,
    /// Anything else.
    pub other: String,
    /// Its serial number.
    pub serial: String,
    /// The version of its program.
    pub software: String,
    /// Which lamp replaces its own.
    pub lamp_model: String,
    /// Which filter replaces its own.
    pub filter_model: String,
}

/// One input of a projector.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ProjectorInput {
    /// Two characters, such as `31`, which [`ProjectorAsk::Input`] takes.
    pub code: String,
    /// What it is called there; empty where it does not tell.
    pub name: String,
}

/// Whether a projector's light is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProjectorPower {
    /// Off, and ready.
    Standby,
    /// On.
    On,
    /// Going off; it obeys when it is done.
    Cooling,
    /// Going on.
    Warming,
}

/// One lamp of a projector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LampStatus {
    /// How long it has burnt, hours.
    pub hours: u32,
    /// Whether it burns now.
    pub on: bool,
}

/// What is wrong with a projector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ProjectorFaults {
    /// Its fans.
    pub fan: Fault,
    /// Its lamp or laser.
    pub lamp: Fault,
    /// Its temperature.
    pub temperature: Fault,
    /// An open cover.
    pub cover: Fault,
    /// Its filter.
    pub filter: Fault,
    /// Anything else.
    pub other: Fault,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// Nothing is wrong, or it cannot tell.
    #[default]
    None,
    /// Somebody should look.
    Warning,
    /// It does not work.
    Error,
}

impl ProjectorFaults {
    /// Each part with its name, and how bad it is.
    pub fn parts(&self) -> [(&'static str, Fault); 6] {
        [
            ("fan", self.fan),
            ("lamp", self.lamp),
            ("temperature", self.temperature),
            ("cover", self.cover),
            ("filter", self.filter),
            ("something else", self.other),
        ]
    }

    /// The worst of them.
    pub fn worst(&self) -> Fault {
        let parts = self.parts().into_iter();
        parts.map(|(_, fault)| fault).max().unwrap_or_default()
    }
}

/// What can be asked of a projector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProjectorAsk {
    /// Light on.
    PowerOn,
    /// Light off.
    PowerOff,
    /// Show the picture.
    ShutterOpen,
    /// Show black, with the light on.
    ShutterClosed,
    /// Hold the picture (class 2).
    Freeze,
    /// Go on (class 2).
    Unfreeze,
    /// Show an input, such as `31`: one of those in [`ProjectorStatus::inputs`].
    Input(String),
    /// Its own speaker, louder by one step or softer (class 2).
    SpeakerLouder(bool),
    /// Its own microphone, louder by one step or softer (class 2).
    MicrophoneLouder(bool),
}
