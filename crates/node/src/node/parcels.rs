//! Saving and reading a file that is carried by hand, while the node runs.
//!
//! Owns the order. A file is written batch by batch, each read from the log between other jobs. A file is read twice:
//! first whole, so that nothing of one that is cut, changed or signed by another counts; then record by record, each on
//! the disk before the next. Never decides what counts: the core does.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use store::{DeviceKeys, ParcelError, ParcelReader, ParcelWriter};
use sync::{ParcelId, ParcelRecord, ParcelStart, Transfer};
use trust::{BoardId, PARCEL_ID, ParcelKey, PersonId, Position, check_parcel};
use zeroize::Zeroizing;

use super::Node;
use crate::NodeError;
use crate::peer::{ParcelOf, ParcelRefusal, ParcelTaken, open_slot};

mod watching;

pub use watching::{ParcelProgress, ParcelStep, ParcelWatch};

/// Positions that a file may state.
const POSITIONS: usize = 262_144;

/// What was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParcelSaved {
    /// How many entries are in it.
    pub entries: u64,
    /// How long the file is.
    pub bytes: u64,
    /// It tells its reader that they were removed, and nothing else.
    pub tells_removal: bool,
}

/// What a file is, once its seal and signature hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParcelFound {
    /// Of which board.
    pub board: BoardId,
    /// Who wrote it, where that is known here.
    pub by: Option<PersonId>,
    /// Who it is for.
    pub person: PersonId,
    /// When it was written, by its writer's clock.
    pub made_ms: u64,
}

/// What was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParcelRead {
    /// The file.
    pub found: ParcelFound,
    /// How much of it is new here.
    pub new: u64,
    /// Something that it builds on is not here: a file for its writer says so, and the next one of theirs has it.
    pub missing: bool,
    /// It says that this device was removed.
    pub removed: bool,
}

/// Why a file was not saved, or not read.
#[derive(Debug, thiserror::Error)]
pub enum ParcelFailure {
    /// The file, or the disk that it is on.
    #[error(transparent)]
    File(#[from] ParcelError),
    /// It is not written for them, or not read here; with what the file says of itself.
    #[error("{0}")]
    Refused(ParcelRefusal, Option<ParcelFound>),
    /// This device's own disk, or a defect.
    #[error(transparent)]
    Node(#[from] NodeError),
    /// Somebody gave it up.
    #[error("it was given up")]
    GivenUp,
}

impl Node {
    /// Saves what somebody lacks of a board as a file for them. `over`: a file of this name may be replaced.
    ///
    /// # Errors
    /// [`ParcelFailure`]; then no file was changed, and none is left.
    pub async fn save_parcel(
        &self,
        board: BoardId,
        person: PersonId,
        to: (&Path, bool),
        watch: &ParcelWatch,
    ) -> Result<ParcelSaved, ParcelFailure> {
        let jobs = &self.inner.jobs;
        let planned = jobs.ask(move |core, now_ms| core.plan_parcel(board, person, now_ms));
        let planned = planned.await?;
        let mut plan = planned.map_err(|refusal| ParcelFailure::Refused(refusal, None))?;
        let (planned, tells_removal) = (plan.entries, plan.tells_removal);
        let mut far = ParcelProgress::begun(ParcelStep::Saving, None, Some(planned));
        watch.at(far)?;
        let (path, over) = (to.0.to_owned(), to.1);
        let (head, key) = (plan.head.clone(), plan.key.clone());
        let begin = move || Ok(ParcelWriter::begin(&path, &head, &key, over)?);
        let mut writer = blocking(begin).await?;
        loop {
            let next = jobs.ask(move |core, _| {
                let next = core.next_of_parcel(&mut plan)?;
                Ok((plan, next))
            });
            let (back, next) = next.await?;
            plan = back;
            let Some((record, count)) = next else {
                break;
            };
            writer = add(writer, record).await?;
            far.bytes = writer.written();
            far.changes = far.changes.saturating_add(count);
            far.of_changes = Some(planned.max(far.changes));
            watch.at(far)?;
        }
        let digest = writer.digest();
        let sign = jobs.ask(move |core, _| core.sign_parcel(&plan, &digest));
        let signed = sign.await?;
        let writer = add(writer, signed).await?;
        let bytes = blocking(move || Ok(writer.end()?)).await?;
        (far.bytes, far.of_bytes) = (bytes, Some(bytes));
        // What cannot go alone was passed over.
        far.of_changes = Some(far.changes);
        watch.tell(far);
        Ok(ParcelSaved {
            entries: far.changes,
            bytes,
            tells_removal,
        })
    }

    /// Reads a file that was carried here.
    ///
    /// # Errors
    /// [`ParcelFailure`]. Where the file is refused nothing was changed; after a failure of the disk, or where it was
    /// given up, what was taken before stays, and reading it again takes the rest.
    pub async fn read_parcel(
        &self,
        path: &Path,
        watch: &Arc<ParcelWatch>,
    ) -> Result<ParcelRead, ParcelFailure> {
        let keys = self.inner.safe.keys();
        let scan = {
            let (path, keys, watch) = (path.to_owned(), keys.clone(), Arc::clone(watch));
            move || scan(&path, &keys, &watch)
        };
        let scanned = blocking(scan).await?;
        let (jobs, of) = (&self.inner.jobs, scanned.of);
        let (board, by) = (of.board, of.by);
        let may = jobs.ask(move |core, _| Ok(core.may_read_parcel(board, by)));
        let mut found = ParcelFound {
            board,
            by: None,
            person: scanned.person,
            made_ms: of.made_ms,
        };
        let refused = |refusal| ParcelFailure::Refused(refusal, Some(found));
        let writer = may.await?.map_err(refused)?;
        found.by = writer;
        let mut all = ParcelTaken::default();
        let (bytes, changes) = scanned.holds;
        let mut far = ParcelProgress::begun(ParcelStep::Taking, Some(bytes), Some(changes));
        watch.at(far)?;
        let mut reading = open_again(path.to_owned(), keys, scanned.same).await?;
        loop {
            let (back, record) = next(reading).await?;
            reading = back;
            let Some(record) = record else {
                break;
            };
            let of = of.clone();
            let take = jobs.ask(move |core, now_ms| core.take_of_parcel(&of, record, now_ms));
            let taken = take.await?;
            let taken = taken.map_err(|refusal| ParcelFailure::Refused(refusal, Some(found)))?;
            all.new = all.new.saturating_add(taken.new);
            all.missing |= taken.missing;
            far.bytes = reading.progress().0;
            far.changes = far.changes.saturating_add(taken.entries);
            watch.at(far)?;
        }
        let (plain, forked) = (scanned.plain, scanned.forked);
        let end = jobs.ask(move |core, now_ms| {
            core.end_parcel(&of, plain, forked, now_ms)?;
            let by = core.may_read_parcel(of.board, of.by).ok().flatten();
            Ok((by, core.is_removed_from(of.board)))
        });
        let (by, removed) = end.await?;
        found.by = found.by.or(by);
        (far.bytes, far.changes) = (bytes, changes);
        watch.tell(far);
        Ok(ParcelRead {
            found,
            new: all.new,
            missing: all.missing,
            removed,
        })
    }
}

/// Reads a file whole, as [`Node::read_parcel`] does first: what is refused here is refused before anything of it is taken.
///
/// # Errors
/// [`ParcelFailure::File`].
pub fn look_through_parcel(path: &Path, keys: &DeviceKeys) -> Result<ParcelOf, ParcelFailure> {
    Ok(scan(path, keys, &ParcelWatch::reading())?.of)
}

/// What the first reading found.
pub(super) struct Scanned {
    of: ParcelOf,
    pub(super) same: Same,
    person: PersonId,
    plain: Vec<Position>,
    forked: Vec<Position>,
    /// How many bytes it has, and how many changes.
    holds: (u64, u64),
}

/// By what a file is the same when it is read the second time: its id, and the key that its writer and this device know.
/// Whoever puts another file into its place between the two readings has only keys of their own.
pub(super) struct Same {
    id: [u8; PARCEL_ID],
    key: ParcelKey,
}

/// Reads a file whole: every piece, every record, and its writer's signature over all of it.
pub(super) fn scan(
    path: &Path,
    keys: &DeviceKeys,
    watch: &ParcelWatch,
) -> Result<Scanned, ParcelFailure> {
    let opened = ParcelReader::open(path, &mut |slot, id| open_slot(keys, slot, id));
    let (mut reader, slot, id) = opened?;
    let board = slot.board;
    let length = reader.progress().1;
    let mut far = ParcelProgress::begun(ParcelStep::Checking, Some(length), None);
    let mut begun: Option<ParcelStart> = None;
    let (mut plain, mut forked) = (Vec::new(), Vec::new());
    loop {
        let digest = reader.digest();
        let bytes = reader.next_record()?;
        let bytes = bytes.ok_or(ParcelError::Damaged("its end is missing"))?;
        let record = ParcelRecord::decode(&bytes).map_err(|_| UNREADABLE)?;
        match (&begun, record) {
            (None, ParcelRecord::Start(start)) => begun = Some(start),
            (None, _) | (Some(_), ParcelRecord::Start(_)) => return Err(UNREADABLE.into()),
            (Some(start), ParcelRecord::End(signature)) => {
                check_parcel(start.by, board, &digest, &signature)
                    .map_err(|_| ParcelError::Damaged("its signature"))?;
                break;
            }
            (Some(_), ParcelRecord::Transfer(bytes)) => {
                let transfer = Transfer::decode(&bytes).map_err(|_| UNREADABLE)?;
                far.changes = far.changes.saturating_add(transfer.len() as u64);
            }
            (Some(_), ParcelRecord::Holds(positions)) => plain.extend(positions),
            (Some(_), ParcelRecord::Branches(positions)) => forked.extend(positions),
            (Some(_), ParcelRecord::Keys(_) | ParcelRecord::Removed(_) | ParcelRecord::Unknown) => {
            }
        }
        if plain.len() + forked.len() > POSITIONS {
            return Err(ParcelError::TooLong.into());
        }
        far.bytes = reader.progress().0;
        watch.at(far)?;
    }
    if reader.next_record()?.is_some() {
        return Err(ParcelError::Damaged("something stands behind its end").into());
    }
    let start = begun.ok_or(UNREADABLE)?;
    (far.bytes, far.of_changes) = (length, Some(far.changes));
    watch.at(far)?;
    Ok(Scanned {
        of: ParcelOf {
            id: ParcelId(id),
            board,
            by: start.by,
            made_ms: start.made_ms,
            answers: start.answers,
        },
        same: Same { id, key: slot.key },
        person: start.person,
        plain,
        forked,
        holds: (length, far.changes),
    })
}

const UNREADABLE: ParcelError = ParcelError::Damaged("a part of it");

/// Opens the file that was read whole, and no other.
pub(super) async fn open_again(
    path: PathBuf,
    keys: DeviceKeys,
    same: Same,
) -> Result<ParcelReader, ParcelFailure> {
    blocking(move || {
        let opened = ParcelReader::open(&path, &mut |slot, id| open_slot(&keys, slot, id));
        let (reader, slot, id) = opened?;
        if id != same.id || slot.key.expose() != same.key.expose() {
            return Err(ParcelError::Damaged("it was exchanged while it was read").into());
        }
        Ok(reader)
    })
    .await
}

/// Reads the next record.
async fn next(
    mut reader: ParcelReader,
) -> Result<(ParcelReader, Option<ParcelRecord>), ParcelFailure> {
    blocking(move || {
        let bytes: Option<Zeroizing<Vec<u8>>> = reader.next_record()?;
        let record = bytes.map(|bytes| ParcelRecord::decode(&bytes));
        let record = record.transpose().map_err(|_| UNREADABLE)?;
        Ok((reader, record))
    })
    .await
}

async fn add(mut writer: ParcelWriter, record: Vec<u8>) -> Result<ParcelWriter, ParcelFailure> {
    blocking(move || {
        let record = Zeroizing::new(record);
        writer.add(&record)?;
        Ok(writer)
    })
    .await
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ParcelFailure> + Send + 'static,
) -> Result<T, ParcelFailure> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| NodeError::Defect(error.to_string()))?
}
