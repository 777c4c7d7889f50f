//! A sealed case: who can open it, and what it says to those.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use model::Field;
use rusqlite::Connection;
use trust::{ItemId, PersonId, Role};

use super::{Names, board_item, time};
use crate::api::{AppError, CaseMark, CaseRecord, CaseView, ErrorCode, Row, RowData};
use crate::cases::{Sealed, job_of, sealed_of};
use crate::desk::{At, Desk};
use crate::index::{self, Case};

/// Returns the sealed case of a need; no row where it has none.
pub(super) async fn case(
    desk: &Arc<Desk>,
    board: &str,
    said: String,
) -> Result<Vec<Row>, AppError> {
    let at = desk.at(board)?;
    let now = desk.now();
    let here = at.clone();
    let read = move |connection: &Connection, number| {
        let no_such = || AppError::new(ErrorCode::NoSuchItem, "no such item");
        let item = index::find(connection, number, &said)?;
        let kin = index::kin_state(connection, number, item, now)?.ok_or_else(no_such)?;
        let listed = index::one(connection, number, kin.leader)?.ok_or_else(no_such)?;
        let sealed = sealed_of(&here.info, kin.entries.keys().copied(), kin.leader);
        let names = Names::read(connection, number, &here)?;
        let Some(mark) = mark(&here, &names, &sealed) else {
            return Ok(None);
        };
        let code = index::shown_code(connection, number, listed.kind, &listed.item.code())?;
        let records = if mark.mine {
            records(connection, number, &here, &names, sealed.need)?
        } else {
            Vec::new()
        };
        let days = board_item(connection, number, &here)?.case_days;
        let earlier = sealed.part.as_ref().map(|part| &part.earlier);
        let view = CaseView {
            item: kin.leader.to_string(),
            code,
            title: listed.title,
            earlier: earlier.map_or_else(Vec::new, |people| named(&names, people)),
            mark,
            records,
            erase_at: None,
        };
        Ok(Some((
            view,
            job_of(&here.info.authority, &kin).done,
            sealed.need,
            days,
        )))
    };
    let Some((mut view, done, need, days)) = desk.look(at.id, read).await? else {
        return Ok(Vec::new());
    };
    if done && view.mark.may_keep && !view.mark.erased {
        let closing = desk.local.look_at_case(at.id, need, true, now)?;
        view.erase_at = closing.map(|closing| time(closing.over_at(days)));
    }
    let row = super::row("case", RowData::Case(Box::new(view)));
    Ok(vec![row])
}

/// Returns what everybody may know of a need's sealed case.
pub(super) fn mark(at: &At, names: &Names, sealed: &Sealed) -> Option<CaseMark> {
    let part = sealed.part.as_ref()?;
    Some(CaseMark {
        openers: named(names, &part.openers),
        mine: part.held && part.openers.contains(&at.me()),
        may_keep: at.role().is_some_and(|role| role <= Role::Coordinator),
        erased: part.erased,
    })
}

fn named(names: &Names, people: &BTreeSet<PersonId>) -> Vec<String> {
    people.iter().map(|person| names.of(*person)).collect()
}

fn records(
    connection: &Connection,
    number: i64,
    at: &At,
    names: &Names,
    need: ItemId,
) -> Result<Vec<CaseRecord>, AppError> {
    let cases = index::cases_of(connection, number, need)?;
    Ok(cases.iter().map(|case| record(at, names, case)).collect())
}

fn record(at: &At, names: &Names, case: &Case) -> CaseRecord {
    let fields = case.doc.fields();
    let text = |field: &Field| Some((field.def.name.to_owned(), field.text()?.to_owned()));
    let two = fields.iter().filter(|field| field.different().len() > 1);
    CaseRecord {
        record: case.item.to_string(),
        two_versions: two.map(|field| field.def.name.to_owned()).collect(),
        fields: fields.iter().filter_map(text).collect::<BTreeMap<_, _>>(),
        made_by: names.of(case.made_by),
        made_at: time(case.made_at.wall_ms),
        may_edit: at.may_edit(case.made_by),
    }
}
