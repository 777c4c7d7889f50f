//! What people are called on a board.

use std::collections::BTreeMap;

use trust::PersonId;

use super::{Signed, Standing};
use crate::{Statement, clean_name};

/// Returns each person's display name, clean. Of several that one person did not replace, the later leads.
#[must_use]
pub fn names(statements: &[Signed]) -> BTreeMap<PersonId, String> {
    let standing = Standing::of(statements);
    let mut leading = BTreeMap::new();
    for signed in standing.iter() {
        let Statement::Name { name, .. } = &signed.statement else {
            continue;
        };
        let name = clean_name(name);
        if name.is_empty() {
            continue;
        }
        let order = (signed.time, signed.position.id);
        let entry = leading
            .entry(signed.author)
            .or_insert_with(|| (order, name.clone()));
        if order > entry.0 {
            *entry = (order, name);
        }
    }
    leading
        .into_iter()
        .map(|(person, (_, name))| (person, name))
        .collect()
}
