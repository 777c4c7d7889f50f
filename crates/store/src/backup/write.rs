//! Making a backup: the log is read at one moment, row by row, and written beside the place where it goes.
//!
//! 1. a file of mode 0600 beside the chosen place;
//! 2. everything sealed into it, then synced;
//! 3. it is read whole again and checked;
//! 4. a rename. What fails before that leaves an older backup of this name as it is.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::path::Path;

use trust::BodyForm;

use super::record::{
    Address, Apart, Board, Branch, End, Epoch, Fork, Invitation, Join, Local, Log, MAX_NAME,
    MAX_VALUE, Record, Row, Secret, Start,
};
use super::sealed::SealedWriter;
use super::{BackupContents, BackupError, BackupSummary, io, verify_backup};
use crate::database::beside;
use crate::folder::rename_private;
use crate::log_db::{BoardRecord, BranchRecord, LogKey};
use crate::{BackupKey, Draw, JoinState, LogDb, Seen};

/// So many entries are in memory at a time.
const ROWS: u32 = 256;

/// Makes a backup of a log and of what the app adds, and proves that it can be read again.
///
/// The log may be in use: all of it is read at one moment.
///
/// # Errors
/// [`BackupError`]: then no file of this name was changed.
pub fn write_backup(
    path: &Path,
    key: &BackupKey,
    log: &LogDb,
    contents: &BackupContents,
    draw: Draw<'_>,
) -> Result<BackupSummary, BackupError> {
    let part = beside(path, ".part");
    let written = write_part(&part, key, log, contents, draw)
        .and_then(|counted| Ok((counted, verify_backup(&part, key)?)));
    let summary = match written {
        Ok((counted, summary)) if counted == count(&summary) => summary,
        Ok(_) => {
            return Err(give_up(
                &part,
                BackupError::Damaged("not all of it is there"),
            ));
        }
        Err(error) => return Err(give_up(&part, error)),
    };
    rename_private(&part, path)?;
    Ok(summary)
}

fn write_part(
    part: &Path,
    key: &BackupKey,
    log: &LogDb,
    contents: &BackupContents,
    draw: Draw<'_>,
) -> Result<End, BackupError> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // What an earlier run left, or somebody laid there: never written into, as a link may lead anywhere.
    match std::fs::remove_file(part) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(io(part, error)),
        _ => {}
    }
    let file = options
        .create_new(true)
        .write(true)
        .open(part)
        .map_err(|e| io(part, e))?;
    let sealed = SealedWriter::begin(file, key, draw).map_err(|e| io(part, e))?;
    let mut writing = Writing {
        part,
        sealed,
        counted: End::default(),
    };
    writing.add(&Record::Start(Start {
        made_ms: contents.made_ms,
    }))?;
    log.at_one_moment(|log| writing.boards(log))?;
    for local in &contents.local {
        if local.name.len() > MAX_NAME || local.value.len() > MAX_VALUE {
            return Err(BackupError::TooLong);
        }
        writing.counted.local += 1;
        writing.add(&Record::Local(Local {
            name: local.name.clone(),
            value: local.value.clone(),
        }))?;
    }
    let counted = writing.counted;
    writing.add(&Record::End(counted))?;
    writing.sealed.end().map_err(|e| io(part, e))?;
    Ok(counted)
}

/// A backup under way.
struct Writing<'a> {
    part: &'a Path,
    sealed: SealedWriter,
    counted: End,
}

impl Writing<'_> {
    fn add(&mut self, record: &Record) -> Result<(), BackupError> {
        let bytes = zeroize::Zeroizing::new(record.encode()?);
        self.sealed.add(&bytes).map_err(|e| io(self.part, e))
    }

    fn boards(&mut self, log: &LogDb) -> Result<(), BackupError> {
        for board in log.boards()? {
            self.board(log, &board)?;
        }
        for join in log.joins()? {
            // One that was refused is over, and one that was let in was let in as the old device.
            if !matches!(join.state, JoinState::Refused(_)) {
                self.add(&Record::Join(Join {
                    board: join.board,
                    ticket: join.ticket,
                    since_ms: join.since_ms,
                }))?;
            }
        }
        for (endpoint, address, seen) in log.addresses()? {
            self.add(&Record::Address(Address {
                endpoint,
                address,
                came_from: seen == Seen::Inbound,
            }))?;
        }
        Ok(())
    }

    fn board(&mut self, log: &LogDb, board: &BoardRecord) -> Result<(), BackupError> {
        self.counted.boards += 1;
        self.add(&Record::Board(Board {
            board: board.board,
            nonce: board.nonce,
            added_ms: board.added_ms,
        }))?;
        for (compartment, key) in log.epochs(board.key)? {
            self.add(&Record::Epoch(Epoch {
                compartment,
                key: Secret(*key.expose()),
            }))?;
        }
        for (ticket, text) in log.invitations(board.key)? {
            self.add(&Record::Invitation(Invitation { ticket, text }))?;
        }
        let forks = log.forks(board.key)?;
        let branches = log.branches(board.key)?;
        for record in log.logs(board.key)? {
            // Behind its last signature nothing of a log can be proven.
            let Some(last) = log.last_signed(record.key)? else {
                continue;
            };
            self.counted.logs += 1;
            self.add(&Record::Log(Log {
                log: record.tip.log,
                device: record.device,
            }))?;
            self.entries(log, record.key, 1, last)?;
            let others = branches
                .iter()
                .filter(|branch| branch.tip.log == record.tip.log);
            self.branches(log, (record.key, last), others)?;
            for fork in forks
                .iter()
                .filter(|fork| fork.position.log == record.tip.log)
            {
                self.add(&Record::Fork(Fork {
                    seq: fork.position.seq,
                    entry: fork.position.id,
                    frame: fork.frame.clone(),
                }))?;
            }
        }
        Ok(())
    }

    /// Writes the other branches of a log behind the first, each behind the one that it leaves.
    fn branches<'b>(
        &mut self,
        log: &LogDb,
        (first, last): (LogKey, u64),
        others: impl Iterator<Item = &'b BranchRecord>,
    ) -> Result<(), BackupError> {
        let mut written = BTreeMap::from([(first, last)]);
        for branch in others {
            let Some(last) = log.last_signed(branch.key)? else {
                continue;
            };
            let begins = log.range(branch.key, 1, last, 1)?;
            let Some((_, begin)) = begins.first() else {
                continue;
            };
            // What follows nothing that is written cannot be put anywhere.
            let leaves = log.spans(branch.key, begin.seq)?.get(1).copied();
            let stands = |(of, end): (LogKey, u64)| {
                written
                    .get(&of)
                    .is_some_and(|upto| upto.saturating_add(1) >= end)
            };
            if begin.seq > 1 && !leaves.is_some_and(stands) {
                continue;
            }
            self.add(&Record::Branch(Branch { before: begin.prev }))?;
            self.entries(log, branch.key, begin.seq, last)?;
            written.insert(branch.key, last);
        }
        Ok(())
    }

    fn entries(
        &mut self,
        log: &LogDb,
        key: LogKey,
        mut from: u64,
        last: u64,
    ) -> Result<(), BackupError> {
        while from <= last {
            let rows = log.range(key, from, last, ROWS)?;
            if rows.is_empty() {
                break;
            }
            for (_, entry) in rows {
                from = entry.seq + 1;
                self.counted.entries += 1;
                let clear = entry.clear();
                let row = Row {
                    epoch: clear.epoch,
                    header: clear.header,
                    body: clear.body,
                    signature: clear.signature,
                };
                let erased = clear.form == BodyForm::Erased;
                self.add(&match clear.form {
                    BodyForm::Clear => Record::Entry(row),
                    BodyForm::Sealed | BodyForm::Erased => Record::Apart(Apart { row, erased }),
                })?;
            }
        }
        Ok(())
    }
}

fn count(summary: &BackupSummary) -> End {
    End {
        boards: u64::try_from(summary.boards.len()).unwrap_or(u64::MAX),
        logs: summary.boards.iter().map(|board| board.logs).sum(),
        entries: summary.boards.iter().map(|board| board.entries).sum(),
        local: summary.local,
    }
}

/// Takes the half backup away; that it failed is what counts.
fn give_up(part: &Path, error: BackupError) -> BackupError {
    if let Err(left) = std::fs::remove_file(part) {
        tracing::warn!(%left, path = %part.display(), "a half backup stays");
    }
    error
}
