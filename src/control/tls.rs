//! TLS with a certificate that is given: read once at the start, so that what is wrong with it is said then.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig};

/// A PEM file is longer than this only by mistake.
const MOST_BYTES: u64 = 1 << 20;

/// Certificates in a chain.
const MOST_CERTIFICATES: usize = 16;

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("{}: cannot be read: {error}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the system said.
        #[source]
        error: io::Error,
    },
    /// There is no certificate in its file.
    #[error("{}: there is no certificate in it; it is a PEM file with -----BEGIN CERTIFICATE-----, this machine's own first", file.display())]
    NoCertificate {
        /// The file.
        file: PathBuf,
    },
    /// There is no key in its file.
    #[error("{}: there is no key in it; it is a PEM file with -----BEGIN PRIVATE KEY-----, without a password", file.display())]
    NoKey {
        /// The file.
        file: PathBuf,
    },
    /// The two do not belong together, or are of a kind that is not known.
    #[error("{}: {error}; the key must be the one that {} was made with", key.display(), certificate.display())]
    Unfit {
        /// The certificate's file.
        certificate: PathBuf,
        /// The key's file.
        key: PathBuf,
        /// What the library said.
        #[source]
        error: rustls::Error,
    },
}

/// Takes TLS connections with this certificate and this key.
pub(crate) fn acceptor(certificate: &Path, key: &Path) -> Result<TlsAcceptor, TlsError> {
    let no_certificate = || TlsError::NoCertificate {
        file: certificate.into(),
    };
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&read(certificate)?)
        .take(MOST_CERTIFICATES)
        .collect::<Result<_, _>>()
        .map_err(|_| no_certificate())?;
    if chain.is_empty() {
        return Err(no_certificate());
    }
    let secret = PrivateKeyDer::from_pem_slice(&read(key)?)
        .map_err(|_| TlsError::NoKey { file: key.into() })?;
    let unfit = |error| TlsError::Unfit {
        certificate: certificate.into(),
        key: key.into(),
        error,
    };
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(unfit)?
        .with_no_client_auth()
        .with_single_cert(chain, secret)
        .map_err(unfit)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn read(file: &Path) -> Result<Vec<u8>, TlsError> {
    let wrong = |error| TlsError::File {
        file: file.into(),
        error,
    };
    let mut bytes = Vec::new();
    let opened = File::open(file).map_err(wrong)?;
    let read = opened.take(MOST_BYTES + 1).read_to_end(&mut bytes);
    if read.map_err(wrong)? as u64 > MOST_BYTES {
        return Err(wrong(io::Error::other("it is larger than 1 MiB")));
    }
    Ok(bytes)
}
