//! The page: from where it can be reached, and by whom. Checked.

use core::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

/// From where the page can be reached, and by whom. Away from loopback there are users, and a certificate unless
/// [`PageAccess::plain`].
#[derive(Clone, Debug, PartialEq)]
pub struct PageAccess {
    /// The address of this machine: loopback is this machine only, `0.0.0.0` every network.
    pub bind: IpAddr,
    /// Who may log in: a file (absolute path, checked to exist, not read yet).
    pub users: Option<PathBuf>,
    /// The certificate: a PEM file (absolute path, checked to exist); there is a key too.
    pub certificate: Option<PathBuf>,
    /// The certificate's key: a PEM file (absolute path, checked to exist).
    pub key: Option<PathBuf>,
    /// Whether a network may do without a certificate.
    pub plain: bool,
    /// The largest upload, bytes.
    pub upload_bytes: u64,
}

impl Default for PageAccess {
    fn default() -> Self {
        Self {
            bind: IpAddr::V4(Ipv4Addr::LOCALHOST),
            users: None,
            certificate: None,
            key: None,
            plain: false,
            upload_bytes: 2048 << 20,
        }
    }
}
