//! What a cookie holds: 256 bits by chance, as hexadecimal digits.

use argon2::password_hash::rand_core::{OsRng, RngCore};

use super::users::is_same;

/// A session's secret.
#[derive(Clone)]
pub(crate) struct Token([u8; 64]);

impl Token {
    /// A new one that nobody can guess.
    pub(crate) fn new() -> Self {
        let mut bytes = [0; 32];
        OsRng.fill_bytes(&mut bytes);
        let mut digits = [0; 64];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(bytes) {
            pair[0] = b"0123456789abcdef"[usize::from(byte >> 4)];
            pair[1] = b"0123456789abcdef"[usize::from(byte & 15)];
        }
        Self(digits)
    }

    /// Reads what a cookie holds; none if it cannot be one of ours.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let digits: [u8; 64] = text.as_bytes().try_into().ok()?;
        digits
            .iter()
            .all(u8::is_ascii_hexdigit)
            .then_some(Self(digits))
    }

    /// The digits.
    pub(crate) fn text(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or("")
    }

    /// Whether both are the same, in the same time either way.
    pub(crate) fn is(&self, other: &Self) -> bool {
        is_same(&self.0, &other.0)
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}
