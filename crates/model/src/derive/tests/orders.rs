//! Random histories: four people act apart, meet now and then, and all ends up everywhere in any order.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::testing::{at, person, position};

/// What somebody does; numbers pick among what they know.
#[derive(Debug, Clone)]
enum Act {
    Meet(usize),
    Claim(Option<u32>),
    Release,
    Deliver(Option<u32>),
    Withdraw,
    Move(bool, u32),
    Count(u32),
    Comment,
    Archive,
    Restore,
    Retract,
    Edit,
}

fn act() -> impl Strategy<Value = Act> {
    let quantity = || prop::option::of(1_u32..8);
    prop_oneof![
        4 => (0_usize..4).prop_map(Act::Meet),
        3 => quantity().prop_map(Act::Claim),
        1 => Just(Act::Release),
        1 => quantity().prop_map(Act::Deliver),
        1 => Just(Act::Withdraw),
        3 => (any::<bool>(), 1_u32..8).prop_map(|(up, quantity)| Act::Move(up, quantity)),
        2 => (0_u32..60).prop_map(Act::Count),
        1 => Just(Act::Comment),
        1 => Just(Act::Archive),
        1 => Just(Act::Restore),
        1 => Just(Act::Retract),
        2 => Just(Act::Edit),
    ]
}

/// What one person's device has.
#[derive(Debug, Clone, Default)]
struct Device {
    said: Vec<Signed>,
    edits: Vec<Edit>,
}

impl Device {
    fn hear(&mut self, other: &Self) {
        for signed in &other.said {
            if !self.said.contains(signed) {
                self.said.push(signed.clone());
            }
        }
        for edit in &other.edits {
            if !self.edits.contains(edit) {
                self.edits.push(edit.clone());
            }
        }
    }

    fn heads(&self) -> Vec<EntryId> {
        let before: BTreeSet<_> = self
            .edits
            .iter()
            .flat_map(|edit| edit.deps.clone())
            .collect();
        let mut heads: Vec<_> = self.edits.iter().map(|edit| edit.position.id).collect();
        heads.retain(|id| !before.contains(id));
        heads.sort();
        heads
    }

    fn standing_claims(&self, who: u8) -> Vec<EntryId> {
        let standing = Standing::of(&self.said);
        let mine = standing
            .iter()
            .filter(|signed| signed.author == person(who));
        mine.filter(|signed| signed.statement.kind() == StatementKind::Claim)
            .map(|signed| signed.position.id)
            .collect()
    }

    /// What the app would write for the act, given what this device knows; `None` where there is nothing to do.
    fn statement(&self, who: u8, act: &Act) -> Option<Statement> {
        let statement = match act {
            Act::Meet(_) | Act::Edit => return None,
            Act::Claim(quantity) => claim(*quantity, &self.standing_claims(who)),
            Act::Release => Statement::Release {
                replaces: self.standing_claims(who),
            },
            Act::Deliver(quantity) => deliver(*quantity),
            Act::Withdraw => withdraw(),
            Act::Move(up, quantity) => moved(
                if *up {
                    StockAction::Received
                } else {
                    StockAction::GivenOut
                },
                *quantity,
            ),
            Act::Count(counted) => recount(None, *counted, &self.said),
            Act::Comment => Statement::Comment {
                text: "hello".to_owned(),
            },
            Act::Archive => Statement::Archive {
                heads: self.heads(),
            },
            Act::Restore => {
                let state = archive_state(&Standing::of(&self.said), &self.edits);
                let mut replaces: Vec<_> = state.archivings.iter().map(|(id, ..)| *id).collect();
                replaces.sort();
                Statement::Restore { replaces }
            }
            Act::Retract => retract(
                self.said
                    .iter()
                    .rfind(|signed| signed.author == person(who))?,
            ),
        };
        // What a writer would refuse is not written.
        statement.check().ok().map(|()| statement)
    }
}

fn play(acts: &[(u8, Act)]) -> Vec<Device> {
    let mut devices = vec![Device::default(); 4];
    for (time, (who, act)) in acts.iter().enumerate() {
        let place = position(who + 1, time as u64 + 1);
        let index = usize::from(*who);
        let (author, stamp) = (person(who + 1), at(time as u64 / 3));
        if let Act::Meet(other) = act {
            let heard = devices[*other].clone();
            devices[index].hear(&heard);
        } else if let Act::Edit = act {
            let deps = devices[index].heads();
            devices[index].edits.push(Edit {
                position: place,
                author,
                time: stamp,
                deps,
            });
        } else if let Some(statement) = devices[index].statement(who + 1, act) {
            let said = Signed {
                position: place,
                author,
                time: stamp,
                witnessed: None,
                statement,
            };
            devices[index].said.push(said);
        }
    }
    devices
}

fn shuffle<T: Clone>(list: &[T], seed: u64) -> Vec<T> {
    let mut keyed: Vec<_> = list
        .iter()
        .enumerate()
        .map(|(index, value)| {
            (
                blake3::hash(&[seed.to_be_bytes(), (index as u64).to_be_bytes()].concat()),
                value,
            )
        })
        .collect();
    keyed.sort_by_key(|(key, _)| *key.as_bytes());
    keyed.into_iter().map(|(_, value)| value.clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn all_orders_and_partitions_show_the_same(
        acts in prop::collection::vec((0_u8..4, act()), 1..50),
        asked in prop::option::of(0_i64..20),
        seed in any::<u64>(),
    ) {
        let devices = play(&acts);
        // Everybody meets everybody, in two different orders.
        let mut one = Device::default();
        devices.iter().for_each(|device| one.hear(device));
        let mut other = Device::default();
        devices.iter().rev().for_each(|device| other.hear(device));
        let (said, edits) = (shuffle(&one.said, seed), shuffle(&one.edits, seed));
        for kind in ItemKind::ALL {
            let expected = derive_item(kind, asked, &one.said, &one.edits, 0);
            prop_assert_eq!(&derive_item(kind, asked, &other.said, &other.edits, 0), &expected);
            prop_assert_eq!(&derive_item(kind, asked, &said, &edits, 0), &expected);
        }
    }

    /// Nobody's yes is lost: a claim stands unless its own author ended it.
    #[test]
    fn no_claim_is_lost(acts in prop::collection::vec((0_u8..4, act()), 1..50)) {
        let devices = play(&acts);
        let mut all = Device::default();
        devices.iter().for_each(|device| all.hear(device));
        let derived = derive_item(ItemKind::Need, Some(9), &all.said, &all.edits, 0);
        let shown: BTreeSet<_> = derived.claims.claims.iter().map(|claim| claim.entry).collect();
        for claim in all.said.iter().filter(|signed| signed.statement.kind() == StatementKind::Claim) {
            let ended = all.said.iter().any(|by| {
                by.author == claim.author && by.statement.replaces().contains(&claim.position.id)
            });
            prop_assert!(ended || shown.contains(&claim.position.id));
        }
        let leads = derived.claims.claims.first().is_none_or(|claim| claim.leads);
        prop_assert!(leads, "the first claim always leads");
    }

    /// One device at a time, a person has at most the one claim that they made last, and none after a release.
    #[test]
    fn who_claims_again_has_one_claim_and_who_releases_has_none(
        acts in prop::collection::vec(prop_oneof![
            3 => prop::option::of(1_u32..8).prop_map(Act::Claim),
            1 => Just(Act::Release),
        ], 1..20),
    ) {
        let acts: Vec<_> = acts.into_iter().map(|act| (0, act)).collect();
        let said = &play(&acts)[0].said;
        let mut expected = Vec::new();
        if let Some((_, Act::Claim(quantity))) = acts.last() {
            expected.push(*quantity);
        }
        let derived = derive_item(ItemKind::Need, None, said, &[], 0);
        let claims: Vec<_> = derived.claims.claims.iter().map(|claim| claim.quantity).collect();
        prop_assert_eq!(claims, expected);
    }

    /// Case 9 against a plain model: the leading count, plus every standing move that its author's device lacked.
    #[test]
    fn stock_is_the_leading_count_and_what_it_had_not_seen(
        acts in prop::collection::vec((0_u8..4, act()), 1..50),
    ) {
        let mut known: Vec<(EntryId, Vec<EntryId>)> = Vec::new();
        for end in 1..=acts.len() {
            let (who, act) = &acts[end - 1];
            if let Act::Count(_) = act {
                let device = &play(&acts[..end])[usize::from(*who)];
                let had = device.said.iter().map(|signed| signed.position.id).collect();
                known.push((position(who + 1, end as u64).id, had));
            }
        }
        let devices = play(&acts);
        let mut all = Device::default();
        devices.iter().for_each(|device| all.hear(device));
        let derived = derive_item(ItemKind::Supply, None, &all.said, &all.edits, 0);
        let standing = Standing::of(&all.said);
        let leading = derived.stock.first().and_then(|site| site.counts.first());
        let had = leading.and_then(|count| known.iter().find(|(id, _)| *id == count.entry));
        let mut expected = leading.map_or(0, |count| i64::from(count.counted));
        for signed in standing.iter() {
            if let Statement::StockMove { action, quantity, .. } = signed.statement
                && !had.is_some_and(|(_, had)| had.contains(&signed.position.id))
            {
                expected += match action {
                    StockAction::Received => i64::from(quantity),
                    StockAction::GivenOut => -i64::from(quantity),
                };
            }
        }
        prop_assert_eq!(derived.on_hand(), expected);
    }
}
