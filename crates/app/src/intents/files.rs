//! What is said of a file: that it belongs to an item, and that it does not any more.

use std::sync::Arc;

use model::Statement;
use trust::{EntryId, ItemId};

use super::said::{Meant, Said, find, say_one, write};
use crate::api::{AppError, Outcome};
use crate::desk::{At, Desk};

/// The item that a file is put to.
pub(crate) struct ForFile(Meant);

/// Finds the item that an id or a spoken code means.
pub(crate) async fn find_item(desk: &Arc<Desk>, at: &At, said: &str) -> Result<ForFile, AppError> {
    find(desk, at, said).await.map(ForFile)
}

/// Says that a file belongs to an item.
pub(crate) async fn say_file(
    desk: &Arc<Desk>,
    at: &At,
    item: ForFile,
    statement: Statement,
) -> Result<Outcome, AppError> {
    say_one(desk, at, &item.0, "attach", statement).await
}

/// Takes a file of one's own off its item.
pub(crate) async fn take_file_off(
    desk: &Arc<Desk>,
    at: &At,
    item: ItemId,
    entry: EntryId,
) -> Result<(), AppError> {
    at.must_contribute()?;
    let statement = Statement::Retract {
        replaces: vec![entry],
    };
    write(desk, at, vec![Said { item, statement }]).await?;
    Ok(())
}
