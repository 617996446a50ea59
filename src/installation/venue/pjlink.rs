//! Projectors that are watched and switched over the network. Checked.

use std::fmt;

/// A projector that speaks PJLink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pjlink {
    /// Its name in the venue.
    pub id: String,
    /// Its address, or its name on the network.
    pub host: String,
    /// Its port, 4352 as a rule.
    pub port: u16,
    /// What it is unlocked with; empty where it asks for nothing.
    pub password: Secret,
    /// The ids of the outputs it shows.
    pub outputs: Vec<String>,
}

/// A password, which no log shows.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a password.
    pub fn new(password: impl Into<String>) -> Self {
        Self(password.into())
    }

    /// The password, to be used and not shown.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "none" } else { "hidden" })
    }
}
