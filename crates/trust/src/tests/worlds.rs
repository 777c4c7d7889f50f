//! `evaluate` over random worlds: against the naive evaluator, in other orders, on subsets.

use std::collections::{BTreeMap, BTreeSet};

use super::naive::naive;
use super::people::fixed;
use super::random::Random;
use crate::{
    Authority, CertEntry, Certificate, EntryId, GrantRef, PersonId, Position, Role, evaluate,
};

mod maker;

use maker::{PEOPLE, World, person, world};

const WORLDS: u64 = 4_000;

fn counted(authority: &Authority, certs: &BTreeMap<EntryId, CertEntry>) -> BTreeSet<EntryId> {
    let counts = |id: &&EntryId| authority.why_not(**id).is_none();
    certs.keys().filter(counts).copied().collect()
}

fn roles(authority: &Authority) -> BTreeMap<PersonId, Role> {
    authority.people().map(|(id, role, _)| (id, role)).collect()
}

#[test]
fn evaluate_agrees_with_the_naive_one() {
    let mut joined = 0;
    let mut refused = 0;
    for seed in 0..WORLDS {
        let World { board, certs } = world(seed);
        let first = evaluate(board, &certs);
        let second = naive(board, &certs);
        for n in 0..PEOPLE {
            assert_eq!(
                first.role_of(person(n)),
                second.best(person(n)),
                "world {seed}"
            );
            let devices: BTreeSet<_> = first
                .devices_of(person(n))
                .map(|cert| (cert.person, cert.device))
                .collect();
            let expected: BTreeSet<_> = second
                .devices
                .iter()
                .copied()
                .filter(|(p, _)| *p == person(n))
                .collect();
            assert_eq!(devices, expected, "world {seed}");
        }
        let tickets: Vec<_> = first.tickets().map(|state| state.entry).collect();
        assert_eq!(
            tickets,
            second.tickets.keys().copied().collect::<Vec<_>>(),
            "world {seed}"
        );
        assert_eq!(counted(&first, &certs), second.counts, "world {seed}");
        joined += first.tickets().map(|state| state.uses_so_far).sum::<u32>();
        refused += certs.len() - second.counts.len();
    }
    // The worlds must be worth comparing: many joins that count, many certificates that do not.
    assert!(
        joined > 2_000 && refused > 20_000,
        "{joined} joined, {refused} refused"
    );
}

#[test]
fn a_part_of_the_certificates_never_gives_more_than_all() {
    for seed in 0..WORLDS {
        let World { board, certs } = world(seed);
        let mut random = Random(seed ^ 0xa5a5);
        let part: BTreeMap<_, _> = certs
            .iter()
            .filter(|_| random.percent(70))
            .map(|(id, entry)| (*id, entry.clone()))
            .collect();
        let (less, more) = (evaluate(board, &part), evaluate(board, &certs));
        assert!(
            counted(&less, &part).is_subset(&counted(&more, &certs)),
            "world {seed}"
        );
        for (person, role) in roles(&less) {
            assert!(more.role_of(person).unwrap() <= role, "world {seed}");
        }
    }
}

#[test]
fn the_order_of_ids_decides_nothing() {
    for seed in 0..WORLDS {
        let World { board, certs } = world(seed);
        let rename = |id: EntryId| {
            if id == board.genesis() {
                id
            } else {
                EntryId(*blake3::keyed_hash(&fixed(&seed.to_string()), &id.0).as_bytes())
            }
        };
        let renamed = certs
            .iter()
            .map(|(id, entry)| (rename(*id), renamed(entry, rename)))
            .collect();
        let (first, second) = (evaluate(board, &certs), evaluate(board, &renamed));
        assert_eq!(roles(&first), roles(&second), "world {seed}");
        let expected: BTreeSet<_> = counted(&first, &certs).into_iter().map(rename).collect();
        assert_eq!(counted(&second, &renamed), expected, "world {seed}");
    }
}

#[test]
fn every_role_goes_back_to_a_steward() {
    for seed in 0..WORLDS {
        let World { board, certs } = world(seed);
        let authority = evaluate(board, &certs);
        for (person, role, _) in authority.people() {
            let mut grant = authority.grant_of(person).unwrap();
            assert!(role != Role::Reporter);
            let mut steps = 0;
            while let GrantRef::Entry(id) = grant {
                assert_eq!(authority.why_not(id), None, "world {seed}");
                grant = certs[&id].grant();
                steps += 1;
                assert!(steps <= certs.len(), "world {seed}");
            }
        }
        let headless = certs
            .iter()
            .filter(|(id, _)| **id != board.genesis())
            .map(|(id, entry)| (*id, entry.clone()))
            .collect();
        assert_eq!(evaluate(board, &headless).people().count(), 0);
    }
}

/// The same certificate with other ids in it.
fn renamed(entry: &CertEntry, rename: impl Fn(EntryId) -> EntryId) -> CertEntry {
    let grant = |grant| match grant {
        GrantRef::Steward => GrantRef::Steward,
        GrantRef::Entry(id) => GrantRef::Entry(rename(id)),
    };
    let mut cert = entry.cert().clone();
    match &mut cert {
        Certificate::Grant(inner) => inner.under = grant(inner.under),
        Certificate::Ticket(inner) => inner.under = grant(inner.under),
        Certificate::Join(inner) => inner.ticket = rename(inner.ticket),
        Certificate::Genesis(_)
        | Certificate::DeviceCert(_)
        | Certificate::Epoch(_)
        | Certificate::Wrap(_)
        | Certificate::Charter(_)
        | Certificate::DeviceRevoke(_)
        | Certificate::Remove(_)
        | Certificate::Adopt(_)
        | Certificate::Close(_)
        | Certificate::Moderate(_)
        | Certificate::Shred(_) => {}
    }
    let position = Position {
        id: rename(entry.position().id),
        ..entry.position()
    };
    CertEntry::assumed(position, entry.device(), grant(entry.grant()), cert)
}
