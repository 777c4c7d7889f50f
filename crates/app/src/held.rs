//! What is kept apart until somebody lets it in: items and comments of newcomers, floods, and what a coordinator asked
//! to hold.
//!
//! Owns the rule. It is a function of what the board says: certificates, the board's own item, and who made what by the
//! stamps of the entries. The clock of this device and the order of arrival decide nothing. It only hides: nothing is
//! refused, and what happened in the world (delivered, stock) is never held. Whoever made it sees it in its place.
//!
//! An `Adopt` of its entries lets it in: of an item the one that made it (docs/decisions/0098). What a coordinator asked
//! to hold waits for a letting in by `Moderate`, as boards have it from before for the rest too.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use trust::{EntryId, ItemId, Moderated, PersonId, Role, Shown};

use crate::api::{AppError, HeldView, HeldWhy};
use crate::desk::At;
use crate::index::one_of_ids;
use crate::views::board_item;

/// So many items in [`FLOOD_MS`] are usual for one person.
pub(crate) const USUAL: u32 = 60;
/// One hour.
pub(crate) const FLOOD_MS: i64 = 60 * 60 * 1_000;

/// What is held on a board.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Held {
    /// The reader: their own is shown to them in its place.
    me: Option<PersonId>,
    /// Whether the reader lets in.
    may_let_in: bool,
    newcomers: BTreeSet<PersonId>,
    /// People whom a coordinator asked to hold.
    asked: BTreeSet<PersonId>,
    /// Items that a coordinator asked to hold.
    asked_items: BTreeSet<ItemId>,
    /// People of whom a flood is held: contributors, by whatever ticket they came.
    watched: BTreeSet<PersonId>,
    /// Of what would be held on this device, the items that somebody let in: never more than are here.
    let_in: BTreeSet<ItemId>,
    /// Comments that were let in by `Moderate`.
    let_in_entries: BTreeSet<EntryId>,
    asked_entries: BTreeSet<EntryId>,
}

/// Reads what is held on a board.
pub(crate) fn held(connection: &Connection, number: i64, at: &At) -> Result<Held, AppError> {
    let authority = &at.info.authority;
    let mut held = Held {
        me: Some(at.me()),
        may_let_in: at.lets_in_held(),
        ..Held::default()
    };
    if board_item(connection, number, at)?.hold_new {
        held.newcomers = authority.newcomers();
    }
    let people = authority.people();
    let contributors = people.filter(|(_, role, _)| *role == Role::Contributor);
    held.watched = contributors.map(|(person, ..)| person).collect();
    for target in authority.moderated() {
        let asked = matches!(authority.shown(target), Shown::Held(_));
        let let_in = authority.is_let_in(target);
        match target {
            Moderated::Item(item) if asked => drop(held.asked_items.insert(item)),
            Moderated::Entry(entry) if asked => drop(held.asked_entries.insert(entry)),
            Moderated::Entry(entry) if let_in => drop(held.let_in_entries.insert(entry)),
            Moderated::Person(person) if asked => drop(held.asked.insert(person)),
            Moderated::Item(_) | Moderated::Entry(_) | Moderated::Person(_) => {}
        }
    }
    // Asked of what would be held, not of what others let in: that is as much as they like, and need not be here.
    held.let_in_of(connection, number, |item, creation| {
        let adopted = authority.is_let_in_entry(creation);
        authority.is_let_in(Moderated::Item(item)) || adopted
    })?;
    Ok(held)
}

impl Held {
    /// Notes of all that would be held, by its item and the entry that made it, what was let in.
    fn let_in_of(
        &mut self,
        connection: &Connection,
        board: i64,
        is_let_in: impl Fn(ItemId, EntryId) -> bool,
    ) -> Result<(), AppError> {
        // Where nobody's is held, there is nothing to look for.
        if self.is_empty() {
            return Ok(());
        }
        let (condition, values) = self.condition(board, true);
        let sql = format!("SELECT item, creation FROM items WHERE board = ? AND {condition}");
        let mut bound = vec![Value::from(board)];
        bound.extend(values);
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(&bound))?;
        while let Some(row) = rows.next()? {
            let (item, creation) = (ItemId(row.get(0)?), EntryId(row.get(1)?));
            if !self.asked_items.contains(&item) && is_let_in(item, creation) {
                self.let_in.insert(item);
            }
        }
        Ok(())
    }

    /// Returns whether and why an item is held.
    pub(crate) fn item(
        &self,
        connection: &Connection,
        board: i64,
        (item, made_by, made_at): (ItemId, PersonId, i64),
    ) -> Result<Option<HeldView>, AppError> {
        if self.let_in.contains(&item) {
            return Ok(None);
        }
        let why = if self.asked_items.contains(&item) || self.asked.contains(&made_by) {
            HeldWhy::Asked
        } else if self.newcomers.contains(&made_by) {
            HeldWhy::Newcomer
        } else if self.watched.contains(&made_by)
            && before(connection, board, (item, made_by, made_at))? >= USUAL
        {
            HeldWhy::Flood
        } else {
            return Ok(None);
        };
        Ok(Some(self.view(why, made_by)))
    }

    /// Returns whether and why a comment is held; `adopted`: [`trust::Authority::is_let_in_entry`].
    pub(crate) fn comment(
        &self,
        entry: EntryId,
        author: PersonId,
        adopted: bool,
    ) -> Option<HeldView> {
        let asked = self.asked_entries.contains(&entry);
        if self.let_in_entries.contains(&entry) || (adopted && !asked) {
            return None;
        }
        if asked || self.asked.contains(&author) {
            return Some(self.view(HeldWhy::Asked, author));
        }
        let new = self.newcomers.contains(&author);
        new.then(|| self.view(HeldWhy::Newcomer, author))
    }

    /// Adds the condition under which an item is held. `own`: the reader's own counts too.
    pub(crate) fn condition(&self, board: i64, own: bool) -> (String, Vec<Value>) {
        let mut bound = Vec::new();
        let people = self.newcomers.union(&self.asked);
        let mut sql = format!(
            "(({}",
            one_of_ids("made_by", people.map(|it| &it.0[..]), &mut bound)
        );
        let items = self.asked_items.iter().map(|it| &it.0[..]);
        sql.push_str(&format!(" OR {}", one_of_ids("item", items, &mut bound)));
        if !self.watched.is_empty() {
            bound.push(Value::from(board));
            let watched = self.watched.iter().map(|it| &it.0[..]);
            let watched = one_of_ids("made_by", watched, &mut bound);
            sql.push_str(&format!(
                " OR item IN (SELECT item FROM (SELECT item, made_at - lag(made_at, {USUAL}) OVER \
                 (PARTITION BY made_by ORDER BY made_at, item) AS since FROM items \
                 WHERE board = ? AND {watched}) WHERE since < {FLOOD_MS})"
            ));
        }
        let let_in = self.let_in.iter().map(|it| &it.0[..]);
        sql.push_str(&format!(
            ") AND NOT {}",
            one_of_ids("item", let_in, &mut bound)
        ));
        if let Some(me) = self.me.filter(|_| !own) {
            sql.push_str(" AND made_by <> ?");
            bound.push(Value::from(me.0.to_vec()));
        }
        sql.push(')');
        (sql, bound)
    }

    /// Returns whether nothing can be held: then no condition is needed.
    pub(crate) fn is_empty(&self) -> bool {
        let people = [&self.newcomers, &self.asked, &self.watched];
        people.iter().all(|people| people.is_empty()) && self.asked_items.is_empty()
    }

    fn view(&self, why: HeldWhy, made_by: PersonId) -> HeldView {
        let mine = Some(made_by) == self.me;
        HeldView {
            why,
            mine,
            may_let_in: self.may_let_in && !mine,
        }
    }
}

/// Counts what the same person made in the hour before an item; not more than is asked for.
fn before(
    connection: &Connection,
    board: i64,
    (item, made_by, made_at): (ItemId, PersonId, i64),
) -> Result<u32, AppError> {
    let sql = "SELECT count(*) FROM (SELECT 1 FROM items WHERE board = ? AND made_by = ? AND made_at > ? \
               AND (made_at, item) < (?, ?) LIMIT ?)";
    let since = made_at.saturating_sub(FLOOD_MS);
    let bound = (
        board,
        made_by.as_bytes(),
        since,
        made_at,
        item.as_bytes(),
        USUAL,
    );
    Ok(connection
        .prepare_cached(sql)?
        .query_row(bound, |row| row.get(0))?)
}
