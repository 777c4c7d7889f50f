//! A document that is about to be edited: what stands in it, and which entries wrote that.

use std::collections::BTreeSet;
use std::sync::Arc;

use model::{ChangeHash, ItemDoc, Version};
use trust::{EntryId, ItemId, PersonId};

use crate::api::{AppError, ErrorCode};
use crate::desk::{At, Desk};
use crate::index::{self, Kept};
use crate::intents::since::Since;

/// A document as it stands, and the entries about its item.
pub(in crate::intents) struct Opened {
    pub(in crate::intents) doc: ItemDoc,
    kept: Vec<Kept>,
}

/// Reads an item's document and its entries, of one moment.
pub(in crate::intents) async fn open(
    desk: &Arc<Desk>,
    at: &At,
    item: ItemId,
) -> Result<Opened, AppError> {
    desk.look(at.id, move |connection, number| {
        Ok(Opened {
            doc: index::load_document(connection, number, item)?,
            kept: index::kept_of_item(connection, number, Some(item))?,
        })
    })
    .await
}

impl Opened {
    /// Returns the entry that holds a change.
    pub(in crate::intents) fn entry(&self, change: ChangeHash) -> Option<EntryId> {
        self.wrote(change).map(|kept| kept.position.id)
    }

    /// Returns who wrote a change.
    pub(super) fn author(&self, change: ChangeHash) -> Option<PersonId> {
        self.wrote(change).map(|kept| kept.person)
    }

    /// Returns what a change did to one of these fields, and who made it.
    pub(super) fn since<'a>(
        &self,
        change: ChangeHash,
        mut fields: impl Iterator<Item = &'a String>,
    ) -> Option<Since> {
        let kept = self.wrote(change)?;
        let field = fields.find(|field| has_written(kept, field));
        Some(Since::edited(kept.person, field.map(String::as_str)))
    }

    /// Refuses to write over what only newer apps know.
    pub(super) fn must_know(&self, field: &str) -> Result<(), AppError> {
        if self.doc.field(field).is_some_and(|field| field.newer) {
            let error = AppError::new(ErrorCode::UpdateToEdit, "only newer apps know the value");
            return Err(error.with("field", field));
        }
        Ok(())
    }

    /// Returns the values that stand in a field, the leading one first.
    pub(super) fn standing(&self, field: &str) -> Vec<Version> {
        let field = self.doc.field(field);
        field.map(|field| field.versions).unwrap_or_default()
    }

    /// Returns who else wrote a field after an entry came here.
    pub(super) fn written_since(&self, entry: &str, field: &str, me: PersonId) -> Option<PersonId> {
        let mut later = self
            .kept
            .iter()
            .skip_while(|kept| kept.position.id.to_string() != entry);
        later
            .find(|kept| kept.person != me && has_written(kept, field))
            .map(|kept| kept.person)
    }

    /// Returns the changes that an edit of a field replaces: those of its base, and what was written on this device since.
    /// Without a base: all that stands.
    pub(super) fn over(
        &self,
        at: &At,
        field: &str,
        base: Option<&Vec<String>>,
    ) -> BTreeSet<ChangeHash> {
        let standing = self.standing(field).into_iter();
        let Some(base) = base else {
            return standing.map(|version| version.change).collect();
        };
        let own = standing
            .filter(|version| {
                let wrote = self.wrote(version.change);
                wrote.is_some_and(|kept| kept.device == at.info.device)
            })
            .map(|version| version.change);
        // What does not count any more, or was about another field, was not what stood.
        let base: BTreeSet<EntryId> = base.iter().filter_map(|id| id.parse().ok()).collect();
        let named = self
            .kept
            .iter()
            .filter(|kept| base.contains(&kept.position.id) && has_written(kept, field));
        named.filter_map(|kept| kept.hash).chain(own).collect()
    }

    fn wrote(&self, change: ChangeHash) -> Option<&Kept> {
        let mut kept = self.kept.iter();
        kept.find(|kept| kept.hash == Some(change))
    }
}

fn has_written(kept: &Kept, field: &str) -> bool {
    kept.edits.iter().any(|edit| edit.field == field)
}
