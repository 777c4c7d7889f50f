//! A forked log with something in it that not every member reads.

use trust::BodyForm;

use super::cases::{form, keep, note};
use super::forks::talk;
use super::hostile::member;
use super::removals::me;
use super::*;

#[test]
fn whoever_can_open_a_case_hands_a_forked_log_with_it_on() {
    let Two {
        mut alice,
        mut bob,
        board,
        homes,
    } = two();
    let (mut carol, _carol) = member(&mut alice, board, 3);
    let bobs = me(&bob, board);
    assert!(keep(&mut alice, board, &[bobs]), "he claimed the job");
    meet(&mut bob, &mut alice);
    close(bob);
    let copy = backup(homes[1].path());
    // One machine and its copy, with the same "random" numbers.
    let (mut left, mut right) = (open(homes[1].path(), 2, 99), open(copy.path(), 2, 99));
    let sealed = note(&mut left, board, "12 Hill Road");
    let other = say(&mut right, board, "right");
    assert_eq!((sealed.log, sealed.seq), (other.log, other.seq));
    meet(&mut alice, &mut left);
    meet(&mut alice, &mut right);
    assert_eq!(form(&alice, board, sealed), BodyForm::Clear);
    // Carol, who cannot open it, meets Alice alone.
    talk(&mut alice, &mut carol);
    assert_eq!(form(&carol, board, sealed), BodyForm::Sealed);
    let tips = |core: &Core| core.state.boards[&board].tips_of_branches();
    assert_eq!(tips(&alice).len(), 2);
    assert_eq!(tips(&carol), tips(&alice));
}
