//! The derived part of an item's row: what all statements about it, and about its kin, amount to.

use std::collections::{BTreeMap, BTreeSet};

use model::{Derived, Edit, ItemKind, Signed, Statement};
use rusqlite::{Connection, params};
use trust::{EntryId, HybridTime, ItemId, PersonId};

use super::entries::{Kept, kept_of_item};
use super::listing::{people_text, state_code};
use super::{kin, search};
use crate::api::{AppError, ItemState};

/// Items that are shown as one, with all that was said about them.
#[derive(Debug)]
pub(crate) struct Kin {
    /// The one that they are shown under.
    pub(crate) leader: ItemId,
    /// The entries of each, the leader among them.
    pub(crate) entries: BTreeMap<ItemId, Vec<Kept>>,
    /// What it amounts to.
    pub(crate) derived: Derived,
}

impl Kin {
    /// Returns the statements of all of them.
    pub(crate) fn signed(&self) -> Vec<Signed> {
        signed(self.entries.values().flatten())
    }

    /// Returns which of the items a statement is about.
    pub(crate) fn item_of(&self, entry: EntryId) -> Option<ItemId> {
        self.entries
            .iter()
            .find(|(_, kept)| kept.iter().any(|kept| kept.position.id == entry))
            .map(|(item, _)| *item)
    }
}

/// Derives the state of an item and its kin.
pub(crate) fn kin_state(
    connection: &Connection,
    board: i64,
    item: ItemId,
    now_ms: u64,
) -> Result<Option<Kin>, AppError> {
    let members = kin::of(connection, board, item)?;
    let Some(leader) = members.first().copied() else {
        return Ok(None);
    };
    let (kind, asked) = kind_and_asked(connection, board, leader)?;
    let mut entries = BTreeMap::new();
    for member in members {
        entries.insert(member, kept_of_item(connection, board, Some(member))?);
    }
    let statements = signed(entries.values().flatten());
    let changes = edits(entries.get(&leader).into_iter().flatten());
    let mut derived = model::derive_item(kind, asked, &statements, &changes, now_ms);
    if entries.len() > 1 && derived.archive.archived {
        only_own_edits_are_news(kind, &entries, &mut derived, now_ms);
    }
    Ok(Some(Kin {
        leader,
        entries,
        derived,
    }))
}

/// An archiving names what its author saw of one item; edits of its kin are no news to them for that alone.
fn only_own_edits_are_news(
    kind: ItemKind,
    entries: &BTreeMap<ItemId, Vec<Kept>>,
    derived: &mut Derived,
    now_ms: u64,
) {
    let edited = entries.values().any(|kept| {
        let own = model::derive_item(kind, None, &signed(kept), &edits(kept), now_ms);
        own.notices.contains(&model::Notice::EditedAfterArchive)
    });
    if !edited {
        derived
            .notices
            .retain(|notice| *notice != model::Notice::EditedAfterArchive);
        derived.archive.unseen_edits.clear();
    }
}

/// Writes whether an item is hidden by statements about itself: kin of equal titles must both be shown.
pub(super) fn refresh_hidden(
    connection: &Connection,
    board: i64,
    item: ItemId,
    now_ms: u64,
) -> Result<(), AppError> {
    let kept = kept_of_item(connection, board, Some(item))?;
    // Archiving does not depend on the kind.
    let own = model::derive_item(ItemKind::Site, None, &signed(&kept), &[], now_ms);
    connection
        .prepare_cached(
            "UPDATE items SET hidden = ?1 WHERE board = ?2 AND item = ?3 AND hidden <> ?1",
        )?
        .execute((own.archive.archived, board, item.as_bytes()))?;
    Ok(())
}

/// Derives these items and their kin again; returns all whose rows may be different now.
pub(super) fn refresh_groups(
    connection: &Connection,
    board: i64,
    items: &BTreeSet<ItemId>,
    now_ms: u64,
) -> Result<BTreeSet<ItemId>, AppError> {
    let mut done = BTreeSet::new();
    for item in items {
        if done.contains(item) {
            continue;
        }
        match kin_state(connection, board, *item, now_ms)? {
            // Its creation does not count any more, or its kind is of a newer app.
            None => {
                done.insert(*item);
            }
            Some(kin) => {
                write(connection, board, &kin)?;
                done.extend(kin.entries.into_keys());
            }
        }
    }
    Ok(done)
}

fn write(connection: &Connection, board: i64, kin: &Kin) -> Result<(), AppError> {
    for follower in kin.entries.keys().filter(|item| **item != kin.leader) {
        connection
            .prepare_cached(
                "UPDATE items SET leads = 0, leader = ?, lease_end = NULL WHERE board = ? AND item = ?",
            )?
            .execute((kin.leader.as_bytes(), board, follower.as_bytes()))?;
    }
    let derived = &kin.derived;
    let newest = kin
        .entries
        .values()
        .flatten()
        .max_by_key(|kept| (kept.time, kept.position.id))
        .map_or((PersonId([0; 32]), HybridTime::default()), |kept| {
            (kept.person, kept.time)
        });
    let claims = &derived.claims.claims;
    let mut claimed_by: Vec<PersonId> = Vec::new();
    for claim in claims {
        if !claimed_by.contains(&claim.author) {
            claimed_by.push(claim.author);
        }
    }
    let lease_end = claims.iter().filter_map(|claim| claim.until_ms).min();
    let kind = kind_and_asked(connection, board, kin.leader)?.0;
    // What was never counted or moved is not known to be none.
    let known = kind == ItemKind::Supply && !derived.stock.is_empty();
    let on_hand = known.then(|| derived.on_hand());
    let words = words(connection, board, kin)?;
    let row: Option<i64> = connection
        .prepare_cached(
            "UPDATE items SET leads = 1, leader = item, state = ?, claimed_by = ?, remaining = ?, on_hand = ?,
                 archived = ?, comments = ?, changed_by = ?, changed_at = ?, lease_end = ?, words = ?
             WHERE board = ? AND item = ? RETURNING id",
        )?
        .query_row(
            params![
                state_code(shown_state(derived.state)),
                people_text(&claimed_by),
                derived.claims.remaining,
                on_hand,
                derived.archive.archived,
                u32::try_from(derived.comments.len()).unwrap_or(u32::MAX),
                newest.0.as_bytes(),
                newest.1.wall_ms.cast_signed(),
                lease_end.map(u64::cast_signed),
                words,
                board,
                kin.leader.as_bytes(),
            ],
            |row| row.get(0),
        )
        .map(Some)?;
    if let Some(id) = row {
        connection
            .prepare_cached("DELETE FROM search WHERE rowid = ?")?
            .execute([id])?;
        connection
            .prepare_cached("INSERT INTO search (rowid, text) VALUES (?, ?)")?
            .execute((id, words))?;
    }
    Ok(())
}

/// All texts of an item and its kin, as they are searched.
fn words(connection: &Connection, board: i64, kin: &Kin) -> Result<String, AppError> {
    let mut texts: Vec<String> = Vec::new();
    for item in kin.entries.keys() {
        let (title, fields): (String, String) = connection
            .prepare_cached("SELECT title, fields FROM items WHERE board = ? AND item = ?")?
            .query_row((board, item.as_bytes()), |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        let fields: BTreeMap<String, String> =
            serde_json::from_str(&fields).map_err(AppError::internal)?;
        texts.push(title);
        texts.extend(
            fields
                .into_iter()
                .filter(|(name, _)| name != "importRef")
                .map(|(_, text)| text),
        );
    }
    texts.extend(
        kin.derived
            .comments
            .iter()
            .map(|comment| comment.text.clone()),
    );
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    Ok(search::words(&texts))
}

fn kind_and_asked(
    connection: &Connection,
    board: i64,
    item: ItemId,
) -> Result<(ItemKind, Option<i64>), AppError> {
    let (kind, fields): (String, String) = connection
        .prepare_cached("SELECT kind, fields FROM items WHERE board = ? AND item = ?")?
        .query_row((board, item.as_bytes()), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let kind = ItemKind::from_code(&kind)
        .ok_or_else(|| AppError::internal("a kind that the index does not know"))?;
    let fields: BTreeMap<String, String> =
        serde_json::from_str(&fields).map_err(AppError::internal)?;
    let asked = fields.get("quantity").and_then(|text| text.parse().ok());
    Ok((kind, asked))
}

/// Returns the statements among entries, with the smallest stamp of another person who built on each.
pub(crate) fn signed<'a>(kept: impl IntoIterator<Item = &'a Kept>) -> Vec<Signed> {
    let kept: Vec<&Kept> = kept.into_iter().collect();
    let mut witnesses: BTreeMap<EntryId, Vec<(PersonId, HybridTime)>> = BTreeMap::new();
    for entry in &kept {
        for dep in &entry.deps {
            witnesses
                .entry(*dep)
                .or_default()
                .push((entry.person, entry.time));
        }
    }
    kept.iter()
        .filter(|kept| !kept.is_change)
        .filter_map(|kept| {
            let id = kept.position.id;
            let seen = witnesses.get(&id).into_iter().flatten();
            let others = seen.filter(|(person, _)| *person != kept.person);
            Some(Signed {
                position: kept.position,
                author: kept.person,
                time: kept.time,
                witnessed: others.map(|(_, time)| *time).min(),
                // The judge has read it before; a statement of a newer app was set aside.
                statement: Statement::from_body(&kept.body).ok()?,
            })
        })
        .collect()
}

fn edits<'a>(kept: impl IntoIterator<Item = &'a Kept>) -> Vec<Edit> {
    kept.into_iter()
        .filter(|kept| kept.is_change)
        .map(|kept| Edit {
            position: kept.position,
            author: kept.person,
            time: kept.time,
            deps: kept.deps.clone(),
        })
        .collect()
}

/// Returns the api's state for the model's.
pub(super) fn shown_state(state: model::ItemState) -> ItemState {
    match state {
        model::ItemState::Open => ItemState::Open,
        model::ItemState::PartClaimed => ItemState::PartClaimed,
        model::ItemState::Claimed => ItemState::Claimed,
        model::ItemState::Delivered => ItemState::Delivered,
        model::ItemState::Withdrawn => ItemState::Withdrawn,
    }
}
