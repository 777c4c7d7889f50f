//! Who met before begins a comparison with what they know of each other.

use super::*;

/// Each writes in two logs of their own, one of them new.
fn write_apart(network: &mut Network, board: BoardId) {
    for person in 0..2 {
        network.people[person].say(board, "before the restart");
        network.people[person].restart();
        network.people[person].say(board, "behind it");
    }
}

fn meet_again(network: &mut Network, board: BoardId) -> usize {
    network.connect(0, 1);
    network.settle();
    assert!(network.all_settled());
    assert_equal(network, board);
    network.cut_all();
    network.take_traffic().compared
}

/// What each is taken to hold is what is there.
fn assert_known(network: &Network, board: BoardId) {
    for (at, other) in [(0, 1), (1, 0)] {
        let there = &network.people[other].boards[&board];
        let device = network.people[other].device_on(&there.nonce);
        for (log, seq) in &network.people[at].holdings[&(board, device)] {
            assert!(there.tip(*log).is_some_and(|tip| *seq <= tip.seq));
        }
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures are for whoever runs it")]
fn a_difference_in_a_few_of_four_hundred_logs_costs_about_as_much_as_it_is() {
    let (mut network, board) = alice_and_bob(400, 1);
    write_apart(&mut network, board);
    let since = meet_again(&mut network, board);
    assert_known(&network, board);
    // An older app on the other side is told all it takes to find out.
    network.older = true;
    write_apart(&mut network, board);
    let from_nothing = meet_again(&mut network, board);
    assert_known(&network, board);
    println!("{since} bytes of comparison; with an older app {from_nothing}");
    assert!(since < 1_500 && since * 2 < from_nothing, "{since}");
}

#[test]
fn whoever_put_an_older_folder_back_is_not_taken_to_hold_what_they_lost() {
    let (mut network, board) = alice_and_bob(40, 2);
    let keep = network.people[1].boards[&board].entries.len() - 7;
    network.people[1]
        .boards
        .get_mut(&board)
        .unwrap()
        .forget(board, keep);
    network.people[1].restart();
    network.people[0].say(board, "meanwhile");
    let device = network.people[1].device_on(&network.people[1].boards[&board].nonce);
    let stated = |network: &Network| network.people[0].holdings[&(board, device)].clone();
    let before = stated(&network);
    network.connect(0, 1);
    while stated(&network) == before {
        assert!(network.deliver());
    }
    assert_known(&network, board);
    network.settle();
    assert_equal(&network, board);
    assert_known(&network, board);
}

#[test]
fn what_is_read_for_a_comparison_counts_as_drawn_by_whoever_makes_this_device_read() {
    let read = |pages: u64| {
        let (mut network, board) = alice_and_bob(40, 1);
        network.limits.egress_burst = pages * board::READ_BYTES;
        write_apart(&mut network, board);
        network.people.iter_mut().for_each(|person| person.read = 0);
        meet_again(&mut network, board);
        [0, 1].map(|person| network.people[person].read)
    };
    let [alice, bob] = read(1_000);
    assert!(alice.max(bob) >= 40, "each log is read once: {alice} {bob}");
    assert_eq!(read(20), [0, 0], "and none, where not all of them may be");
}
