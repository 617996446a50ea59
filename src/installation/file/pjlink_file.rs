//! `[[pjlink]]` in `venue.toml`: projectors that are watched and switched over the network.

use schemars::JsonSchema;
use serde::Deserialize;

/// A projector that speaks PJLink.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PjlinkFile {
    /// Its name in this venue.
    #[schemars(length(min = 1, max = 64))]
    pub(crate) id: String,
    /// Its address, or its name on the network.
    #[schemars(length(min = 1, max = 253))]
    pub(crate) host: String,
    /// Its port.
    #[serde(default = "port")]
    #[schemars(range(min = 1, max = 65_535))]
    pub(crate) port: u16,
    /// The password that was set on the projector; left out where it asks for none.
    #[schemars(length(min = 1, max = 32))]
    pub(crate) password: Option<String>,
    /// The outputs that it shows.
    #[serde(default)]
    #[schemars(length(max = 32), inner(length(min = 1, max = 64)))]
    pub(crate) output: Vec<String>,
}

fn port() -> u16 {
    4352
}
