//! Moderation: let in what is set aside, hide for everybody and show again.

use std::collections::BTreeSet;
use std::sync::Arc;

use trust::{
    Certificate, EntryId, GrantRef, ItemId, MAX_REPLACED, Moderate, Moderated, Moderation, Shown,
};

use super::membership::{done, own_grant};
use super::said::find;
use crate::api::{AppError, ErrorCode, HideReason, Outcome};
use crate::desk::{At, Desk};
use crate::membership::hide_reason;

/// Lets in entries that are set aside for their author's sake.
pub(super) async fn let_in(
    desk: &Arc<Desk>,
    board: &str,
    entries: &[String],
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    at.must_coordinate()?;
    let no_such = || AppError::new(ErrorCode::NoSuchItem, "no such entry");
    let mut named: BTreeSet<EntryId> = BTreeSet::new();
    for entry in entries {
        named.insert(entry.parse().map_err(|_| no_such())?);
    }
    desk.node.let_in(at.id, named.into_iter().collect()).await?;
    Ok(done(desk, &at).await)
}

/// Hides an item for everybody, or shows it again; with all that are shown as one with it.
pub(super) async fn hide_for_all(
    desk: &Arc<Desk>,
    board: &str,
    item: &str,
    reason: HideReason,
    on: bool,
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    at.must_coordinate()?;
    let meant = find(desk, &at, item).await?;
    let under = own_grant(&at)?;
    let items = meant.kin.entries.keys();
    let acts = items.filter_map(|item| act(&at, *item, reason, on, under));
    let acts: Vec<Certificate> = acts.map(Certificate::Moderate).collect();
    if acts.is_empty() {
        return Ok(Outcome::Done { undoable: false });
    }
    desk.node.certify(at.id, acts).await?;
    Ok(done(desk, &at).await)
}

/// Returns the act that is needed, if any: one that settles all of the other kind that it may.
fn act(at: &At, item: ItemId, reason: HideReason, on: bool, under: GrantRef) -> Option<Moderate> {
    let target = Moderated::Item(item);
    let authority = &at.info.authority;
    let hidden = matches!(authority.shown(target), Shown::Hidden(_));
    if hidden == on {
        return None;
    }
    let (act, settled) = if on {
        (Moderation::Hide, Moderation::Unhide)
    } else {
        (Moderation::Unhide, Moderation::Hide)
    };
    let notes = authority.moderation_of(target).iter();
    let settled = notes.filter(|note| note.act == settled);
    let replaces: BTreeSet<EntryId> = settled.map(|note| note.entry).collect();
    Some(Moderate {
        target,
        act,
        reason: hide_reason(reason),
        text: None,
        replaces: replaces.into_iter().take(MAX_REPLACED).collect(),
        under,
    })
}
