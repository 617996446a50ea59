//! Stills of installations: who finds them, and which bytes pass.

use std::fmt;
use std::sync::{Arc, OnceLock};

/// The largest still that is sent, in bytes.
pub(crate) const MOST_STILL_BYTES: usize = 4 * 1024 * 1024;

type Find = dyn Fn(&str) -> Option<Vec<u8>> + Send + Sync;

/// Whoever knows where stills are; nobody at first.
#[derive(Default)]
pub(crate) struct Stills(OnceLock<Arc<Find>>);

impl Stills {
    /// Says who finds them; the first to say so stays.
    pub(crate) fn found_by(&self, find: Arc<Find>) {
        if self.0.set(find).is_err() {
            tracing::warn!("who finds stills is known already");
        }
    }

    /// What finds them, to be asked on a thread that may wait for a disk.
    pub(crate) fn finder(&self) -> Option<Arc<Find>> {
        self.0.get().cloned()
    }
}

impl fmt::Debug for Stills {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_tuple("Stills")
            .field(&self.0.get().is_some())
            .finish()
    }
}

/// What kind of image these bytes begin like; none if a browser should not get them.
pub(crate) fn kind(bytes: &[u8]) -> Option<&'static str> {
    if bytes.len() > MOST_STILL_BYTES {
        return None;
    }
    let kinds: [(&[u8], &str); 2] = [
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
    ];
    let found = kinds.iter().find(|(start, _)| bytes.starts_with(start));
    found.map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_images_of_a_sensible_size_pass() {
        assert_eq!(kind(b"\xff\xd8\xff\xe0 and so on"), Some("image/jpeg"));
        assert_eq!(kind(b"\x89PNG\r\n\x1a\n"), Some("image/png"));
        for other in [
            &b""[..],
            b"\xff\xd8",
            b"<svg onload='alert(1)'/>",
            b"GIF89a",
        ] {
            assert_eq!(kind(other), None);
        }
        let mut large = vec![0xff; MOST_STILL_BYTES + 1];
        large[1] = 0xd8;
        assert_eq!(kind(&large), None);
        large.pop();
        assert_eq!(kind(&large), Some("image/jpeg"));
    }
}
