//! A folder of the version before: keys and databases stood in the clear. They are sealed once.
//!
//! The vault stands already, so each file follows for itself, and a run that is cut off is ended by the next one:
//! 1. the database's WAL is moved into it, and it is checked;
//! 2. it is copied by `sqlcipher_export` into a sealed file beside it, which is checked (integrity, as many rows
//!    in each table) and synced;
//! 3. the sealed file takes its place by a rename: before that the old one is whole, after it the new one is;
//! 4. the keys come last, in the same way: where they are sealed, everything is.
//!
//! The clear bytes are not overwritten: on flash and on copying file systems that would promise what it cannot
//! keep. The free space of the disk may still hold them.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::database::{Access, beside, is_plain, open_database, open_plain, raw_key};
use crate::folder::{make_private_file, rename_private, sync};
use crate::secret::VaultKey;
use crate::{DataFolder, Database, DatabaseKey, Draw, StoreError, keys};

/// The file that is built until it takes the clear one's place.
const SEALED: &str = ".sealed";

/// Where a run may be cut off: for tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The sealed file is half there.
    Copied,
    /// It is whole and on the disk.
    Checked,
    /// It took the clear one's place.
    Exchanged,
    /// The keys are sealed.
    Keys,
}

/// Returns whether keys or a database stand in the clear.
pub(crate) fn is_older(folder: &DataFolder) -> Result<bool, StoreError> {
    for (_, path) in databases(folder) {
        if is_plain(&path)? {
            return Ok(true);
        }
    }
    keys::is_plain(folder)
}

/// Returns whether keys or the log are here and do not stand in the clear.
pub(crate) fn is_sealed(folder: &DataFolder) -> Result<bool, StoreError> {
    let keys = folder.keys_file().exists() && !keys::is_plain(folder)?;
    let log = folder.log_db();
    let filled = std::fs::metadata(&log).is_ok_and(|log| log.len() > 0);
    Ok(keys || (filled && !is_plain(&log)?))
}

/// Seals what stands in the clear; quick where nothing does.
pub(crate) fn seal(
    folder: &DataFolder,
    key: &VaultKey,
    draw: Draw<'_>,
    after: &mut dyn FnMut(Step) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    for (of, path) in databases(folder) {
        if !is_plain(&path)? {
            continue;
        }
        match seal_database(&path, &key.database(of), after) {
            // What is left of a damaged log is looked for when it is opened; the index is made anew.
            Err(error) if error.is_damage() && of != Database::Local => {
                tracing::warn!(%error, path = %path.display(), "a damaged file is not sealed as it is");
            }
            other => other?,
        }
    }
    keys::seal_plain(folder, key, draw)?;
    after(Step::Keys)
}

/// Returns the files that are still in the clear: damaged ones that were moved aside.
pub(crate) fn left(folder: &DataFolder) -> Result<Vec<PathBuf>, StoreError> {
    let failed = |e| StoreError::io(folder.root(), e);
    let mut left = Vec::new();
    for file in std::fs::read_dir(folder.root()).map_err(failed)? {
        let path = file.map_err(failed)?.path();
        let aside = path.to_string_lossy().contains(".damaged-");
        if aside && is_plain(&path)? {
            left.push(path);
        }
    }
    left.sort();
    Ok(left)
}

fn databases(folder: &DataFolder) -> [(Database, PathBuf); 3] {
    [
        (Database::Log, folder.log_db()),
        (Database::Local, folder.local_db()),
        (Database::Index, folder.index_db()),
    ]
}

fn seal_database(
    path: &Path,
    key: &DatabaseKey,
    after: &mut dyn FnMut(Step) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let sealed = beside(path, SEALED);
    for suffix in ["", "-wal", "-shm", "-journal"] {
        remove(&beside(&sealed, suffix))?;
    }
    let rows = {
        let old = open_plain(path, Access::Write)?;
        // Out of WAL: then the file alone is the database, and nothing of it stays beside it.
        old.pragma_update(None, "journal_mode", "DELETE")?;
        whole(&old, path)?;
        export(&old, &sealed, key, after)?;
        rows(&old)?
    };
    let new = open_database(&sealed, key, Access::Read)?;
    whole(&new, &sealed)?;
    if self::rows(&new)? != rows {
        return Err(StoreError::Damaged(sealed));
    }
    drop(new);
    sync(&sealed)?;
    after(Step::Checked)?;
    remove(&beside(path, "-wal"))?;
    remove(&beside(path, "-shm"))?;
    rename_private(&sealed, path)?;
    after(Step::Exchanged)
}

fn export(
    old: &Connection,
    sealed: &Path,
    key: &DatabaseKey,
    after: &mut dyn FnMut(Step) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    make_private_file(sealed)?;
    let version: i64 = old.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let attach = zeroize::Zeroizing::new(format!(
        "ATTACH DATABASE ?1 AS sealed KEY {}",
        raw_key(key).as_str()
    ));
    old.execute(&attach, [sealed.to_string_lossy().as_ref()])?;
    old.query_row("SELECT sqlcipher_export('sealed')", [], |_| Ok(()))?;
    after(Step::Copied)?;
    old.pragma_update(Some("sealed"), "user_version", version)?;
    old.execute_batch("DETACH DATABASE sealed")?;
    Ok(())
}

/// Checks that the whole database can be read and agrees with itself.
fn whole(db: &Connection, path: &Path) -> Result<(), StoreError> {
    let said: String = db.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if said == "ok" {
        return Ok(());
    }
    Err(StoreError::Damaged(path.to_owned()))
}

/// Returns each table with the number of its rows, and the number of entries in the schema.
fn rows(db: &Connection) -> Result<Vec<(String, i64)>, StoreError> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name";
    let names: Vec<String> = db
        .prepare(sql)?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut rows = Vec::with_capacity(names.len() + 1);
    let count = |name: &str| {
        let sql = format!("SELECT count(*) FROM \"{}\"", name.replace('"', "\"\""));
        db.query_row(&sql, [], |row| row.get(0))
    };
    for name in names {
        let number = count(&name)?;
        rows.push((name, number));
    }
    rows.push((String::new(), count("sqlite_schema")?));
    Ok(rows)
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(StoreError::io(path, error)),
    }
}

#[cfg(test)]
mod tests;
