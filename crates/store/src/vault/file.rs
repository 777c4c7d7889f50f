//! The file `vault`: which way the key is kept, and what that way needs.
//!
//! A canonical CBOR array, and behind it the first eight bytes of its BLAKE3 hash: so damage is told apart from a
//! wrong passphrase. Whether a key is this folder's is seen by the check, which is sealed with that key. Written
//! to a second file, proven, and renamed.

use minicbor::{Decode, Encode};
use trust::{from_canonical, to_canonical};

use super::{Way, read_small};
use crate::folder::{rename_private, write_private};
use crate::secret::VaultKey;
use crate::{DataFolder, Draw, StoreError};

/// The version of the file.
const VERSION: u8 = 1;
/// More than the file ever has.
pub(super) const MAX_LEN: u64 = 1024;
/// How much of the hash stands behind the array.
const SUM: usize = 8;

/// The file, read.
#[derive(Debug, Clone)]
pub(super) struct VaultFile {
    form: Form,
    kept: Kept,
}

/// Where the key is.
#[derive(Debug, Clone)]
pub(super) enum Kept {
    /// In the keyring, under the vault's id.
    Keyring,
    /// In the file, sealed by a key from the passphrase.
    Passphrase(Wrapped),
    /// In the file.
    Plain(VaultKey),
}

/// A key that is sealed by a passphrase.
#[derive(Debug, Clone, Encode, Decode)]
#[cbor(array)]
pub(super) struct Wrapped {
    /// Memory of Argon2id in KiB.
    #[n(0)]
    pub(super) memory: u32,
    /// Passes of Argon2id.
    #[n(1)]
    pub(super) passes: u32,
    /// Lanes of Argon2id.
    #[n(2)]
    pub(super) lanes: u32,
    /// The salt.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub(super) salt: [u8; 16],
    /// Nonce and sealed key.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub(super) sealed: Vec<u8>,
}

/// The array, in this order.
#[derive(Debug, Clone, Encode, Decode)]
#[cbor(array)]
struct Form {
    #[n(0)]
    version: u8,
    #[cbor(n(1), with = "minicbor::bytes")]
    id: [u8; 16],
    #[n(2)]
    way: u8,
    /// Nothing, sealed: opens with the vault's key alone.
    #[cbor(n(3), with = "minicbor::bytes")]
    check: Vec<u8>,
    #[n(4)]
    wrapped: Option<Wrapped>,
    #[n(5)]
    plain: Option<PlainKey>,
}

#[derive(Clone, Encode, Decode, zeroize::Zeroize, zeroize::ZeroizeOnDrop)]
#[cbor(transparent)]
struct PlainKey(#[cbor(n(0), with = "minicbor::bytes")] [u8; 32]);

impl std::fmt::Debug for PlainKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PlainKey(hidden)")
    }
}

impl VaultFile {
    /// Returns the file for a key that is kept like this.
    pub(super) fn new(
        id: [u8; 16],
        key: &VaultKey,
        kept: Kept,
        draw: Draw<'_>,
    ) -> std::io::Result<Self> {
        let (way, wrapped, plain) = match &kept {
            Kept::Keyring => (0, None, None),
            Kept::Passphrase(wrapped) => (1, Some(wrapped.clone()), None),
            Kept::Plain(key) => (2, None, Some(PlainKey(*key.expose()))),
        };
        let form = Form {
            version: VERSION,
            id,
            way,
            check: key.check().seal(&id, b"", draw)?,
            wrapped,
            plain,
        };
        Ok(Self { form, kept })
    }

    /// Reads the folder's file; `None` where there is none.
    pub(super) fn read(folder: &DataFolder) -> Result<Option<Self>, StoreError> {
        let path = folder.vault_file();
        let Some(bytes) = read_small(&path)? else {
            return Ok(None);
        };
        Self::parse(&bytes, &path).map(Some)
    }

    /// Reads the file that may take the folder's place.
    pub(super) fn read_beside(folder: &DataFolder) -> Result<Self, StoreError> {
        let path = folder.fresh_vault_file();
        let bytes = read_small(&path)?.ok_or_else(|| StoreError::Damaged(path.clone()))?;
        Self::parse(&bytes, &path)
    }

    /// Writes the file that may take the folder's place.
    pub(super) fn write_beside(&self, folder: &DataFolder) -> Result<(), StoreError> {
        let mut bytes = zeroize::Zeroizing::new(to_canonical(&self.form));
        let sum = blake3::hash(&bytes);
        bytes.extend_from_slice(&sum.as_bytes()[..SUM]);
        write_private(&folder.fresh_vault_file(), &bytes)
    }

    /// Puts it there.
    pub(super) fn exchange(folder: &DataFolder) -> Result<(), StoreError> {
        rename_private(&folder.fresh_vault_file(), &folder.vault_file())
    }

    /// Returns the vault's number: the keyring's entry has it, and it is bound into what is sealed.
    pub(super) const fn id(&self) -> &[u8; 16] {
        &self.form.id
    }

    pub(super) const fn kept(&self) -> &Kept {
        &self.kept
    }

    pub(super) const fn way(&self) -> Way {
        match self.kept {
            Kept::Keyring => Way::Keyring,
            Kept::Passphrase(_) => Way::Passphrase,
            Kept::Plain(_) => Way::PlainFile,
        }
    }

    /// Returns whether this is the folder's key.
    pub(super) fn fits(&self, key: &VaultKey) -> bool {
        key.check().open(&self.form.id, &self.form.check).is_some()
    }

    fn parse(bytes: &[u8], path: &std::path::Path) -> Result<Self, StoreError> {
        let damaged = || StoreError::Damaged(path.to_owned());
        let at = bytes.len().checked_sub(SUM).ok_or_else(damaged)?;
        let (array, sum) = bytes.split_at(at);
        if blake3::hash(array).as_bytes()[..SUM] != *sum {
            return Err(damaged());
        }
        // A newer file may have another form behind its version, and says so before anything else.
        let found = version(array).ok_or_else(damaged)?;
        if found > VERSION {
            return Err(StoreError::TooNew {
                path: path.to_owned(),
                found: found.into(),
                known: VERSION.into(),
            });
        }
        let form: Form = from_canonical(array).map_err(|_| damaged())?;
        let kept = match (form.way, &form.wrapped, &form.plain) {
            (0, None, None) => Kept::Keyring,
            (1, Some(wrapped), None) => Kept::Passphrase(wrapped.clone()),
            (2, None, Some(plain)) => Kept::Plain(VaultKey::from_bytes(plain.0)),
            _ => return Err(damaged()),
        };
        Ok(Self { form, kept })
    }
}

/// Reads the version in front of an array.
fn version(array: &[u8]) -> Option<u8> {
    let mut decoder = minicbor::Decoder::new(array);
    decoder.array().ok()?;
    decoder.u8().ok()
}
