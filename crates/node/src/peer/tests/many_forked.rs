//! A log that forked over many items: what is read again when somebody goes on with one of them.

use super::forks::{Clones, clones, same, talk};
use super::hostile::{certificate, certify};
use super::removals::{edit, why};
use super::*;

const ITEMS: usize = 40;

/// Alice's items, all of which Bob's two machines have.
fn items(alice: &mut Core, board: BoardId, clones: [&mut Core; 2]) -> Vec<trust::Position> {
    let items = (0..ITEMS).map(|at| say(alice, board, &format!("need {at}")));
    let items: Vec<trust::Position> = items.collect();
    for clone in clones {
        talk(clone, alice);
    }
    items
}

fn read(core: &Core, board: BoardId) -> u64 {
    core.state.boards[&board].choices.read()
}

#[test]
fn whoever_goes_on_with_one_item_of_a_forked_log_has_that_one_counted_and_no_other() {
    let Clones {
        mut alice,
        mut left,
        mut right,
        mut others,
        board,
        _homes,
    } = clones(1);
    let (mut carol, _carol) = others.pop().unwrap();
    let items = items(&mut alice, board, [&mut left, &mut right]);
    let (mut one, mut two) = (Vec::new(), Vec::new());
    for item in &items {
        one.push(edit(&mut left, board, *item, "left"));
        two.push(edit(&mut right, board, *item, "right"));
    }
    talk(&mut left, &mut alice);
    talk(&mut carol, &mut alice);
    talk(&mut right, &mut alice);
    same([&alice, &right], board);
    // Everything was read, and once.
    let all = u64::try_from(3 * ITEMS).unwrap();
    assert!(read(&alice, board) >= all);
    // The branch that lost is built on: it turns, over all items, though one was read.
    let lost = if why(&alice, board, one[0]) == Verdict::Accepted {
        two
    } else {
        one
    };
    let before = read(&alice, board);
    edit(&mut alice, board, lost[7], "on what lost");
    assert!(
        read(&alice, board) - before < 20,
        "one item was read, and not {ITEMS}"
    );
    for entry in &lost {
        assert_eq!(why(&alice, board, *entry), Verdict::Accepted);
    }
    // Something else about the board reads nothing.
    let before = read(&alice, board);
    say(&mut alice, board, "another need");
    assert_eq!(read(&alice, board), before);
    // Who hears all of it in another order, and reads all of it at a start, comes to the same.
    talk(&mut carol, &mut alice);
    same([&alice, &carol], board);
}

#[test]
fn items_of_a_log_of_which_one_branch_could_count_are_not_watched() {
    let Clones {
        mut alice,
        mut left,
        mut right,
        mut others,
        board,
        _homes,
    } = clones(1);
    let (mut carol, _carol) = others.pop().unwrap();
    let items = items(&mut alice, board, [&mut left, &mut right]);
    // The one machine only certifies itself; the other one edits everything.
    let cert = certificate(&left, board, &left, 77);
    certify(&mut left, board, cert);
    let two: Vec<trust::Position> = items
        .iter()
        .map(|item| edit(&mut right, board, *item, "right"))
        .collect();
    talk(&mut left, &mut alice);
    talk(&mut right, &mut alice);
    assert_eq!(alice.state.boards[&board].forked.len(), 1);
    let before = read(&alice, board);
    edit(&mut alice, board, two[0], "Alice goes on");
    assert_eq!(read(&alice, board), before, "there is nothing to choose");
    // Now the first branch says something too, about one item: from here on there is a choice, about all.
    let late = edit(&mut left, board, items[0], "left");
    talk(&mut left, &mut alice);
    assert_eq!(
        why(&alice, board, late),
        Verdict::Aside("lost-branch".to_owned())
    );
    let before = read(&alice, board);
    edit(&mut alice, board, two[1], "Alice goes on");
    assert!((1..20).contains(&(read(&alice, board) - before)));
    // Carol, who was away, meets the branches in another order.
    talk(&mut left, &mut carol);
    talk(&mut carol, &mut alice);
    same([&alice, &carol], board);
}
