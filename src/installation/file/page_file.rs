//! `[page]` in `venue.toml`: from where the page can be reached, and by whom.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The page in the browser: from where it can be reached, and by whom.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PageFile {
    /// The address of this machine at which the page is: "127.0.0.1" is this machine only, "0.0.0.0" every network.
    #[schemars(length(min = 1, max = 64))]
    pub(crate) bind: String,
    /// The file that says who may log in: a path in the venue's folder. `welkin password` prints what stands in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 1000))]
    pub(crate) users: Option<String>,
    /// The certificate of this machine and those it stands on, a PEM file in the venue's folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 1000))]
    pub(crate) certificate: Option<String>,
    /// The certificate's key, a PEM file in the venue's folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 1000))]
    pub(crate) key: Option<String>,
    /// Whether a network may do without a certificate: everybody on it can then read passwords along.
    pub(crate) plain: bool,
    /// The largest upload, in MiB.
    #[schemars(range(min = 1, max = 65_536))]
    pub(crate) upload_mib: u32,
}

impl Default for PageFile {
    fn default() -> Self {
        Self {
            bind: "127.0.0.1".into(),
            users: None,
            certificate: None,
            key: None,
            plain: false,
            upload_mib: 2048,
        }
    }
}
