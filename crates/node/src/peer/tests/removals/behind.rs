//! Who was removed while away is told, however often the keys changed meanwhile, and gets no key that they never had.

use trust::{Compartment, PersonId};

use super::super::hostile::member;
use super::super::keys::current;
use super::super::receiving::renew;
use super::*;

fn is_out(core: &Core, board: BoardId, person: PersonId) -> bool {
    let authority = &core.state.boards[&board].authority;
    let told = authority.removed_grants().any(|(_, of, ..)| of == person);
    told && role(core, board, person).is_none()
}

#[test]
fn who_missed_several_changes_of_the_key_is_told_of_the_removal_too() {
    let Two {
        mut alice, board, ..
    } = two();
    let (mut mallory, home) = member(&mut alice, board, 3);
    say(&mut mallory, board, "early");
    meet(&mut mallory, &mut alice);
    let before = current(&mallory, board, Compartment::Main);
    let her = me(&mallory, board);
    for who in 4..8 {
        let (eve, _home) = member(&mut alice, board, who);
        let eve = me(&eve, board);
        remove(&mut alice, board, eve);
    }
    say(&mut alice, board, "while Mallory was away");
    let keys = current(&alice, board, Compartment::Main);
    remove(&mut alice, board, her);
    say(&mut alice, board, "not for Mallory");

    meet(&mut mallory, &mut alice);
    assert!(is_out(&mallory, board, her));
    assert_eq!(heard(&mallory, board), ["early"]);
    // The removal stands under the keys of its time; those of after it stay away.
    let held = |epoch| {
        let keyring = &mallory.state.boards[&board].keyring;
        keyring.key(Compartment::Main, epoch).is_some()
    };
    assert!(held(before));
    assert!(
        !held(keys),
        "what was said while she was away is not needed to tell her"
    );
    assert!(!held(current(&alice, board, Compartment::Main)));
    // And after a restart.
    close(mallory);
    let mallory = open(home.path(), 3, 99);
    assert!(is_out(&mallory, board, her));
}

#[test]
fn who_renewed_a_receiving_key_is_told_by_the_newest_one() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (mut mallory, _home) = member(&mut alice, board, 3);
    for month in 1..=8 {
        renew(&mut mallory, month, month);
        for core in [&mut alice, &mut bob] {
            meet(&mut mallory, core);
        }
    }
    assert_eq!(
        mallory.state.keys.kems().count(),
        3,
        "the older ones are gone"
    );
    let her = me(&mallory, board);
    for who in 4..6 {
        let (eve, _home) = member(&mut alice, board, who);
        let eve = me(&eve, board);
        remove(&mut alice, board, eve);
    }
    remove(&mut alice, board, her);
    meet(&mut mallory, &mut alice);
    assert!(is_out(&mallory, board, her));
}
