//! Asking again, and the answer that something stays hidden.

use std::collections::BTreeSet;
use std::sync::Arc;

use trust::{Certificate, EntryId, MAX_REASON_TEXT, MAX_REPLACED, Moderate, Moderated, Moderation};

use super::membership::{done, own_grant};
use super::said::{find, note, say_one};
use crate::api::{AppError, ErrorCode, HideReason, Outcome};
use crate::appeals::{is_hidden, open_appeal, word};
use crate::desk::Desk;
use crate::membership::hide_reason;

/// Asks that one's own item, hidden for everybody, is looked at again.
pub(super) async fn ask_again(
    desk: &Arc<Desk>,
    board: &str,
    item: &str,
    text: String,
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    let meant = find(desk, &at, item).await?;
    at.must(meant.made_by == at.me())?;
    at.must_contribute()?;
    let (here, owned) = (at.clone(), (meant.item, meant.made_by));
    let asked = desk.look(at.id, move |connection, number| {
        open_appeal(connection, number, &here, owned)
    });
    if !is_hidden(&at, meant.item) || asked.await?.is_some() {
        return Err(AppError::new(ErrorCode::NothingToAsk, "nothing to ask"));
    }
    let statement = word(&at, meant.item, model::clean_text(&text));
    say_one(desk, &at, &meant, "askAgain", statement).await
}

/// Answers that an item stays hidden: another act of hiding, which settles those before it.
pub(super) async fn keep_hidden(
    desk: &Arc<Desk>,
    board: &str,
    item: &str,
    reason: HideReason,
    text: Option<String>,
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    at.must_coordinate()?;
    let meant = find(desk, &at, item).await?;
    if !is_hidden(&at, meant.item) {
        return Err(AppError::new(ErrorCode::NothingToAsk, "it is not hidden"));
    }
    let target = Moderated::Item(meant.item);
    let hides: BTreeSet<EntryId> = at.info.authority.hides(target);
    // What somebody of a higher role hid, only they answer for.
    let notes = at.info.authority.moderation_of(target).iter();
    let mut standing = notes.filter(|note| hides.contains(&note.entry));
    at.must(standing.all(|note| at.role().is_some_and(|own| own <= note.role)))?;
    let text = note(text);
    if text
        .as_ref()
        .is_some_and(|text| text.len() > MAX_REASON_TEXT)
    {
        return Err(AppError::bad_field("note", "tooLong"));
    }
    let kept = Certificate::Moderate(Moderate {
        target,
        act: Moderation::Hide,
        reason: hide_reason(reason),
        text,
        replaces: hides.into_iter().take(MAX_REPLACED).collect(),
        under: own_grant(&at)?,
    });
    desk.node.certify(at.id, vec![kept]).await?;
    Ok(done(desk, &at).await)
}
