//! Who has worked on a thing since, and at what: what `ChangedSince` tells.

use std::sync::Arc;

use model::Statement;
use trust::PersonId;

use crate::api::{AppError, ErrorCode};
use crate::desk::{At, Desk};
use crate::index::{self, Kept};

/// What somebody else did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::intents) struct Since {
    person: PersonId,
    /// The name of the intent's type.
    what: &'static str,
    /// The field of an edit, where it is one.
    field: Option<String>,
}

impl Since {
    /// Somebody wrote a field.
    pub(in crate::intents) fn edited(person: PersonId, field: Option<&str>) -> Self {
        Self {
            person,
            what: "editItem",
            field: field.map(str::to_owned),
        }
    }

    /// Reads what an entry did.
    pub(in crate::intents) fn of(kept: &Kept) -> Self {
        if !kept.is_change {
            return Self {
                person: kept.person,
                what: Statement::from_body(&kept.body).map_or("", |said| intent_of(&said)),
                field: None,
            };
        }
        // Only the entry that made an item builds on nothing.
        if kept.deps.is_empty() {
            return Self {
                person: kept.person,
                what: "addItem",
                field: None,
            };
        }
        let only = match kept.edits.as_slice() {
            [only] => Some(only.field.as_str()),
            [] | [..] => None,
        };
        Self::edited(kept.person, only)
    }
}

/// Returns the name of the intent that makes such a statement.
fn intent_of(statement: &Statement) -> &'static str {
    match statement {
        Statement::Name { .. } => "setName",
        Statement::Claim { .. } => "claim",
        Statement::Release { .. } => "release",
        Statement::Deliver { .. } => "deliver",
        Statement::Withdraw { .. } => "withdraw",
        Statement::StockMove { .. } => "moveStock",
        Statement::Recount { .. } => "countStock",
        Statement::Comment { .. } => "comment",
        Statement::Archive { .. } => "archive",
        Statement::Restore { .. } => "restore",
        Statement::Retract { .. } => "undo",
        Statement::AskAgain { .. } => "askAgain",
        Statement::Attach { .. } => "attach",
        // About no item: it changes nothing that somebody edits.
        Statement::Report { .. } => "report",
    }
}

/// Refuses with the name of who changed it, and what they did.
pub(in crate::intents) async fn changed_since(desk: &Arc<Desk>, at: &At, since: Since) -> AppError {
    let person = since.person;
    let name = desk
        .look(at.id, move |connection, number| {
            Ok(index::names(connection, number)?.remove(&person))
        })
        .await;
    let error = AppError::new(ErrorCode::ChangedSince, "somebody changed it since")
        .with("person", name.ok().flatten().unwrap_or_default())
        .with("what", since.what);
    match since.field {
        Some(field) => error.with("field", field),
        None => error,
    }
}
