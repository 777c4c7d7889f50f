//! The passphrase: how it becomes a key, and the vault's key under it.
//!
//! Argon2id with 64 MiB, three passes and four lanes: the second recommended choice of RFC 9106 (section 4), for
//! machines that cannot spare 2 GiB, and above what OWASP asks for (19 MiB, two passes). What was used stands in
//! the file, within limits, so that it can be raised later and a hostile file cannot take the machine's memory.

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

use super::VaultError;
use super::file::Wrapped;
use crate::secret::{SealKey, VaultKey};
use crate::{Draw, StoreError};

const MEMORY: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 4;
/// What a file may ask for at most.
const MOST: (u32, u32, u32) = (1024 * 1024, 16, 16);
/// The least that a new passphrase has.
const LEAST: usize = 8;

/// A passphrase, wiped when dropped and hidden in `Debug`.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes over what a person typed to open a vault.
    #[must_use]
    pub const fn typed(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    /// Takes over what a person chose.
    ///
    /// # Errors
    /// [`VaultError::ShortPassphrase`] where it has fewer than eight characters.
    pub fn chosen(text: Zeroizing<String>) -> Result<Self, VaultError> {
        let this = Self::typed(text);
        if this.0.chars().count() < LEAST {
            return Err(VaultError::ShortPassphrase { least: LEAST });
        }
        Ok(this)
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase(hidden)")
    }
}

/// Seals the vault's key with a key from the passphrase.
pub(super) fn wrap(
    key: &VaultKey,
    id: &[u8; 16],
    passphrase: &Passphrase,
    draw: Draw<'_>,
) -> std::io::Result<Wrapped> {
    let mut wrapped = Wrapped {
        memory: MEMORY,
        passes: PASSES,
        lanes: LANES,
        salt: [0; 16],
        sealed: Vec::new(),
    };
    draw(&mut wrapped.salt)?;
    let stretched = stretch(&wrapped, passphrase).ok_or(std::io::ErrorKind::OutOfMemory)?;
    wrapped.sealed = stretched.seal(id, key.expose(), draw)?;
    Ok(wrapped)
}

/// Opens the vault's key.
pub(super) fn unwrap(
    wrapped: &Wrapped,
    id: &[u8; 16],
    passphrase: &Passphrase,
) -> Result<VaultKey, VaultError> {
    let (memory, passes, lanes) = MOST;
    if wrapped.memory > memory || wrapped.passes > passes || wrapped.lanes > lanes {
        return Err(VaultError::Damaged);
    }
    let stretched = stretch(wrapped, passphrase)
        .ok_or_else(|| StoreError::io("argon2", std::io::ErrorKind::OutOfMemory.into()))?;
    let key = stretched
        .open(id, &wrapped.sealed)
        .ok_or(VaultError::WrongPassphrase)?;
    let key: [u8; 32] = key.as_slice().try_into().map_err(|_| VaultError::Damaged)?;
    Ok(VaultKey::from_bytes(key))
}

fn stretch(with: &Wrapped, passphrase: &Passphrase) -> Option<SealKey> {
    let params = Params::new(with.memory, with.passes, with.lanes, Some(32)).ok()?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut key = Zeroizing::new([0; 32]);
    argon2
        .hash_password_into(passphrase.0.as_bytes(), &with.salt, key.as_mut())
        .ok()?;
    Some(SealKey::from_bytes(*key))
}
