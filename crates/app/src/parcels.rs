//! Saving and reading files that are carried by hand.
//!
//! Owns the way from what a person asks to the node and back, with names, and that the views hear how far it is. Never
//! looks into a file.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use node::{ParcelError, ParcelFailure, ParcelFound, ParcelProgress, ParcelRefusal, ParcelWatch};
use trust::{BoardId, PersonId};

use crate::api::{AppError, CarriedRead, CarriedSaved, ErrorCode};
use crate::desk::Desk;
use crate::live::Touched;
use crate::views::{Names, board_name};

/// The file that is being saved or read: one at a time.
#[derive(Default)]
pub(crate) struct UnderWay(Mutex<Option<Arc<ParcelWatch>>>);

impl UnderWay {
    fn lock(&self) -> MutexGuard<'_, Option<Arc<ParcelWatch>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives it up, if there is one.
    pub(crate) fn give_up(&self) {
        if let Some(watch) = self.lock().as_ref() {
            watch.give_up();
        }
    }

    /// Returns how far it is, if there is one.
    pub(crate) fn progress(&self) -> Option<ParcelProgress> {
        let watch = self.lock();
        let watch = watch.as_ref()?;
        Some(*watch.progress().borrow())
    }
}

/// Ends with what it was begun for, however that ends.
struct Begun<'a>(&'a Desk, Arc<ParcelWatch>);

impl<'a> Begun<'a> {
    fn begin(desk: &'a Desk, watch: ParcelWatch) -> Result<Self, AppError> {
        let watch = Arc::new(watch);
        {
            let mut under_way = desk.parcel.lock();
            if under_way.is_some() {
                return Err(carry("busy", "another file is being saved or read"));
            }
            *under_way = Some(Arc::clone(&watch));
        }
        desk.tell(touched());
        Ok(Self(desk, watch))
    }

    /// Does the work, and lets the views hear how far it is.
    async fn telling<T>(&self, work: impl Future<Output = T>) -> T {
        let mut progress = self.1.progress();
        let mut work = std::pin::pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return done,
                Ok(()) = progress.changed() => self.0.tell(touched()),
            }
        }
    }
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        *self.0.parcel.lock() = None;
        self.0.tell(touched());
    }
}

fn touched() -> Touched {
    Touched {
        by_file: true,
        ..Touched::default()
    }
}

/// Saves what a person lacks of a board as a file for them.
pub(crate) async fn save(
    desk: &Arc<Desk>,
    board: &str,
    person: &str,
    to: (&Path, bool),
) -> Result<CarriedSaved, AppError> {
    let at = desk.at(board)?;
    let no_such = |_| AppError::new(ErrorCode::NoSuchPerson, "no such person");
    let person: PersonId = person.parse().map_err(no_such)?;
    let begun = Begun::begin(desk, ParcelWatch::saving())?;
    let name = name_of(desk, at.id, person).await?;
    let save = desk.node.save_parcel(at.id, person, to, &begun.1);
    match begun.telling(save).await {
        Ok(saved) => Ok(CarriedSaved {
            name,
            entries: crate::safety::count(saved.entries),
            tells_removal: saved.tells_removal,
        }),
        Err(failure) => Err(failed(desk, failure).await.with("name", name)),
    }
}

/// Reads a file.
pub(crate) async fn read(desk: &Arc<Desk>, path: &Path) -> Result<CarriedRead, AppError> {
    let begun = Begun::begin(desk, ParcelWatch::reading())?;
    let read = desk.node.read_parcel(path, &begun.1);
    let read = match begun.telling(read).await {
        Ok(read) => read,
        Err(failure) => return Err(failed(desk, failure).await),
    };
    let newest = *desk.node.cursor().borrow();
    desk.caught_up(newest).await;
    let ParcelFound {
        board, by, made_ms, ..
    } = read.found;
    let name = match by {
        Some(person) => name_of(desk, board, person).await?,
        None => String::new(),
    };
    let at = desk.at(&board.to_string())?;
    let called = desk
        .look(board, move |connection, number| {
            board_name(connection, number, &at)
        })
        .await?;
    Ok(CarriedRead {
        board: board.to_string(),
        board_name: called,
        by: name,
        person: by.map(|person| person.to_string()),
        made_at: made_ms.cast_signed(),
        new: crate::safety::count(read.new),
        missing: read.missing,
        removed: read.removed,
    })
}

async fn name_of(desk: &Arc<Desk>, board: BoardId, person: PersonId) -> Result<String, AppError> {
    let at = desk.at(&board.to_string())?;
    desk.look(board, move |connection, number| {
        Ok(Names::read(connection, number, &at)?.of(person))
    })
    .await
}

async fn failed(desk: &Arc<Desk>, failure: ParcelFailure) -> AppError {
    let message = failure.to_string();
    let (why, found) = match failure {
        ParcelFailure::Node(error) => return error.into(),
        ParcelFailure::GivenUp => ("givenUp", None),
        ParcelFailure::File(error) => match error {
            ParcelError::Store(error) => return error.into(),
            ParcelError::Exists(_) => ("exists", None),
            ParcelError::NoParcel => ("notACarriedFile", None),
            ParcelError::TooNew => ("tooNew", None),
            ParcelError::CutShort => ("cutShort", None),
            ParcelError::Damaged(_) | ParcelError::TooLong => ("damaged", None),
            ParcelError::NotForHere => ("notForYou", None),
        },
        ParcelFailure::Refused(refusal, found) => {
            let why = match refusal {
                ParcelRefusal::NoBoard => "otherBoard",
                ParcelRefusal::NoDevice => "noDevice",
                ParcelRefusal::Helper => "helper",
                ParcelRefusal::NotMember => "notMember",
                ParcelRefusal::Own => "own",
                ParcelRefusal::WriterRemoved => "writerRemoved",
            };
            (why, found)
        }
    };
    let mut error = carry(why, &message);
    if let Some(found) = found {
        // Of one's own file the name says for whom it is.
        let person = if why == "own" {
            Some(found.person)
        } else {
            found.by
        };
        error = error.with("at", found.made_ms);
        if let Some(person) = person
            && let Ok(name) = name_of(desk, found.board, person).await
        {
            error = error.with("name", name);
        }
    }
    error
}

fn carry(why: &str, message: &str) -> AppError {
    AppError::new(ErrorCode::CarryFailed, message).with("why", why)
}
