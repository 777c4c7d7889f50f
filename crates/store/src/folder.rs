//! The data folder: where everything of one profile is, and the lock on it.
//!
//! Owns the folder's place, its modes (0700, files 0600) and the operating system's lock against a
//! second process. Never knows what is in the files.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use crate::StoreError;

mod reserve;

pub use reserve::free_room;

/// Beats the system's own place for data.
const HOME_VARIABLE: &str = "MANYHANDS_HOME";
const DEFAULT_PROFILE: &str = "default";
const LOCK: &str = "lock";
/// The longest name of a profile.
const MAX_PROFILE: usize = 64;

/// An open data folder. The lock on it lasts as long as this value; the system frees it after a crash.
#[derive(Debug)]
pub struct DataFolder {
    root: PathBuf,
    // Held, never read: the lock is the file's.
    _lock: File,
}

impl DataFolder {
    /// Returns the folder of a profile: `profiles/NAME` under `MANYHANDS_HOME`, or under the system's place for data.
    ///
    /// # Errors
    /// [`StoreError::NoHome`] where the system names none, [`StoreError::BadProfile`] for a name that is no folder's.
    pub fn root_for(profile: Option<&str>) -> Result<PathBuf, StoreError> {
        let home = std::env::var_os(HOME_VARIABLE).filter(|home| !home.is_empty());
        let base = match home {
            Some(home) => PathBuf::from(home),
            None => directories::ProjectDirs::from("org", "manyhands", "manyhands")
                .ok_or(StoreError::NoHome)?
                .data_dir()
                .to_owned(),
        };
        Self::root_under(&base, profile)
    }

    /// Returns the folder of a profile under a base folder.
    ///
    /// # Errors
    /// [`StoreError::BadProfile`] for a name that is no folder's.
    pub fn root_under(base: &Path, profile: Option<&str>) -> Result<PathBuf, StoreError> {
        let name = profile.unwrap_or(DEFAULT_PROFILE);
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if name.is_empty() || name.len() > MAX_PROFILE || !name.chars().all(allowed) {
            return Err(StoreError::BadProfile);
        }
        Ok(base.join("profiles").join(name))
    }

    /// Opens the folder, made with mode 0700 where it is missing, and takes the lock.
    ///
    /// # Errors
    /// [`StoreError::InUse`] where another process holds it.
    pub fn open(root: impl Into<PathBuf>) -> Result<Self, StoreError> {
        let root = root.into();
        make_folder(&root)?;
        let path = root.join(LOCK);
        let lock = private_options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|e| StoreError::io(&path, e))?;
        match lock.try_lock() {
            Ok(()) => {
                reserve::look_after(&root);
                Ok(Self { root, _lock: lock })
            }
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse(root)),
            Err(TryLockError::Error(source)) => Err(StoreError::io(path, source)),
        }
    }

    /// Returns the folder itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns where the log is: the truth.
    #[must_use]
    pub fn log_db(&self) -> PathBuf {
        self.root.join("log.db")
    }

    /// Returns where the read model is: disposable.
    #[must_use]
    pub fn index_db(&self) -> PathBuf {
        self.root.join("index.db")
    }

    /// Returns where settings and drafts are.
    #[must_use]
    pub fn local_db(&self) -> PathBuf {
        self.root.join("local.db")
    }

    /// Returns the folder of the sealed files of boards.
    #[must_use]
    pub fn blobs(&self) -> PathBuf {
        self.root.join("blobs")
    }

    /// Returns where the socket for other processes of the same person is.
    #[must_use]
    pub fn control_socket(&self) -> PathBuf {
        self.root.join("control.sock")
    }

    /// Returns where the device's keys are, sealed.
    #[must_use]
    pub fn keys_file(&self) -> PathBuf {
        self.root.join("keys")
    }

    /// Returns where it stands how the folder opens.
    #[must_use]
    pub fn vault_file(&self) -> PathBuf {
        self.root.join("vault")
    }

    /// Returns where a new vault's file waits until it is proven.
    pub(crate) fn fresh_vault_file(&self) -> PathBuf {
        self.root.join("vault.fresh")
    }

    /// Returns the file that is locked while a process uses the folder. It is never replaced.
    pub(crate) fn lock_file(&self) -> PathBuf {
        self.root.join(LOCK)
    }

    /// Returns where it stands on which machine the folder lies, and where there.
    pub(crate) fn place_file(&self) -> PathBuf {
        self.root.join("place")
    }
}

/// Makes an empty file of mode 0600 where there is none: SQLite gives its other files the same mode.
pub(crate) fn make_private_file(path: &Path) -> Result<(), StoreError> {
    match private_options().create_new(true).write(true).open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(StoreError::io(path, error)),
    }
}

/// Writes a file of mode 0600 so that it is there whole or not at all, also after a power cut.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let fresh = path.with_extension("new");
    let write = || {
        let mut file = private_options()
            .create(true)
            .truncate(true)
            .write(true)
            .open(&fresh)?;
        file.write_all(bytes)?;
        #[cfg(test)]
        tests::note("sync", &fresh);
        file.sync_all()
    };
    write().map_err(|e| StoreError::io(path, e))?;
    rename_private(&fresh, path)
}

/// Renames a file, and waits until the folder says so on the disk.
pub(crate) fn rename_private(from: &Path, to: &Path) -> Result<(), StoreError> {
    #[cfg(test)]
    tests::note("rename", to);
    std::fs::rename(from, to).map_err(|e| StoreError::io(from, e))?;
    to.parent().map_or(Ok(()), sync)
}

/// Waits until a file or folder is on the disk.
pub(crate) fn sync(path: &Path) -> Result<(), StoreError> {
    #[cfg(test)]
    tests::note("sync", path);
    let synced = File::open(path).and_then(|file| file.sync_all());
    synced.map_err(|e| StoreError::io(path, e))
}

/// Reads a whole file of at most `limit` bytes; `None` where there is none.
pub(crate) fn read_private(path: &Path, limit: u64) -> Result<Option<Vec<u8>>, StoreError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StoreError::io(path, error)),
    };
    let mut bytes = Vec::new();
    file.take(limit)
        .read_to_end(&mut bytes)
        .map_err(|e| StoreError::io(path, e))?;
    Ok(Some(bytes))
}

fn make_folder(root: &Path) -> Result<(), StoreError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let missing: Vec<&Path> = root.ancestors().take_while(|at| !at.exists()).collect();
    builder.create(root).map_err(|e| StoreError::io(root, e))?;
    // A folder is on the disk once the one above it says so; until then a power cut takes all that is in it.
    for above in missing.iter().filter_map(|made| made.parent()) {
        let here = above.as_os_str().is_empty();
        sync(if here { Path::new(".") } else { above })?;
    }
    // A folder that was there before may be open to others.
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        std::fs::set_permissions(root, mode).map_err(|e| StoreError::io(root, e))?;
    }
    Ok(())
}

fn private_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(test)]
mod tests;
