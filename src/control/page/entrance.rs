//! From where the page can be reached, and by whom.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use tokio_rustls::TlsAcceptor;

use super::StartError;
use crate::access::Users;
use crate::tls;
use crate::upload::Library;

/// From where the page can be reached, and by whom.
#[derive(Clone, Debug)]
pub struct Entrance {
    /// The address of this machine: loopback is this machine only, `0.0.0.0` every network.
    pub bind: IpAddr,
    /// The port; 0 takes any free one.
    pub port: u16,
    /// Who may log in: a file such as `users.toml`. Needed away from loopback.
    pub users: Option<PathBuf>,
    /// A certificate, a PEM file. Needed away from loopback, unless [`Entrance::plain`].
    pub certificate: Option<PathBuf>,
    /// The certificate's key, a PEM file.
    pub key: Option<PathBuf>,
    /// Whether a network may do without a certificate.
    pub plain: bool,
    /// Where uploads go; none refuses them.
    pub library: Option<Library>,
}

impl Entrance {
    /// This machine only, without passwords and uploads.
    pub fn here(port: u16) -> Self {
        Self {
            bind: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port,
            users: None,
            certificate: None,
            key: None,
            plain: false,
            library: None,
        }
    }

    pub(super) fn users(&self) -> Result<Option<Users>, StartError> {
        match &self.users {
            Some(file) => Ok(Some(Users::read(file)?)),
            None if self.bind.is_loopback() => Ok(None),
            None => Err(StartError::NoUsers),
        }
    }

    pub(super) fn tls(&self) -> Result<Option<TlsAcceptor>, StartError> {
        match (&self.certificate, &self.key) {
            (Some(certificate), Some(key)) => Ok(Some(tls::acceptor(certificate, key)?)),
            (None, None) if self.plain || self.bind.is_loopback() => Ok(None),
            _ => Err(StartError::NoCertificate),
        }
    }
}
