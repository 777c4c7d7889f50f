//! `index.db`: the read model. Everything in it follows from the log, so it can be deleted at any time.
//!
//! Owns the rows that views read, the search, the items' documents and the cursor over verdicts.
//! 1. News of verdicts come in batches; each batch and the cursor behind it are one transaction.
//! 2. Entries are kept by item; changes are applied to the item's document.
//! 3. Each touched item, and what is shown as one with it, is derived again by `model` and written.
//!
//! Never decides what counts. A change that its document refuses is counted as set aside.

mod aside;
mod cases;
mod certs;
mod code;
mod derive;
mod documents;
mod entries;
mod file;
mod files;
mod ids;
mod kin;
mod listing;
mod newer;
mod receipts;
mod rows;
mod schema;
mod search;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use node::DatabaseKey;
use rusqlite::{Connection, OptionalExtension, Transaction};
use trust::{BoardId, Entry, ItemId, Kind, PersonId};

use self::file::{delete, open_reader, open_writer};
use crate::api::AppError;
use crate::live::Touched;

pub(crate) use aside::{
    SetAside, SetAsideBody, aside_at, count as set_aside, former_name, is_aside,
    list as list_aside, names_aside,
};
pub(crate) use cases::{Case, entries_of as entries_of_case, of_need as cases_of};
pub(crate) use certs::{Arrival, arrival, came_by, certified, device_since};
pub(crate) use code::{SHORTEST, find, shown as shown_code, spoken};
pub(crate) use derive::{Kin, kin_state, signed};
pub(crate) use documents::load as load_document;
pub(crate) use entries::{Kept, history, is_kept, kept_of_item};
pub(crate) use files::of_board as files_of_board;
pub(crate) use ids::one_of_ids;
pub(crate) use listing::{Folded, Listed, is_here, kind_of, list, one, shown_kind};
pub(crate) use newer::{count as newer, said_about as newer_about};
pub(crate) use receipts::{count_leading, leading, newest_of};
pub(crate) use rows::{
    board_number, changed_at, counts, creation_of, held, made_by, makers_entries, name_of, names,
    open_needs, settings_items,
};

/// When the next lease ends; asked after each change. The index of leases leaves items without one out, and answers only
/// who says so.
const NEXT_LEASE: &str = "SELECT min(lease_end) FROM items WHERE lease_end IS NOT NULL";

/// A verdict on an entry, as the index needs it.
#[derive(Debug, Clone)]
pub(crate) struct News {
    /// Its number: the cursor.
    pub(crate) n: u64,
    /// The board.
    pub(crate) board: BoardId,
    /// The entry.
    pub(crate) entry: Arc<Entry>,
    /// Who wrote it; `None` where nobody on the board did.
    pub(crate) person: Option<PersonId>,
    /// Whether it counts.
    pub(crate) accepted: bool,
    /// Why it does not, as a stable word; empty where it does.
    pub(crate) reason: String,
}

/// The open index: one connection writes, as many as needed read.
pub(crate) struct Index {
    path: PathBuf,
    key: DatabaseKey,
    writer: Mutex<Connection>,
    readers: Mutex<Readers>,
}

/// Idle connections of one life of the index.
#[derive(Default)]
struct Readers {
    life: u64,
    idle: Vec<Connection>,
}

/// What a batch has to look at again on one board.
#[derive(Debug, Default)]
struct Work {
    /// Items with new entries.
    items: BTreeMap<ItemId, Item>,
    /// Sealed cases with new entries: the need, and the case.
    cases: BTreeSet<(ItemId, ItemId)>,
    /// Items about which something sealed came that cannot be opened here.
    about: BTreeSet<ItemId>,
    /// Whether statements about the board itself came or went.
    names: bool,
}

/// What an item has to do.
#[derive(Debug, Default)]
struct Item {
    /// New changes, in the order of their verdicts.
    changes: Vec<Arc<Entry>>,
    /// Whether its document is made from the beginning: something was retracted.
    rebuild: bool,
}

impl Index {
    /// Opens the index; one of another version, or a broken one, is deleted and begins anew.
    pub(crate) fn open(path: &Path, key: &DatabaseKey) -> Result<Self, AppError> {
        match open_writer(path, key) {
            Ok(Some(writer)) => Ok(Self::over(path, key, writer)),
            Ok(None) | Err(_) => Self::anew(path, key),
        }
    }

    /// Deletes what is there and begins an empty index.
    pub(crate) fn anew(path: &Path, key: &DatabaseKey) -> Result<Self, AppError> {
        delete(path)?;
        let writer = open_writer(path, key)?
            .ok_or_else(|| AppError::internal("a new index has another version"))?;
        Ok(Self::over(path, key, writer))
    }

    /// Begins anew while it is open: it turned out to be broken. Who reads now reads the old one to the end.
    pub(crate) fn restart(&self) -> Result<(), AppError> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        readers.idle.clear();
        readers.life += 1;
        *writer = Connection::open_in_memory()?;
        delete(&self.path)?;
        *writer = open_writer(&self.path, &self.key)?
            .ok_or_else(|| AppError::internal("a new index has another version"))?;
        Ok(())
    }

    fn over(path: &Path, key: &DatabaseKey, writer: Connection) -> Self {
        Self {
            path: path.to_owned(),
            key: key.clone(),
            writer: Mutex::new(writer),
            readers: Mutex::default(),
        }
    }

    /// Returns up to which verdict the index is.
    pub(crate) fn cursor(&self) -> Result<u64, AppError> {
        self.read(|connection| {
            let n: Option<i64> = connection
                .query_row("SELECT value FROM meta WHERE key = 'cursor'", [], |row| {
                    row.get(0)
                })
                .optional()?;
            Ok(n.unwrap_or(0).cast_unsigned())
        })
    }

    /// Takes a batch of news in, in one transaction with the cursor, and says what it touched.
    pub(crate) fn take(&self, batch: &[News], now_ms: u64) -> Result<Touched, AppError> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let tx = writer.transaction()?;
        let mut touched = Touched::default();
        let mut boards: BTreeMap<BoardId, (i64, Work)> = BTreeMap::new();
        for news in batch {
            let (board, work) = match boards.entry(news.board) {
                std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
                std::collections::btree_map::Entry::Vacant(new) => {
                    new.insert((rows::ensure_board(&tx, news.board)?, Work::default()))
                }
            };
            let touched = touched.boards.entry(news.board).or_default();
            touched.people |= news.entry.header.kind == Kind::Certificate;
            keep(&tx, *board, news, work)?;
        }
        for (id, (board, work)) in boards {
            let touched = touched.boards.entry(id).or_default();
            touched.people |= work.names;
            touched.items.extend(refresh(&tx, board, work, now_ms)?);
        }
        if let Some(last) = batch.iter().map(|news| news.n).max() {
            tx.execute(
                "INSERT INTO meta (key, value) VALUES ('cursor', ?1)
                 ON CONFLICT (key) DO UPDATE SET value = max(value, ?1)",
                [last.cast_signed()],
            )?;
        }
        tx.commit()?;
        Ok(touched)
    }

    /// Derives items again whose leases have ended, and says what that touched.
    pub(crate) fn lapse(&self, now_ms: u64) -> Result<Touched, AppError> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let tx = writer.transaction()?;
        let ended: Vec<(i64, [u8; 32], [u8; 16])> = tx
            .prepare_cached(
                "SELECT boards.id, boards.board, items.item FROM items JOIN boards ON boards.id = items.board
                 WHERE lease_end <= ?",
            )?
            .query_map([now_ms.cast_signed()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<Result<_, _>>()?;
        let mut touched = Touched::default();
        for (board, id, item) in ended {
            let again =
                derive::refresh_groups(&tx, board, &BTreeSet::from([ItemId(item)]), now_ms)?;
            touched
                .boards
                .entry(BoardId(id))
                .or_default()
                .items
                .extend(again);
        }
        tx.commit()?;
        Ok(touched)
    }

    /// Forgets a board: it is not on this device any more.
    pub(crate) fn forget_board(&self, board: BoardId) -> Result<(), AppError> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let tx = writer.transaction()?;
        certs::forget_board(&tx, board)?;
        Ok(tx.commit()?)
    }

    /// Damages what is written, as a broken disk or a defect would.
    #[cfg(test)]
    pub(crate) fn damage(&self, sql: &str) {
        let writer = self.writer.lock().unwrap();
        writer.execute_batch(sql).unwrap();
    }

    /// Returns when the next lease ends.
    pub(crate) fn next_lease(&self) -> Result<Option<u64>, AppError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(NEXT_LEASE)?;
            let end: Option<i64> = statement.query_row([], |row| row.get(0))?;
            Ok(end.map(i64::cast_unsigned))
        })
    }

    /// Reads on a connection of its own, beside whoever writes, and all of it at one moment.
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        let (life, idle) = {
            let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
            (readers.life, readers.idle.pop())
        };
        let mut reader = match idle {
            Some(reader) => reader,
            None => open_reader(&self.path, &self.key)?,
        };
        let answer = {
            let moment = reader.transaction()?;
            work(&moment)?
        };
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.life == life {
            readers.idle.push(reader);
        }
        Ok(answer)
    }
}

/// Keeps or drops one entry, and notes what has to be looked at again.
fn keep(tx: &Transaction<'_>, board: i64, news: &News, work: &mut Work) -> Result<(), AppError> {
    let entry = &news.entry;
    if entry.header.compartment.is_apart() {
        return cases::keep(tx, board, news, work);
    }
    let known = entries::is_kept(tx, entry.id)?;
    match (news.accepted, news.person) {
        (true, Some(person)) => {
            aside::forgive(tx, entry.id)?;
            if entry.header.kind == Kind::Certificate {
                return certs::keep(tx, board, person, entry);
            }
            if known || !matches!(entry.header.kind, Kind::Change | Kind::Statement) {
                return Ok(());
            }
            entries::keep(tx, board, news.n, person, entry)?;
            files::keep(tx, board, entry)?;
        }
        _ => {
            aside::put(tx, board, news, known)?;
            if entry.header.kind == Kind::Certificate {
                return certs::drop(tx, entry.id);
            }
            if !known {
                // It may be what somebody is called who was removed.
                work.names |= entry.header.kind == Kind::Statement && entry.header.item.is_none();
                return Ok(());
            }
            entries::drop(tx, entry.id)?;
            files::drop(tx, entry.id)?;
        }
    }
    match entry.header.item {
        None => work.names = true,
        Some(item) => {
            let todo = work.items.entry(item).or_default();
            if !news.accepted {
                todo.rebuild = true;
            } else if entry.header.kind == Kind::Change {
                todo.changes.push(Arc::clone(entry));
            }
        }
    }
    Ok(())
}

/// Brings documents, rows and names up to the entries that are kept now.
fn refresh(
    tx: &Transaction<'_>,
    board: i64,
    work: Work,
    now_ms: u64,
) -> Result<BTreeSet<ItemId>, AppError> {
    if work.names {
        rows::refresh_names(tx, board)?;
    }
    let mut about = work.about;
    about.extend(cases::refresh(tx, board, work.cases)?);
    let mut groups: BTreeSet<ItemId> = BTreeSet::new();
    for (item, todo) in work.items {
        // What it was shown as one with may have to stand alone now.
        groups.extend(kin::of(tx, board, item)?);
        documents::refresh(tx, board, item, &todo.changes, todo.rebuild)?;
        derive::refresh_hidden(tx, board, item, now_ms)?;
        groups.insert(item);
    }
    about.extend(derive::refresh_groups(tx, board, &groups, now_ms)?);
    Ok(about)
}
