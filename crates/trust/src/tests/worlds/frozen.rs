//! A thousand frozen worlds with what they amount to.
//!
//! They are kept as worlds, not as seeds, so that the maker may change. `MANYHANDS_WRITE_WORLDS=1
//! cargo test -p trust frozen` writes down anew what they amount to, and adds worlds by which a broken variant is
//! noticed that no other one notices: only together with a change of the rules that docs/protocol.md tells.

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};

use super::build::{Built, person};
use super::spec::{PEOPLE, World};
use super::{Of, judge, world};
use crate::broken::{Broken, with};
use crate::{Aside, Refusal, Standing, from_canonical, to_canonical};

const FROZEN: &[u8] = include_bytes!("../../../tests/worlds.cbor");
const COUNT: u64 = 1_000;
/// So that the frozen worlds are none of those that other tests make.
const FIRST: u64 = 1 << 32;

#[derive(Encode, Decode)]
#[cbor(array)]
struct Frozen {
    /// The words that outcomes use.
    #[n(0)]
    words: Vec<String>,
    #[n(1)]
    worlds: Vec<(World, Outcome)>,
}

/// What a world amounts to.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct Outcome {
    /// By entry: what became of it, as a word's place.
    #[cbor(n(0), with = "minicbor::bytes")]
    entries: Vec<u8>,
    /// By person: the rank, or 0.
    #[cbor(n(1), with = "minicbor::bytes")]
    ranks: Vec<u8>,
    /// By person: how many devices.
    #[cbor(n(2), with = "minicbor::bytes")]
    devices: Vec<u8>,
    /// Uses of the live tickets, in the order of the entries.
    #[cbor(n(3), with = "minicbor::bytes")]
    uses: Vec<u8>,
    /// Of each device that a person has or had: where keys for it are wrapped to.
    #[cbor(n(4), with = "minicbor::bytes")]
    keys: Vec<u8>,
}

/// Every word, so that a new one is noticed.
fn words() -> Vec<String> {
    let aside = [
        "counts",
        "direct",
        "vouched",
        "missing-dependency",
        "dependency",
        "lost-branch",
        "refused-body",
        "suspect",
        "missing",
        "rests-on-refused",
        "unknown-device",
        "not-your-grant",
        "two-grants",
        "rank-too-low",
        "role-out-of-reach",
        "other-ticket",
        "other-board",
        "not-the-genesis",
        "not-a-member",
        "removed",
        "steward-dropped",
        "device-revoked",
        "ticket-removed",
        "cut-not-here",
        "not-removable",
        "no-quorum",
        "other-charter",
        "bad-charter",
        "never-erased",
    ];
    aside.map(str::to_owned).to_vec()
}

/// Judges a world, in words.
pub(super) fn outcome(world: &World) -> Outcome {
    let built = Built::of(world);
    let (authority, counting) = judge(&built);
    let words = words();
    let place = |word: &str| {
        let place = words.iter().position(|it| it == word);
        u8::try_from(place.unwrap_or_else(|| panic!("{word}"))).unwrap()
    };
    let here = (0..)
        .zip(&built.ids)
        .filter(|(at, _)| !world.lacks.contains(at));
    let entries = here.map(|(_, id)| match counting.of(*id) {
        Some(Standing::Direct(_)) => place("direct"),
        Some(Standing::Vouched(_)) => place("vouched"),
        Some(Standing::Aside(aside)) => place(Aside::code(aside)),
        None => place(authority.why_not(*id).map_or("counts", Refusal::code)),
    });
    let people = 0..PEOPLE;
    let tickets: BTreeMap<_, _> = authority
        .tickets()
        .map(|state| (state.entry, state.uses_so_far))
        .collect();
    let uses = built.ids.iter().filter_map(|id| tickets.get(id));
    Outcome {
        entries: entries.collect(),
        ranks: people
            .clone()
            .map(|n| authority.role_of(person(n)).map_or(0, crate::Role::rank))
            .collect(),
        devices: people
            .map(|n| u8::try_from(authority.devices_of(person(n)).count()).unwrap())
            .collect(),
        keys: super::keys(&authority)
            .into_values()
            .map(|key| key.0[0])
            .collect(),
        uses: uses.map(|uses| u8::try_from(*uses).unwrap()).collect(),
    }
}

/// Returns the frozen worlds with their outcomes.
pub(super) fn worlds() -> Vec<(World, Outcome)> {
    let frozen: Frozen = from_canonical(FROZEN).unwrap();
    assert_eq!(frozen.words, words());
    frozen.worlds
}

#[test]
fn the_frozen_worlds_amount_to_what_they_did() {
    if std::env::var_os("MANYHANDS_WRITE_WORLDS").is_some() {
        let mut all: Vec<World> = worlds().into_iter().map(|(world, _)| world).collect();
        let mut seeds = FIRST + COUNT..;
        for variant in Broken::ALL {
            let notices = |world: &World| with(variant, || outcome(world)) != outcome(world);
            if !all.iter().any(notices) {
                let found = seeds
                    .by_ref()
                    .map(|seed| world(seed, Of::Everything))
                    .find(notices);
                all.extend(found);
            }
        }
        let frozen = Frozen {
            words: words(),
            worlds: all
                .into_iter()
                .map(|world| (world.clone(), outcome(&world)))
                .collect(),
        };
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/worlds.cbor");
        std::fs::write(path, to_canonical(&frozen)).unwrap();
        return;
    }
    let worlds = worlds();
    assert!(worlds.len() >= 1_000);
    let mut seen = [0_usize; 40];
    for (at, (world, wanted)) in worlds.iter().enumerate() {
        assert_eq!(&outcome(world), wanted, "frozen world {at}");
        for word in &wanted.entries {
            seen[usize::from(*word)] += 1;
        }
    }
    // Everything that can become of an entry became of some; a genesis names its board, so it is always sound.
    for (place, word) in words().iter().enumerate() {
        assert!(seen[place] > 0, "no frozen entry is {word}");
    }
}
