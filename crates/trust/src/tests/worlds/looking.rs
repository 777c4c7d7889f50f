//! What people are shown of a world, against what the naive evaluator says of it.

use std::collections::BTreeSet;

use super::super::naive::Naive;
use super::{Built, Of, WORLDS, judge, world};
use crate::{CertEntry, Certificate, EntryId, GrantRef, Standing, forks, vouched};

#[test]
fn who_removes_a_coordinator_without_the_right_is_listed_and_nobody_else() {
    let mut found = 0;
    for seed in 0..WORLDS {
        let built = Built::of(&world(seed, Of::Everything));
        let (authority, _) = judge(&built);
        let naive = Naive::new(built.board, &built.certs, &built.links, false);
        let mut wanted = BTreeSet::new();
        for (id, entry) in &built.certs {
            let Certificate::Remove(remove) = entry.cert() else {
                continue;
            };
            let rank = match built.certs.get(&remove.target).map(CertEntry::cert) {
                Some(Certificate::Grant(grant)) => grant.role.rank(),
                Some(_) | None => continue,
            };
            let Some((by, 2)) = naive.acting(*id) else {
                continue;
            };
            let Some((holder, _)) = naive.gives(remove.target) else {
                continue;
            };
            let live = naive.removals(remove.target).is_empty();
            let acts = naive.best_of(by).is_some_and(|rank| rank <= 2);
            if rank <= 2 && remove.under == entry.grant() && live && acts && by != holder {
                wanted.insert((by, holder));
            }
        }
        let listed: Vec<_> = authority.disputes().map(|it| (it.by, it.against)).collect();
        found += listed.len();
        assert_eq!(
            listed.len(),
            listed.iter().collect::<BTreeSet<_>>().len(),
            "world {seed}"
        );
        assert_eq!(
            listed.into_iter().collect::<BTreeSet<_>>(),
            wanted,
            "world {seed}"
        );
    }
    assert!(found > 5, "{found}");
}

#[test]
fn a_rival_charter_is_one_that_enough_signed_beside_the_one_that_followed() {
    let mut found = 0;
    for seed in 0..WORLDS {
        let built = Built::of(&world(seed, Of::Everything));
        let (authority, _) = judge(&built);
        let naive = Naive::new(built.board, &built.certs, &built.links, false);
        let rivals: BTreeSet<_> = authority.rivals().map(|(id, _)| id).collect();
        let wanted = built.certs.values().filter_map(|entry| {
            let Certificate::Charter(charter) = entry.cert() else {
                return None;
            };
            let follower = naive.follower_of(charter.predecessor)?;
            let other =
                (&follower.stewards, follower.threshold) != (&charter.stewards, charter.threshold);
            let beside = !naive.is_followed(charter.id()) && naive.is_rooted(charter);
            (other && beside).then(|| charter.id())
        });
        assert_eq!(rivals, wanted.collect(), "world {seed}");
        found += rivals.len();
    }
    assert!(found > 100, "{found}");
}

#[test]
fn what_stands_because_others_built_on_it_has_somebody_who_did() {
    let mut found = 0;
    for seed in 0..WORLDS {
        let built = Built::of(&world(seed, Of::Everything));
        let (authority, counted) = judge(&built);
        let facts = built.facts();
        let lost = forks(&authority, &facts, &built.logs);
        let kept = vouched(&authority, &facts, &built.logs, &lost);
        let stand: BTreeSet<EntryId> = counted
            .iter()
            .filter(|(_, standing)| matches!(standing, Standing::Vouched(_)))
            .map(|(id, _)| id)
            .collect();
        assert_eq!(kept.keys().copied().collect::<BTreeSet<_>>(), stand);
        let direct: BTreeSet<_> = counted
            .iter()
            .filter_map(|(_, standing)| match standing {
                Standing::Direct(person) => Some(person),
                Standing::Vouched(_) | Standing::Aside(_) => None,
            })
            .collect();
        for (id, why) in &kept {
            assert_eq!(counted.of(*id), Some(Standing::Vouched(why.author)));
            assert!(!why.by.is_empty() && why.by.is_subset(&direct), "{seed}");
        }
        found += kept.len();
        // An item alone says the same.
        let item = facts
            .iter()
            .find(|fact| kept.contains_key(&fact.position.id));
        if let Some(item) = item.and_then(|fact| fact.item) {
            let alone: Vec<_> = facts
                .iter()
                .filter(|fact| fact.item == Some(item))
                .copied()
                .collect();
            for (id, why) in vouched(&authority, &alone, &built.logs, &lost) {
                assert_eq!(kept.get(&id), Some(&why), "world {seed}");
            }
        }
    }
    assert!(found > 100, "{found}");
}

#[test]
fn helpers_come_by_their_tickets_and_write_nothing() {
    let (mut helpers, mut wrote) = (0, 0);
    for seed in 0..3 * WORLDS {
        let built = Built::of(&world(seed, Of::Everything));
        let (authority, counted) = judge(&built);
        let grants = authority.live_grants();
        let theirs: BTreeSet<EntryId> = grants
            .filter(|(_, _, role)| *role == crate::Role::Helper)
            .filter(|(id, ..)| matches!(built.certs[id].cert(), Certificate::Join(_)))
            .map(|(id, ..)| id)
            .collect();
        helpers += theirs.len();
        for fact in built.facts() {
            if let GrantRef::Entry(grant) = fact.grant
                && theirs.contains(&grant)
            {
                wrote += 1;
                assert!(!counted.is_accepted(fact.position.id), "world {seed}");
            }
        }
        for entry in built.certs.values() {
            if let GrantRef::Entry(grant) = entry.grant()
                && theirs.contains(&grant)
            {
                // Only what people say about their own devices, and what others signed, rests on no role.
                let id = entry.position().id;
                let free = matches!(
                    entry.cert(),
                    Certificate::DeviceRevoke(_) | Certificate::Charter(_)
                );
                assert!(free || authority.why_not(id).is_some(), "world {seed}");
            }
        }
    }
    assert!(helpers > 20 && wrote > 1, "{helpers} {wrote}");
}
