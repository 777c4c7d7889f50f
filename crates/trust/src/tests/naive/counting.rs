//! "Which changes count", sentence by sentence.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a test looks for one kind among all"
)]

use std::collections::{BTreeMap, BTreeSet};

use super::Naive;
use crate::{Body, Certificate, EntryFact, EntryId, GrantRef, Kind, PersonId, Position};

struct Changes<'a> {
    now: &'a Naive<'a>,
    ever: &'a Naive<'a>,
    facts: BTreeMap<EntryId, &'a EntryFact<'a>>,
    links: &'a [(Position, EntryId, Option<Position>)],
    ok: BTreeSet<EntryId>,
    direct: BTreeMap<EntryId, PersonId>,
}

/// The changes and statements that count.
pub(crate) fn accepted<'a>(
    now: &'a Naive<'a>,
    ever: &'a Naive<'a>,
    facts: &'a [EntryFact<'a>],
    links: &'a [(Position, EntryId, Option<Position>)],
) -> BTreeSet<EntryId> {
    let mut changes = Changes {
        now,
        ever,
        facts: facts.iter().map(|fact| (fact.position.id, fact)).collect(),
        links,
        ok: BTreeSet::new(),
        direct: BTreeMap::new(),
    };
    changes.find_ok();
    changes.find_direct();
    let lost = changes.lost();
    // "accepted: direct and ok, plus all that those depend on"; "vouching reaches changes of items only"
    let good = |id: &EntryId| changes.ok.contains(id) && !lost.contains(id);
    let mut accepted: BTreeSet<EntryId> = changes.direct.keys().copied().filter(good).collect();
    loop {
        let more: BTreeSet<EntryId> = accepted
            .iter()
            .flat_map(|id| changes.deps(*id))
            .filter(|id| changes.facts[id].kind == Kind::Change && !accepted.contains(id))
            .collect();
        if more.is_empty() {
            return accepted;
        }
        accepted.extend(more);
    }
}

impl Changes<'_> {
    fn creation_of(&self, fact: &EntryFact<'_>) -> Option<EntryId> {
        let all = self
            .facts
            .values()
            .filter(|it| it.creates && it.item == fact.item);
        all.map(|it| it.position.id).min()
    }

    /// Whether an entry makes the item that another one is about.
    fn creates(&self, entry: EntryId, fact: &EntryFact<'_>) -> bool {
        let named = self.facts.get(&entry);
        named.is_some_and(|it| it.creates && it.item == fact.item)
    }

    /// Whether the first stands before the second on one branch of one log.
    fn leads(&self, first: EntryId, second: EntryId) -> bool {
        let mut at = second;
        loop {
            if at == first {
                return true;
            }
            let link = self.links.iter().find(|(position, ..)| position.id == at);
            match link {
                Some((_, prev, _)) => at = *prev,
                None => return false,
            }
        }
    }

    /// "its previous change of the same item in its own log (implied) + deps"; "the item's creation + the statements it replaces"
    fn deps(&self, id: EntryId) -> BTreeSet<EntryId> {
        let fact = self.facts[&id];
        let mut deps: BTreeSet<EntryId> = fact.deps.iter().copied().collect();
        if fact.kind == Kind::Change {
            let before = self.facts.values().filter(|it| {
                it.kind == Kind::Change
                    && it.item == fact.item
                    && it.position.id != id
                    && it.position.log == fact.position.log
                    && self.leads(it.position.id, id)
            });
            deps.extend(
                before
                    .max_by_key(|it| it.position.seq)
                    .map(|it| it.position.id),
            );
        } else if fact.item.is_some() && !deps.iter().any(|dep| self.creates(*dep, fact)) {
            deps.extend(self.creation_of(fact));
        }
        deps
    }

    /// Whoever ever held, by rights, the grant that an entry names, with its rank.
    fn held(&self, fact: &EntryFact<'_>) -> Option<(PersonId, u8)> {
        match fact.grant {
            GrantRef::Steward => {
                let mut all = self.ever.ever.iter();
                let one = all.find(|person| self.ever.pair(**person, fact.device))?;
                Some((*one, 1))
            }
            GrantRef::Entry(grant) => {
                let (person, rank) = self.ever.gives(grant)?;
                self.ever
                    .pair(person, fact.device)
                    .then_some((person, rank))
            }
        }
    }

    /// "eligible: the author ever held a rooted grant to write that item"
    fn eligible(&self, fact: &EntryFact<'_>) -> bool {
        let Some((person, rank)) = self.held(fact) else {
            return false;
        };
        let owns = || {
            let mut creations = self.facts.values().filter(|it| it.creates);
            creations.any(|it| {
                it.item == fact.item
                    && self
                        .held(it)
                        .is_some_and(|(who, rank)| who == person && rank <= 4)
            })
        };
        let least = match fact.kind {
            Kind::Change if fact.creates || owns() => 4,
            Kind::Change => 3,
            _ => 4,
        };
        fact.body == Body::Fit && rank <= least
    }

    /// "ok: eligible, and so are all dependencies"
    fn find_ok(&mut self) {
        loop {
            let more: Vec<EntryId> = self
                .facts
                .values()
                .filter(|fact| !self.ok.contains(&fact.position.id))
                .filter(|fact| {
                    let here = fact.kind == Kind::Change
                        || fact.item.is_none()
                        || self.creation_of(fact).is_some();
                    let fits = |dep: &EntryId| {
                        self.ok.contains(dep)
                            && self.facts[dep].item == fact.item
                            && (fact.kind != Kind::Change || self.facts[dep].kind == Kind::Change)
                    };
                    here && self.eligible(fact) && self.deps(fact.position.id).iter().all(fits)
                })
                .map(|fact| fact.position.id)
                .collect();
            if more.is_empty() {
                return;
            }
            self.ok.extend(more);
        }
    }

    /// "direct: the grant is live, or the entry is inside a removal's cut", or a coordinator adopted it
    fn find_direct(&mut self) {
        for (id, fact) in &self.facts {
            let acting = self.now.acting_at(*id, fact.device, fact.grant);
            let adopted = || {
                let mut all = self.now.certs.iter();
                let adopts = all.any(|(cert, entry)| match entry.cert() {
                    Certificate::Adopt(adopt) => {
                        adopt.entries.contains(id)
                            && self.now.counts(*cert)
                            && self.now.acts(*cert, 2)
                    }
                    _ => false,
                });
                self.held(fact).filter(|_| adopts)
            };
            if let Some((person, _)) = acting.or_else(adopted) {
                self.direct.insert(*id, person);
            }
        }
    }

    /// Everything that depends on these, and they themselves.
    fn effects(&self, of: BTreeSet<EntryId>) -> BTreeSet<EntryId> {
        let mut all = of;
        loop {
            let rests = |id: &&EntryId| self.deps(**id).iter().any(|dep| all.contains(dep));
            let keys = self.facts.keys();
            let more: Vec<EntryId> = keys
                .filter(|id| !all.contains(id))
                .filter(rests)
                .copied()
                .collect();
            if more.is_empty() {
                return all;
            }
            all.extend(more);
        }
    }

    /// "The branch with more distinct other authorised people built on it wins, then the lower hash."
    fn lost(&self) -> BTreeSet<EntryId> {
        let mut lost = BTreeSet::new();
        for (one, prev, _) in self.links {
            let mut rivals: Vec<(usize, EntryId)> = Vec::new();
            for (other, its, _) in self.links {
                if other.log != one.log || its != prev {
                    continue;
                }
                let branch: BTreeSet<EntryId> = self
                    .facts
                    .keys()
                    .filter(|id| self.leads(other.id, **id))
                    .copied()
                    .collect();
                if branch.iter().any(|id| self.ok.contains(id)) {
                    rivals.push((usize::MAX - self.builders(branch), other.id));
                }
            }
            rivals.sort_unstable();
            for (_, first) in rivals.into_iter().skip(1) {
                lost.extend(self.facts.keys().filter(|id| self.leads(first, **id)));
            }
        }
        self.effects(lost)
    }

    /// How many other people built on this branch with work that is ok and direct.
    fn builders(&self, branch: BTreeSet<EntryId>) -> usize {
        let first = branch.first().map(|id| self.facts[id].device).unwrap();
        let people: BTreeSet<PersonId> = self
            .effects(branch)
            .iter()
            .filter(|id| self.ok.contains(id))
            .filter_map(|id| self.direct.get(id).copied())
            .filter(|person| !self.now.pair(*person, first))
            .collect();
        people.len()
    }
}
