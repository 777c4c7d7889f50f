//! Which entry depends on which: named, implied by the log, or implied by the item.

use std::collections::BTreeMap;

use super::EntryFact;
use crate::{EntryId, ItemId, Kind, LogGraph, LogId, Position};

/// What depends on what, and who depends on something that is not here.
pub(super) struct Links {
    pub(super) deps: Vec<Vec<usize>>,
    pub(super) missing: BTreeMap<usize, Option<EntryId>>,
}

impl Links {
    pub(super) fn of(facts: &[EntryFact<'_>], logs: &LogGraph) -> Self {
        let by_id: BTreeMap<EntryId, usize> = places(facts, |fact| Some(fact.position.id));
        let created: BTreeMap<ItemId, usize> =
            places(facts, |fact| fact.item.filter(|_| fact.creates));
        let mut links = Self {
            deps: vec![Vec::new(); facts.len()],
            missing: BTreeMap::new(),
        };
        for (at, fact) in facts.iter().enumerate() {
            let found = |id: &EntryId| {
                let dep = by_id.get(id).filter(|dep| may_rest(fact, &facts[**dep]));
                dep.copied().ok_or(*id)
            };
            for dep in fact.deps.iter().map(found) {
                match dep {
                    Ok(dep) => links.deps[at].push(dep),
                    Err(id) => {
                        links.missing.insert(at, Some(id));
                    }
                }
            }
            links.rest_on_creation(at, fact, facts, &created);
        }
        links.imply(facts, logs);
        for deps in &mut links.deps {
            deps.sort_unstable();
            deps.dedup();
        }
        links
    }

    /// A statement rests on the creation of its item: on the one that it names, where a log forked as it made the item.
    /// Else a twin that its maker adds later would take along what others said of the item (docs/decisions/0131).
    fn rest_on_creation(
        &mut self,
        at: usize,
        fact: &EntryFact<'_>,
        facts: &[EntryFact<'_>],
        created: &BTreeMap<ItemId, usize>,
    ) {
        let Some(item) = fact.item.filter(|_| fact.kind != Kind::Change) else {
            return;
        };
        let named = self.deps[at].iter().any(|dep| facts[*dep].creates);
        if named {
            return;
        }
        match created.get(&item) {
            Some(creation) => self.deps[at].push(*creation),
            None => {
                self.missing.entry(at).or_insert(None);
            }
        }
    }

    /// A change rests on the change of the same item before it in its log, on the same branch.
    fn imply(&mut self, facts: &[EntryFact<'_>], logs: &LogGraph) {
        let mut by_log: BTreeMap<LogId, Vec<usize>> = BTreeMap::new();
        for (at, fact) in facts.iter().enumerate() {
            if fact.item.is_some() && fact.kind == Kind::Change {
                by_log.entry(fact.position.log).or_default().push(at);
            }
        }
        for (log, mut all) in by_log {
            if logs.is_forked(log) {
                self.imply_in_branches(facts, &all, logs.links(log));
                continue;
            }
            all.sort_unstable_by_key(|at| facts[*at].position);
            let mut newest: BTreeMap<Option<ItemId>, usize> = BTreeMap::new();
            for at in all {
                self.deps[at].extend(newest.insert(facts[at].item, at));
            }
        }
    }

    /// Walks a forked log as a tree, and takes back what a branch added when it is left.
    fn imply_in_branches(
        &mut self,
        facts: &[EntryFact<'_>],
        all: &[usize],
        links: impl Iterator<Item = (Position, EntryId)>,
    ) {
        let by_id: BTreeMap<EntryId, usize> =
            all.iter().map(|at| (facts[*at].position.id, *at)).collect();
        let mut next: BTreeMap<EntryId, Vec<EntryId>> = BTreeMap::new();
        for (position, prev) in links {
            next.entry(prev).or_default().push(position.id);
        }
        let mut newest: BTreeMap<Option<ItemId>, usize> = BTreeMap::new();
        let mut open = vec![Step::Into(EntryId::ZERO)];
        while let Some(step) = open.pop() {
            let id = match step {
                Step::Into(id) => id,
                Step::Back(item, before) => {
                    match before {
                        Some(before) => newest.insert(item, before),
                        None => newest.remove(&item),
                    };
                    continue;
                }
            };
            if let Some(at) = by_id.get(&id) {
                let item = facts[*at].item;
                let before = newest.insert(item, *at);
                self.deps[*at].extend(before);
                open.push(Step::Back(item, before));
            }
            let following = next.get(&id).into_iter().flatten();
            open.extend(following.map(|id| Step::Into(*id)));
        }
    }
}

/// What is left to do of a walk through a forked log.
enum Step {
    Into(EntryId),
    /// The newest change of an item is again this one.
    Back(Option<ItemId>, Option<usize>),
}

/// Of equal keys the entry of the lowest id stands, so that order decides nothing.
fn places<K: Ord>(
    facts: &[EntryFact<'_>],
    key: impl Fn(&EntryFact<'_>) -> Option<K>,
) -> BTreeMap<K, usize> {
    let mut places = BTreeMap::new();
    for (at, fact) in facts.iter().enumerate() {
        if let Some(key) = key(fact) {
            let place = places.entry(key).or_insert(at);
            if fact.position.id < facts[*place].position.id {
                *place = at;
            }
        }
    }
    places
}

/// Changes rest on changes of their item, statements on changes and statements of theirs. What is elsewhere is as good as missing, so that one item can be judged alone.
fn may_rest(fact: &EntryFact<'_>, on: &EntryFact<'_>) -> bool {
    fact.item == on.item && (fact.kind != Kind::Change || on.kind == Kind::Change)
}
