//! What the state of the log at the start means for the rest: a notice for the person, an index of this log.
//!
//! Never opens or mends the log itself: the node does.

use std::path::Path;

use node::{DataFolder, DatabaseKey, Node, Place, Vault};

use crate::api::AppError;
use crate::index::Index;
use crate::local::Local;

/// Keeps for the person that the log was damaged, if it was. Where that cannot be kept, the boards open all the same.
pub(super) fn keep_damage(local: &Local, node: &Node, now: u64) {
    let Some(moved) = node.moved_aside() else {
        return;
    };
    tracing::error!(?moved, "a damaged log was moved aside");
    let path = moved.to.display().to_string();
    let kept = local.log_was_damaged(now.cast_signed(), &path, moved.boards, moved.entries);
    if let Err(error) = kept {
        tracing::error!(%error, "that the log was damaged is not kept");
    }
}

/// Keeps for the person that the folder was copied or moved here, if it was.
pub(super) fn keep_place(
    folder: &DataFolder,
    vault: &Vault,
    local: &Local,
    now: u64,
) -> Result<(), AppError> {
    if node::settle_place(folder, vault)? == Place::Elsewhere {
        let path = folder.root().display().to_string();
        local.folder_was_moved(now.cast_signed(), &path)?;
    }
    Ok(())
}

/// Opens the index of this log. One that knows more than the log does is of another log: it begins anew.
pub(super) fn open_index(root: &Path, key: &DatabaseKey, node: &Node) -> Result<Index, AppError> {
    let path = root.join("index.db");
    let index = Index::open(&path, key)?;
    let newest = *node.cursor().borrow();
    if node.moved_aside().is_none() && index.cursor()? <= newest {
        return Ok(index);
    }
    drop(index);
    Index::anew(&path, key)
}
