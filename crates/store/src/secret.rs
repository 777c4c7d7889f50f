//! The secrets of this folder, what is derived from them, and how bytes are sealed with them.
//!
//! Owns the vault key, the keys that follow from it, and the domain strings of the room. Randomness is
//! passed in ([`Draw`]); keys are wiped when dropped, and `Debug` shows none of them.

use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use trust::PersonSeed;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Fills bytes with randomness.
pub type Draw<'a> = &'a mut dyn FnMut(&mut [u8]) -> std::io::Result<()>;

/// How long the nonce in front of sealed bytes is.
const NONCE: usize = 24;

/// Derivations of the room; docs/file-format.md lists them.
mod context {
    pub(super) const LOG: &str = "manyhands 2026 key of log.db";
    pub(super) const INDEX: &str = "manyhands 2026 key of index.db";
    pub(super) const LOCAL: &str = "manyhands 2026 key of local.db";
    pub(super) const KEYS: &str = "manyhands 2026 key of the keys file";
    pub(super) const CHECK: &str = "manyhands 2026 key of the vault's check";
    pub(super) const PLACE: &str = "manyhands 2026 key of the folder's place";
    pub(super) const BACKUP: &str = "manyhands 2026 key of backups";
    pub(super) const PERSON: &str = "manyhands 2026 mark of a person";
}

/// A database of the data folder. Each is sealed with a key of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    /// `log.db`.
    Log,
    /// `index.db`.
    Index,
    /// `local.db`.
    Local,
}

/// Defines a key of 32 bytes that is wiped when dropped and hidden in `Debug`.
macro_rules! key {
    ($(#[$doc:meta])* $vis:vis $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
        $vis struct $name([u8; 32]);

        impl $name {
            /// Takes the key over from bytes that are random, or were kept.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            pub(crate) const fn expose(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(hidden)"))
            }
        }
    };
}

key!(
    /// What everything in the folder is sealed with.
    pub(crate) VaultKey
);
key!(
    /// What one database is sealed with.
    pub DatabaseKey
);
key!(
    /// What a person's backups are sealed with. Follows from the twelve words; the words do not follow from it.
    pub BackupKey
);
/// Seals one kind of bytes.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(crate) struct SealKey([u8; 32]);

impl VaultKey {
    /// Makes a key.
    pub(crate) fn draw(draw: Draw<'_>) -> std::io::Result<Self> {
        let mut key = Self([0; 32]);
        draw(&mut key.0)?;
        Ok(key)
    }

    pub(crate) fn database(&self, of: Database) -> DatabaseKey {
        let context = match of {
            Database::Log => context::LOG,
            Database::Index => context::INDEX,
            Database::Local => context::LOCAL,
        };
        DatabaseKey(blake3::derive_key(context, &self.0))
    }

    pub(crate) fn keys_file(&self) -> SealKey {
        SealKey(blake3::derive_key(context::KEYS, &self.0))
    }

    pub(crate) fn check(&self) -> SealKey {
        SealKey(blake3::derive_key(context::CHECK, &self.0))
    }

    pub(crate) fn place(&self) -> SealKey {
        SealKey(blake3::derive_key(context::PLACE, &self.0))
    }
}

impl BackupKey {
    /// Returns what the backups of a person are sealed with.
    #[must_use]
    pub fn of(seed: &PersonSeed) -> Self {
        Self(blake3::derive_key(context::BACKUP, seed.expose()))
    }
}

/// By which a person's seed is known again without being kept: a hash of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonMark(pub(crate) [u8; 16]);

impl PersonMark {
    /// Returns the mark of a seed.
    #[must_use]
    pub fn of(seed: &PersonSeed) -> Self {
        let whole = blake3::derive_key(context::PERSON, seed.expose());
        let mut mark = [0; 16];
        mark.copy_from_slice(&whole[..16]);
        Self(mark)
    }

    /// Returns the bytes, which tell nothing about the seed.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl SealKey {
    /// Takes the key over.
    pub(crate) const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Seals bytes, bound to what stands beside them. The answer begins with its random nonce.
    pub(crate) fn seal(
        &self,
        beside: &[u8],
        clear: &[u8],
        draw: Draw<'_>,
    ) -> std::io::Result<Vec<u8>> {
        let mut nonce = [0; NONCE];
        draw(&mut nonce)?;
        let payload = Payload {
            msg: clear,
            aad: beside,
        };
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| std::io::Error::other("too long to seal"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`SealKey::seal`] made; `None` where this key, or what stands beside it, is another.
    pub(crate) fn open(&self, beside: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE)?;
        let nonce: [u8; NONCE] = nonce.try_into().ok()?;
        let payload = Payload {
            msg: sealed,
            aad: beside,
        };
        let clear = self.cipher().decrypt(&XNonce::from(nonce), payload).ok()?;
        Some(Zeroizing::new(clear))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.0.into())
    }
}
