//! Letting in what is held, one by one, or all of a person by vouching for them.

use std::collections::BTreeSet;
use std::sync::Arc;

use trust::{Certificate, EntryId, ItemId, MAX_REPLACED, Moderate, Moderated, Moderation, Reason};

use super::membership::{done, find_person, own_grant};
use crate::api::{AppError, ErrorCode, Outcome};
use crate::desk::{At, Desk};

/// Lets in items, by their ids, and comments, by their keys.
pub(super) async fn let_in(
    desk: &Arc<Desk>,
    board: &str,
    entries: &[String],
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    at.must(at.lets_in_held())?;
    let mut targets = BTreeSet::new();
    for text in entries {
        let item = text.parse::<ItemId>().map(Moderated::Item);
        let entry = || text.parse::<EntryId>().map(Moderated::Entry);
        let no_such = |_| AppError::new(ErrorCode::NoSuchItem, "no such entry");
        targets.insert(item.or_else(|_| entry()).map_err(no_such)?);
    }
    write(desk, &at, targets).await
}

/// Vouches for a person: nothing of theirs is held any more.
pub(super) async fn vouch(
    desk: &Arc<Desk>,
    board: &str,
    person: &str,
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    at.must(at.lets_in_held())?;
    let person = find_person(&at, person)?;
    if person == at.me() {
        return Err(AppError::new(ErrorCode::NotYourself, "oneself"));
    }
    write(desk, &at, BTreeSet::from([Moderated::Person(person)])).await
}

async fn write(
    desk: &Arc<Desk>,
    at: &At,
    targets: BTreeSet<Moderated>,
) -> Result<Outcome, AppError> {
    let authority = &at.info.authority;
    let under = own_grant(at)?;
    let open = targets.into_iter();
    let open = open.filter(|target| !authority.is_let_in(*target));
    let acts = open.map(|target| {
        let notes = authority.moderation_of(target).iter();
        let holds = notes.filter(|note| note.act == Moderation::Hold);
        let replaces: BTreeSet<EntryId> = holds.map(|note| note.entry).collect();
        Certificate::Moderate(Moderate {
            target,
            act: Moderation::LetIn,
            reason: Reason::Other,
            text: None,
            replaces: replaces.into_iter().take(MAX_REPLACED).collect(),
            under,
        })
    });
    let acts: Vec<Certificate> = acts.collect();
    if acts.is_empty() {
        return Ok(Outcome::Done { undoable: false });
    }
    desk.node.certify(at.id, acts).await?;
    Ok(done(desk, at).await)
}
