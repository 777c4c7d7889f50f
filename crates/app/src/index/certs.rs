//! Certificates in the index: when and by whom, so that views can say it. What they amount to, `trust` says.

use rusqlite::{Connection, OptionalExtension, Row};
use trust::{BoardId, Certificate, DeviceId, Entry, EntryId, LogId, PersonId, Position};

use crate::api::AppError;

/// When a certificate was written, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Certified {
    pub(crate) position: Position,
    /// By its author's clock, in milliseconds since 1970.
    pub(crate) at: i64,
}

/// How somebody came to a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Arrival {
    /// The `Join`, or the genesis.
    pub(crate) certified: Certified,
    /// Who let them in.
    pub(crate) by: Option<PersonId>,
    /// The `Ticket`; `None` for a founder.
    pub(crate) ticket: Option<EntryId>,
}

/// Keeps what views ask of an accepted certificate.
pub(super) fn keep(
    connection: &Connection,
    board: i64,
    person: PersonId,
    entry: &Entry,
) -> Result<(), AppError> {
    let (device, joiner, ticket) = match Certificate::from_body(&entry.body) {
        Ok(Certificate::Genesis(genesis)) => (
            Some(genesis.device.device),
            Some(genesis.device.person),
            None,
        ),
        Ok(Certificate::DeviceCert(cert)) => (Some(cert.device), None, None),
        Ok(Certificate::Join(join)) => {
            let cert = &join.request.device;
            (Some(cert.device), Some(cert.person), Some(join.ticket))
        }
        _ => (None, None, None),
    };
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO certificates (entry, board, log, seq, person, wall_ms, device, joiner, ticket)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute((
            entry.id.as_bytes(),
            board,
            entry.log.as_bytes(),
            entry.seq.cast_signed(),
            person.as_bytes(),
            entry.header.time.wall_ms.cast_signed(),
            device.map(|device| device.0),
            joiner.map(|person| person.0),
            ticket.map(|ticket| ticket.0),
        ))?;
    Ok(())
}

pub(super) fn drop(connection: &Connection, entry: EntryId) -> Result<(), AppError> {
    connection
        .prepare_cached("DELETE FROM certificates WHERE entry = ?")?
        .execute([entry.as_bytes()])?;
    Ok(())
}

/// Returns when a certificate that counts was written.
pub(crate) fn certified(
    connection: &Connection,
    entry: EntryId,
) -> Result<Option<Certified>, AppError> {
    Ok(connection
        .prepare_cached("SELECT entry, log, seq, wall_ms FROM certificates WHERE entry = ?")?
        .query_row([entry.as_bytes()], read)
        .optional()?)
}

/// Returns since when a device is on the board.
pub(crate) fn device_since(
    connection: &Connection,
    board: i64,
    device: DeviceId,
) -> Result<Option<i64>, AppError> {
    Ok(connection
        .prepare_cached("SELECT min(wall_ms) FROM certificates WHERE board = ? AND device = ?")?
        .query_row((board, device.as_bytes()), |row| row.get(0))?)
}

/// Returns how a person came to the board: of several joins the first that counts here.
pub(crate) fn arrival(
    connection: &Connection,
    board: i64,
    person: PersonId,
) -> Result<Option<Arrival>, AppError> {
    Ok(connection
        .prepare_cached(
            "SELECT entry, log, seq, wall_ms, person, ticket FROM certificates
             WHERE board = ? AND joiner = ? ORDER BY wall_ms, entry LIMIT 1",
        )?
        .query_row((board, person.as_bytes()), |row| {
            let ticket: Option<[u8; 32]> = row.get(5)?;
            let by = PersonId(row.get(4)?);
            Ok(Arrival {
                certified: read(row)?,
                by: (by != person).then_some(by),
                ticket: ticket.map(EntryId),
            })
        })
        .optional()?)
}

/// Returns who came in by a ticket, in the order of their coming.
pub(crate) fn came_by(
    connection: &Connection,
    board: i64,
    ticket: EntryId,
) -> Result<Vec<PersonId>, AppError> {
    let mut statement = connection.prepare_cached(
        "SELECT joiner FROM certificates WHERE board = ? AND ticket = ? ORDER BY wall_ms, entry",
    )?;
    let people = statement
        .query_map((board, ticket.as_bytes()), |row| row.get(0).map(PersonId))?
        .collect::<Result<_, _>>()?;
    Ok(people)
}

/// Forgets a board: it is not on this device any more.
pub(super) fn forget_board(connection: &Connection, board: BoardId) -> Result<(), AppError> {
    let number: Option<i64> = connection
        .query_row(
            "SELECT id FROM boards WHERE board = ?",
            [board.as_bytes()],
            |row| row.get(0),
        )
        .optional()?;
    let Some(number) = number else {
        return Ok(());
    };
    connection.execute(
        "DELETE FROM search WHERE rowid IN (SELECT id FROM items WHERE board = ?)",
        [number],
    )?;
    for table in [
        "entries",
        "aside",
        "certificates",
        "people",
        "cases",
        "newer",
        "docs",
        "items",
    ] {
        connection.execute(&format!("DELETE FROM {table} WHERE board = ?"), [number])?;
    }
    connection.execute("DELETE FROM boards WHERE id = ?", [number])?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Certified, rusqlite::Error> {
    Ok(Certified {
        position: Position {
            id: EntryId(row.get(0)?),
            log: LogId(row.get(1)?),
            seq: row.get::<_, i64>(2)?.cast_unsigned(),
        },
        at: row.get(3)?,
    })
}
