//! Where the folder lies: on which machine, and as which file there. A copy lies elsewhere.
//!
//! Owns the sealed file `place`: the machine's id (`/etc/machine-id`) and the number (inode) of the file `lock`,
//! which is made once and never replaced. Copying, restoring and moving between disks change one of them; renaming
//! the folder does not. It is only for telling the person: entries are safe in any case, since each run writes
//! logs of its own. A whole disk that is cloned bit by bit is not seen here; then the board shows two logs of one
//! device that grow side by side.

use std::path::Path;

use minicbor::{Decode, Encode};
use trust::{from_canonical, to_canonical};

use crate::folder::{read_private, write_private};
use crate::{DataFolder, Draw, StoreError, Vault};

/// More than the file, or a machine's id, ever has.
const MAX_LEN: u64 = 256;
/// Bound into what is sealed.
const BESIDE: &[u8] = b"place 1";
const MACHINE: &str = "/etc/machine-id";

/// Whether the folder lies where it did when it was used last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// It was never used before.
    New,
    /// Where it was.
    Same,
    /// Elsewhere: it was copied, restored from a copy, or moved here. If the other one is still used, two devices
    /// share one device's keys; one of them should become a device of its own ([`crate::DeviceKeys::of_another_device`]).
    Elsewhere,
}

#[derive(Encode, Decode, PartialEq, Eq)]
#[cbor(array)]
struct Found {
    #[cbor(n(0), with = "minicbor::bytes")]
    machine: Vec<u8>,
    #[n(1)]
    lock: u64,
}

impl Place {
    /// Looks whether the folder lies where it did. Says the same until [`Place::settle`].
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn of(folder: &DataFolder, vault: &Vault) -> Result<Self, StoreError> {
        Self::on(folder, vault, Path::new(MACHINE))
    }

    /// Notes that the folder belongs where it lies now: after the person was told.
    ///
    /// # Errors
    /// [`StoreError`] where the disk fails.
    pub fn settle(folder: &DataFolder, vault: &Vault, draw: Draw<'_>) -> Result<(), StoreError> {
        Self::settle_on(folder, vault, draw, Path::new(MACHINE))
    }

    fn on(folder: &DataFolder, vault: &Vault, machine: &Path) -> Result<Self, StoreError> {
        let Some(sealed) = read_private(&folder.place_file(), MAX_LEN)? else {
            return Ok(Self::New);
        };
        let clear = vault.key().place().open(BESIDE, &sealed);
        let before = clear.and_then(|clear| from_canonical::<Found>(&clear).ok());
        let same = before == Some(look(folder, machine)?);
        Ok(if same { Self::Same } else { Self::Elsewhere })
    }

    fn settle_on(
        folder: &DataFolder,
        vault: &Vault,
        draw: Draw<'_>,
        machine: &Path,
    ) -> Result<(), StoreError> {
        let path = folder.place_file();
        let clear = to_canonical(&look(folder, machine)?);
        let sealed = vault.key().place().seal(BESIDE, &clear, draw);
        write_private(&path, &sealed.map_err(|e| StoreError::io(&path, e))?)
    }
}

fn look(folder: &DataFolder, machine: &Path) -> Result<Found, StoreError> {
    Ok(Found {
        machine: read_private(machine, 64)?.unwrap_or_default(),
        lock: number(&folder.lock_file())?,
    })
}

#[cfg(unix)]
fn number(path: &Path) -> Result<u64, StoreError> {
    let file = std::fs::metadata(path).map_err(|e| StoreError::io(path, e))?;
    Ok(std::os::unix::fs::MetadataExt::ino(&file))
}

/// Where files have no number, only the machine is looked at.
#[cfg(not(unix))]
fn number(_: &Path) -> Result<u64, StoreError> {
    Ok(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Choice;

    fn draw(bytes: &mut [u8]) -> std::io::Result<()> {
        getrandom::fill(bytes).map_err(std::io::Error::other)
    }

    #[test]
    fn a_copied_folder_says_so_until_it_is_settled_and_a_renamed_one_does_not() {
        let dir = tempfile::tempdir().unwrap();
        let machine = dir.path().join("machine-id");
        std::fs::write(&machine, "b08dfa6083e7567a1921a715000001fb\n").unwrap();
        let home = dir.path().join("alice");
        let folder = DataFolder::open(&home).unwrap();
        let vault = Vault::create(&folder, Choice::PlainFile, &mut draw).unwrap();
        let place = |folder: &DataFolder| Place::on(folder, &vault, &machine).unwrap();
        assert_eq!(place(&folder), Place::New);
        Place::settle_on(&folder, &vault, &mut draw, &machine).unwrap();
        assert_eq!(place(&folder), Place::Same);
        drop(folder);
        let renamed = dir.path().join("alice-2");
        std::fs::rename(&home, &renamed).unwrap();
        let folder = DataFolder::open(&renamed).unwrap();
        assert_eq!(place(&folder), Place::Same);

        let copy = dir.path().join("copy");
        std::fs::create_dir(&copy).unwrap();
        for file in std::fs::read_dir(&renamed).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), copy.join(file.file_name())).unwrap();
        }
        let copied = DataFolder::open(&copy).unwrap();
        assert_eq!(place(&copied), Place::Elsewhere);
        assert_eq!(place(&copied), Place::Elsewhere);
        Place::settle_on(&copied, &vault, &mut draw, &machine).unwrap();
        assert_eq!(place(&copied), Place::Same);
        assert_eq!(place(&folder), Place::Same);

        std::fs::write(&machine, "another machine").unwrap();
        assert_eq!(place(&folder), Place::Elsewhere);
        std::fs::write(folder.place_file(), b"damaged").unwrap();
        assert_eq!(place(&folder), Place::Elsewhere);
    }
}
