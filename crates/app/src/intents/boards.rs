//! Boards: made, with their own item and the founder's name.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::{ItemKind, Scalar};
use trust::BoardId;

use super::said::draft;
use crate::api::{AppError, ErrorCode, Outcome, Template};
use crate::desk::Desk;

/// Makes a board: its name and template stand in an item of its own, the founder's name beside it.
pub(super) async fn create(
    desk: &Arc<Desk>,
    name: &str,
    template: Template,
) -> Result<Outcome, AppError> {
    let (my_name, values) = founding(desk, name, template)?;
    let board = desk.node.create_board().await?;
    begin(desk, board, my_name, values).await?;
    Ok(Outcome::Board {
        board: board.to_string(),
    })
}

/// Makes a board that a key on paper can give other stewards.
pub(super) async fn create_recoverable(
    desk: &Arc<Desk>,
    name: &str,
    template: Template,
) -> Result<Outcome, AppError> {
    let (my_name, values) = founding(desk, name, template)?;
    let (board, words) = desk.node.create_recoverable_board().await?;
    begin(desk, board, my_name, values).await?;
    Ok(Outcome::RecoverableBoard {
        board: board.to_string(),
        words: words.words().into_iter().map(str::to_owned).collect(),
    })
}

/// Checks what a board begins with, before it is made: a bad name makes none.
fn founding(
    desk: &Desk,
    name: &str,
    template: Template,
) -> Result<(String, BTreeMap<String, Scalar>), AppError> {
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
    let values = model::parse_new(ItemKind::Settings, &fields).map_err(|bad| {
        let field = if bad.field == "title" {
            "name"
        } else {
            &bad.field
        };
        AppError::bad_field(field, bad.why.code())
    })?;
    Ok((my_name, values))
}

async fn begin(
    desk: &Arc<Desk>,
    board: BoardId,
    my_name: String,
    values: BTreeMap<String, Scalar>,
) -> Result<(), AppError> {
    let named = model::Statement::Name {
        name: my_name,
        replaces: Vec::new(),
    };
    desk.write(
        board,
        Box::new(move |appender| {
            super::items::create(appender, ItemKind::Settings, &values)?;
            appender.append(draft(None, None, &named))?;
            Ok(())
        }),
    )
    .await?;
    Ok(())
}
