//! What the state of the log at the start means for the rest: a notice for the person, an index of this log.
//!
//! Never opens or mends the log itself: the node does.

use std::path::Path;

use node::Node;

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

/// Opens the index of this log. One that knows more than the log does is of another log: it begins anew.
pub(super) fn open_index(root: &Path, node: &Node) -> Result<Index, AppError> {
    let path = root.join("index.db");
    let index = Index::open(&path)?;
    let newest = *node.cursor().borrow();
    if node.moved_aside().is_none() && index.cursor()? <= newest {
        return Ok(index);
    }
    drop(index);
    Index::anew(&path)
}
