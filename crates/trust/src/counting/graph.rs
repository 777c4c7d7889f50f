//! The entries as a graph of what depends on what, and what each is by itself.
//!
//! Owns the steps *eligible*, *ok* and *direct*. Dependencies never leave an item.

use std::collections::{BTreeMap, BTreeSet};

use super::links::Links;
use super::{Aside, AsideKind, Body, EntryFact};
use crate::broken::broken;
use crate::ground::{Held, Place, Reaches};
use crate::{Authority, EntryId, GrantRef, ItemId, Kind, LogGraph, LogId, PersonId, Refusal, Role};

/// Entries by place in the list that was given.
pub(super) struct Graph<'a> {
    authority: &'a Authority,
    pub(super) facts: &'a [EntryFact<'a>],
    pub(super) logs: &'a LogGraph,
    reaches: Reaches,
    /// What each depends on, of what is here.
    pub(super) deps: Vec<Vec<usize>>,
    by_log: BTreeMap<LogId, Vec<usize>>,
    /// What depends on each.
    pub(super) on_it: Vec<Vec<usize>>,
    /// Who wrote it and is ok; else why not.
    pub(super) ok: Vec<Result<PersonId, Aside>>,
    /// Who wrote it and counts directly; else why not.
    pub(super) direct: Vec<Result<PersonId, Refusal>>,
}

impl<'a> Graph<'a> {
    pub(super) fn of(
        authority: &'a Authority,
        facts: &'a [EntryFact<'a>],
        logs: &'a LogGraph,
    ) -> Self {
        let reaches = Reaches::of(&authority.ground, logs);
        let links = Links::of(facts, logs);
        let owners = owners(authority, facts);
        let mut by_log: BTreeMap<LogId, Vec<usize>> = BTreeMap::new();
        for (at, fact) in facts.iter().enumerate() {
            by_log.entry(fact.position.log).or_default().push(at);
        }
        let mut graph = Self {
            authority,
            by_log,
            facts,
            logs,
            reaches,
            on_it: vec![Vec::new(); facts.len()],
            ok: facts
                .iter()
                .map(|fact| eligible(authority, fact, &owners))
                .collect(),
            direct: Vec::new(),
            deps: links.deps,
        };
        graph.direct = facts.iter().map(|fact| graph.is_direct(fact)).collect();
        for (at, deps) in graph.deps.iter().enumerate() {
            for dep in deps {
                graph.on_it[*dep].push(at);
            }
        }
        graph.spread(&links.missing);
        graph
    }

    fn is_direct(&self, fact: &EntryFact<'_>) -> Result<PersonId, Refusal> {
        let authority = self.authority;
        let place = Place {
            at: Some(fact.position),
            logs: self.logs,
            reaches: &self.reaches,
        };
        let held = authority.ground.exercise(fact.device, fact.grant, place);
        let refusal = match held {
            Ok(held) => return Ok(held.person),
            Err(refusal) => refusal,
        };
        if authority.adopted.contains_key(&fact.position.id)
            && let Ok(person) = claimed(authority, fact, Role::Helper)
        {
            return Ok(person);
        }
        Err(authority.settle(refusal))
    }

    /// Returns how far the cut that ended an entry's author reaches in the entry's log; `None` where none did.
    pub(super) fn cut_at(&self, at: usize) -> Option<u64> {
        let fact = &self.facts[at];
        let ground = &self.authority.ground;
        let people = ground.certified.get(&fact.device);
        let revoked = ground.revoked.get(&fact.device);
        let why = self.direct[at].err()?;
        let (dropped, ended) = (why == Refusal::Dropped, why == Refusal::DeviceRevoked);
        let removed = if let Refusal::Removed(grant) = why {
            Some(grant)
        } else {
            None
        };
        if removed.is_none() && !dropped && !ended {
            return None;
        }
        let people = people.into_iter().flatten().filter(|_| dropped);
        let revoked = revoked.into_iter().flatten().filter(|_| ended);
        let reaches = people
            .filter_map(|person| self.reaches.dropped.get(person))
            .chain(revoked.filter_map(|it| self.reaches.revoked.get(&it.entry)))
            .chain(removed.and_then(|grant| self.reaches.removed.get(&grant)));
        let highest = reaches.map(|reach| reach.highest(fact.position.log)).max();
        Some(highest.unwrap_or(0))
    }

    /// Returns the entries of one log.
    pub(super) fn of_log(&self, log: LogId) -> impl Iterator<Item = usize> {
        self.by_log.get(&log).into_iter().flatten().copied()
    }

    /// Returns all entries, each before what it depends on.
    pub(super) fn effects_first(&self) -> Vec<usize> {
        let mut left: Vec<usize> = self.on_it.iter().map(Vec::len).collect();
        let mut order: Vec<usize> = (0..left.len()).filter(|at| left[*at] == 0).collect();
        let mut done = 0;
        while let Some(at) = order.get(done).copied() {
            done += 1;
            for dep in &self.deps[at] {
                left[*dep] -= 1;
                if left[*dep] == 0 {
                    order.push(*dep);
                }
            }
        }
        order
    }

    /// Takes the refusal of one entry on to all that depend on it, in causal order.
    fn spread(&mut self, missing: &BTreeMap<usize, Option<EntryId>>) {
        for (at, missing) in missing {
            if self.ok[*at].is_ok() {
                self.ok[*at] = Err(Aside::MissingDependency(*missing));
            }
        }
        let mut left: Vec<usize> = self.deps.iter().map(Vec::len).collect();
        let mut open: Vec<usize> = (0..left.len()).filter(|at| left[*at] == 0).collect();
        while let Some(at) = open.pop() {
            for next in &self.on_it[at] {
                left[*next] -= 1;
                if left[*next] == 0 {
                    self.ok[*next] = self.with_deps(*next);
                    open.push(*next);
                }
            }
        }
        // Ids are hashes, so there are no circles; whoever claims one waits for ever.
        for (at, left) in left.iter().enumerate() {
            if *left > 0 {
                self.ok[at] = Err(Aside::MissingDependency(None));
            }
        }
    }

    /// Returns whether an entry is ok, all that it depends on being known. What can be healed by arriving is said last.
    fn with_deps(&self, at: usize) -> Result<PersonId, Aside> {
        let person = self.ok[at]?;
        let worst = self.deps[at]
            .iter()
            .filter_map(|dep| Some((self.ok[*dep].err()?.kind(), *dep)))
            .map(|(kind, dep)| (kind, self.facts[dep].position.id))
            .max_by(|one, two| one.0.cmp(&two.0).then(two.1.cmp(&one.1)));
        match worst {
            None => Ok(person),
            Some((AsideKind::Waiting, id)) => Err(Aside::Dependency(id, AsideKind::Waiting)),
            Some((AsideKind::NotAllowed, id)) => Err(Aside::Dependency(id, AsideKind::NotAllowed)),
            Some((AsideKind::Invalid | AsideKind::Suspect, id)) => {
                Err(Aside::Dependency(id, AsideKind::Invalid))
            }
        }
    }
}

/// Returns who wrote an entry if they ever held, by rights, a role that may.
fn eligible(
    authority: &Authority,
    fact: &EntryFact<'_>,
    owners: &BTreeMap<ItemId, BTreeSet<PersonId>>,
) -> Result<PersonId, Aside> {
    match fact.body {
        Body::Refused => return Err(Aside::Body),
        Body::Suspect => return Err(Aside::Suspect),
        Body::Fit => {}
    }
    let own = |person: &PersonId| {
        let owners = fact.item.and_then(|item| owners.get(&item));
        owners.is_some_and(|owners| owners.contains(person))
    };
    let lowest = claimed(authority, fact, Role::Contributor);
    let shared = fact.kind == Kind::Change && !fact.creates;
    let adopted = authority.adopted.contains_key(&fact.position.id);
    let anyhow = || claimed(authority, fact, Role::Helper).map_err(Aside::Refused);
    if broken!(AnyRoleEdits) {
        return anyhow();
    }
    if adopted && broken!(AdoptionIsARight) {
        return anyhow();
    }
    match lowest {
        Ok(person) if !shared || own(&person) => Ok(person),
        Ok(_) => match claimed(authority, fact, Role::Editor) {
            // Whose item it is, is not known before its creation is here.
            Err(_) if fact.item.is_none_or(|item| !owners.contains_key(&item)) => {
                Err(Aside::MissingDependency(None))
            }
            of => of.map_err(Aside::Refused),
        },
        Err(refusal) => Err(Aside::Refused(refusal)),
    }
}

/// Returns who ever held, by rights, the grant that an entry exercises, in a role at least this high.
fn claimed(authority: &Authority, fact: &EntryFact<'_>, least: Role) -> Result<PersonId, Refusal> {
    let people = authority.ground.certified.get(&fact.device);
    let people = people.ok_or(Refusal::UnknownDevice)?;
    let held = match fact.grant {
        GrantRef::Steward => {
            let stewards = &authority.rooted.stewards;
            let first = stewards.iter().find(|person| people.contains(person));
            Held::steward(*first.ok_or(Refusal::NotYourGrant)?)
        }
        GrantRef::Entry(entry) => {
            let held = authority.rooted.grants.get(&entry);
            *held.ok_or_else(|| authority.settle(Refusal::Missing(entry)))?
        }
    };
    if people.contains(&held.person) {
        held.at_least(least).map(|held| held.person)
    } else {
        Err(Refusal::NotYourGrant)
    }
}

/// Returns who made each item.
fn owners(authority: &Authority, facts: &[EntryFact<'_>]) -> BTreeMap<ItemId, BTreeSet<PersonId>> {
    let mut owners: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| fact.creates) {
        if let Some(item) = fact.item
            && let Ok(person) = claimed(authority, fact, Role::Contributor)
        {
            owners.entry(item).or_default().insert(person);
        }
    }
    owners
}
