//! The order in which things come decides nothing; one item alone is judged as among all.

use std::collections::BTreeMap;

use super::{Built, LogGraph, Of, Random, WORLDS, counting, evaluate, forks, judge, world};
use crate::{EntryId, ItemId, affected};

/// The same logs, their entries in another order of arrival.
fn other_order(built: &Built, random: &mut Random) -> LogGraph {
    let mut logs = LogGraph::default();
    let mut left = built.links.clone();
    while !left.is_empty() {
        let at = random.below(left.len());
        let (position, prev, after) = left[at];
        if logs.add_link(position, prev, after) {
            left.swap_remove(at);
        }
    }
    logs
}

#[test]
fn the_order_of_arrival_decides_nothing() {
    for seed in 0..WORLDS {
        let built = Built::of(&world(seed, Of::Everything));
        let (authority, counted) = judge(&built);
        let mut random = Random(seed ^ 0x5a5a);
        let logs = other_order(&built, &mut random);
        let again = evaluate(built.board, &built.certs, &logs);
        assert_eq!(authority, again, "world {seed}");
        let mut facts = built.facts();
        for at in 0..facts.len() {
            facts.swap(at, random.below(at + 1));
        }
        let lost = forks(&again, &facts, &logs);
        assert_eq!(
            counted,
            counting(&again, &facts, &logs, &lost),
            "world {seed}"
        );
    }
}

#[test]
fn an_item_alone_is_judged_as_among_all_others() {
    for seed in 0..WORLDS {
        let built = Built::of(&world(seed, Of::Everything));
        let (authority, counted) = judge(&built);
        let facts = built.facts();
        let lost = forks(&authority, &facts, &built.logs);
        let mut items: BTreeMap<Option<ItemId>, Vec<_>> = BTreeMap::new();
        for fact in facts {
            items.entry(fact.item).or_default().push(fact);
        }
        for facts in items.into_values() {
            for (id, standing) in counting(&authority, &facts, &built.logs, &lost).iter() {
                assert_eq!(counted.of(id), Some(standing), "world {seed}");
            }
        }
    }
}

#[test]
fn what_is_not_affected_is_judged_as_before() {
    let (mut kept, mut changed) = (0, 0);
    for seed in 0..WORLDS {
        let built = Built::of(&world(seed, Of::Everything));
        let mut random = Random(seed ^ 0x77);
        let mut fewer = built.certs.clone();
        for _ in 0..=random.below(3) {
            let all: Vec<EntryId> = fewer.keys().copied().collect();
            if !all.is_empty() {
                fewer.remove(&random.pick(&all));
            }
        }
        let before = evaluate(built.board, &fewer, &built.logs);
        let after = evaluate(built.board, &built.certs, &built.logs);
        let affected = affected(&before, &after);
        let facts = built.facts();
        let touched: Vec<Option<ItemId>> = facts
            .iter()
            .filter(|fact| affected.touches(fact))
            .map(|fact| fact.item)
            .collect();
        let lost = (
            forks(&before, &facts, &built.logs),
            forks(&after, &facts, &built.logs),
        );
        if lost.0 != lost.1 {
            continue;
        }
        let one = counting(&before, &facts, &built.logs, &lost.0);
        let two = counting(&after, &facts, &built.logs, &lost.1);
        for fact in &facts {
            let id = fact.position.id;
            if touched.contains(&fact.item) {
                changed += usize::from(one.of(id) != two.of(id));
            } else {
                assert_eq!(one.of(id), two.of(id), "world {seed}");
                kept += 1;
            }
        }
    }
    assert!(kept > 1_000 && changed > 500, "{kept} {changed}");
}
