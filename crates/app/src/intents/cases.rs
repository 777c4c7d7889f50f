//! Sealed cases: made, changed, done with, erased.
//!
//! Owns the order of making one: first the key, wrapped for whoever may open it, then the record under it. Who that is:
//! coordinators and stewards, and who has the job (`cases`). Never keeps an undo step of one: it would hold the text.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::{ItemDoc, ItemKind, Scalar, Statement};
use node::{Appender, Draft};
use trust::{Compartment, EntryId, ItemId, Kind};

use super::items::overwrite;
use super::said::{Meant, find, say_one};
use crate::api::{AppError, ErrorCode, Outcome};
use crate::cases::{Sealed, job_of, sealed_of};
use crate::desk::{At, Desk};
use crate::index::{self, Kept};
use crate::local::DAY_MS;
use crate::views::{MOST_CASE_DAYS, board_item};

/// Makes the case of a need, or writes fields of the one that stands.
pub(super) async fn save(
    desk: &Arc<Desk>,
    board: &str,
    item: &str,
    fields: BTreeMap<String, String>,
) -> Result<Outcome, AppError> {
    let (at, meant) = need(desk, board, item).await?;
    let sealed = sealed_of(&at.info, meant.kin.entries.keys().copied(), meant.item);
    let record = match &sealed.part {
        Some(part) if part.erased => return Err(erased()),
        Some(part) if !part.held => return Err(closed(desk, &at, &sealed).await?),
        Some(_) => first_record(desk, &at, sealed.need).await?,
        None => None,
    };
    match record {
        Some(record) => {
            at.must_edit(record.made_by)?;
            change(desk, &at, sealed.need, record, &fields).await?;
        }
        None => {
            at.must_coordinate()?;
            let values = model::parse_new(ItemKind::Case, &fields)?;
            let part = Compartment::Case(sealed.need);
            let people = job_of(&at.info.authority, &meant.kin).people;
            desk.node.keep_sealed(at.id, part, people, false).await?;
            let make = move |appender: &mut Appender<'_>| make(appender, part, &values);
            desk.write(at.id, Box::new(make)).await?;
        }
    }
    desk.local
        .discard_draft(&format!("case:{}:{}", at.id, sealed.need))?;
    Ok(Outcome::Done { undoable: false })
}

/// Says that the job is done: the need is delivered, if it is not yet.
pub(super) async fn close(desk: &Arc<Desk>, board: &str, item: &str) -> Result<Outcome, AppError> {
    let (at, meant) = need(desk, board, item).await?;
    let sealed = sealed_of(&at.info, meant.kin.entries.keys().copied(), meant.item);
    match &sealed.part {
        None => return Err(AppError::new(ErrorCode::NoSuchCase, "no case")),
        Some(part) if part.erased => return Err(erased()),
        Some(_) => {}
    }
    if !job_of(&at.info.authority, &meant.kin).done {
        let statement = Statement::Deliver {
            quantity: None,
            note: None,
        };
        say_one(desk, &at, &meant, "deliver", statement).await?;
    }
    let here = at.clone();
    let look = move |c: &rusqlite::Connection, number| board_item(c, number, &here);
    let days = desk.look(at.id, look).await?.case_days;
    let now = desk.now();
    let closing = desk.local.look_at_case(at.id, sealed.need, true, now)?;
    let end = closing.map_or(now + days * DAY_MS, |closing| closing.over_at(days));
    Ok(Outcome::CaseClosed {
        erase_at: end.cast_signed(),
    })
}

/// Erases a case now.
pub(super) async fn erase(desk: &Arc<Desk>, board: &str, item: &str) -> Result<Outcome, AppError> {
    let (at, meant) = need(desk, board, item).await?;
    at.must_coordinate()?;
    let sealed = sealed_of(&at.info, meant.kin.entries.keys().copied(), meant.item);
    match &sealed.part {
        None => return Err(AppError::new(ErrorCode::NoSuchCase, "no case")),
        Some(part) if part.erased => return Err(erased()),
        Some(_) => {}
    }
    let part = Compartment::Case(sealed.need);
    desk.node.erase_sealed(at.id, part).await?;
    let newest = *desk.node.cursor().borrow();
    desk.caught_up(newest).await;
    desk.local.forget_case_drafts(at.id, sealed.need)?;
    Ok(Outcome::Done { undoable: false })
}

/// Says after how many days a case that is done is erased.
pub(super) async fn set_days(
    desk: &Arc<Desk>,
    board: &str,
    days: u32,
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    at.must_coordinate()?;
    if days == 0 || u64::from(days) > MOST_CASE_DAYS {
        return Err(AppError::bad_field("days", "notAChoice"));
    }
    let here = at.clone();
    let look = move |c: &rusqlite::Connection, number| board_item(c, number, &here);
    let own = desk.look(at.id, look).await?;
    let no_item = || AppError::new(ErrorCode::NoSuchItem, "the board's own item is not here");
    let item = own.item.ok_or_else(no_item)?;
    let value = Scalar::Number(i64::from(days));
    overwrite(
        desk,
        &at,
        item,
        BTreeMap::from([("caseDays".to_owned(), value)]),
    )
    .await?;
    Ok(Outcome::Done { undoable: false })
}

async fn need(desk: &Arc<Desk>, board: &str, item: &str) -> Result<(At, Meant), AppError> {
    let at = desk.at(board)?;
    let meant = find(desk, &at, item).await?;
    if meant.kind != ItemKind::Need {
        return Err(AppError::bad_field("kind", "notAChoice"));
    }
    Ok((at, meant))
}

/// A record that stands, with what an edit of it needs.
struct Record {
    item: ItemId,
    made_by: trust::PersonId,
    doc: ItemDoc,
    kept: Vec<Kept>,
}

async fn first_record(desk: &Arc<Desk>, at: &At, need: ItemId) -> Result<Option<Record>, AppError> {
    desk.look(at.id, move |connection, number| {
        let cases = index::cases_of(connection, number, need)?;
        let Some(case) = cases.into_iter().next() else {
            return Ok(None);
        };
        Ok(Some(Record {
            kept: index::entries_of_case(connection, number, case.item)?,
            item: case.item,
            made_by: case.made_by,
            doc: case.doc,
        }))
    })
    .await
}

/// Adds the creating change of a record to this run's log.
fn make(
    appender: &mut Appender<'_>,
    part: Compartment,
    values: &BTreeMap<String, Scalar>,
) -> Result<(), String> {
    let log = appender.log()?;
    let item = ItemId::derive(log, appender.next_seq()?);
    let (_, written) = ItemDoc::create(ItemKind::Case, values, model::actor(log, item))
        .map_err(|error| error.to_string())?;
    appender.append_in(part, draft(None, Vec::new(), written.body))?;
    Ok(())
}

async fn change(
    desk: &Arc<Desk>,
    at: &At,
    need: ItemId,
    record: Record,
    fields: &BTreeMap<String, String>,
) -> Result<(), AppError> {
    let mut values = BTreeMap::new();
    for (field, text) in fields {
        let value = model::parse_field(ItemKind::Case, field, Some(text))?;
        values.insert(field.clone(), value);
    }
    let part = Compartment::Case(need);
    let build = move |appender: &mut Appender<'_>| edit(appender, part, record, &values);
    desk.write(at.id, Box::new(build)).await?;
    Ok(())
}

fn edit(
    appender: &mut Appender<'_>,
    part: Compartment,
    mut record: Record,
    values: &BTreeMap<String, Scalar>,
) -> Result<(), String> {
    let actor = model::actor(appender.log()?, record.item);
    let written = record.doc.edit(values, actor);
    let mut known: BTreeMap<model::ChangeHash, EntryId> = BTreeMap::new();
    let hashes = record
        .kept
        .iter()
        .filter_map(|kept| Some((kept.hash?, kept.position.id)));
    known.extend(hashes);
    for change in written.map_err(|error| error.to_string())? {
        let deps = change.deps.iter().map(|hash| known.get(hash).copied());
        let mut deps = deps
            .collect::<Option<Vec<EntryId>>>()
            .ok_or("the index does not know a change that the document builds on")?;
        deps.sort_unstable();
        let at = appender.append_in(part, draft(Some(record.item), deps, change.body))?;
        known.insert(change.hash, at.id);
    }
    Ok(())
}

fn draft(item: Option<ItemId>, deps: Vec<EntryId>, body: Vec<u8>) -> Draft {
    Draft {
        kind: Kind::Change,
        item,
        deps,
        body,
    }
}

fn erased() -> AppError {
    AppError::new(ErrorCode::CaseErased, "the case was erased")
}

/// Returns the refusal for somebody who cannot open it, with the names of who can.
async fn closed(desk: &Arc<Desk>, at: &At, sealed: &Sealed) -> Result<AppError, AppError> {
    let openers = sealed.part.as_ref().map(|part| part.openers.clone());
    let names = desk.look(at.id, index::names).await?;
    let names: Vec<String> = openers
        .unwrap_or_default()
        .iter()
        .filter_map(|person| names.get(person).cloned())
        .collect();
    let error = AppError::new(ErrorCode::CaseSealed, "this device cannot open the case");
    Ok(error.with("openers", names.join(", ")))
}
