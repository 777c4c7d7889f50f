//! Letting in what is held, one by one, or all of a person by vouching for them.

use std::collections::BTreeSet;
use std::sync::Arc;

use trust::{
    Adopt, Certificate, EntryId, ItemId, MAX_ADOPTED, MAX_REPLACED, Moderate, Moderated,
    Moderation, Reason, Shown,
};

use super::membership::{done, find_person, own_grant};
use crate::api::{AppError, ErrorCode, Outcome};
use crate::desk::{At, Desk};
use crate::index;

/// Lets in items, by their ids, and comments, by their keys: adopts their entries. What a coordinator asked to hold is
/// let in by the act that settles that.
pub(super) async fn let_in(
    desk: &Arc<Desk>,
    board: &str,
    entries: &[String],
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    at.must(at.lets_in_held())?;
    let authority = Arc::clone(&at.info.authority);
    let asked = |target| matches!(authority.shown(target), Shown::Held(_));
    let no_such = || AppError::new(ErrorCode::NoSuchItem, "no such entry");
    let (mut items, mut named, mut targets) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for text in entries {
        if let Ok(item) = text.parse::<ItemId>() {
            let target = Moderated::Item(item);
            if asked(target) {
                targets.insert(target);
            } else if !authority.is_let_in(target) {
                items.push(item);
            }
        } else {
            let entry: EntryId = text.parse().map_err(|_| no_such())?;
            let target = Moderated::Entry(entry);
            if asked(target) {
                targets.insert(target);
            } else if !authority.is_let_in(target) {
                named.insert(entry);
            }
        }
    }
    let of_items = desk.look(at.id, move |connection, number| {
        let makers = |item: &ItemId| index::makers_entries(connection, number, *item);
        items.iter().map(makers).collect::<Result<Vec<_>, _>>()
    });
    for theirs in of_items.await? {
        if theirs.is_empty() {
            return Err(no_such());
        }
        named.extend(theirs);
    }
    named.retain(|entry| !authority.is_let_in_entry(*entry));
    let mut acts = letting_in(&at, targets)?;
    let under = own_grant(&at)?;
    let named: Vec<EntryId> = named.into_iter().collect();
    let adopts = named.chunks(MAX_ADOPTED).map(|some| Adopt {
        entries: some.to_vec(),
        under,
    });
    acts.extend(adopts.map(Certificate::Adopt));
    write(desk, &at, acts).await
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
    let acts = letting_in(&at, BTreeSet::from([Moderated::Person(person)]))?;
    write(desk, &at, acts).await
}

/// Makes the acts by which people and what was asked to be held are let in.
fn letting_in(at: &At, targets: BTreeSet<Moderated>) -> Result<Vec<Certificate>, AppError> {
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
    Ok(acts.collect())
}

async fn write(desk: &Arc<Desk>, at: &At, acts: Vec<Certificate>) -> Result<Outcome, AppError> {
    if acts.is_empty() {
        return Ok(Outcome::Done { undoable: false });
    }
    desk.node.certify(at.id, acts).await?;
    Ok(done(desk, at).await)
}
