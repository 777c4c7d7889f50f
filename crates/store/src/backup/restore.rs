//! Putting a backup into a log: a fresh one, or one of the same person that has gone on since.
//!
//! All of it in one transaction: a backup that turns out to be bad, or a disk that is full, leaves the log as it
//! was. Nothing that is there is replaced: boards, keys and entries that are missing are added; an entry that
//! stands where another one does begins another branch of its log. What is added waits: the node judges it when it
//! opens the board, as if it had arrived from others.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use trust::{BoardId, EndpointId, Entry, EntryId, LogId};

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
    /// Entries that stand where another one does, and were not known: each a branch, or the proof of one.
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
        here: BTreeMap::new(),
        proofs: BTreeSet::new(),
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
    /// The logs of the board that were here before.
    here: BTreeMap<LogId, Into>,
    /// The entries of which it is known that they stand where another one does.
    proofs: BTreeSet<EntryId>,
    into: Option<Into>,
    /// The devices of which an address was known here before.
    reached: Option<BTreeSet<EndpointId>>,
    restored: Restored,
}

/// The log that entries go into.
struct Into {
    log: LogId,
    device: trust::DeviceId,
    /// The row of the branch that came first, once there is one.
    first: Option<LogKey>,
    /// The rows of all branches, by their newest entry.
    tips: BTreeMap<EntryId, LogKey>,
    /// Whether entries of it were here before.
    known: bool,
}

impl Into {
    fn new(log: LogId, device: trust::DeviceId) -> Self {
        Self {
            log,
            device,
            first: None,
            tips: BTreeMap::new(),
            known: false,
        }
    }
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
                self.look_at(key)?;
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
            Part::Log { log, device } => {
                let known = self.here.remove(&log);
                self.into = Some(known.unwrap_or_else(|| Into::new(log, device)));
            }
            Part::Entry(entry) => self.entry(&entry)?,
            // What an entry follows says where it stands.
            Part::Branch => {}
            Part::Fork(fork) => self.proof(&fork)?,
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

    /// Finds out what is here of a board.
    fn look_at(&mut self, board: BoardKey) -> Result<(), BackupError> {
        let proofs = self.log.forks(board)?.into_iter();
        self.proofs = proofs.map(|fork| fork.position.id).collect();
        self.here = BTreeMap::new();
        for record in self.log.logs(board)? {
            let mut into = Into::new(record.tip.log, record.device);
            into.first = Some(record.key);
            into.tips.insert(record.tip.id, record.key);
            into.known = true;
            self.here.insert(into.log, into);
        }
        for branch in self.log.branches(board)? {
            if let Some(into) = self.here.get_mut(&branch.tip.log) {
                into.tips.insert(branch.tip.id, branch.key);
            }
        }
        Ok(())
    }

    /// Puts an entry behind the one that it follows, which is here; where another one does so too, it begins a branch.
    fn entry(&mut self, entry: &Entry) -> Result<(), BackupError> {
        let board = self.board()?;
        let into = self.into.as_mut().ok_or(NO_PLACE)?;
        if into.known && self.log.branch_of(board, entry.id)?.is_some() {
            return Ok(());
        }
        let mut parts = None;
        let row = match (into.tips.remove(&entry.prev), into.first) {
            (Some(row), _) => row,
            (None, Some(first)) => {
                parts = Some(entry.position());
                let device = into.device;
                self.log
                    .add_branch(board, first, entry.id, entry.prev, device)?
            }
            (None, None) => self.log.add_log(board, into.log, into.device)?,
        };
        into.first.get_or_insert(row);
        into.tips.insert(entry.id, row);
        let key = self.log.add_entry(board, row, entry)?;
        self.log.add_waiting(key)?;
        self.restored.entries += 1;
        let Some(position) = parts else {
            return Ok(());
        };
        // The entries of the branch prove it too.
        let frame = None;
        self.fork(&Fork { position, frame })
    }

    /// A proof of the device that made the backup. An entry that stands on the first branch here proves nothing more.
    fn proof(&mut self, fork: &Fork) -> Result<(), BackupError> {
        let id = fork.position.id;
        if !self.proofs.contains(&id) && self.log.branch_of(self.board()?, id)?.is_some() {
            return Ok(());
        }
        self.fork(fork)
    }

    fn fork(&mut self, fork: &Fork) -> Result<(), BackupError> {
        let first = self.into.as_ref().and_then(|into| into.first);
        self.log
            .keep_fork(first.ok_or(NO_PLACE)?, fork, self.now_ms)?;
        if self.proofs.insert(fork.position.id) {
            self.restored.forks += 1;
        }
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
            // The device's own part of a backup says it.
            hidden: false,
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
