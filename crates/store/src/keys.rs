//! The secret keys of this device and of its person, in the sealed file `keys`.
//!
//! Owns the file's form: versions 2 to 4 are sealed by the vault's key (3 keeps two receiving keys of before, 4 as many as
//! are needed), version 1 stood in the clear (`older` seals it).
//! The person's seed may be on paper only: then what needs it says so ([`OnPaper`]). Never makes randomness
//! itself, never overwrites a file that it cannot read.

use trust::{DeviceSecret, KemSecret, PersonSeed, from_canonical, to_canonical};
use zeroize::Zeroizing;

use crate::folder::{read_private, write_private};
use crate::secret::VaultKey;
use crate::{BackupKey, DataFolder, Database, Draw, LogDb, PersonMark, StoreError, Vault};

mod form;
mod person;
mod receiving;

pub use person::RestoreError;
pub use receiving::Renewed;

use form::{PlainFile, SealedFile, Secrets};

/// The version of the file.
const VERSION: u8 = 4;
/// More than the file ever has.
const MAX_LEN: u64 = 8 * 1024;
/// Bound into what is sealed.
const BESIDE: &[u8] = b"keys 4";
/// The same of version 3.
const BESIDE_3: &[u8] = b"keys 3";
/// The same of version 2.
const BESIDE_2: &[u8] = b"keys 2";

/// What cannot be done: the person's seed is on paper only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this needs the twelve words: they are on paper only")]
pub struct OnPaper;

/// Twelve words that are another person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("these twelve words belong to another person")]
pub struct OtherPerson;

/// The keys of this installation.
#[derive(Clone)]
pub struct DeviceKeys {
    person: Option<PersonSeed>,
    mark: PersonMark,
    backup: BackupKey,
    /// The device: its key on each board derives from it.
    pub device: DeviceSecret,
    /// Opens wrapped keys.
    pub kem: KemSecret,
    /// Those before it, the newest first: somebody who has not heard of the present one may still wrap keys to them.
    older: Vec<KemSecret>,
    network: Zeroizing<[u8; 32]>,
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
        vault: &Vault,
        draw: Draw<'_>,
    ) -> Result<Self, StoreError> {
        if let Some(keys) = Self::load(folder, vault.key())? {
            return Ok(keys);
        }
        if LogDb::holds_boards(&folder.log_db(), &vault.database_key(Database::Log))? {
            return Err(StoreError::Damaged(folder.keys_file()));
        }
        let keys = Self::draw(draw).map_err(|e| StoreError::io(folder.keys_file(), e))?;
        keys.save(folder, vault, draw)?;
        Ok(keys)
    }

    /// Keeps the keys, in place of those that are there.
    ///
    /// # Errors
    /// [`StoreError`]: then those that were there still are.
    pub fn save(
        &self,
        folder: &DataFolder,
        vault: &Vault,
        draw: Draw<'_>,
    ) -> Result<(), StoreError> {
        self.write(folder, vault.key(), draw)
    }

    /// Makes keys of a new person that stand in no file.
    ///
    /// # Errors
    /// What `draw` fails with.
    pub fn draw(draw: Draw<'_>) -> std::io::Result<Self> {
        let mut seed = Zeroizing::new([0; 16]);
        draw(seed.as_mut())?;
        Self::of_person(PersonSeed::from_bytes(*seed), draw)
    }

    /// Makes the keys of a new device of this person, in no file: a restored person.
    ///
    /// # Errors
    /// What `draw` fails with.
    pub fn of_person(person: PersonSeed, draw: Draw<'_>) -> std::io::Result<Self> {
        let mut of = || -> std::io::Result<Zeroizing<[u8; 32]>> {
            let mut secret = Zeroizing::new([0; 32]);
            draw(secret.as_mut())?;
            Ok(secret)
        };
        let device = DeviceSecret::from_bytes(*of()?);
        let network = of()?;
        let kem = KemSecret::from_bytes(*of()?);
        Ok(Self {
            mark: PersonMark::of(&person),
            backup: BackupKey::of(&person),
            person: Some(person),
            device,
            kem,
            older: Vec::new(),
            network,
        })
    }

    /// Returns keys of the same person for a device of its own: where a copied folder goes on. A seed that is on
    /// paper only stays there.
    ///
    /// # Errors
    /// What `draw` fails with.
    pub fn of_another_device(&self, draw: Draw<'_>) -> std::io::Result<Self> {
        let mut other = Self::draw(draw)?;
        other.person.clone_from(&self.person);
        other.mark = self.mark;
        other.backup = self.backup.clone();
        Ok(other)
    }

    /// Returns the person's seed.
    ///
    /// # Errors
    /// [`OnPaper`] where it was taken out of the vault.
    pub fn person(&self) -> Result<&PersonSeed, OnPaper> {
        self.person.as_ref().ok_or(OnPaper)
    }

    /// Returns by what the person is known again, also without the seed.
    #[must_use]
    pub const fn mark(&self) -> PersonMark {
        self.mark
    }

    /// Returns what backups are sealed with, also without the seed.
    #[must_use]
    pub const fn backup_key(&self) -> &BackupKey {
        &self.backup
    }

    /// Takes the seed out: from then on it is on paper only. Nothing is written until [`DeviceKeys::save`].
    pub fn forget_person(&mut self) {
        self.person = None;
    }

    /// Takes the seed in again. Nothing is written until [`DeviceKeys::save`].
    ///
    /// # Errors
    /// [`OtherPerson`] where it is another one's.
    pub fn remember_person(&mut self, seed: PersonSeed) -> Result<(), OtherPerson> {
        if PersonMark::of(&seed) != self.mark {
            return Err(OtherPerson);
        }
        self.person = Some(seed);
        Ok(())
    }

    /// Becomes another person's device: an empty folder that was added to theirs. Device and network key stay. Nothing
    /// is written until [`DeviceKeys::save`].
    pub fn become_person(&mut self, seed: PersonSeed) {
        self.mark = PersonMark::of(&seed);
        self.backup = BackupKey::of(&seed);
        self.person = Some(seed);
    }

    /// Returns the secret of the network key.
    #[must_use]
    pub fn network(&self) -> &[u8; 32] {
        &self.network
    }

    /// Returns the secret of the other network key: under it this device is met through relays only. It follows from the
    /// first one by a one-way function, so that it is kept where that is, and nobody sees by one public half whose the
    /// other is.
    #[must_use]
    pub fn hidden_network(&self) -> Zeroizing<[u8; 32]> {
        let key = blake3::derive_key("manyhands 2026 hidden network key", &*self.network);
        Zeroizing::new(key)
    }

    /// Reads the sealed file; `None` where there is none.
    fn load(folder: &DataFolder, key: &VaultKey) -> Result<Option<Self>, StoreError> {
        let path = folder.keys_file();
        let Some(bytes) = read_private(&path, MAX_LEN)? else {
            return Ok(None);
        };
        let damaged = || StoreError::Damaged(path.clone());
        let found = form::version(&bytes).ok_or_else(damaged)?;
        if found > VERSION {
            return Err(StoreError::TooNew {
                path,
                found: found.into(),
                known: VERSION.into(),
            });
        }
        let file: SealedFile = from_canonical(&bytes).map_err(|_| damaged())?;
        let beside = match found {
            2 => BESIDE_2,
            3 => BESIDE_3,
            VERSION => BESIDE,
            _ => return Err(damaged()),
        };
        let clear = key.keys_file().open(beside, &file.sealed);
        let secrets: Secrets =
            from_canonical(&clear.ok_or_else(damaged)?).map_err(|_| damaged())?;
        Ok(Some(Self::from_secrets(&secrets)))
    }

    fn write(&self, folder: &DataFolder, key: &VaultKey, draw: Draw<'_>) -> Result<(), StoreError> {
        let path = folder.keys_file();
        let clear = Zeroizing::new(to_canonical(&self.to_secrets()));
        let sealed = key.keys_file().seal(BESIDE, &clear, draw);
        let file = SealedFile {
            version: VERSION,
            sealed: sealed.map_err(|e| StoreError::io(&path, e))?,
        };
        write_private(&path, &to_canonical(&file))
    }

    fn from_secrets(secrets: &Secrets) -> Self {
        Self {
            person: secrets
                .person
                .as_ref()
                .map(|seed| PersonSeed::from_bytes(seed.0)),
            mark: PersonMark(secrets.mark),
            backup: BackupKey::from_bytes(secrets.backup),
            device: DeviceSecret::from_bytes(secrets.device),
            kem: KemSecret::from_bytes(secrets.kem),
            older: secrets
                .older
                .iter()
                .flatten()
                .map(form::Kem::secret)
                .collect(),
            network: Zeroizing::new(secrets.network),
        }
    }

    fn to_secrets(&self) -> Secrets {
        Secrets {
            person: self.person.as_ref().map(|seed| form::Seed(*seed.expose())),
            mark: self.mark.0,
            backup: *self.backup.expose(),
            device: *self.device.expose(),
            network: *self.network,
            kem: *self.kem.expose(),
            older: (!self.older.is_empty()).then(|| self.older.iter().map(form::Kem::of).collect()),
        }
    }
}

/// Returns whether the folder's keys stand in the clear: the version before wrote them.
pub(crate) fn is_plain(folder: &DataFolder) -> Result<bool, StoreError> {
    let bytes = read_private(&folder.keys_file(), MAX_LEN)?.map(Zeroizing::new);
    Ok(bytes.is_some_and(|bytes| from_canonical::<PlainFile>(&bytes).is_ok()))
}

/// Seals keys that stand in the clear; does nothing for others.
pub(crate) fn seal_plain(
    folder: &DataFolder,
    key: &VaultKey,
    draw: Draw<'_>,
) -> Result<(), StoreError> {
    let Some(bytes) = read_private(&folder.keys_file(), MAX_LEN)?.map(Zeroizing::new) else {
        return Ok(());
    };
    let Ok(file) = from_canonical::<PlainFile>(&bytes) else {
        return Ok(());
    };
    let person = PersonSeed::from_bytes(file.person);
    let keys = DeviceKeys {
        mark: PersonMark::of(&person),
        backup: BackupKey::of(&person),
        person: Some(person),
        device: DeviceSecret::from_bytes(file.device),
        kem: KemSecret::from_bytes(file.kem),
        older: Vec::new(),
        network: Zeroizing::new(file.network),
    };
    keys.write(folder, key, draw)
}

impl std::fmt::Debug for DeviceKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceKeys(hidden)")
    }
}

#[cfg(test)]
mod tests;
