//! The device's secret keys, in one file of mode 0600.
//!
//! Owns the file's form. It stands in for the vault until that exists. Never makes randomness itself,
//! never overwrites a file that it cannot read.

use minicbor::{Decode, Encode};
use trust::{DeviceSecret, KemSecret, PersonSeed, from_canonical, to_canonical};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::folder::{read_private, write_private};
use crate::{DataFolder, LogDb, StoreError};

/// The version of the file.
const VERSION: u8 = 1;
/// More than the file ever has.
const MAX_LEN: u64 = 1024;

/// The keys of this installation.
#[derive(Clone)]
pub struct DeviceKeys {
    /// The person: their key on each board derives from it.
    pub person: PersonSeed,
    /// The device: its key on each board derives from it.
    pub device: DeviceSecret,
    /// Opens wrapped keys.
    pub kem: KemSecret,
    network: Zeroizing<[u8; 32]>,
}

/// The file: an array, in this order.
#[derive(Encode, Decode, Zeroize, ZeroizeOnDrop)]
#[cbor(array)]
struct KeyFile {
    #[n(0)]
    version: u8,
    #[cbor(n(1), with = "minicbor::bytes")]
    person: [u8; 16],
    #[cbor(n(2), with = "minicbor::bytes")]
    device: [u8; 32],
    #[cbor(n(3), with = "minicbor::bytes")]
    network: [u8; 32],
    #[cbor(n(4), with = "minicbor::bytes")]
    kem: [u8; 32],
}

impl DeviceKeys {
    /// Reads the keys, or makes them with randomness that `draw` fills in.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where the file cannot be read as keys: it is left as it is, because without it
    /// the person is nobody on all boards. Also where the file is gone and the log still holds boards: fresh keys
    /// would take its place for good.
    pub fn load_or_create(
        folder: &DataFolder,
        draw: &mut dyn FnMut(&mut [u8]) -> std::io::Result<()>,
    ) -> Result<Self, StoreError> {
        let path = folder.keys_file();
        if let Some(bytes) = read_private(&path, MAX_LEN)? {
            let bytes = Zeroizing::new(bytes);
            let file: KeyFile =
                from_canonical(&bytes).map_err(|_| StoreError::Damaged(path.clone()))?;
            if file.version != VERSION {
                return Err(StoreError::TooNew {
                    path,
                    found: file.version.into(),
                    known: VERSION.into(),
                });
            }
            return Ok(Self::from_file(&file));
        }
        if LogDb::holds_boards(&folder.log_db(), &crate::DatabaseKey::from_bytes([8; 32]))? {
            return Err(StoreError::Damaged(path));
        }
        let keys = Self::draw(draw).map_err(|e| StoreError::io(&path, e))?;
        let bytes = Zeroizing::new(to_canonical(&keys.to_file()));
        write_private(&path, &bytes)?;
        Ok(keys)
    }

    /// Makes keys that stand in no file: for simulations.
    ///
    /// # Errors
    /// What `draw` fails with.
    pub fn draw(draw: &mut dyn FnMut(&mut [u8]) -> std::io::Result<()>) -> std::io::Result<Self> {
        let mut file = KeyFile {
            version: VERSION,
            person: [0; 16],
            device: [0; 32],
            network: [0; 32],
            kem: [0; 32],
        };
        draw(&mut file.person)?;
        draw(&mut file.device)?;
        draw(&mut file.network)?;
        draw(&mut file.kem)?;
        Ok(Self::from_file(&file))
    }

    /// Returns the secret of the network key.
    #[must_use]
    pub fn network(&self) -> &[u8; 32] {
        &self.network
    }

    fn from_file(file: &KeyFile) -> Self {
        Self {
            person: PersonSeed::from_bytes(file.person),
            device: DeviceSecret::from_bytes(file.device),
            kem: KemSecret::from_bytes(file.kem),
            network: Zeroizing::new(file.network),
        }
    }

    fn to_file(&self) -> KeyFile {
        KeyFile {
            version: VERSION,
            person: *self.person.expose(),
            device: *self.device.expose(),
            network: *self.network,
            kem: *self.kem.expose(),
        }
    }
}

impl std::fmt::Debug for DeviceKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceKeys(hidden)")
    }
}

#[cfg(test)]
mod tests;
