//! Imports that were undone: what they brought is archived, and comes back when the list is imported again.

use std::collections::BTreeSet;

use crate::api::AppError;

use super::Local;

impl Local {
    /// Remembers the items that an undone import had brought.
    pub(crate) fn import_undone(&self, board: &str, items: &[String]) -> Result<(), AppError> {
        let mut connection = self.lock();
        let tx = connection.transaction()?;
        for item in items {
            tx.prepare_cached("INSERT OR IGNORE INTO undone_imports (board, item) VALUES (?, ?)")?
                .execute((board, item))?;
        }
        tx.commit()?;
        Ok(())
    }

    /// Returns the items that undone imports had brought.
    pub(crate) fn undone_imports(&self, board: &str) -> Result<BTreeSet<String>, AppError> {
        let connection = self.lock();
        let mut statement =
            connection.prepare_cached("SELECT item FROM undone_imports WHERE board = ?")?;
        let items = statement.query_map([board], |row| row.get(0))?;
        Ok(items.collect::<Result<_, _>>()?)
    }

    /// Forgets items: an import brought them back.
    pub(crate) fn import_redone(&self, board: &str, items: &[String]) -> Result<(), AppError> {
        let mut connection = self.lock();
        let tx = connection.transaction()?;
        for item in items {
            tx.prepare_cached("DELETE FROM undone_imports WHERE board = ? AND item = ?")?
                .execute((board, item))?;
        }
        tx.commit()?;
        Ok(())
    }
}
