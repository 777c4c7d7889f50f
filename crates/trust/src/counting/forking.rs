//! Two entries under one number of one log: which branch counts.
//!
//! Owns the rule: the branch on which more distinct other authorised people built, then the one
//! whose first entry has the lower hash. It selects changes and statements only: certificates of all
//! branches count. Late work of the one who forked never displaces what others built on.
//! What decides is known item by item ([`built`]), so that whoever keeps it reads only those of which something changed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::EntryFact;
use super::graph::Graph;
use crate::broken::broken;
use crate::{Authority, EntryId, ItemId, LogGraph, LogId, PersonId, Position};

/// The branches that lost: each by its first entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forks {
    lost: BTreeMap<LogId, BTreeSet<Position>>,
}

/// What the entries of one item say about logs that forked: which of theirs could count, and who built on those.
///
/// It follows from the entries of the item, the authority and the shape of the logs, whichever branch lost.
#[derive(Debug, Clone, Default)]
pub struct Built {
    /// Who has which place in the sets.
    people: Arc<[PersonId]>,
    of: BTreeMap<LogId, BTreeMap<EntryId, People>>,
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
    let built = built(authority, entries, logs);
    for log in logs.forked() {
        forks.settle(log, built.values(), logs);
    }
    forks
}

/// Finds what items say about the logs that forked. `entries` are all of some items; those about no item are one.
#[must_use]
pub fn built(
    authority: &Authority,
    entries: &[EntryFact<'_>],
    logs: &LogGraph,
) -> BTreeMap<Option<ItemId>, Built> {
    let graph = Graph::of(authority, entries, logs);
    let builders = Builders::of(&graph);
    let mut found: BTreeMap<Option<ItemId>, Built> = BTreeMap::new();
    for log in logs.forked() {
        for at in graph.of_log(log).filter(|at| graph.ok[*at].is_ok()) {
            let fact = &graph.facts[at];
            let of_item = found.entry(fact.item).or_insert_with(|| Built {
                people: Arc::clone(&builders.people),
                of: BTreeMap::new(),
            });
            let of_log = of_item.of.entry(log).or_default();
            of_log.insert(fact.position.id, builders.without(authority, fact, at));
        }
    }
    found
}

impl Built {
    /// Returns the forked logs of which an entry of the item could count.
    pub fn logs(&self) -> impl Iterator<Item = LogId> {
        self.of.keys().copied()
    }

    /// Returns the forked logs about which this says something else than another does.
    #[must_use]
    pub fn differing(&self, other: &Self) -> BTreeSet<LogId> {
        let logs = self.logs().chain(other.logs());
        logs.filter(|log| self.said_of(*log) != other.said_of(*log))
            .collect()
    }

    fn said_of(&self, log: LogId) -> BTreeMap<EntryId, BTreeSet<PersonId>> {
        let of_log = self.of.get(&log).into_iter().flatten();
        let named = |people: &People| {
            let places = people.places();
            places
                .filter_map(|place| self.people.get(place).copied())
                .collect()
        };
        of_log.map(|(id, people)| (*id, named(people))).collect()
    }

    /// Returns the entries of a forked log which could count.
    pub fn of_log(&self, log: LogId) -> impl Iterator<Item = EntryId> {
        self.of
            .get(&log)
            .into_iter()
            .flat_map(|of| of.keys().copied())
    }
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

    /// Decides every fork of one log, by what all items say about it. Says nothing new of other logs.
    pub fn settle<'b>(
        &mut self,
        log: LogId,
        built: impl IntoIterator<Item = &'b Built>,
        logs: &LogGraph,
    ) {
        self.lost.remove(&log);
        let mut places: BTreeMap<PersonId, usize> = BTreeMap::new();
        let mut others: BTreeMap<EntryId, People> = BTreeMap::new();
        for item in built {
            for (id, people) in item.of.get(&log).into_iter().flatten() {
                let here = others.entry(*id).or_default();
                for person in people.places().filter_map(|place| item.people.get(place)) {
                    let next = places.len();
                    here.add(*places.entry(*person).or_insert(next));
                }
            }
        }
        let tree = Tree::of(logs, log, others.keys().copied());
        let built = tree.gather(&others);
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

    fn places(&self) -> impl Iterator<Item = usize> {
        let words = self.0.iter().zip(0..);
        words.flat_map(|(word, at)| {
            let bits = (0..64).filter(move |bit| word & (1 << bit) != 0);
            bits.map(move |bit| at * 64 + bit)
        })
    }
}

/// By entry: who built on it with something that is ok and direct.
struct Builders {
    people: Arc<[PersonId]>,
    places: BTreeMap<PersonId, usize>,
    on: Vec<People>,
}

impl Builders {
    fn of(graph: &Graph<'_>) -> Self {
        let author = |at: usize| {
            let direct = graph.direct[at].as_ref().ok();
            direct.filter(|_| graph.ok[at].is_ok()).copied()
        };
        let people: BTreeSet<PersonId> = (0..graph.facts.len()).filter_map(author).collect();
        let places = people.iter().copied().zip(0..);
        let places = places.collect::<BTreeMap<_, _>>();
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
        Self {
            people: people.into_iter().collect(),
            places,
            on,
        }
    }

    /// Returns who else built on an entry: nobody for whom its device speaks.
    fn without(&self, authority: &Authority, fact: &EntryFact<'_>, at: usize) -> People {
        let mut people = self.on[at].clone();
        for own in authority.certifiers_of(fact.device) {
            if let Some(place) = self.places.get(&own) {
                people.remove(*place);
            }
        }
        people
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
    fn of(logs: &LogGraph, log: LogId, ok: impl Iterator<Item = EntryId>) -> Self {
        let links: Vec<(Position, EntryId)> = logs.links(log).collect();
        let mut tree = Self {
            next: BTreeMap::new(),
            worth: ok.collect(),
            before: links.iter().map(|(at, prev)| (at.id, *prev)).collect(),
            newest_first: links.iter().map(|(at, _)| *at).collect(),
        };
        for (position, prev) in &links {
            tree.next.entry(*prev).or_default().push(*position);
        }
        tree.newest_first.sort_unstable_by(|one, two| two.cmp(one));
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
