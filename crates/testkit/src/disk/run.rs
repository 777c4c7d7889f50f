//! A device that works on a disk that may fail: the same deeds each time, done as the node's writer does them.
//!
//! Owns which of them were acknowledged, and the check that those are there, each whole. Never decides what fails.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use model::{ItemDoc, ItemKind, Scalar, Statement, actor};
use node::{Core, CoreParts, Draft, NodeError};
use rusqlite::Connection;
use store::{Access, DatabaseKey, DeviceKeys, LogDb, open_database};
use tempfile::TempDir;
use trust::{BoardId, EndpointId, EntryId, ItemId, Kind};

use super::{Disk, Step};
use crate::{ModelJudge, Random};

const NOW: u64 = 1_780_000_000_000;
const KEY: DatabaseKey = DatabaseKey::from_bytes([8; 32]);
const LOG: &str = "log.db";
const WAL: &str = "log.db-wal";
/// Makes a deed take some pages.
const FILLING: &str = "Blankets for the school at the mill, two hundred of them, brought by whoever has a van on Friday";
/// The number of the board and its need, as something that was acknowledged.
const FOUNDED: u64 = 1;
/// A fault happens once: whatever failed is tried again so often.
const TRIES: usize = 4;

/// See the module.
pub(crate) struct Run {
    pub(crate) disk: Arc<Disk>,
    root: TempDir,
    core: Option<Core>,
    broken: bool,
    /// The number of the last deed that was begun; each is one attempt.
    asked: u64,
    /// What went wrong on the way.
    pub(crate) errors: Vec<NodeError>,
    seed: u64,
}

/// What somebody finds who opens a folder.
#[derive(Debug)]
pub(crate) struct Found {
    /// The deeds that are there.
    pub(crate) deeds: BTreeSet<u64>,
    /// Whether the file was put aside as damaged.
    pub(crate) moved: bool,
}

impl Run {
    /// A device on a disk of which this has happened.
    pub(crate) fn on(tape: Vec<Step>) -> Self {
        let root = tempfile::tempdir().unwrap();
        super::images::image(&tape, super::images::Loose::Kept).lay_out(root.path());
        let asked = saved_in(&tape).last().copied().unwrap_or(0) + 1_000;
        Self {
            disk: Disk::watch(root.path(), tape),
            root,
            core: None,
            broken: false,
            asked,
            errors: Vec::new(),
            seed: asked,
        }
    }

    /// Does it all: a board, a need, deeds, a checkpoint in between, an end and another beginning.
    pub(crate) fn live(&mut self) {
        for _ in 0..2 {
            self.open();
            self.found();
            self.deeds(6);
            self.tidy();
            self.deeds(4);
            self.close();
        }
    }

    pub(crate) fn open(&mut self) {
        for _ in 0..TRIES {
            self.seed += 1;
            let _renewed = self.disk.notice_renewed(WAL);
            match open(self.root.path(), self.seed) {
                Ok((core, _)) => {
                    self.core = Some(core);
                    return;
                }
                Err(error) => self.errors.push(error),
            }
        }
        panic!("never opened: {:?}", self.errors);
    }

    /// Founds the board and its need, where they are not there.
    pub(crate) fn found(&mut self) {
        while self.core().boards().is_empty() {
            let done = self.attempt(|core| core.create_board(NOW).map(drop));
            self.note(done);
        }
        while need(self.core()).is_none() {
            let done = self.attempt(|core| board(core).and_then(|board| add_need(core, board)));
            self.note(done);
        }
        self.disk.saved(FOUNDED);
    }

    /// Does so many deeds, each until it is acknowledged.
    pub(crate) fn deeds(&mut self, count: u64) {
        for _ in 0..count {
            let errors = self.errors.len();
            while !self.deed() {
                assert!(self.errors.len() < errors + TRIES, "{:?}", self.errors);
            }
        }
    }

    /// Says two things in one transaction. Returns whether that was acknowledged.
    pub(crate) fn deed(&mut self) -> bool {
        self.asked += 1;
        let number = self.asked;
        let done = self.attempt(|core| board(core).and_then(|board| say_two(core, board, number)));
        let saved = self.note(done);
        if saved {
            self.disk.saved(number);
        }
        saved
    }

    /// Moves the WAL into the file; that it fails is no harm.
    pub(crate) fn tidy(&mut self) {
        let done = self.core().db().checkpoint();
        self.errors.extend(done.err().map(NodeError::from));
    }

    /// Ends in order.
    pub(crate) fn close(&mut self) {
        self.core = None;
        self.broken = false;
    }

    /// Returns whether what is there can be read.
    pub(crate) fn reads(&mut self) -> bool {
        let all = self.core().verdicts_since(0, 10_000);
        all.is_ok_and(|all| !all.is_empty())
    }

    /// Ends, and returns what somebody finds afterwards on a disk that works.
    pub(crate) fn found_after(mut self) -> Found {
        self.close();
        self.disk.forget();
        find(self.root.path())
    }

    /// Ends as by kill -9, and returns the tape. What it had open stays open, and is never written again.
    pub(crate) fn killed(mut self) -> Vec<Step> {
        std::mem::forget(self.core.take());
        self.disk.forget();
        self.disk.tape()
    }

    fn core(&mut self) -> &mut Core {
        self.core.as_mut().unwrap()
    }

    /// As the writer of `node` does a batch.
    fn attempt(
        &mut self,
        deed: impl FnOnce(&mut Core) -> Result<(), NodeError>,
    ) -> Result<(), NodeError> {
        let broken = self.broken;
        let core = self.core();
        let transaction = |core: &mut Core| {
            if broken {
                core.recover()?;
            }
            core.begin()?;
            deed(core)?;
            core.spread(NOW)?;
            core.commit()
        };
        let done = transaction(core);
        let recovered = done.is_ok() || core.recover().is_ok();
        self.broken = !recovered;
        done
    }

    fn note(&mut self, done: Result<(), NodeError>) -> bool {
        let saved = done.is_ok();
        self.errors.extend(done.err());
        let happened = self.disk.happened();
        assert!(self.errors.len() < 30, "{:?}, {happened:?}", self.errors);
        saved
    }
}

/// Returns what was acknowledged, in order.
pub(crate) fn saved_in(tape: &[Step]) -> BTreeSet<u64> {
    let saved = tape.iter().filter_map(|step| match step {
        Step::Saved(number) => Some(*number),
        Step::Write { .. }
        | Step::Truncate { .. }
        | Step::Sync { .. }
        | Step::FailedSync { .. }
        | Step::Delete { .. } => None,
    });
    saved.collect()
}

impl Found {
    /// Says what of that which was acknowledged is missing.
    pub(crate) fn missing(&self, tape: &[Step]) -> Vec<u64> {
        let saved = saved_in(tape);
        saved.difference(&self.deeds).copied().collect()
    }
}

/// Opens a folder as the next start does, reads all, goes on writing, and looks whether the file agrees with itself.
///
/// # Panics
/// Where it does not open, a deed is there by half, or the file does not agree with itself.
pub(crate) fn find(folder: &Path) -> Found {
    let (mut core, moved) = open(folder, 0xfe11).unwrap();
    let mut halves: BTreeMap<u64, u32> = BTreeMap::new();
    for judged in core.verdicts_since(0, 10_000).unwrap() {
        assert!(judged.verdict.is_accepted(), "{:?}", judged.verdict);
        if let Ok(Statement::Comment { text }) = Statement::from_body(&judged.entry.body) {
            let number = text.split(' ').next().unwrap().parse().unwrap();
            *halves.entry(number).or_default() += 1;
        }
    }
    let half: Vec<_> = halves.iter().filter(|(_, count)| **count != 2).collect();
    assert!(moved || half.is_empty(), "there by half: {half:?}");
    let mut deeds: BTreeSet<u64> = halves.keys().copied().collect();
    if need(&core).is_some() {
        deeds.insert(FOUNDED);
        core.begin().unwrap();
        let board = board(&core).unwrap();
        say_two(&mut core, board, 9_999).unwrap();
        core.commit().unwrap();
    }
    drop(core);
    let db: Connection = open_database(&folder.join(LOG), &KEY, Access::Read).unwrap();
    let check = |row: &rusqlite::Row<'_>| row.get::<_, String>(0);
    let said = db.query_row("PRAGMA integrity_check", [], check).unwrap();
    assert_eq!(said, "ok");
    Found { deeds, moved }
}

/// Opens a folder whose files were damaged, and returns what can be read: an error where the damage shows only then.
///
/// # Panics
/// Where something is there that nobody said.
pub(crate) fn find_in_ruins(folder: &Path) -> Result<Found, NodeError> {
    let (core, moved) = open(folder, 0xfe12)?;
    let mut deeds = BTreeSet::new();
    for judged in core.verdicts_since(0, 10_000)? {
        if let Ok(Statement::Comment { text }) = Statement::from_body(&judged.entry.body) {
            let (number, rest) = text.split_once(' ').unwrap();
            assert!(rest == format!("one {FILLING}") || rest == format!("two {FILLING}"));
            deeds.insert(number.parse().unwrap());
        }
    }
    if need(&core).is_some() {
        deeds.insert(FOUNDED);
    }
    Ok(Found { deeds, moved })
}

fn open(folder: &Path, seed: u64) -> Result<(Core, bool), NodeError> {
    let (db, moved) = LogDb::open_or_move_aside(&folder.join(LOG), &KEY)?;
    let mut random = Random::new(seed);
    let keys = DeviceKeys::draw(&mut |bytes: &mut [u8]| {
        bytes.fill(1);
        Ok(())
    });
    let core = Core::open(CoreParts {
        db,
        keys: keys.unwrap(),
        endpoint: EndpointId([1; 32]),
        judge: Arc::new(ModelJudge),
        draw: Box::new(move |bytes| {
            random.fill(bytes);
            Ok(())
        }),
    })?;
    Ok((core, moved.is_some()))
}

fn board(core: &Core) -> Result<BoardId, NodeError> {
    core.boards().first().copied().ok_or(NodeError::NoJoin)
}

/// Returns the need, and the entry that made it.
fn need(core: &Core) -> Option<(ItemId, EntryId)> {
    let all = core.verdicts_since(0, 10_000).ok()?;
    let made = all
        .into_iter()
        .find(|judged| judged.entry.header.kind == Kind::Change)?;
    Some((made.entry.header.item?, made.entry.id))
}

fn add_need(core: &mut Core, board: BoardId) -> Result<(), NodeError> {
    let build = |appender: &mut node::Appender<'_>| {
        let (log, seq) = (appender.log()?, appender.next_seq()?);
        let item = ItemId::derive(log, seq);
        let title = ("title".to_owned(), Scalar::Text("Blankets".to_owned()));
        let doc = ItemDoc::create(ItemKind::Need, &BTreeMap::from([title]), actor(log, item));
        appender.append(Draft {
            kind: Kind::Change,
            item: None,
            deps: Vec::new(),
            body: doc.unwrap().1.body,
        })?;
        Ok(())
    };
    core.append(board, NOW, build).map(drop)
}

fn say_two(core: &mut Core, board: BoardId, number: u64) -> Result<(), NodeError> {
    let Some((item, creation)) = need(core) else {
        return Err(NodeError::DiskFailed("the need cannot be read".to_owned()));
    };
    core.append(board, NOW, |appender| {
        for half in ["one", "two"] {
            let text = format!("{number} {half} {FILLING}");
            appender.append(Draft {
                kind: Kind::Statement,
                item: Some(item),
                deps: vec![creation],
                body: Statement::Comment { text }.to_body(),
            })?;
        }
        Ok(())
    })
    .map(drop)
}
