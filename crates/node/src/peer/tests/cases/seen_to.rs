//! Who sees to the keys of a case: two coordinators at once, unasked, and nobody below.

use super::*;

/// Alice's board, which Bob coordinates too.
fn two_coordinators() -> Two {
    let mut two = two();
    let (bobs, board) = (me(&two.bob, two.board), two.board);
    act(&mut two.alice, |core| {
        core.set_role(board, bobs, Role::Coordinator, 1_000)
    });
    meet(&mut two.bob, &mut two.alice);
    two
}

#[test]
fn two_coordinators_make_a_case_for_one_need_apart_and_both_read_both() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two_coordinators();
    let (mut carol, _home) = member(&mut alice, board, 3);
    let carols = me(&carol, board);
    keep(&mut alice, board, &[]);
    note(&mut alice, board, "by Alice");
    // At the same time Bob, who has heard that Carol claimed the job.
    meet(&mut carol, &mut bob);
    keep(&mut bob, board, &[carols]);
    note(&mut bob, board, "by Bob");
    meet(&mut bob, &mut alice);
    for core in [&alice, &bob] {
        assert_eq!(heard(core, board), ["by Alice", "by Bob"]);
    }
    meet(&mut carol, &mut alice);
    assert_eq!(heard(&carol, board), ["by Bob"]);
    // Whoever sees to it first hands over what she lacks.
    assert!(keep(&mut alice, board, &[carols]));
    meet(&mut carol, &mut alice);
    assert_eq!(heard(&carol, board), ["by Alice", "by Bob"]);
    meet(&mut bob, &mut alice);
    assert!(!keep(&mut bob, board, &[carols]), "done by the other");
}

#[test]
fn a_claim_and_a_new_key_at_the_same_time_end_well() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two_coordinators();
    let (mut carol, _c) = member(&mut alice, board, 3);
    let (mut dora, _d) = member(&mut alice, board, 4);
    let (carols, doras) = (me(&carol, board), me(&dora, board));
    keep(&mut alice, board, &[doras]);
    note(&mut alice, board, "12 Hill Road");
    meet(&mut bob, &mut alice);
    // Bob sees Dora's release, Alice Carol's claim.
    assert!(keep(&mut bob, board, &[]));
    assert!(keep(&mut alice, board, &[doras, carols]));
    meet(&mut bob, &mut alice);
    // Now both know both.
    assert!(keep(&mut alice, board, &[carols]));
    let late = note(&mut alice, board, "3 Mill Lane");
    for core in [&mut carol, &mut dora, &mut bob] {
        meet(core, &mut alice);
    }
    assert_eq!(heard(&carol, board), ["12 Hill Road", "3 Mill Lane"]);
    assert!(heard(&dora, board).is_empty());
    assert_eq!(form(&dora, board, late), BodyForm::Sealed);
    assert!(!keep(&mut bob, board, &[carols]));
}

#[test]
fn unasked_it_is_done_a_few_times_a_day_and_never_begun() {
    let Two {
        mut alice,
        bob,
        board,
        ..
    } = two();
    let bobs = BTreeSet::from([me(&bob, board)]);
    let none = BTreeSet::new();
    let unasked = |core: &mut Core, people: &BTreeSet<PersonId>, at: u64| {
        act(core, |core| core.keep_sealed(board, CASE, people, true, at)).0
    };
    assert!(!unasked(&mut alice, &none, 1_000), "nobody made a case");
    keep(&mut alice, board, &[]);
    let done =
        (0..40).filter(|n| unasked(&mut alice, if n % 2 == 0 { &bobs } else { &none }, 1_000));
    assert_eq!(done.count(), 8);
    // Asked, it is done at once; and tomorrow again, whatever the clock did.
    let tomorrow = 1_000 + 25 * 60 * 60 * 1_000;
    assert!(keep(&mut alice, board, &[me(&bob, board)]));
    assert!(unasked(&mut alice, &none, tomorrow));
}

#[test]
fn only_coordinators_see_to_keys_and_no_member_can_hand_out_what_counts_as_an_opening() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let bobs = me(&bob, board);
    let error = |core: &mut Core, people: &BTreeSet<PersonId>| {
        core.begin().unwrap();
        let error = core
            .keep_sealed(board, CASE, people, false, 1_000)
            .unwrap_err();
        core.commit().unwrap();
        error
    };
    let nobody = BTreeSet::new();
    assert_eq!(
        error(&mut bob, &nobody),
        NodeError::NotAllowed("rank-too-low".to_owned())
    );
    // Bob claimed the job, and hands the key on to Mallory: that is seen, and another key made.
    let (mut mallory, _home) = member(&mut alice, board, 3);
    let hers = me(&mallory, board);
    keep(&mut alice, board, &[bobs]);
    note(&mut alice, board, "12 Hill Road");
    meet(&mut bob, &mut alice);
    meet(&mut bob, &mut mallory);
    let state = &bob.state.boards[&board];
    let to = state
        .readers(|cert| cert.person == hers)
        .into_iter()
        .next()
        .unwrap();
    let keys = state.keyring.iter().filter(|(_, of, _)| *of == CASE);
    let wrap = trust::wrap(
        keys.map(|(_, of, key)| (of, key)),
        &to.1,
        to.0,
        board,
        [3; 32],
    )
    .unwrap();
    act(&mut bob, |core| {
        core.certify(board, &[trust::Certificate::Wrap(wrap)], 1_000)
    });
    meet(&mut bob, &mut alice);
    assert!(
        part(&alice, board).openers.contains(&hers),
        "it is told truly"
    );
    assert!(keep(&mut alice, board, &[bobs]), "and ended");
    note(&mut alice, board, "3 Mill Lane");
    meet(&mut bob, &mut alice);
    meet(&mut mallory, &mut bob);
    assert!(heard(&mallory, board).is_empty());
    assert_eq!(heard(&bob, board), ["12 Hill Road", "3 Mill Lane"]);
}
