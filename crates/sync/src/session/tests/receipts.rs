//! What a peer is known to hold is what it stated, also where two never get to the end of what they have to say.

use std::collections::BTreeMap;

use trust::BoardId;

use crate::Limits;
use crate::simulated::Network;

/// Nobody loses anything here: whoever is known to hold something has it.
fn check(network: &Network, board: BoardId, seed: u64) {
    let nonce = network.people[0].boards[&board].nonce;
    let devices = network.people.iter();
    let devices: BTreeMap<_, _> = devices
        .map(|person| (person.device_on(&nonce), person))
        .collect();
    for by in &network.people {
        for ((of, device), holding) in &by.holdings {
            assert_eq!(*of, board);
            let truth = &devices[device].boards[&board];
            for (log, seq) in holding {
                let had = truth.tip(*log).map_or(0, |tip| tip.seq);
                assert!(*seq <= had, "seed {seed}: {seq} of {had}");
            }
        }
    }
}

fn run(seed: u64, limits: Limits) {
    let (mut network, board) = Network::with_board(seed, 3);
    network.limits = limits;
    for _ in 0..60 {
        let (one, other) = (network.dice.below(3), network.dice.below(3));
        match network.dice.below(8) {
            0 | 1 => {
                // Many logs: one per run.
                for _ in 0..network.dice.below(40) {
                    network.people[one].restart();
                    network.people[one].say(board, "one more run");
                }
            }
            2 | 3 if one != other => {
                network.connect(one, other);
            }
            4 => network.cut_all(),
            _ => {
                for _ in 0..network.dice.below(25) {
                    network.deliver();
                    check(&network, board, seed);
                }
            }
        }
        check(&network, board, seed);
    }
    network.settle();
    check(&network, board, seed);
}

#[test]
fn a_comparison_that_is_broken_off_is_no_receipt() {
    for seed in 0..20 {
        for turns in [1, 2, 3] {
            let limits = Limits {
                turns,
                positions: 4,
                ..Limits::default()
            };
            run(seed, limits);
        }
    }
}

#[test]
fn whatever_is_cut_nobody_is_known_to_hold_more_than_they_have() {
    for seed in 0..20 {
        run(seed, Limits::default());
    }
}
