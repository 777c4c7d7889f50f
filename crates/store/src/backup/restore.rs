//! Putting a backup into a log: a fresh one, or one of the same person that has gone on since.
//!
//! All of it in one transaction: a backup that turns out to be bad, or a disk that is full, leaves the log as it
//! was. Nothing that is there is replaced: boards, keys and entries that are missing are added; an entry that
//! stands where another one does is kept as proof of a fork. What is added waits: the node judges it when it
//! opens the board, as if it had arrived from others.

use std::collections::BTreeSet;
use std::path::Path;

use trust::{BoardId, EndpointId, Entry, LogId};

use super::{BackupError, BackupSummary, LocalPart, Part, check};
use crate::log_db::{BoardKey, LogKey};
use crate::{BackupKey, Fork, JoinRecord, JoinState, LogDb, Seen, StoreError};

/// What a restoring brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Restored {
    /// What the backup holds.
    pub summary: BackupSummary,
    /// Boards that were not here.
    pub boards: u64,
    /// Entries that were not here.
    pub entries: u64,
    /// Entries that stand where another one does: kept as proof.
    pub forks: u64,
    /// What the app put into the backup.
    pub local: Vec<LocalPart>,
}

/// Reads a backup into a log that no node has open. A log with other things in it keeps them all.
///
/// # Errors
/// [`BackupError`]: then the log is as it was.
pub fn restore_backup(
    path: &Path,
    key: &BackupKey,
    log: &LogDb,
    now_ms: u64,
) -> Result<Restored, BackupError> {
    log.begin()?;
    let mut restoring = Restoring {
        log,
        now_ms,
        board: None,
        into: None,
        reached: None,
        restored: Restored::default(),
    };
    let read = check::read(path, key, &mut |part| restoring.take(part));
    let mut restored = restoring.restored;
    match read.and_then(|summary| {
        log.commit()?;
        Ok(summary)
    }) {
        Ok(summary) => {
            restored.summary = summary;
            Ok(restored)
        }
        Err(error) => {
            log.rollback()?;
            Err(error)
        }
    }
}

struct Restoring<'a> {
    log: &'a LogDb,
    now_ms: u64,
    board: Option<(BoardId, BoardKey)>,
    into: Option<Into>,
    /// The devices of which an address was known here before.
    reached: Option<BTreeSet<EndpointId>>,
    restored: Restored,
}

/// The log that entries go into.
struct Into {
    log: LogId,
    device: trust::DeviceId,
    key: Option<LogKey>,
    /// The number of its newest entry here.
    tip: u64,
}

impl Restoring<'_> {
    fn take(&mut self, part: Part) -> Result<(), BackupError> {
        match part {
            Part::Board {
                board,
                nonce,
                added_ms,
            } => {
                let known = self.log.boards()?.into_iter().find(|b| b.board == board);
                let key = match known {
                    Some(known) if known.nonce != nonce => {
                        return Err(BackupError::Damaged("a board has another nonce"));
                    }
                    Some(known) => known.key,
                    None => {
                        self.restored.boards += 1;
                        self.log.add_board(board, nonce, added_ms)?
                    }
                };
                self.board = Some((board, key));
                self.into = None;
            }
            Part::Epoch { compartment, key } => {
                self.log.add_epoch(self.board()?, compartment, &key)?;
            }
            Part::Invitation { ticket, text } => {
                let board = self.board()?;
                if self.log.invitation(board, ticket)?.is_none() {
                    self.log.keep_invitation(board, ticket, &text)?;
                }
            }
            Part::Log { log, device } => self.begin_log(log, device)?,
            Part::Entry(entry) => self.entry(&entry)?,
            Part::Fork(fork) => self.fork(&fork)?,
            Part::Join {
                ticket,
                board,
                since_ms,
            } => self.join(board, ticket, since_ms)?,
            Part::Address {
                endpoint,
                address,
                seen,
            } => self.address(endpoint, &address, seen)?,
            Part::Local(local) => self.restored.local.push(local),
        }
        Ok(())
    }

    fn begin_log(&mut self, log: LogId, device: trust::DeviceId) -> Result<(), BackupError> {
        let logs = self.log.logs(self.board()?)?;
        let known = logs.into_iter().find(|known| known.tip.log == log);
        self.into = Some(Into {
            log,
            device,
            key: known.map(|known| known.key),
            tip: known.map_or(0, |known| known.tip.seq),
        });
        Ok(())
    }

    fn entry(&mut self, entry: &Entry) -> Result<(), BackupError> {
        let board = self.board()?;
        let into = self.into.as_mut().ok_or(NO_PLACE)?;
        if entry.seq <= into.tip {
            let key = into.key.ok_or(NO_PLACE)?;
            if self.log.id_at(key, entry.seq)? == Some(entry.id) {
                return Ok(());
            }
            return self.fork(&Fork {
                position: entry.position(),
                frame: None,
            });
        }
        // Behind a fork nothing of this branch can be added: it does not follow what is here.
        let follows = match (into.key, into.tip) {
            (Some(key), tip) if tip > 0 => self.log.id_at(key, tip)? == Some(entry.prev),
            _ => true,
        };
        if !follows {
            return Ok(());
        }
        let key = match into.key {
            Some(key) => key,
            None => self.log.add_log(board, into.log, into.device)?,
        };
        (into.key, into.tip) = (Some(key), entry.seq);
        let row = self.log.add_entry(board, key, entry)?;
        self.log.add_waiting(row)?;
        self.restored.entries += 1;
        Ok(())
    }

    fn fork(&mut self, fork: &Fork) -> Result<(), BackupError> {
        let key = self.into.as_ref().and_then(|into| into.key);
        self.log
            .keep_fork(key.ok_or(NO_PLACE)?, fork, self.now_ms)?;
        self.restored.forks += 1;
        Ok(())
    }

    fn join(&self, board: BoardId, ticket: String, since_ms: u64) -> Result<(), BackupError> {
        let here = self.log.boards()?.iter().any(|known| known.board == board);
        let under_way = self.log.joins()?.iter().any(|join| join.board == board);
        if here || under_way {
            return Ok(());
        }
        self.log.keep_join(&JoinRecord {
            board,
            ticket,
            since_ms,
            state: JoinState::Asking,
        })?;
        Ok(())
    }

    /// Where a device was reached. One of which an address is known here is reached there.
    fn address(
        &mut self,
        endpoint: EndpointId,
        address: &str,
        seen: Seen,
    ) -> Result<(), BackupError> {
        if self.reached.is_none() {
            let here = self.log.addresses()?.into_iter();
            self.reached = Some(here.map(|(known, ..)| known).collect());
        }
        let known = self.reached.as_ref();
        if !known.is_some_and(|known| known.contains(&endpoint)) {
            self.log
                .keep_address(endpoint, address, seen, self.now_ms)?;
        }
        Ok(())
    }

    fn board(&self) -> Result<BoardKey, StoreError> {
        let board = self.board.map(|(_, key)| key);
        board.ok_or(StoreError::BadRow { table: "boards" })
    }
}

const NO_PLACE: BackupError = BackupError::Damaged("a part stands where it cannot");
