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
    /// The inputs it has.
    pub inputs: Vec<String>,
    /// What its input brings, pixels; none without a signal.
    pub resolution: Option<[u32; 2]>,
    /// Its lamps, at most eight; none for lasers that do not count.
    pub lamps: Vec<LampStatus>,
    /// How long its filter has been used, hours.
    pub filter_hours: Option<u32>,
    /// What is wrong with it.
    pub faults: ProjectorFaults,
    /// Who made it, which model, how it is called there, its serial number and program; in this order, those it told.
    pub told: Vec<String>,
    /// PJLink's class that it speaks, 1 or 2; 0 as long as it never said.
    pub class: u8,
    /// In one sentence how it is, and what to do if something is wrong.
    pub words: String,
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
    /// Show an input, such as `31`: one of [`ProjectorStatus::inputs`].
    Input(String),
    /// Its own speaker, louder by one step or softer (class 2).
    SpeakerLouder(bool),
    /// Its own microphone, louder by one step or softer (class 2).
    MicrophoneLouder(bool),
}
