//! The schema of `log.db` (docs/file-format.md) and its versions.
//!
//! Never changed in place: a new version is a new step, in one transaction.

use std::path::Path;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::StoreError;

/// The version that this app writes (`PRAGMA user_version`).
pub const SCHEMA_VERSION: i64 = 7;

/// What a fresh file gets.
pub(super) const SCHEMA: &str = "
CREATE TABLE meta(
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE boards(
    id INTEGER PRIMARY KEY,
    board BLOB NOT NULL UNIQUE,
    nonce BLOB NOT NULL,
    added_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE epochs(
    id INTEGER PRIMARY KEY,
    board INTEGER NOT NULL REFERENCES boards,
    epoch BLOB NOT NULL,
    compartment INTEGER NOT NULL,
    key BLOB NOT NULL,
    UNIQUE(board, epoch)
) STRICT;

CREATE TABLE logs(
    id INTEGER PRIMARY KEY,
    board INTEGER NOT NULL REFERENCES boards,
    log BLOB NOT NULL,
    device BLOB NOT NULL,
    UNIQUE(board, log)
) STRICT;

CREATE TABLE entries(
    id INTEGER PRIMARY KEY,
    log INTEGER NOT NULL REFERENCES logs,
    seq INTEGER NOT NULL,
    entry BLOB NOT NULL UNIQUE,
    epoch INTEGER NOT NULL REFERENCES epochs,
    kind INTEGER NOT NULL,
    item BLOB,
    creates INTEGER NOT NULL,
    header BLOB NOT NULL,
    body BLOB NOT NULL,
    signature BLOB,
    UNIQUE(log, seq)
) STRICT;
CREATE INDEX entries_of_item ON entries(item, log, seq) WHERE item IS NOT NULL;
CREATE INDEX certificates ON entries(log) WHERE kind = 0;

CREATE TABLE verdicts(
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    entry INTEGER NOT NULL REFERENCES entries,
    accepted INTEGER NOT NULL,
    cause INTEGER,
    reason TEXT,
    facts BLOB
) STRICT;
CREATE INDEX verdicts_of_entry ON verdicts(entry, n);
CREATE INDEX set_aside ON verdicts(entry) WHERE accepted = 0;

CREATE TABLE waiting(
    entry INTEGER PRIMARY KEY REFERENCES entries
) STRICT;

CREATE TABLE forks(
    log INTEGER NOT NULL REFERENCES logs,
    seq INTEGER NOT NULL,
    entry BLOB NOT NULL,
    frame BLOB,
    seen_ms INTEGER NOT NULL,
    PRIMARY KEY(log, seq, entry)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipts(
    board INTEGER NOT NULL REFERENCES boards,
    log INTEGER NOT NULL REFERENCES logs,
    device BLOB NOT NULL,
    seq INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY(board, log, device, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE heard(
    board INTEGER NOT NULL REFERENCES boards,
    device BLOB NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY(board, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE addresses(
    endpoint BLOB NOT NULL,
    address TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY(endpoint, address)
) STRICT, WITHOUT ROWID;

CREATE TABLE joins(
    board BLOB PRIMARY KEY,
    ticket TEXT NOT NULL,
    since_ms INTEGER NOT NULL,
    state INTEGER NOT NULL,
    refusal TEXT,
    join_log BLOB,
    join_seq INTEGER,
    entries INTEGER,
    hidden INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE invitations(
    board INTEGER NOT NULL REFERENCES boards,
    ticket BLOB NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY(board, ticket)
) STRICT, WITHOUT ROWID;

CREATE TABLE apart(
    entry INTEGER PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
    part BLOB NOT NULL,
    epoch BLOB NOT NULL,
    form INTEGER NOT NULL
) STRICT;
CREATE INDEX apart_of_part ON apart(part);
CREATE INDEX apart_unread ON apart(epoch) WHERE form <> 0;

CREATE TABLE case_keys(
    id INTEGER PRIMARY KEY,
    board INTEGER NOT NULL REFERENCES boards,
    epoch BLOB NOT NULL,
    item BLOB NOT NULL,
    key BLOB NOT NULL,
    UNIQUE(board, epoch)
) STRICT;

CREATE TABLE branches(
    log INTEGER PRIMARY KEY REFERENCES logs,
    of INTEGER NOT NULL REFERENCES logs,
    before BLOB NOT NULL
) STRICT;

CREATE TABLE carried(
    id INTEGER PRIMARY KEY,
    board BLOB NOT NULL UNIQUE,
    access BLOB NOT NULL,
    since_ms INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;

CREATE TABLE carried_peers(
    carried INTEGER NOT NULL REFERENCES carried,
    endpoint BLOB NOT NULL,
    bytes INTEGER NOT NULL,
    heard_ms INTEGER,
    PRIMARY KEY(carried, endpoint)
) STRICT, WITHOUT ROWID;

CREATE TABLE carried_logs(
    id INTEGER PRIMARY KEY,
    carried INTEGER NOT NULL REFERENCES carried,
    log BLOB NOT NULL,
    UNIQUE(carried, log)
) STRICT;

CREATE TABLE frames(
    id INTEGER PRIMARY KEY,
    log INTEGER NOT NULL REFERENCES carried_logs,
    seq INTEGER NOT NULL,
    entry BLOB NOT NULL,
    signed INTEGER NOT NULL,
    frame BLOB NOT NULL,
    UNIQUE(log, seq)
) STRICT;
";

/// From version 1, where a log's key could stand on one board only. The rows keep their numbers.
const STEP_2: &str = "
CREATE TABLE logs_2(
    id INTEGER PRIMARY KEY,
    board INTEGER NOT NULL REFERENCES boards,
    log BLOB NOT NULL,
    device BLOB NOT NULL,
    UNIQUE(board, log)
) STRICT;
INSERT INTO logs_2(id, board, log, device) SELECT id, board, log, device FROM logs;
DROP TABLE logs;
ALTER TABLE logs_2 RENAME TO logs;
";

/// From version 2, which kept nothing of compartments that not every member reads.
const STEP_3: &str = "
CREATE TABLE IF NOT EXISTS apart(
    entry INTEGER PRIMARY KEY REFERENCES entries ON DELETE CASCADE,
    part BLOB NOT NULL,
    epoch BLOB NOT NULL,
    form INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS apart_of_part ON apart(part);
CREATE INDEX IF NOT EXISTS apart_unread ON apart(epoch) WHERE form <> 0;
CREATE TABLE IF NOT EXISTS case_keys(
    id INTEGER PRIMARY KEY,
    board INTEGER NOT NULL REFERENCES boards,
    epoch BLOB NOT NULL,
    item BLOB NOT NULL,
    key BLOB NOT NULL,
    UNIQUE(board, epoch)
) STRICT;
";

/// From version 3, which kept the first branch of a log only. A branch is a log of its own here, under the id of its
/// first entry.
const STEP_4: &str = "
CREATE TABLE IF NOT EXISTS branches(
    log INTEGER PRIMARY KEY REFERENCES logs,
    of INTEGER NOT NULL REFERENCES logs,
    before BLOB NOT NULL
) STRICT;
";

/// From version 4, whose devices carried no board for others.
const STEP_5: &str = "
CREATE TABLE IF NOT EXISTS carried(
    id INTEGER PRIMARY KEY,
    board BLOB NOT NULL UNIQUE,
    access BLOB NOT NULL,
    since_ms INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS carried_peers(
    carried INTEGER NOT NULL REFERENCES carried,
    endpoint BLOB NOT NULL,
    bytes INTEGER NOT NULL,
    heard_ms INTEGER,
    PRIMARY KEY(carried, endpoint)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS carried_logs(
    id INTEGER PRIMARY KEY,
    carried INTEGER NOT NULL REFERENCES carried,
    log BLOB NOT NULL,
    UNIQUE(carried, log)
) STRICT;
CREATE TABLE IF NOT EXISTS frames(
    id INTEGER PRIMARY KEY,
    log INTEGER NOT NULL REFERENCES carried_logs,
    seq INTEGER NOT NULL,
    entry BLOB NOT NULL,
    signed INTEGER NOT NULL,
    frame BLOB NOT NULL,
    UNIQUE(log, seq)
) STRICT;
";

/// From version 5, which knew of each log only how far a device holds it, and not since when: since it was last heard.
const STEP_6: &str = "
CREATE TABLE IF NOT EXISTS receipts(
    board INTEGER NOT NULL REFERENCES boards,
    log INTEGER NOT NULL REFERENCES logs,
    device BLOB NOT NULL,
    seq INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY(board, log, device, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS holdings(
    board INTEGER NOT NULL REFERENCES boards,
    device BLOB NOT NULL,
    log INTEGER NOT NULL REFERENCES logs,
    seq INTEGER NOT NULL,
    PRIMARY KEY(board, device, log)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO receipts(board, log, device, seq, at_ms)
    SELECT s.board, s.log, s.device, s.seq, h.at_ms FROM holdings s
    JOIN heard h ON h.board = s.board AND h.device = s.device WHERE s.seq > 0;
DROP TABLE holdings;
";

/// From version 6, which had what a join hides in a note of its own only.
const STEP_7: &str = "ALTER TABLE joins ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;";

/// Brings the schema up to date, in one transaction.
pub(super) fn migrate(db: &Connection, path: &Path) -> Result<(), StoreError> {
    let found: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > SCHEMA_VERSION {
        return Err(StoreError::TooNew {
            path: path.to_owned(),
            found,
            known: SCHEMA_VERSION,
        });
    }
    if found == SCHEMA_VERSION {
        // Reads the schema, so that a damaged first page shows here and not later.
        db.query_row("SELECT count(*) FROM boards", [], |_| Ok(()))?;
        return Ok(());
    }
    let step = match found {
        1 => [STEP_2, STEP_3, STEP_4, STEP_5, STEP_6, STEP_7].concat(),
        2 => [STEP_3, STEP_4, STEP_5, STEP_6, STEP_7].concat(),
        3 => [STEP_4, STEP_5, STEP_6, STEP_7].concat(),
        4 => [STEP_5, STEP_6, STEP_7].concat(),
        5 => [STEP_6, STEP_7].concat(),
        6 => STEP_7.to_owned(),
        _ => SCHEMA.to_owned(),
    };
    // A table that others refer to is replaced: SQLite asks for this around it, outside of the transaction.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false)?;
    let stepped = db.execute_batch(&format!(
        "BEGIN IMMEDIATE; {step} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
    ));
    if stepped.is_err() && !db.is_autocommit() {
        db.execute_batch("ROLLBACK")?;
    }
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
    Ok(stepped?)
}
