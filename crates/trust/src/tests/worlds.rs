//! `evaluate` and `counting` over random worlds: against the naive evaluator, the reference model,
//! frozen results, in other orders, and with broken rules.

use std::collections::{BTreeMap, BTreeSet};

use super::naive::{Naive, accepted};
use super::random::Random;
use crate::{
    Authority, Counting, DeviceId, EntryId, GrantRef, KemPublic, LogGraph, PersonId, counting,
    evaluate, forks,
};

mod broken;
pub(super) mod build;
mod frozen;
mod looking;
mod maker;
mod model;
mod orders;
mod spec;

use build::{Built, person};
use maker::{Of, world};

/// How many worlds are compared with the naive evaluator.
const WORLDS: u64 = 1_500;

/// Judges a whole world.
fn judge(built: &Built) -> (Authority, Counting) {
    let authority = evaluate(built.board, &built.certs, &built.logs);
    let facts = built.facts();
    let lost = forks(&authority, &facts, &built.logs);
    let counted = counting(&authority, &facts, &built.logs, &lost);
    (authority, counted)
}

fn counted(authority: &Authority, built: &Built) -> BTreeSet<EntryId> {
    let counts = |id: &&EntryId| authority.why_not(**id).is_none();
    built.certs.keys().filter(counts).copied().collect()
}

/// What a world amounts to, as far as both evaluators say it.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    counted: BTreeSet<EntryId>,
    accepted: BTreeSet<EntryId>,
    stewards: Vec<PersonId>,
    ranks: BTreeMap<PersonId, u8>,
    keys: Keys,
}

/// By person and device: where keys for it are wrapped to.
type Keys = BTreeMap<(PersonId, DeviceId), KemPublic>;

fn keys(authority: &Authority) -> Keys {
    let people = authority.people().map(|(person, ..)| person);
    let certs = people.flat_map(|person| {
        let revoked = authority.revoked_devices_of(person);
        authority.devices_of(person).chain(revoked)
    });
    certs
        .map(|cert| ((cert.person, cert.device), cert.kem))
        .collect()
}

fn by_rules(built: &Built) -> Outcome {
    let (authority, counting) = judge(built);
    Outcome {
        counted: counted(&authority, built),
        accepted: counting.accepted().map(|(id, _)| id).collect(),
        stewards: authority.stewards().to_vec(),
        ranks: authority
            .people()
            .map(|(id, role, _)| (id, role.rank()))
            .collect(),
        keys: keys(&authority),
    }
}

fn by_naive(built: &Built) -> Outcome {
    let now = Naive::new(built.board, &built.certs, &built.links, false);
    let ever = Naive::new(built.board, &built.certs, &built.links, true);
    let ranks = (0..build::PEOPLE_AT_MOST).filter_map(|n| {
        let rank = now.best_of(person(n))?;
        Some((person(n), rank))
    });
    Outcome {
        counted: built
            .certs
            .keys()
            .copied()
            .filter(|id| now.counts(*id))
            .collect(),
        accepted: accepted(&now, &ever, &built.facts(), &built.links),
        ranks: ranks.collect(),
        keys: now.keys(),
        stewards: now.stewards.clone(),
    }
}

/// The entries that two outcomes have in common only in part, with why the rules refuse them.
fn differing(built: &Built, world: &spec::World, one: &Outcome, two: &Outcome) -> Vec<String> {
    let (authority, counting) = judge(built);
    let all = [(&one.counted, &two.counted), (&one.accepted, &two.accepted)];
    let ids: BTreeSet<EntryId> = all
        .into_iter()
        .flat_map(|(one, two)| one.symmetric_difference(two).copied())
        .collect();
    let entries = built.ids.iter().zip(&world.entries).enumerate();
    entries
        .filter(|(_, (id, _))| ids.contains(id))
        .map(|(at, (id, entry))| {
            let why = (authority.why_not(*id), counting.of(*id));
            format!(
                "{at} {:?} {entry:?} {why:?}",
                world.logs[usize::from(entry.log)]
            )
        })
        .collect()
}

#[test]
fn the_rules_agree_with_the_naive_evaluator() {
    let (mut certs, mut facts) = ((0, 0), (0, 0));
    for seed in 0..WORLDS {
        let world = world(seed, Of::Everything);
        let built = Built::of(&world);
        let (one, two) = (by_rules(&built), by_naive(&built));
        assert_eq!(
            one,
            two,
            "world {seed}: {:#?}",
            differing(&built, &world, &one, &two)
        );
        certs = (certs.0 + built.certs.len(), certs.1 + one.counted.len());
        facts = (facts.0 + built.facts.len(), facts.1 + one.accepted.len());
    }
    // The worlds must be worth comparing: much that counts, much that does not.
    assert!(certs.1 > 10_000 && certs.0 - certs.1 > 10_000, "{certs:?}");
    assert!(facts.1 > 3_000 && facts.0 - facts.1 > 3_000, "{facts:?}");
}

#[test]
fn every_role_goes_back_to_a_steward() {
    for seed in 0..WORLDS {
        let built = Built::of(&world(seed, Of::Everything));
        let (authority, counting) = judge(&built);
        for (id, _, _) in authority.live_grants() {
            let mut grant = GrantRef::Entry(id);
            let mut steps = 0;
            while let GrantRef::Entry(id) = grant {
                assert_eq!(authority.why_not(id), None, "world {seed}");
                // Of what counts only because it was adopted, whoever did that.
                let adopted = !authority.needs.contains_key(&id);
                let by = authority.adopted_by(id).filter(|_| adopted);
                grant = built.certs[&by.map_or(id, |(adopt, _)| adopt)].grant();
                steps += 1;
                assert!(steps <= built.certs.len(), "world {seed}");
            }
        }
        // What counts is closed under what it depends on, and one branch of each log counts.
        let mut numbers = BTreeSet::new();
        for fact in &built.facts {
            if counting.is_accepted(fact.fact.position.id) {
                let at = (fact.fact.position.log, fact.fact.position.seq);
                assert!(numbers.insert(at), "world {seed}");
            }
        }
    }
}
