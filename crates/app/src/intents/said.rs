//! What intents share: the item that is meant, and statements on their way to the log.

use std::sync::Arc;

use model::{BadStatement, Statement};
use node::{Draft, Written};
use trust::{EntryId, ItemId, Kind, PersonId};

use crate::api::{AppError, ErrorCode, Outcome};
use crate::desk::{At, Desk};
use crate::index::{self, Kin};
use crate::local::{Stated, Step};

/// An item that an intent is about: of items that are shown as one, the leading one.
pub(super) struct Meant {
    pub(super) item: ItemId,
    pub(super) kind: model::ItemKind,
    pub(super) title: String,
    pub(super) made_by: PersonId,
    pub(super) kin: Kin,
}

/// A statement, and the item that it is about.
pub(super) struct Said {
    pub(super) item: ItemId,
    pub(super) statement: Statement,
}

/// Finds the item that an id or a spoken code means.
pub(super) async fn find(desk: &Arc<Desk>, at: &At, said: &str) -> Result<Meant, AppError> {
    let said = said.to_owned();
    let now = desk.now();
    desk.look(at.id, move |connection, number| {
        let no_such = || AppError::new(ErrorCode::NoSuchItem, "no such item");
        let item = index::find(connection, number, &said)?;
        let kin = index::kin_state(connection, number, item, now)?.ok_or_else(no_such)?;
        let listed = index::one(connection, number, kin.leader)?.ok_or_else(no_such)?;
        // The board's own item is no item that people name.
        index::shown_kind(listed.kind).ok_or_else(no_such)?;
        Ok(Meant {
            item: listed.item,
            kind: listed.kind,
            title: listed.title,
            made_by: listed.made_by,
            kin,
        })
    })
    .await
}

/// Writes statements, all or none, and keeps the undo step that takes them back.
pub(super) async fn say(
    desk: &Arc<Desk>,
    at: &At,
    meant: &Meant,
    what: &str,
    said: Vec<Said>,
) -> Result<Outcome, AppError> {
    at.must_contribute()?;
    let items: Vec<ItemId> = said.iter().map(|said| said.item).collect();
    let written = write(desk, at, said).await?;
    let stated = items
        .iter()
        .zip(&written.positions)
        .map(|(item, position)| Stated {
            item: item.to_string(),
            entry: position.id.to_string(),
        })
        .collect();
    let step = Step::Stated {
        what: what.to_owned(),
        stated,
    };
    let undoable = desk.can_undo(at, &meant.title, &step).is_some();
    Ok(Outcome::Done { undoable })
}

/// Writes one statement about the item that is meant.
pub(super) async fn say_one(
    desk: &Arc<Desk>,
    at: &At,
    meant: &Meant,
    what: &str,
    statement: Statement,
) -> Result<Outcome, AppError> {
    let said = Said {
        item: meant.item,
        statement,
    };
    say(desk, at, meant, what, vec![said]).await
}

/// Writes statements, all or none.
pub(super) async fn write(desk: &Arc<Desk>, at: &At, said: Vec<Said>) -> Result<Written, AppError> {
    for said in &said {
        said.statement
            .check()
            .map_err(|bad| refused(&said.statement, bad))?;
    }
    let drafts = desk
        .look(at.id, move |connection, number| {
            said.into_iter()
                .map(|said| {
                    let creation = index::creation_of(connection, number, said.item)?
                        .ok_or_else(|| AppError::new(ErrorCode::NoSuchItem, "no such item"))?;
                    Ok(draft(Some(said.item), Some(creation), &said.statement))
                })
                .collect::<Result<Vec<Draft>, AppError>>()
        })
        .await?;
    desk.write(
        at.id,
        Box::new(move |appender| {
            for draft in drafts {
                appender.append(draft)?;
            }
            Ok(())
        }),
    )
    .await
}

/// Writes one statement as a changed app would, without asking whether it should.
#[cfg(test)]
pub(crate) async fn state(
    desk: &Arc<Desk>,
    at: &At,
    item: ItemId,
    statement: Statement,
) -> Result<Written, AppError> {
    write(desk, at, vec![Said { item, statement }]).await
}

/// Returns the entry that carries a statement: it rests on the item's creation and on what it replaces.
pub(super) fn draft(
    item: Option<ItemId>,
    creation: Option<EntryId>,
    statement: &Statement,
) -> Draft {
    let mut deps: Vec<EntryId> = creation.into_iter().collect();
    deps.extend(statement.replaces());
    deps.sort_unstable();
    deps.dedup();
    Draft {
        kind: Kind::Statement,
        item,
        deps,
        body: statement.to_body(),
    }
}

pub(super) fn refused(statement: &Statement, bad: BadStatement) -> AppError {
    let (field, text) = match statement {
        Statement::Name { name, .. } | Statement::Attach { name, .. } => {
            ("name", Some(name.as_str()))
        }
        Statement::Comment { text } | Statement::AskAgain { text, .. } => {
            ("text", Some(text.as_str()))
        }
        Statement::Claim { note, .. }
        | Statement::Deliver { note, .. }
        | Statement::Withdraw { note }
        | Statement::StockMove { note, .. } => ("note", note.as_deref()),
        Statement::Release { .. }
        | Statement::Recount { .. }
        | Statement::Archive { .. }
        | Statement::Restore { .. }
        | Statement::Retract { .. }
        | Statement::Report { .. } => ("note", None),
    };
    match bad {
        BadStatement::Quantity => AppError::bad_field("quantity", "notANumber"),
        BadStatement::Text if text.is_some_and(|text| text.trim().is_empty()) => {
            AppError::bad_field(field, "empty")
        }
        BadStatement::Text => AppError::bad_field(field, "tooLong"),
        BadStatement::List | BadStatement::NotCanonical => AppError::internal(bad),
    }
}

/// A note that is only spaces is none.
pub(super) fn note(note: Option<String>) -> Option<String> {
    note.map(|note| model::clean_text(&note))
        .filter(|note| !note.is_empty())
}
