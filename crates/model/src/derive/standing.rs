//! Which statements stand: all but those that their own author took back or replaced.

use std::collections::{BTreeMap, BTreeSet};

use trust::EntryId;

use super::Signed;
use crate::Statement;

/// The statements about one thing, and which of them stand.
///
/// A statement falls when one by the same author replaces it that was not taken back. So a release that is retracted
/// lets the claim stand again, and what was replaced stays so when its replacement is replaced in turn. Somebody else's
/// word never takes a statement away.
#[derive(Debug, Clone)]
pub struct Standing<'a> {
    all: BTreeMap<EntryId, &'a Signed>,
    fallen: BTreeSet<EntryId>,
}

impl<'a> Standing<'a> {
    /// Finds out which statements stand. Doubles count once.
    #[must_use]
    pub fn of(statements: &'a [Signed]) -> Self {
        let all: BTreeMap<_, _> = statements
            .iter()
            .map(|signed| (signed.position.id, signed))
            .collect();
        let fallen = fallen(&all);
        Self { all, fallen }
    }

    /// Returns those that stand, by entry id.
    pub fn iter(&self) -> impl Iterator<Item = &'a Signed> + '_ {
        self.all
            .iter()
            .filter(|(id, _)| !self.fallen.contains(*id))
            .map(|(_, signed)| *signed)
    }

    /// Tells whether the statement is there and stands.
    #[must_use]
    pub fn stands(&self, id: EntryId) -> bool {
        self.all.contains_key(&id) && !self.fallen.contains(&id)
    }

    /// Returns all, also those that fell, by entry id.
    pub(super) fn everything(&self) -> impl Iterator<Item = &'a Signed> + '_ {
        self.all.values().copied()
    }
}

/// Tells whether `by` takes `target` away, if it was not taken back itself.
fn fells(by: &Signed, target: &Signed) -> bool {
    // A restoring lifts others' archivings without taking them back: see `archive`.
    !matches!(by.statement, Statement::Restore { .. })
        && by.author == target.author
        && by.statement.may_replace(target.statement.kind())
}

/// Settles each statement after all that could take it away. A statement can only name older ones, so there are no
/// circles; made-up ones never get settled and stand. Without recursion: a chain may be as long as somebody likes.
fn fallen(all: &BTreeMap<EntryId, &Signed>) -> BTreeSet<EntryId> {
    let mut open: BTreeMap<EntryId, usize> = BTreeMap::new();
    let targets = |by: &Signed| {
        let known = by.statement.replaces().iter();
        known
            .filter_map(|id| all.get(id))
            .filter(|target| fells(by, target))
            .map(|target| target.position.id)
            .collect::<Vec<_>>()
    };
    for by in all.values() {
        for target in targets(by) {
            *open.entry(target).or_default() += 1;
        }
    }
    let mut settled: Vec<EntryId> = all
        .keys()
        .copied()
        .filter(|id| !open.contains_key(id))
        .collect();
    let (mut fallen, mut taken_back) = (BTreeSet::new(), BTreeSet::new());
    while let Some(id) = settled.pop() {
        let Some(by) = all.get(&id) else { continue };
        let counts = !taken_back.contains(&id);
        for target in targets(by) {
            if counts {
                fallen.insert(target);
            }
            if counts && matches!(by.statement, Statement::Retract { .. }) {
                taken_back.insert(target);
            }
            if let Some(left) = open.get_mut(&target) {
                *left -= 1;
                if *left == 0 {
                    settled.push(target);
                }
            }
        }
    }
    fallen
}
