//! Whose work stands only because others built on it, and who these are.
//!
//! Owns the answer for people who ask why something is there. What counts is [`super::counting`]'s, by the same rule;
//! this is asked of single items, when somebody looks at one.

use std::collections::{BTreeMap, BTreeSet};

use super::accept::{lost, vouched as marked};
use super::graph::Graph;
use super::{EntryFact, Forks};
use crate::{Authority, EntryId, LogGraph, PersonId, Refusal};

/// Why a change stands that would not by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vouched {
    /// Who wrote it.
    pub author: PersonId,
    /// Why it would not stand.
    pub why: Refusal,
    /// Who built on it with something that stands by itself: those next to it, and not all who came later.
    pub by: BTreeSet<PersonId>,
}

/// Returns the changes that count because others built on them. The arguments are those of [`super::counting`].
#[must_use]
pub fn vouched(
    authority: &Authority,
    entries: &[EntryFact<'_>],
    logs: &LogGraph,
    forks: &Forks,
) -> BTreeMap<EntryId, Vouched> {
    let graph = Graph::of(authority, entries, logs);
    let lost = lost(&graph, forks);
    let marked = marked(&graph, &lost);
    let mut by: Vec<BTreeSet<PersonId>> = vec![BTreeSet::new(); graph.facts.len()];
    let mut found = BTreeMap::new();
    for at in graph.effects_first() {
        if lost[at] {
            continue;
        }
        let Ok(author) = graph.ok[at] else { continue };
        let said = match graph.direct[at] {
            Ok(person) => BTreeSet::from([person]),
            Err(why) if marked[at] => {
                let by = std::mem::take(&mut by[at]);
                let id = graph.facts[at].position.id;
                let kept = Vouched {
                    author,
                    why,
                    by: by.clone(),
                };
                found.insert(id, kept);
                by
            }
            Err(_) => continue,
        };
        for dep in &graph.deps[at] {
            by[*dep].extend(&said);
        }
    }
    found
}
