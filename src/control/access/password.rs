//! Passwords, kept as Argon2id so that whoever reads the file still has to guess each one slowly (RFC 9106).

use argon2::password_hash::rand_core::{OsRng, RngCore};
use argon2::password_hash::{PasswordHash, PasswordHasher, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};

/// The shortest password, in characters.
const FEWEST_CHARACTERS: usize = 8;

/// The longest password, in bytes; more is no safer.
pub(crate) const MOST_BYTES: usize = 1024;

/// What a hash of ours costs: 19 MiB, two passes, one lane (what OWASP's sheet on storing passwords asks for at least).
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// What a hash in a file may cost, so that no file makes the machine stand still.
const MOST_MEMORY_KIB: u32 = 64 * 1024;
const MOST_LANES: u32 = 4;
/// Memory times passes: about half a second on a slow machine.
const MOST_WORK_KIB: u32 = 256 * 1024;

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Fewer than 8 characters.
    #[error(
        "this password is too short; take at least {FEWEST_CHARACTERS} characters, a few words that do not belong together, say"
    )]
    Short,
    /// More than 1024 bytes.
    #[error("this password is too long; take at most {MOST_BYTES} bytes")]
    Long,
}

/// The text that stands for a password in `users.toml`, such as `$argon2id$v=19$m=19456,t=2,p=1$…`. Takes about 20 ms.
///
/// # Errors
/// The password is too short or too long.
pub fn hash_password(password: &str, salt: [u8; 16]) -> Result<String, PasswordError> {
    if password.chars().count() < FEWEST_CHARACTERS {
        return Err(PasswordError::Short);
    }
    if password.len() > MOST_BYTES {
        return Err(PasswordError::Long);
    }
    let hash = |params: Params| {
        let salt = SaltString::encode_b64(&salt).ok()?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hash = argon.hash_password(password.as_bytes(), &salt).ok()?;
        Some(hash.to_string())
    };
    let hash = Params::new(MEMORY_KIB, PASSES, 1, None).ok().and_then(hash);
    // Only costs and lengths out of range fail, and these are ours.
    hash.ok_or(PasswordError::Long)
}

/// Sixteen bytes by chance, for [`hash_password`].
pub fn new_salt() -> [u8; 16] {
    let mut salt = [0; 16];
    OsRng.fill_bytes(&mut salt);
    salt
}

/// A hash out of a file, of bounded cost.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Hashed(String);

impl std::fmt::Debug for Hashed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hashed")
    }
}

impl Hashed {
    /// Reads what stands in a file. The error says what is wrong with it.
    pub(crate) fn read(text: &str) -> Result<Self, &'static str> {
        const NO_HASH: &str =
            "is no hash of a password; write the line that `welkin password` prints";
        const TOO_COSTLY: &str = "costs too much to check (at most 64 MiB, 4 lanes, and 256 MiB times passes); write the line that `welkin password` prints";
        if text.len() > 256 {
            return Err(NO_HASH);
        }
        let hash = PasswordHash::new(text).map_err(|_| NO_HASH)?;
        let is_argon2id = hash.algorithm == Algorithm::Argon2id.ident();
        let has_all = hash.salt.is_some() && hash.hash.is_some_and(|hash| hash.len() >= 16);
        if !is_argon2id || hash.version != Some(Version::V0x13.into()) || !has_all {
            return Err(NO_HASH);
        }
        let params = Params::try_from(&hash).map_err(|_| NO_HASH)?;
        let is_bounded = params.m_cost() <= MOST_MEMORY_KIB
            && params.p_cost() <= MOST_LANES
            && params.m_cost().saturating_mul(params.t_cost()) <= MOST_WORK_KIB;
        if !is_bounded {
            return Err(TOO_COSTLY);
        }
        Ok(Self(text.into()))
    }

    /// A hash that no password has, as costly as this one: a name that is not there takes the same time.
    pub(crate) fn of_nobody(&self) -> Self {
        let text = PasswordHash::new(&self.0).ok().and_then(|hash| {
            let params = Params::try_from(&hash).ok()?;
            let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
            let salt = SaltString::encode_b64(&new_salt()).ok()?;
            let mut chance = [0; 32];
            OsRng.fill_bytes(&mut chance);
            Some(argon.hash_password(&chance, &salt).ok()?.to_string())
        });
        Self(text.unwrap_or_else(|| self.0.clone()))
    }

    /// Whether this is the password. Slow on purpose; takes the same time whether it is or not.
    pub(crate) fn is(&self, password: &[u8]) -> bool {
        if password.len() > MOST_BYTES {
            return false;
        }
        let Ok(hash) = PasswordHash::new(&self.0) else {
            return false;
        };
        hash.verify_password(&[&Argon2::default()], password)
            .is_ok()
    }
}
