//! Removing by rank: who cannot, what a steward mends, and roles that go up and down.

use trust::{Adopt, Certificate};

use super::*;

#[test]
fn two_coordinators_cannot_remove_each_other_and_a_steward_decides() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (mut carol, _home) = member(&mut alice, board, 3);
    let (bobs, carols) = (me(&bob, board), me(&carol, board));
    for person in [bobs, carols] {
        set_role(&mut alice, board, person, Role::Coordinator);
    }
    meet(&mut bob, &mut alice);
    meet(&mut carol, &mut alice);
    let no = removal(Keep::Known);
    assert_eq!(
        refused(&mut bob, |core| core
            .remove_person(board, carols, &no, 1_000)),
        not_allowed("rank-too-low")
    );
    assert_eq!(
        refused(&mut carol, |core| core
            .remove_person(board, bobs, &no, 1_000)),
        not_allowed("rank-too-low")
    );
    assert_eq!(
        refused(&mut carol, |core| core.remove_person(
            board,
            me(core, board),
            &no,
            1_000
        )),
        not_allowed("yourself")
    );
    // Nothing of it was kept: both go on.
    say(&mut bob, board, "Bob is here");
    say(&mut carol, board, "Carol is here");
    remove(&mut alice, board, bobs);
    meet(&mut carol, &mut alice);
    meet(&mut bob, &mut carol);
    assert_eq!(role(&bob, board, bobs), None);
    assert_eq!(role(&carol, board, carols), Some(Role::Coordinator));
}

#[test]
fn a_rampage_is_healed_by_one_stewards_removal_with_a_cut_before_it() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (mut mallory, _home) = member(&mut alice, board, 3);
    let (mut dora, _dora) = member(&mut alice, board, 4);
    let (bobs, doras, her) = (me(&bob, board), me(&dora, board), me(&mallory, board));
    set_role(&mut alice, board, her, Role::Coordinator);
    meet(&mut mallory, &mut alice);
    meet(&mut bob, &mut alice);
    meet(&mut dora, &mut alice);
    let good = say(&mut mallory, board, "before she turned");
    say(&mut dora, board, "Dora's");
    meet(&mut dora, &mut mallory);
    for person in [bobs, doras] {
        remove(&mut mallory, board, person);
    }
    meet(&mut mallory, &mut alice);
    meet(&mut bob, &mut alice);
    assert_eq!(role(&bob, board, bobs), None);
    let heal = removal(Keep::Before(vec![good]));
    act(&mut alice, |core| {
        core.remove_person(board, her, &heal, 1_000)
    });
    // Those whom she removed are members again, and get the keys that were made after.
    meet(&mut bob, &mut alice);
    meet(&mut dora, &mut alice);
    for core in [&alice, &bob, &dora] {
        assert_eq!(role(core, board, her), None);
        assert_eq!(role(core, board, bobs), Some(Role::Editor));
        assert_eq!(role(core, board, doras), Some(Role::Editor));
        assert_eq!(heard(core, board), ["Dora's", "before she turned"]);
        assert_eq!(
            current(core, board, Compartment::Main),
            current(&alice, board, Compartment::Main)
        );
    }
    say(&mut bob, board, "Bob is back");
    meet(&mut bob, &mut dora);
    assert_eq!(heard(&dora, board).len(), 3);
}

#[test]
fn roles_go_up_and_down() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let bobs = me(&bob, board);
    set_role(&mut alice, board, bobs, Role::Coordinator);
    meet(&mut bob, &mut alice);
    assert_eq!(role(&bob, board, bobs), Some(Role::Coordinator));
    say(&mut bob, board, "as coordinator");
    meet(&mut bob, &mut alice);
    set_role(&mut alice, board, bobs, Role::Reader);
    meet(&mut bob, &mut alice);
    assert_eq!(role(&bob, board, bobs), Some(Role::Reader));
    assert_eq!(heard(&bob, board), ["as coordinator"]);
    let alices = me(&alice, board);
    assert_eq!(
        refused(&mut bob, |core| core.set_role(
            board,
            alices,
            Role::Reader,
            1_000
        )),
        not_allowed("steward")
    );
    assert_eq!(
        refused(&mut bob, |core| core.set_role(
            board,
            bobs,
            Role::Editor,
            1_000
        )),
        not_allowed("yourself")
    );
}

#[test]
fn an_editors_word_makes_nothing_count_that_was_set_aside_and_a_contributors_is_refused() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (mut mallory, _home) = member(&mut alice, board, 3);
    let (mut dora, _dora) = member(&mut alice, board, 4);
    let (her, doras) = (me(&mallory, board), me(&dora, board));
    set_role(&mut alice, board, doras, Role::Contributor);
    remove(&mut alice, board, her);
    for core in [&mut bob, &mut dora] {
        meet(core, &mut alice);
    }
    let late = say(&mut mallory, board, "late");
    let key = mallory.state.boards[&board].key;
    let (_, entry) = mallory.db().entry_of(key, late.id).unwrap().unwrap();
    for core in [&mut alice, &mut bob, &mut dora] {
        let entries = std::slice::from_ref(&entry);
        act(core, |core| Ok(core.state.store(board, entries, 1_000)?));
    }
    let adopt = |core: &Core| {
        let state = &core.state.boards[&board];
        Certificate::Adopt(Adopt {
            entries: vec![late.id],
            under: state.authority.grant_of(state.person).unwrap(),
        })
    };
    let by_dora = adopt(&dora);
    assert_eq!(
        refused(&mut dora, |core| core.certify(board, &[by_dora], 1_000)),
        not_allowed("rank-too-low")
    );
    // Bob's changed client writes it: it counts, for what is held only.
    let by_bob = adopt(&bob);
    act(&mut bob, |core| core.certify(board, &[by_bob], 1_000));
    meet(&mut alice, &mut bob);
    meet(&mut dora, &mut alice);
    for core in [&alice, &bob, &dora] {
        let authority = &core.state.boards[&board].authority;
        assert_eq!(authority.let_in().collect::<Vec<_>>(), [late.id]);
        assert_eq!(why(core, board, late), Verdict::Aside("removed".to_owned()));
        assert_eq!(heard(core, board), [""; 0]);
    }
    act(&mut alice, |core| core.let_in(board, vec![late.id], 1_000));
    meet(&mut bob, &mut alice);
    for core in [&alice, &bob] {
        assert_eq!(heard(core, board), ["late"]);
    }
}
