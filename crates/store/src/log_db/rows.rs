//! From rows to values and back: the one place that knows how ids and entries stand in columns.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Row, Statement};
use trust::{Compartment, Entry, EntryId, EpochId, Header, Kind, LogId, Position};

use crate::StoreError;

/// Defines the number of a row. It means nothing outside of this file and never leaves the device.
macro_rules! key {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(super) i64);

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                self.0.to_sql()
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                value.as_i64().map(Self)
            }
        }
    };
}

key!(
    /// The row of a board.
    BoardKey
);
key!(
    /// The row of a log.
    LogKey
);
key!(
    /// The row of an entry. Ascends in the order of arrival.
    EntryKey
);

/// Fixed-length bytes in a column.
pub(super) struct Bytes<const N: usize>(pub(super) [u8; N]);

impl<const N: usize> FromSql for Bytes<N> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes = value.as_blob()?;
        bytes
            .try_into()
            .map(Self)
            .map_err(|_| FromSqlError::InvalidBlobSize {
                expected_size: N,
                blob_size: bytes.len(),
            })
    }
}

/// Returns a number as SQLite keeps it. Numbers of entries never come near the end.
pub(super) fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Returns a number that was kept by [`int`].
pub(super) fn uint(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

pub(super) const fn kind_number(kind: Kind) -> i64 {
    match kind {
        Kind::Certificate => 0,
        Kind::Change => 1,
        Kind::Statement => 2,
        Kind::Blob => 3,
    }
}

/// Returns the number that stands for a compartment; none for a sealed case, whose keys have a table of their own.
pub(super) const fn compartment_number(compartment: Compartment) -> Option<i64> {
    match compartment {
        Compartment::Members => Some(0),
        Compartment::Main => Some(1),
        Compartment::Coordinators => Some(2),
        Compartment::Inbox => Some(3),
        Compartment::Case(_) => None,
    }
}

pub(super) const fn compartment(number: i64) -> Option<Compartment> {
    match number {
        0 => Some(Compartment::Members),
        1 => Some(Compartment::Main),
        2 => Some(Compartment::Coordinators),
        3 => Some(Compartment::Inbox),
        _ => None,
    }
}

/// The columns of [`entry`]; the tables are `entries e`, `logs l` and `epochs k`.
pub(super) const ENTRY: &str = "\
     coalesce((SELECT r.log FROM branches b JOIN logs r ON r.id = b.of WHERE b.log = l.id), l.log), \
     e.seq, e.entry, \
     coalesce((SELECT p.entry FROM entries p WHERE p.log = e.log AND p.seq = e.seq - 1), \
         (SELECT b.before FROM branches b WHERE b.log = e.log)), \
     k.epoch, e.header, e.body, e.signature, e.id, \
     (SELECT a.form FROM apart a WHERE a.entry = e.id)";
/// What [`ENTRY`] is read from.
pub(super) const ENTRY_FROM: &str =
    "entries e JOIN logs l ON l.id = e.log JOIN epochs k ON k.id = e.epoch";

/// Reads an entry out of the columns of [`ENTRY`], which begin at `at`.
pub(super) fn entry(row: &Row<'_>, at: usize) -> Result<(EntryKey, Entry), StoreError> {
    let header = row.get_ref(at + 5)?.as_blob().map_err(|_| bad())?;
    let Bytes(log) = row.get(at)?;
    let Bytes(id) = row.get(at + 2)?;
    let prev: Option<Bytes<32>> = row.get(at + 3)?;
    let Bytes(epoch) = row.get(at + 4)?;
    let signature: Option<Bytes<64>> = row.get(at + 7)?;
    let entry = Entry {
        id: EntryId(id),
        log: LogId(log),
        seq: uint(row.get(at + 1)?),
        prev: prev.map_or(EntryId::ZERO, |Bytes(id)| EntryId(id)),
        epoch: EpochId(epoch),
        header: read_header(header)?,
        body: row.get(at + 6)?,
        form: super::apart::form(row.get(at + 9)?),
        signature: signature.map(|Bytes(bytes)| bytes),
    };
    Ok((row.get(at + 8)?, entry))
}

/// Reads a header from one's own disk: it was checked before it was written.
pub(super) fn read_header(bytes: &[u8]) -> Result<Header, StoreError> {
    minicbor::decode(bytes).map_err(|_| bad())
}

/// Reads a position out of three columns which begin at `at`.
pub(super) fn position(row: &Row<'_>, at: usize) -> rusqlite::Result<Position> {
    let Bytes(log) = row.get(at)?;
    let Bytes(id) = row.get(at + 2)?;
    Ok(Position {
        log: LogId(log),
        seq: uint(row.get(at + 1)?),
        id: EntryId(id),
    })
}

/// Runs a query and reads all of its rows.
pub(super) fn all<T>(
    statement: &mut Statement<'_>,
    params: impl rusqlite::Params,
    mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut rows = statement.query(params)?;
    let mut values = Vec::new();
    while let Some(row) = rows.next()? {
        values.push(read(row)?);
    }
    Ok(values)
}

/// Runs a query and reads its first row, if there is one.
pub(super) fn first<T>(
    statement: &mut Statement<'_>,
    params: impl rusqlite::Params,
    mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    let mut rows = statement.query(params)?;
    rows.next()?.map(&mut read).transpose()
}

const fn bad() -> StoreError {
    StoreError::BadRow { table: "entries" }
}
