//! Sealed cases beside what a person asks for: who has the job may open one, for the time of the job, and it is erased
//! when it has been done for long enough.
//!
//! Owns the task that a coordinator's device runs: after each change of a board, and every minute, it compares who may
//! open what with who can. What it does unasked is bounded (`node`, a few times a day for each case). Never decides what
//! counts: it writes certificates as anybody with the role could.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use node::{BoardInfo, SealedPart};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::sleep;
use trust::{Authority, BoardId, Compartment, DeviceId, ItemId, PersonId, Role};

use crate::api::{AppError, ErrorCode};
use crate::desk::{At, Desk};
use crate::index::{self, Kin};
use crate::tasks::Tasks;
use crate::views::board_item;

/// How often it looks without any news: leases end, and time passes.
const EVERY: Duration = Duration::from_secs(60);
/// News that come together are looked at together. A pause, and no poll: it begins with the first of them, what comes
/// meanwhile is among what is looked at then, and nothing is looked at twice for it.
const SETTLE: Duration = Duration::from_millis(200);

/// Who has the job that a need is about.
pub(crate) struct Job {
    /// Who claimed it, until it is done. A newcomer for whom nobody has vouched claims like anybody, and is not among
    /// them: an open invite must not open a household's address.
    pub(crate) people: BTreeSet<PersonId>,
    /// Whether it is delivered or withdrawn.
    pub(crate) done: bool,
}

/// Returns who has the job.
pub(crate) fn job_of(authority: &Authority, kin: &Kin) -> Job {
    let done = match kin.derived.state {
        model::ItemState::Delivered | model::ItemState::Withdrawn => true,
        model::ItemState::Open | model::ItemState::PartClaimed | model::ItemState::Claimed => false,
    };
    let claims = kin.derived.claims.claims.iter().filter(|_| !done);
    let people = claims.map(|claim| claim.author);
    Job {
        people: people
            .filter(|person| !authority.is_newcomer(*person))
            .collect(),
        done,
    }
}

/// The sealed part of a need.
pub(crate) struct Sealed {
    /// The item that names its compartment: the need, or one that is shown as one with it.
    pub(crate) need: ItemId,
    /// `None` where there is none.
    pub(crate) part: Option<SealedPart>,
}

/// Finds the sealed part of a need, or of one that is shown as one with it.
pub(crate) fn sealed_of(
    info: &BoardInfo,
    kin: impl Iterator<Item = ItemId>,
    need: ItemId,
) -> Sealed {
    let all = std::iter::once(need).chain(kin);
    let mut parts = all.filter_map(|item| Some((item, info.sealed.get(&Compartment::Case(item))?)));
    match parts.next() {
        Some((need, part)) => Sealed {
            need,
            part: Some(part.clone()),
        },
        None => Sealed { need, part: None },
    }
}

/// Starts the task.
pub(crate) fn start(desk: &Arc<Desk>, tasks: &Tasks) {
    tasks.start(tend(Arc::clone(desk)));
}

async fn tend(desk: Arc<Desk>) {
    let mut news = desk.news.subscribe();
    let mut boards = desk.node.boards_changed();
    loop {
        for info in desk.node.boards() {
            if let Err(error) = tend_board(&desk, &info).await {
                tracing::warn!(%error, "sealed cases could not be seen to");
            }
        }
        tokio::select! {
            () = sleep(EVERY) => {}
            heard = news.recv() => match heard {
                Ok(_) | Err(RecvError::Lagged(_)) => sleep(SETTLE).await,
                Err(RecvError::Closed) => return,
            },
            changed = boards.changed() => match changed {
                Ok(()) => sleep(SETTLE).await,
                Err(_) => return,
            },
        }
        news = news.resubscribe();
    }
}

/// Sees to all that is sealed on one board, if this person coordinates it.
async fn tend_board(desk: &Arc<Desk>, info: &BoardInfo) -> Result<(), AppError> {
    for (part, sealed) in info.sealed.iter() {
        let Compartment::Case(need) = *part else {
            continue;
        };
        // What was begun goes where it is not to be read any more.
        if sealed.erased || !sealed.held {
            desk.local.forget_case_drafts(info.board, need)?;
        }
    }
    if !coordinates(info, info.me) {
        return Ok(());
    }
    for (part, sealed) in info.sealed.iter().filter(|(_, sealed)| !sealed.erased) {
        let people = match part {
            Compartment::Case(need) => match tend_case(desk, info.board, *need).await? {
                Some(people) => people,
                None => continue,
            },
            Compartment::Inbox | Compartment::Coordinators => BTreeSet::new(),
            Compartment::Members | Compartment::Main => continue,
        };
        if sealed.held && !suits(info, sealed, &people) {
            keep(desk, info.board, *part, people).await?;
        }
    }
    Ok(())
}

/// Looks whether the job of a case is done, and erases the case when that is long enough ago. Returns who has the job;
/// `None` where nothing more is to be done.
async fn tend_case(
    desk: &Arc<Desk>,
    board: BoardId,
    need: ItemId,
) -> Result<Option<BTreeSet<PersonId>>, AppError> {
    let at = desk.at(&board.to_string())?;
    let now = desk.now();
    let here = at.clone();
    let look = move |connection: &rusqlite::Connection, number| {
        let kin = index::kin_state(connection, number, need, now)?;
        let days = board_item(connection, number, &here)?.case_days;
        Ok((
            kin.as_ref().map(|kin| job_of(&here.info.authority, kin)),
            days,
        ))
    };
    // A need that has not come yet says nothing about who has the job.
    let (Some(job), days) = desk.look(board, look).await? else {
        return Ok(None);
    };
    let closing = desk.local.look_at_case(board, need, job.done, now)?;
    if closing.is_some_and(|closing| closing.is_over(days)) {
        erase(desk, &at, need).await?;
        return Ok(None);
    }
    Ok(Some(job.people))
}

async fn erase(desk: &Arc<Desk>, at: &At, need: ItemId) -> Result<(), AppError> {
    match desk.node.erase_sealed(at.id, Compartment::Case(need)).await {
        Ok(()) => {}
        // Somebody else did, or this person may not any more.
        Err(error) if AppError::from(error.clone()).code == ErrorCode::NotAllowed => {}
        Err(error) => return Err(error.into()),
    }
    desk.local.look_at_case(at.id, need, false, desk.now())?;
    desk.local.forget_case_drafts(at.id, need)
}

async fn keep(
    desk: &Arc<Desk>,
    board: BoardId,
    part: Compartment,
    people: BTreeSet<PersonId>,
) -> Result<(), AppError> {
    match desk.node.keep_sealed(board, part, people, true).await {
        Ok(_) => Ok(()),
        Err(error) if AppError::from(error.clone()).code == ErrorCode::NotAllowed => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn coordinates(info: &BoardInfo, person: PersonId) -> bool {
    let role = info.authority.role_of(person);
    role.is_some_and(|role| role <= Role::Coordinator)
}

/// Returns whether those can open a part who may: all of it, and nobody else what is new.
fn suits(info: &BoardInfo, sealed: &SealedPart, people: &BTreeSet<PersonId>) -> bool {
    let may = info.authority.people().filter(|(person, role, _)| {
        *role <= Role::Reader && (people.contains(person) || coordinates(info, *person))
    });
    let wanted: BTreeSet<DeviceId> = may
        .flat_map(|(person, ..)| info.authority.devices_of(person))
        .map(|cert| cert.device)
        .collect();
    wanted.is_subset(&sealed.in_all) && sealed.in_newest.is_subset(&wanted)
}
