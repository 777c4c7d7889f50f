//! Boards: made, with their own item and the founder's name.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::said::draft;
use crate::api::{AppError, ErrorCode, Outcome, Template};
use crate::desk::Desk;

/// Makes a board: its name and template stand in an item of its own, the founder's name beside it.
pub(super) async fn create(
    desk: &Arc<Desk>,
    name: &str,
    template: Template,
) -> Result<Outcome, AppError> {
    let my_name = desk.local.settings().name;
    if my_name.is_empty() {
        return Err(AppError::new(ErrorCode::NameMissing, "no display name yet"));
    }
    let template = match template {
        Template::Relief => "relief",
    };
    let fields = BTreeMap::from([
        ("title".to_owned(), name.to_owned()),
        ("template".to_owned(), template.to_owned()),
    ]);
    let kind = model::ItemKind::Settings;
    // Before the board is made: a bad name makes none.
    let values = model::parse_new(kind, &fields).map_err(|bad| {
        let field = if bad.field == "title" {
            "name"
        } else {
            &bad.field
        };
        AppError::bad_field(field, bad.why.code())
    })?;
    let board = desk.node.create_board().await?;
    let named = model::Statement::Name {
        name: my_name,
        replaces: Vec::new(),
    };
    desk.write(
        board,
        Box::new(move |appender| {
            super::items::create(appender, kind, &values)?;
            appender.append(draft(None, None, &named))?;
            Ok(())
        }),
    )
    .await?;
    Ok(Outcome::Board {
        board: board.to_string(),
    })
}
