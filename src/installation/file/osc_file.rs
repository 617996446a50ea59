//! `[osc]` in `venue.toml`: Open Sound Control, in and out.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::venue::{OSC_PORT, OscTopic};

/// Open Sound Control: a desk moves controls, and is told what is heard and shown.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct OscFile {
    /// The UDP port that messages come in on; 0 takes a free one.
    #[schemars(range(min = 0, max = 65_535))]
    pub(crate) port: u16,
    /// The address of this machine that messages come in on: "127.0.0.1" is this machine only, "0.0.0.0" every network.
    #[schemars(length(min = 1, max = 64))]
    pub(crate) bind: String,
    /// The TCP port at which OSCQuery tells what there is, 0 for a free one; left out, the number of `port`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 65_535))]
    pub(crate) query_port: Option<u16>,
    /// Who may send: addresses like "10.0.0.7" and networks like "10.0.0.0/24"; left out, everybody who reaches `bind`.
    #[schemars(length(max = 64), inner(length(min = 1, max = 64)))]
    pub(crate) allow: Vec<String>,
    /// Where messages go.
    #[schemars(length(max = 16))]
    pub(crate) out: Vec<OscOutFile>,
}

impl Default for OscFile {
    fn default() -> Self {
        Self {
            port: OSC_PORT,
            bind: "127.0.0.1".into(),
            query_port: None,
            allow: Vec::new(),
            out: Vec::new(),
        }
    }
}

/// One that messages go to.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OscOutFile {
    /// The address of the machine that is told, in numbers like "10.0.0.9".
    #[schemars(length(min = 1, max = 64))]
    pub(crate) host: String,
    /// The UDP port at which it listens.
    #[schemars(range(min = 1, max = 65_535))]
    pub(crate) port: u16,
    /// What it is told.
    #[serde(default = "send")]
    #[schemars(length(min = 1, max = 14))]
    pub(crate) send: Vec<OscTopic>,
    /// The ids of the sources whose sound it is told about; left out, all of them and the mix.
    #[serde(default)]
    #[schemars(length(max = 64), inner(length(min = 1, max = 64)))]
    pub(crate) sources: Vec<String>,
    /// How often, in times a second.
    #[serde(default = "rate_hz")]
    #[schemars(range(min = 1, max = 120))]
    pub(crate) rate_hz: f64,
}

fn send() -> Vec<OscTopic> {
    vec![
        OscTopic::Level,
        OscTopic::Onset,
        OscTopic::Hits,
        OscTopic::Bands,
        OscTopic::Beat,
        OscTopic::Scene,
        OscTopic::Controls,
        OscTopic::Time,
    ]
}

fn rate_hz() -> f64 {
    30.0
}
