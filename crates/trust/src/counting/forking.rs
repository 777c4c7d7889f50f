//! Two entries under one number of one log: which branch counts.
//!
//! Owns the rule: the branch on which more distinct other authorised people built, then the one
//! whose first entry has the lower hash. It selects changes and statements only: certificates of all
//! branches count. Late work of the one who forked never displaces what others built on.

use std::collections::{BTreeMap, BTreeSet};

use super::EntryFact;
use super::graph::Graph;
use crate::broken::broken;
use crate::{Authority, EntryId, LogGraph, LogId, PersonId, Position};

/// The branches that lost: each by its first entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forks {
    lost: BTreeMap<LogId, BTreeSet<Position>>,
}

/// Finds the branches that lost. `entries` are those of the whole board.
///
/// Where no log is forked ([`LogGraph::forked`]) the answer is empty, whatever the entries are.
/// After a change of the authority it must be asked again: whoever lost the right to write no
/// longer holds a branch up.
#[must_use]
pub fn forks(authority: &Authority, entries: &[EntryFact<'_>], logs: &LogGraph) -> Forks {
    let mut forks = Forks::default();
    if logs.forked().next().is_none() {
        return forks;
    }
    let graph = Graph::of(authority, entries, logs);
    let built = Built::of(&graph);
    for log in logs.forked() {
        let others = built.without(authority, &graph, log);
        forks.settle(&Tree::of(&graph, log), &others);
    }
    forks
}

impl Forks {
    /// Returns the first entries of all branches that lost.
    pub fn lost(&self) -> impl Iterator<Item = Position> {
        self.lost.values().flatten().copied()
    }

    /// Returns everything of a log that stands on a branch that lost.
    #[must_use]
    pub fn lost_in(&self, log: LogId, logs: &LogGraph) -> BTreeSet<EntryId> {
        let Some(first) = self.lost.get(&log) else {
            return BTreeSet::new();
        };
        let mut links: Vec<(Position, EntryId)> = logs.links(log).collect();
        links.sort_unstable();
        let mut lost = BTreeSet::new();
        for (position, prev) in links {
            if first.contains(&position) || lost.contains(&prev) {
                lost.insert(position.id);
            }
        }
        lost
    }

    /// Returns the logs of which a branch lost.
    pub fn logs(&self) -> impl Iterator<Item = LogId> {
        self.lost.keys().copied()
    }

    /// Decides every fork of one log.
    fn settle(&mut self, tree: &Tree, others: &BTreeMap<EntryId, People>) {
        let built = tree.gather(others);
        for siblings in tree.next.values().filter(|next| next.len() > 1) {
            // Where nothing of a branch could count, there is nothing to choose.
            let mut rivals: Vec<(std::cmp::Reverse<u32>, Position)> = siblings
                .iter()
                .filter(|first| tree.worth.contains(&first.id))
                .map(|first| {
                    let people = built.get(&first.id).map_or(0, People::count);
                    let people = if broken!(ForksByHash) { 0 } else { people };
                    (std::cmp::Reverse(people), *first)
                })
                .collect();
            rivals.sort_unstable_by_key(|(people, first)| (*people, first.id));
            for (_, first) in rivals.into_iter().skip(1) {
                self.lost.entry(first.log).or_default().insert(first);
            }
        }
    }
}

/// A set of people, by place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct People(Vec<u64>);

impl People {
    fn add(&mut self, place: usize) {
        let (word, bit) = (place / 64, place % 64);
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << bit;
    }

    fn remove(&mut self, place: usize) {
        if let Some(word) = self.0.get_mut(place / 64) {
            *word &= !(1 << (place % 64));
        }
    }

    fn unite(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }

    fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }
}

/// By entry: who built on it with something that is ok and direct.
struct Built {
    places: BTreeMap<PersonId, usize>,
    on: Vec<People>,
}

impl Built {
    fn of(graph: &Graph<'_>) -> Self {
        let author = |at: usize| {
            let direct = graph.direct[at].as_ref().ok();
            direct.filter(|_| graph.ok[at].is_ok()).copied()
        };
        let people: BTreeSet<PersonId> = (0..graph.facts.len()).filter_map(author).collect();
        let places = people.into_iter().zip(0..).collect::<BTreeMap<_, _>>();
        let mut on = vec![People::default(); graph.facts.len()];
        for at in graph.effects_first() {
            let mut whole = on[at].clone();
            if let Some(place) = author(at).and_then(|person| places.get(&person)) {
                whole.add(*place);
            }
            for dep in &graph.deps[at] {
                on[*dep].unite(&whole);
            }
        }
        Self { places, on }
    }

    /// Returns who else built on the entries of a log: nobody for whom its device speaks.
    fn without(
        &self,
        authority: &Authority,
        graph: &Graph<'_>,
        log: LogId,
    ) -> BTreeMap<EntryId, People> {
        let of_log = graph.of_log(log);
        of_log
            .map(|at| {
                let mut people = self.on[at].clone();
                for own in authority.certifiers_of(graph.facts[at].device) {
                    if let Some(place) = self.places.get(&own) {
                        people.remove(*place);
                    }
                }
                (graph.facts[at].position.id, people)
            })
            .collect()
    }
}

/// A forked log: what follows what.
struct Tree {
    next: BTreeMap<EntryId, Vec<Position>>,
    /// Branches with anything in them that is ok, by first entry.
    worth: BTreeSet<EntryId>,
    before: BTreeMap<EntryId, EntryId>,
    newest_first: Vec<Position>,
}

impl Tree {
    fn of(graph: &Graph<'_>, log: LogId) -> Self {
        let links: Vec<(Position, EntryId)> = graph.logs.links(log).collect();
        let mut tree = Self {
            next: BTreeMap::new(),
            worth: BTreeSet::new(),
            before: links.iter().map(|(at, prev)| (at.id, *prev)).collect(),
            newest_first: links.iter().map(|(at, _)| *at).collect(),
        };
        for (position, prev) in &links {
            tree.next.entry(*prev).or_default().push(*position);
        }
        tree.newest_first.sort_unstable_by(|one, two| two.cmp(one));
        let ok = graph.of_log(log).filter(|at| graph.ok[*at].is_ok());
        tree.worth = ok.map(|at| graph.facts[at].position.id).collect();
        for position in &tree.newest_first {
            if tree.worth.contains(&position.id)
                && let Some(prev) = tree.before.get(&position.id)
            {
                tree.worth.insert(*prev);
            }
        }
        tree
    }

    /// Unites what holds of entries over all that follows them in the log.
    fn gather(&self, of: &BTreeMap<EntryId, People>) -> BTreeMap<EntryId, People> {
        let mut whole = of.clone();
        for position in &self.newest_first {
            let people = whole.get(&position.id).cloned().unwrap_or_default();
            if let Some(prev) = self.before.get(&position.id) {
                whole.entry(*prev).or_default().unite(&people);
            }
        }
        whole
    }
}
