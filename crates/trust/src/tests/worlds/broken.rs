//! Rules that are broken on purpose: each is noticed by the frozen worlds and by the naive evaluator.
//!
//! The list is [`Broken::ALL`]; `cargo test -p trust broken -- --nocapture` says what noticed each.

#![expect(
    clippy::print_stdout,
    reason = "says what was compared, and what noticed what"
)]

use super::{Built, Of, by_naive, by_rules, frozen, world};
use crate::broken::{Broken, with};

/// How many worlds are tried before the naive evaluator counts as blind.
const WORLDS: u64 = 3_000;

#[test]
fn every_broken_variant_is_noticed_by_the_frozen_worlds() {
    let worlds = frozen::worlds();
    for variant in Broken::ALL {
        let differs = |(_, (world, wanted)): &(usize, &(_, frozen::Outcome))| {
            with(variant, || frozen::outcome(world)) != *wanted
        };
        let noticed: Vec<usize> = worlds
            .iter()
            .enumerate()
            .filter(differs)
            .map(|(at, _)| at)
            .collect();
        println!("{variant:?}: {} frozen worlds", noticed.len());
        assert!(!noticed.is_empty(), "nothing notices {variant:?}");
    }
}

#[test]
fn every_broken_variant_is_noticed_by_the_naive_evaluator() {
    // What the naive evaluator says does not hang on the variant: it shares no code with the rules.
    let mut left: Vec<Broken> = Broken::ALL.to_vec();
    for seed in 0..WORLDS {
        let built = Built::of(&world(seed, Of::Everything));
        let wanted = by_naive(&built);
        left.retain(|variant| {
            let same = with(*variant, || by_rules(&built)) == wanted;
            if !same {
                println!("{variant:?}: world {seed}");
            }
            same
        });
        if left.is_empty() {
            return;
        }
    }
    panic!("the naive evaluator does not notice {left:?}");
}
