//! Taking a backup apart: every record in its place, every entry with its id, its chain and its signatures.
//!
//! 1. a start, then boards; of each its keys first, then its logs with their entries in order;
//! 2. an entry's id is computed from its bytes; it continues its log, whose first entry the device certified;
//!    another branch of a log leaves an entry that stood before it;
//! 3. certificates, statements and the last entry of each branch are signed, and each signature holds;
//! 4. the end counts what stood before it, and nothing stands behind it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;

use trust::{
    BoardId, BodyForm, Chain, Clear, Entry, EntryError, EntryId, EpochKey, Keyring, Kind, Position,
};
use zeroize::Zeroizing;

use super::record::{End, MAX_ADDRESS, MAX_NAME, MAX_RECORD, MAX_VALUE, Record, Row};
use super::sealed::{Failure, SealedReader};
use super::{BackupError, BackupSummary, BoardSummary, LocalPart, Part, io};
use crate::{BackupKey, Fork, Seen};

/// Takes a part over.
pub(super) type Take<'a> = &'a mut dyn FnMut(Part) -> Result<(), BackupError>;

/// Reads a backup whole and hands its parts on, each checked. Nothing counts before this returns.
pub(super) fn read(
    path: &Path,
    key: &BackupKey,
    take: Take<'_>,
) -> Result<BackupSummary, BackupError> {
    let file = File::open(path).map_err(|e| io(path, e))?;
    let failed = |failure| match failure {
        Failure::Backup(error) => error,
        Failure::Disk(error) => io(path, error),
    };
    let reader = SealedReader::begin(file, key).map_err(failed)?;
    let mut reader = reader.ok_or_else(|| BackupError::NoBackup(path.to_owned()))?;
    let Some(Record::Start(start)) = next(&mut reader).map_err(failed)? else {
        return Err(BackupError::Damaged("its start is missing"));
    };
    let mut walk = Walk::new(start.made_ms);
    loop {
        match next(&mut reader).map_err(failed)? {
            Some(Record::End(end)) => {
                walk.end_board()?;
                if end != walk.counted {
                    return Err(BackupError::Damaged("not all of it is there"));
                }
                break;
            }
            Some(record) => take(walk.step(record)?)?,
            None => return Err(BackupError::Damaged("its end is missing")),
        }
    }
    if next(&mut reader).map_err(failed)?.is_some() {
        return Err(BackupError::Damaged("something stands behind its end"));
    }
    Ok(walk.summary)
}

fn next(reader: &mut SealedReader) -> Result<Option<Record>, Failure> {
    let mut length = [0; 4];
    if !reader.read(&mut length)? {
        return Ok(None);
    }
    let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
    if length > MAX_RECORD {
        return Err(BackupError::Damaged("a part is too long").into());
    }
    let mut bytes = Zeroizing::new(vec![0; length]);
    if length > 0 && !reader.read(&mut bytes)? {
        return Err(BackupError::Damaged("a part ends too early").into());
    }
    Ok(Some(Record::decode(&bytes)?))
}

/// Where one stands in a backup.
struct Walk {
    summary: BackupSummary,
    counted: End,
    boards: BTreeSet<BoardId>,
    board: Option<Open>,
}

/// The board that is being read.
struct Open {
    id: BoardId,
    keyring: Keyring,
    logs: BTreeSet<trust::LogId>,
    log: Option<OpenLog>,
}

/// The log that is being read.
struct OpenLog {
    chain: Chain,
    device: trust::DeviceId,
    /// Whether the newest entry of the branch that is being read is signed; a branch without an entry is not.
    signed: bool,
    /// All entries of it that were read, with their numbers.
    read: BTreeMap<EntryId, u64>,
}

impl Walk {
    fn new(made_ms: u64) -> Self {
        Self {
            summary: BackupSummary {
                made_ms,
                ..BackupSummary::default()
            },
            counted: End::default(),
            boards: BTreeSet::new(),
            board: None,
        }
    }

    fn step(&mut self, record: Record) -> Result<Part, BackupError> {
        match record {
            Record::Start(_) | Record::End(_) => Err(OUT_OF_PLACE),
            Record::Board(found) => {
                self.end_board()?;
                if !self.boards.insert(found.board) {
                    return Err(BackupError::Damaged("a board stands in it twice"));
                }
                self.counted.boards += 1;
                self.summary.boards.push(BoardSummary {
                    board: found.board,
                    logs: 0,
                    entries: 0,
                });
                self.board = Some(Open {
                    id: found.board,
                    keyring: Keyring::default(),
                    logs: BTreeSet::new(),
                    log: None,
                });
                Ok(Part::Board {
                    board: found.board,
                    nonce: found.nonce,
                    added_ms: found.added_ms,
                })
            }
            Record::Epoch(epoch) => {
                let board = self.board.as_mut().ok_or(OUT_OF_PLACE)?;
                let key = EpochKey::from_bytes(epoch.key.0);
                board.keyring.insert(epoch.compartment, key.clone());
                Ok(Part::Epoch {
                    compartment: epoch.compartment,
                    key,
                })
            }
            Record::Invitation(made) if made.text.len() <= MAX_VALUE && self.board.is_some() => {
                Ok(Part::Invitation {
                    ticket: made.ticket,
                    text: made.text,
                })
            }
            Record::Log(log) => self.log(&log),
            Record::Entry(row) => self.entry(row, BodyForm::Clear),
            Record::Apart(apart) if apart.erased => self.entry(apart.row, BodyForm::Erased),
            Record::Apart(apart) => self.entry(apart.row, BodyForm::Sealed),
            Record::Branch(branch) => self.branch(branch.before),
            Record::Fork(fork) => self.fork(fork),
            Record::Join(join) if join.ticket.len() <= MAX_VALUE => {
                self.end_board()?;
                Ok(Part::Join {
                    ticket: join.ticket,
                    board: join.board,
                    since_ms: join.since_ms,
                })
            }
            Record::Address(found) if found.address.len() <= MAX_ADDRESS => {
                self.end_board()?;
                Ok(Part::Address {
                    endpoint: found.endpoint,
                    address: found.address,
                    seen: if found.came_from {
                        Seen::Inbound
                    } else {
                        Seen::Dialled
                    },
                })
            }
            Record::Local(local)
                if local.name.len() <= MAX_NAME && local.value.len() <= MAX_VALUE =>
            {
                self.end_board()?;
                self.counted.local += 1;
                self.summary.local += 1;
                Ok(Part::Local(LocalPart {
                    name: local.name,
                    value: local.value,
                }))
            }
            Record::Invitation(_) | Record::Join(_) | Record::Address(_) | Record::Local(_) => {
                Err(OUT_OF_PLACE)
            }
        }
    }

    fn log(&mut self, log: &super::record::Log) -> Result<Part, BackupError> {
        let board = self.board.as_mut().ok_or(OUT_OF_PLACE)?;
        board.end_log()?;
        if !board.logs.insert(log.log) {
            return Err(BackupError::Damaged("a log stands in it twice"));
        }
        board.log = Some(OpenLog {
            chain: Chain::new(log.log),
            device: log.device,
            signed: false,
            read: BTreeMap::new(),
        });
        self.counted.logs += 1;
        if let Some(summary) = self.summary.boards.last_mut() {
            summary.logs += 1;
        }
        Ok(Part::Log {
            log: log.log,
            device: log.device,
        })
    }

    fn entry(&mut self, row: Row, form: BodyForm) -> Result<Part, BackupError> {
        let board = self.board.as_mut().ok_or(OUT_OF_PLACE)?;
        let log = board.log.as_mut().ok_or(OUT_OF_PLACE)?;
        let clear = Clear {
            log: log.chain.log,
            seq: log.chain.next_seq,
            prev: log.chain.prev,
            epoch: row.epoch,
            header: row.header,
            body: row.body,
            form,
            signature: row.signature,
        };
        let entry = Entry::rebuild(clear, &board.keyring).map_err(not_an_entry)?;
        let alone = matches!(entry.header.kind, Kind::Certificate | Kind::Statement);
        let holds = entry.signature.is_some() && entry.verify_signature().is_ok();
        if (alone || entry.signature.is_some()) && !holds {
            return Err(BackupError::Damaged("a signature does not hold"));
        }
        if log.chain.follow(&entry, board.id).is_err() || entry.header.device != log.device {
            return Err(BackupError::Damaged("an entry does not continue its log"));
        }
        if log.read.insert(entry.id, entry.seq).is_some() {
            return Err(BackupError::Damaged("an entry stands in it twice"));
        }
        log.signed = holds;
        self.counted.entries += 1;
        if let Some(summary) = self.summary.boards.last_mut() {
            summary.entries += 1;
        }
        Ok(Part::Entry(Box::new(entry)))
    }

    fn branch(&mut self, before: EntryId) -> Result<Part, BackupError> {
        let board = self.board.as_mut().ok_or(OUT_OF_PLACE)?;
        let log = board.log.as_mut().ok_or(OUT_OF_PLACE)?;
        log.end_branch()?;
        let chain = Chain::new(log.chain.log);
        log.chain = match log.read.get(&before) {
            Some(seq) => Chain {
                next_seq: seq.saturating_add(1),
                prev: before,
                device: Some(log.device),
                ..chain
            },
            None if before == EntryId::ZERO => chain,
            None => {
                return Err(BackupError::Damaged(
                    "a branch leaves nothing that is there",
                ));
            }
        };
        log.signed = false;
        Ok(Part::Branch)
    }

    fn fork(&self, fork: super::record::Fork) -> Result<Part, BackupError> {
        let log = self.board.as_ref().and_then(|board| board.log.as_ref());
        let log = log.ok_or(OUT_OF_PLACE)?.chain.log;
        Ok(Part::Fork(Fork {
            position: Position {
                log,
                seq: fork.seq,
                id: fork.entry,
            },
            frame: fork.frame,
        }))
    }

    fn end_board(&mut self) -> Result<(), BackupError> {
        match self.board.take() {
            Some(mut board) => board.end_log(),
            None => Ok(()),
        }
    }
}

impl Open {
    fn end_log(&mut self) -> Result<(), BackupError> {
        self.log.take().map_or(Ok(()), |log| log.end_branch())
    }
}

impl OpenLog {
    fn end_branch(&self) -> Result<(), BackupError> {
        if self.signed {
            return Ok(());
        }
        Err(BackupError::Damaged("a log does not end with a signature"))
    }
}

const OUT_OF_PLACE: BackupError = BackupError::Damaged("a part stands where it cannot");

fn not_an_entry(error: EntryError) -> BackupError {
    match error {
        EntryError::NoKey(_) => BackupError::Damaged("the key of an entry is missing"),
        EntryError::BadFrame
        | EntryError::WrongHash
        | EntryError::NoBody
        | EntryError::BadSeal
        | EntryError::BadHeader
        | EntryError::Rule(_)
        | EntryError::TooLong => BackupError::Damaged("an entry cannot be read"),
    }
}
