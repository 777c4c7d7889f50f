//! The tables of `index.db`.

/// Goes up with each change of the tables or of what they mean: another version is deleted and rebuilt.
pub(super) const VERSION: i64 = 11;

/// * `meta`: the cursor over verdicts.
/// * `boards`: a short number for each board.
/// * `entries`: the accepted changes and statements, in the order `n` in which they were accepted; without an
///   item those about the board itself. `edits` is what a change wrote.
/// * `files`: which of them put a file to an item.
/// * `aside`: what does not count, to be counted and told; `n` is the verdict. `name` is the display name that somebody
///   gave who was removed, `newer` whether only newer apps know what it is, `counted` whether it did count once on this
///   device.
/// * `newer`: items of kinds that only newer apps know.
/// * `certificates`: those that count; `device`, `joiner` and `ticket` of those that bring somebody in.
/// * `people`: display names.
/// * `cases`: what is sealed about the household behind a need, where this device can open it; in no other table but
///   `entries` and `docs`.
/// * `docs`: the Automerge documents, apart from the rows, so that lists stay narrow.
/// * `items`: one row per item, all that a list shows of it. `leader` is the item that it is shown under.
/// * `search`: trigrams over all texts of an item, by the rowid of `items`.
pub(super) const SCHEMA: &str = "
CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
CREATE TABLE boards (id INTEGER PRIMARY KEY, board BLOB NOT NULL UNIQUE) STRICT;
CREATE TABLE entries (
    entry BLOB PRIMARY KEY,
    board INTEGER NOT NULL,
    item BLOB,
    n INTEGER NOT NULL,
    log BLOB NOT NULL,
    seq INTEGER NOT NULL,
    person BLOB NOT NULL,
    device BLOB NOT NULL,
    is_change INTEGER NOT NULL,
    wall_ms INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    deps BLOB NOT NULL,
    body BLOB NOT NULL,
    hash BLOB,
    edits TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX entries_of_item ON entries (board, item, n);
CREATE TABLE files (
    entry BLOB PRIMARY KEY, board INTEGER NOT NULL, item BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX files_of_board ON files (board, item);
CREATE INDEX entries_by_time ON entries (board, wall_ms);
CREATE TABLE aside (
    entry BLOB PRIMARY KEY,
    board INTEGER NOT NULL,
    n INTEGER NOT NULL,
    reason TEXT NOT NULL,
    person BLOB,
    item BLOB,
    log BLOB NOT NULL,
    seq INTEGER NOT NULL,
    wall_ms INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    body BLOB NOT NULL,
    device BLOB NOT NULL,
    name TEXT,
    newer INTEGER NOT NULL DEFAULT 0,
    counted INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX aside_of_board ON aside (board, n);
CREATE INDEX aside_names ON aside (board, person, wall_ms, seq, entry) WHERE name IS NOT NULL;
CREATE INDEX aside_newer ON aside (board, item) WHERE newer = 1;
CREATE TABLE newer (
    board INTEGER NOT NULL, item BLOB NOT NULL, code TEXT NOT NULL, PRIMARY KEY (board, item)
) STRICT, WITHOUT ROWID;
CREATE TABLE certificates (
    entry BLOB PRIMARY KEY,
    board INTEGER NOT NULL,
    log BLOB NOT NULL,
    seq INTEGER NOT NULL,
    person BLOB NOT NULL,
    wall_ms INTEGER NOT NULL,
    device BLOB,
    joiner BLOB,
    ticket BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX certificates_of_device ON certificates (board, device) WHERE device IS NOT NULL;
CREATE INDEX certificates_of_joiner ON certificates (board, joiner) WHERE joiner IS NOT NULL;
CREATE INDEX certificates_of_ticket ON certificates (board, ticket) WHERE ticket IS NOT NULL;
CREATE TABLE people (
    board INTEGER NOT NULL, person BLOB NOT NULL, name TEXT NOT NULL, PRIMARY KEY (board, person)
) STRICT, WITHOUT ROWID;
CREATE TABLE cases (
    board INTEGER NOT NULL,
    need BLOB NOT NULL,
    item BLOB NOT NULL,
    made_by BLOB NOT NULL,
    wall_ms INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    PRIMARY KEY (board, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX cases_of_need ON cases (board, need);
CREATE TABLE docs (
    id INTEGER PRIMARY KEY, board INTEGER NOT NULL, item BLOB NOT NULL, doc BLOB NOT NULL, UNIQUE (board, item)
) STRICT;
CREATE TABLE items (
    id INTEGER PRIMARY KEY,
    board INTEGER NOT NULL,
    item BLOB NOT NULL,
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    fields TEXT NOT NULL,
    urgency INTEGER NOT NULL,
    two_versions INTEGER NOT NULL,
    creation BLOB NOT NULL,
    made_by BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    import_key TEXT,
    slug_key TEXT,
    hidden INTEGER NOT NULL DEFAULT 0,
    leader BLOB NOT NULL,
    leads INTEGER NOT NULL DEFAULT 1,
    state TEXT NOT NULL DEFAULT 'open',
    claimed_by TEXT NOT NULL DEFAULT '',
    remaining INTEGER,
    on_hand INTEGER,
    archived INTEGER NOT NULL DEFAULT 0,
    comments INTEGER NOT NULL DEFAULT 0,
    changed_by BLOB NOT NULL,
    changed_at INTEGER NOT NULL,
    lease_end INTEGER,
    words TEXT NOT NULL DEFAULT '',
    UNIQUE (board, item)
) STRICT;
CREATE INDEX items_by_urgency ON items (board, leads, archived, urgency DESC, made_at DESC, item);
CREATE INDEX items_by_change ON items (board, leads, archived, changed_at DESC, item);
CREATE INDEX items_by_title ON items (board, leads, archived, title COLLATE NOCASE, item);
CREATE INDEX items_by_kind ON items (board, leads, archived, kind, state);
CREATE INDEX items_of_boards ON items (board, item) WHERE kind = 'settings';
CREATE INDEX items_by_maker ON items (board, made_by, made_at, item);
CREATE INDEX items_by_code ON items (board, code);
CREATE INDEX items_by_import ON items (board, import_key) WHERE import_key IS NOT NULL;
CREATE INDEX items_by_slug ON items (board, slug_key) WHERE slug_key IS NOT NULL;
CREATE INDEX items_by_lease ON items (lease_end) WHERE lease_end IS NOT NULL;
CREATE VIRTUAL TABLE search USING fts5(
    text, content='', contentless_delete=1, tokenize='trigram remove_diacritics 1'
);
";
