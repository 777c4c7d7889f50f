//! A board in memory: where its logs stand, its certificates, what waits, what peers hold.
//!
//! Everything here can be read again from the disk, except for the log that this run writes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use store::{BoardKey, BoardRecord, BranchRecord, Cause, EntryKey, LogDb, LogKey, StoreError};
use trust::{
    Authority, BoardId, BoardNonce, CertEntry, Chain, Compartment, DeviceId, DeviceKey, Entry,
    EntryId, EpochId, Forks, Keyring, LogGraph, LogId, LogWriter, PackedBoard, PersonId, Position,
    Verdict, evaluate,
};

use super::choosing::Choices;
use super::devices::{coming, promise};
use super::keys::Epochs;
use super::receipts::Stated;
use super::receiving::{Aware, read_aware};
use super::reports::Said;
use super::slow::SlowLane;
use super::waiting::Waiting;
use crate::{BoardInfo, SealedPart};

/// Most certificate heads that an entry names; readers refuse more.
pub(crate) const MAX_HEADS: usize = 32;

/// A log, at its newest entry.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Log {
    pub(crate) key: LogKey,
    pub(crate) device: DeviceId,
    pub(crate) tip: Position,
}

/// A certificate, and what was decided about it.
#[derive(Debug)]
pub(crate) struct Cert {
    pub(crate) key: EntryKey,
    pub(crate) verdict: Option<Verdict>,
}

/// Who somebody is without seed and certificate: nobody has a role as this.
pub(crate) const NOBODY: PersonId = PersonId([0; 32]);

/// A board in memory.
#[derive(Debug)]
pub(crate) struct Board {
    pub(crate) key: BoardKey,
    pub(crate) id: BoardId,
    pub(crate) nonce: BoardNonce,
    pub(crate) added_ms: u64,
    pub(crate) keyring: Keyring,
    pub(crate) device: DeviceKey,
    pub(crate) person: PersonId,
    pub(crate) logs: BTreeMap<LogId, Log>,
    /// The readable certificates, as `evaluate` takes them.
    pub(crate) certs: BTreeMap<EntryId, CertEntry>,
    /// All certificates.
    pub(crate) fates: BTreeMap<EntryId, Cert>,
    pub(crate) authority: Arc<Authority>,
    pub(crate) waiting: Waiting,
    /// Certificates that are looked at later.
    pub(crate) slow: SlowLane,
    pub(crate) stated: BTreeMap<DeviceId, Stated>,
    /// The epoch that the genesis names.
    pub(crate) first_epoch: Option<EpochId>,
    /// The held epochs of compartment `Members`, the newest first: by each of them a peer may know the board.
    pub(crate) greeting: Vec<EpochId>,
    /// The epoch of each compartment with the longest chain before it, whoever has it: a new one follows it.
    pub(crate) newest: BTreeMap<Compartment, EpochId>,
    /// What is known of the epochs.
    pub(crate) epochs: Epochs,
    /// Who can open what not every member reads.
    pub(crate) sealed: Arc<BTreeMap<Compartment, SealedPart>>,
    /// Wraps for this device that cannot be opened.
    pub(crate) opened: BTreeSet<EntryId>,
    /// Whether there are some of which this device has not looked yet whether to say so.
    pub(crate) closed: bool,
    /// Whether the current epoch of a compartment was handed to a device that is no member's any more.
    pub(crate) leaky: bool,
    /// Logs of helpers of which nothing could be used, with how much of them was here then.
    pub(crate) worthless: BTreeMap<(DeviceId, LogId), u64>,
    /// The devices that are no member's any more and have the newest keys of what every member reads.
    pub(crate) still_read: Arc<BTreeSet<DeviceId>>,
    /// Logs of which something came whose key is not here, with who sent it.
    pub(crate) locked: BTreeMap<LogId, DeviceId>,
    /// What stands before what, once some certificate cuts logs.
    pub(crate) shape: Option<LogGraph>,
    /// Logs of which a cut names a position that is not here.
    pub(crate) cut_logs: BTreeSet<LogId>,
    /// Logs of which several branches are here.
    pub(crate) forked: BTreeSet<LogId>,
    /// Their branches other than the first, in the order in which they came.
    pub(crate) branches: Vec<BranchRecord>,
    /// What was said about no item, once a report was handed in.
    pub(crate) said: Said,
    /// What decides which of them lost.
    pub(crate) choices: Choices,
    /// Which branches lost.
    pub(crate) forks: Forks,
    /// What another device of the person said of the board, until it has arrived.
    pub(crate) promised: Option<Arc<PackedBoard>>,
    /// Another device handed it on, and nobody has brought all that they have of it yet.
    pub(crate) coming: bool,
    /// The log of this run, once something was written.
    pub(crate) writer: Option<LogWriter>,
    /// In this run something else wrote with this device's keys.
    pub(crate) copied: bool,
    /// Which of this device's certificates others are known to have, with all that they wrote before that here.
    pub(crate) aware: Aware,
}

impl Board {
    /// Reads a board from the disk. Its waiting entries are yet to be judged again.
    pub(crate) fn load(
        db: &LogDb,
        record: &BoardRecord,
        keys: &store::DeviceKeys,
    ) -> Result<Self, StoreError> {
        let mut board = Self {
            key: record.key,
            id: record.board,
            nonce: record.nonce,
            added_ms: record.added_ms,
            keyring: db.keyring(record.key)?,
            device: keys.device.device_key(&record.nonce),
            person: NOBODY,
            logs: BTreeMap::new(),
            certs: BTreeMap::new(),
            fates: BTreeMap::new(),
            authority: Arc::new(evaluate(
                record.board,
                &BTreeMap::new(),
                &LogGraph::default(),
            )),
            waiting: Waiting::default(),
            slow: SlowLane::default(),
            stated: BTreeMap::new(),
            first_epoch: None,
            greeting: Vec::new(),
            newest: BTreeMap::new(),
            epochs: Epochs::default(),
            sealed: Arc::default(),
            opened: BTreeSet::new(),
            closed: false,
            leaky: false,
            still_read: Arc::default(),
            worthless: BTreeMap::new(),
            locked: BTreeMap::new(),
            shape: None,
            cut_logs: BTreeSet::new(),
            forked: BTreeSet::new(),
            branches: Vec::new(),
            said: Said::default(),
            choices: Choices::default(),
            forks: Forks::default(),
            promised: db
                .meta(&promise(record.board))?
                .and_then(|bytes| PackedBoard::from_bytes(&bytes))
                .map(Arc::new),
            coming: db.meta(&coming(record.board))?.is_some(),
            writer: None,
            copied: false,
            aware: read_aware(db, record.board)?,
        };
        for log in db.logs(record.key)? {
            let (key, device, tip) = (log.key, log.device, log.tip);
            board.logs.insert(tip.log, Log { key, device, tip });
        }
        board.load_branches(db)?;
        board.load_certificates(db)?;
        // The seed says who this is; where it is on paper only, the device's certificate does.
        board.person = match keys.person() {
            Ok(seed) => seed.person_key(&record.nonce).id(),
            Err(store::OnPaper) => {
                let certified = board.authority.person_of(board.device.id());
                certified.unwrap_or(NOBODY)
            }
        };
        board.load_receipts(db)?;
        Ok(board)
    }

    fn load_certificates(&mut self, db: &LogDb) -> Result<(), StoreError> {
        for (key, entry) in db.certificates(self.key)? {
            self.found_key(&entry);
            let mut verdict = db
                .known(self.key, entry.id)?
                .and_then(|known| known.verdict);
            // Only what was accepted is known to have true signatures inside: of anything else they were
            // never looked at, or their failing is forgotten (a database that was mended, an older app).
            let read = match verdict {
                Some(Verdict::Accepted) => CertEntry::read_own(&entry),
                Some(Verdict::Aside(_)) | None => CertEntry::read(&entry, &self.nonce),
            };
            match read {
                Ok(cert) => {
                    self.certs.insert(entry.id, cert);
                }
                Err(error) => {
                    let found = Verdict::Aside(error.code().to_owned());
                    if verdict.as_ref() != Some(&found) {
                        db.add_verdict(key, &found, Some(Cause::Judge), &[])?;
                        db.end_waiting(key)?;
                        verdict = Some(found);
                    }
                }
            }
            self.fates.insert(entry.id, Cert { key, verdict });
        }
        self.load_notice(db)?;
        if self
            .certs
            .values()
            .any(|cert| super::membership::cuts(cert.cert()))
        {
            self.read_shape(db)?;
        }
        self.authority = Arc::new(self.evaluated(&self.certs));
        self.settle_keys();
        Ok(())
    }

    /// Returns whether the board's first entry is here: then the keys that opened it are the board's.
    pub(crate) fn has_genesis(&self) -> bool {
        self.fates.contains_key(&self.id.genesis())
    }

    /// The key that opened the genesis is the board's, whoever handed it over; others were handed over falsely.
    pub(crate) fn found_key(&mut self, entry: &Entry) {
        if entry.id == self.id.genesis() {
            self.first_epoch = Some(entry.epoch);
            self.keyring.set_current(entry.epoch);
        }
    }

    /// Returns where a log stands, for whoever continues it.
    pub(crate) fn chain(&self, log: LogId) -> Chain {
        self.logs.get(&log).map_or_else(
            || Chain::new(log),
            |held| Chain {
                log,
                next_seq: held.tip.seq.saturating_add(1),
                prev: held.tip.id,
                device: Some(held.device),
            },
        )
    }

    /// Returns the newest position of this device in an older log than `but`.
    pub(crate) fn last_own(&self) -> Option<Position> {
        let own = self
            .logs
            .values()
            .filter(|log| log.device == self.device.id());
        own.max_by_key(|log| log.key).map(|log| log.tip)
    }

    /// Counts the entries.
    pub(crate) fn entries(&self) -> u64 {
        let first: u64 = self.logs.values().map(|log| log.tip.seq).sum();
        let others = self
            .branches
            .iter()
            .map(|branch| branch.length)
            .sum::<u64>();
        first + others
    }

    pub(crate) fn info(&self) -> BoardInfo {
        BoardInfo {
            board: self.id,
            me: self.person,
            device: self.device.id(),
            added_ms: self.added_ms,
            authority: Arc::clone(&self.authority),
            sealed: Arc::clone(&self.sealed),
            arriving: self.promised.clone(),
            coming: self.coming,
            copied: self.copied,
            still_read: Arc::clone(&self.still_read),
            holdings: Arc::new(self.holdings()),
            only_here: Arc::new(self.only_here()),
            entries: self.entries(),
            waiting: self.waiting.len() + self.slow.len(),
        }
    }
}
