//! Up to eight people, random writing, cuts, restarts, repeated and mixed frames: then all are equal.

use super::assert_equal;
use crate::simulated::Network;

fn run(seed: u64) {
    let mut network = Network::new(seed, 3 + usize::try_from(seed % 6).unwrap());
    let board = network.people[0].found();
    let ticket = network.people[0].invite(board, None, None);
    let people = network.people.len();
    let mut members = 1;
    network.repeat = 5;
    for _ in 0..70 {
        let (one, other) = (network.dice.below(members), network.dice.below(members));
        match network.dice.below(12) {
            0 if members < people => {
                // Whoever is asked must know the ticket already; who does not is asked again later.
                let joiner = members;
                network.join(joiner, one, &ticket);
                members += usize::from(network.people[joiner].boards.contains_key(&board));
            }
            1 if one != other => {
                network.connect(one, other);
            }
            2 => {
                let wires = network.wires();
                if !wires.is_empty() {
                    let wire = wires[network.dice.below(wires.len())];
                    network.cut(wire);
                }
            }
            3 => {
                network.cut_person(one);
                network.people[one].restart();
            }
            4..=7 => {
                // A new member writes only once its own join has arrived.
                let held = &network.people[one].boards[&board];
                let device = network.people[one].device_on(&held.nonce);
                if held.authority.person_of(device).is_some() {
                    let text = format!("{}", network.dice.roll());
                    network.people[one].say(board, &text);
                }
            }
            _ => {
                for _ in 0..network.dice.below(30) {
                    network.deliver();
                }
            }
        }
    }
    network.people.truncate(members);
    network.cut_all();
    network.mesh();
    network.settle();
    network.tick(1_000);
    network.settle();
    assert_equal(&network, board);
    assert!(network.all_settled(), "seed {seed}");
    assert!(
        network.people.iter().all(|person| person.bad == 0),
        "seed {seed}"
    );
}

#[test]
fn whatever_happens_on_the_way_all_end_up_equal() {
    for seed in 0..60 {
        run(seed);
    }
}
