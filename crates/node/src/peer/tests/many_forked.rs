//! A log that forked over many items: what is read again when somebody goes on with one of them.

use super::forks::{Clones, clones, same, talk};
use super::hostile::{certificate, certify};
use super::removals::{edit, me, removal, role, set_role, why};
use super::*;
use crate::Keep;

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

#[test]
fn who_is_removed_holds_no_branch_up_and_what_they_built_on_is_read_alone() {
    let Clones {
        mut alice,
        mut left,
        mut right,
        mut others,
        board,
        _homes,
    } = clones(2);
    let (mut dora, _dora) = others.pop().unwrap();
    let (mut carol, _carol) = others.pop().unwrap();
    let items = items(&mut alice, board, [&mut left, &mut right]);
    let (mut one, mut two) = (Vec::new(), Vec::new());
    for item in &items {
        one.push(edit(&mut left, board, *item, "left"));
        two.push(edit(&mut right, board, *item, "right"));
    }
    talk(&mut left, &mut alice);
    talk(&mut right, &mut alice);
    talk(&mut carol, &mut alice);
    let first = why(&alice, board, one[0]) == Verdict::Accepted;
    let (won, lost) = if first { (one, two) } else { (two, one) };
    edit(&mut carol, board, lost[7], "by Carol");
    talk(&mut carol, &mut alice);
    assert_eq!(why(&alice, board, lost[3]), Verdict::Accepted);
    let (before, carols) = (read(&alice, board), me(&carol, board));
    // All that she did is struck out, and with it what held the branch up.
    act(&mut alice, |core| {
        core.remove_person(board, carols, &removal(Keep::Before(Vec::new())), 1_000)
    });
    assert_eq!(why(&alice, board, won[3]), Verdict::Accepted);
    let aside = Verdict::Aside("lost-branch".to_owned());
    assert_eq!(why(&alice, board, lost[3]), aside);
    assert!((1..20).contains(&(read(&alice, board) - before)));
    // Dora hears of all of it at once.
    talk(&mut dora, &mut alice);
    same([&alice, &dora], board);
}

/// Debug builds compare what is known item by item with what reading everything gives, after each step.
#[test]
fn whatever_people_write_in_whatever_order_branches_are_settled_item_by_item_as_by_all_of_them() {
    let mut forked = 0;
    for seed in 0..8_u64 {
        let Clones {
            mut alice,
            mut left,
            mut right,
            mut others,
            board,
            _homes,
        } = clones(2);
        let ((mut dora, _dora), (mut carol, _carol)) =
            (others.pop().unwrap(), others.pop().unwrap());
        let mut written: Vec<trust::Position> = (0..3)
            .map(|at| say(&mut alice, board, &format!("need {at}")))
            .collect();
        for core in [&mut left, &mut right, &mut carol, &mut dora] {
            meet(core, &mut alice);
        }
        let carols = me(&carol, board);
        let mut people = [alice, left, right, carol, dora];
        let mut dice = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut roll = |sides: usize| {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            usize::try_from(dice % 1_000_003).unwrap() % sides
        };
        for step in 0..50 {
            let who = roll(5);
            match roll(9) {
                0..=4 => {
                    let core = &mut people[who];
                    let mine = me(core, board);
                    let on = written[roll(written.len())];
                    let stands = verdicts(core, board)
                        .get(&on.id)
                        .is_some_and(|one| one.verdict == Verdict::Accepted);
                    if stands && role(core, board, mine).is_some_and(|role| role <= Role::Editor) {
                        written.push(edit(core, board, on, &format!("{seed} {step}")));
                    }
                }
                5 => {
                    let wanted = [Role::Reader, Role::Editor][roll(2)];
                    if role(&people[0], board, carols) != Some(wanted) {
                        set_role(&mut people[0], board, carols, wanted);
                    }
                }
                _ => {
                    let other = (who + 1 + roll(4)) % 5;
                    let (low, high) = (who.min(other), who.max(other));
                    let (one, rest) = people.split_at_mut(high);
                    meet(&mut one[low], &mut rest[0]);
                }
            }
        }
        for _ in 0..2 {
            for other in 1..5 {
                let (one, rest) = people.split_at_mut(other);
                meet(&mut one[0], &mut rest[0]);
            }
        }
        same(&people, board);
        forked += people[0].state.boards[&board].forked.len();
    }
    assert!(forked >= 3, "{forked} logs forked");
}
