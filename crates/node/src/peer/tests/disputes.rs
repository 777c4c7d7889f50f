//! Coordinators who want each other gone, stewards named twice, and whose work is kept: what each device tells of it.

use trust::{Certificate, CharterId, Reason, Remove};

use super::hostile::member;
use super::removals::{edit, me, remove, role, set_role};
use super::stewards::four::{four, refusal, stewards};
use super::*;

/// Alice's board with the coordinators Bob and Carol.
fn coordinators() -> (Two, Core, TempDir) {
    let mut two = two();
    let (mut carol, home) = member(&mut two.alice, two.board, 3);
    let (bobs, carols) = (me(&two.bob, two.board), me(&carol, two.board));
    for person in [bobs, carols] {
        set_role(&mut two.alice, two.board, person, Role::Coordinator);
    }
    meet(&mut two.bob, &mut two.alice);
    meet(&mut carol, &mut two.alice);
    (two, carol, home)
}

fn disputes(
    core: &Core,
    board: BoardId,
) -> Vec<(trust::PersonId, trust::PersonId, Option<String>)> {
    let all = core.state.boards[&board].authority.disputes();
    let mut all: Vec<_> = all.map(|it| (it.by, it.against, it.text)).collect();
    all.sort();
    all
}

fn ask(core: &mut Core, board: BoardId, person: trust::PersonId, words: &str) {
    let why = (Reason::Abuse, Some(words.to_owned()));
    act(core, |core| core.ask_to_remove(board, person, why, 1_000));
}

#[test]
fn bad_input_19_coordinators_who_ask_for_each_other_lose_nothing_and_the_steward_hears_of_it() {
    let (two, mut carol, _home) = coordinators();
    let Two {
        mut alice,
        mut bob,
        board,
        homes,
    } = two;
    let (bobs, carols) = (me(&bob, board), me(&carol, board));
    let why = || (Reason::Abuse, None);
    let refused = refusal(&mut bob, |core| {
        core.ask_to_remove(board, bobs, why(), 1_000)
    });
    assert_eq!(refused, "yourself");
    let alices = me(&alice, board);
    for (core, whom) in [(&mut bob, alices), (&mut alice, bobs)] {
        let refused = refusal(core, |core| core.ask_to_remove(board, whom, why(), 1_000));
        assert_eq!(refused, "not-a-coordinator");
    }
    // Apart from each other.
    ask(&mut bob, board, carols, "Carol shouts at people");
    ask(&mut carol, board, bobs, "Bob takes the van home");
    let again = refusal(&mut bob, |core| {
        core.ask_to_remove(board, carols, why(), 1_000)
    });
    assert_eq!(again, "asked");
    meet(&mut bob, &mut alice);
    meet(&mut carol, &mut alice);
    meet(&mut bob, &mut carol);
    let mut wanted = vec![
        (bobs, carols, Some("Carol shouts at people".to_owned())),
        (carols, bobs, Some("Bob takes the van home".to_owned())),
    ];
    wanted.sort();
    for core in [&alice, &bob, &carol] {
        assert_eq!(disputes(core, board), wanted);
        for person in [bobs, carols] {
            assert_eq!(role(core, board, person), Some(Role::Coordinator));
        }
    }
    // It is no secret of one run.
    close(alice);
    alice = open(homes[0].path(), 1, 90);
    assert_eq!(disputes(&alice, board), wanted);
    // Alice decides: she removes Bob, and all of it is over.
    remove(&mut alice, board, bobs);
    meet(&mut carol, &mut alice);
    for core in [&alice, &carol] {
        assert_eq!(disputes(core, board), []);
        assert_eq!(role(core, board, carols), Some(Role::Coordinator));
    }
}

#[test]
fn a_changed_client_that_removes_her_equals_all_day_is_told_once_and_nothing_else_happens() {
    let (two, mut mallory, _home) = coordinators();
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two;
    let (bobs, hers) = (me(&bob, board), me(&mallory, board));
    let target = |core: &Core, person| {
        let authority = &core.state.boards[&board].authority;
        authority.grants_of(person).next().unwrap().0
    };
    let (of_bob, under) = (
        target(&mallory, bobs),
        trust::GrantRef::Entry(target(&mallory, hers)),
    );
    let remove = |n: u32| {
        Certificate::Remove(Remove {
            target: of_bob,
            cut: trust::Cut::default(),
            reason: Reason::Other,
            text: Some(format!("number {n}")),
            under,
        })
    };
    let flood: Vec<Certificate> = (0..40).map(remove).collect();
    act(&mut mallory, |core| {
        core.state.put_certificates(board, &flood, 1_000)
    });
    meet(&mut mallory, &mut alice);
    meet(&mut bob, &mut alice);
    for core in [&alice, &bob, &mallory] {
        assert_eq!(disputes(core, board).len(), 1);
        assert_eq!(role(core, board, bobs), Some(Role::Coordinator));
    }
    // Bob is an editor now: there is nothing left to decide.
    set_role(&mut alice, board, bobs, Role::Editor);
    assert_eq!(disputes(&alice, board), []);
}

#[test]
fn bad_input_14_stewards_named_by_the_key_on_paper_and_by_the_steward_at_once_are_told_everywhere()
{
    let mut four = four();
    let board = four.board;
    let people = [&four.alice, &four.bob, &four.carol].map(|core| me(core, board));
    let [alices, bobs, carols] = people;
    four.all_meet();
    // Alice takes Bob as a second steward, while Carol uses the key on paper.
    act(&mut four.alice, |core| {
        core.propose_stewards(board, &[alices, bobs], 1_000)
    });
    let recovery = four.recovery.clone();
    act(&mut four.carol, |core| {
        core.recover_board(board, &recovery, &[carols], 1_000)
    });
    meet(&mut four.alice, &mut four.bob);
    let rivals = |core: &Core| -> Vec<(CharterId, Vec<trust::PersonId>)> {
        let authority = &core.state.boards[&board].authority;
        let all = authority.rivals();
        all.map(|(id, state)| (id, state.stewards.clone()))
            .collect()
    };
    assert_eq!(stewards(&four.bob, board), [alices, bobs]);
    assert_eq!(rivals(&four.bob), []);
    four.all_meet();
    let told = rivals(&four.bob);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].1, [alices, bobs]);
    for core in [&four.bob, &four.carol, &four.mallory] {
        assert_eq!(stewards(core, board), [carols]);
        assert_eq!(rivals(core), told);
    }
}

#[test]
fn bad_input_18_what_stands_because_dora_built_on_it_is_known_to_each_device() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (mut mallory, _home) = member(&mut alice, board, 3);
    let (mut dora, _dora) = member(&mut alice, board, 4);
    meet(&mut mallory, &mut dora);
    let (hers, doras) = (me(&mallory, board), me(&dora, board));
    let early = say(&mut mallory, board, "early");
    meet(&mut mallory, &mut alice);
    remove(&mut alice, board, hers);
    let late = edit(&mut mallory, board, early, "late");
    let alone = say(&mut mallory, board, "alone");
    meet(&mut mallory, &mut dora);
    let on_top = edit(&mut dora, board, late, "on top");
    let item_of = |core: &Core, at: trust::Position| {
        let key = core.state.boards[&board].key;
        let (_, entry) = core.db().entry_of(key, at.id).unwrap().unwrap();
        entry.header.item.unwrap()
    };
    let item = item_of(&dora, early);
    assert!(dora.vouched(board, item).unwrap().is_empty());
    meet(&mut dora, &mut bob);
    meet(&mut bob, &mut alice);
    meet(&mut dora, &mut alice);
    for core in [&alice, &bob, &dora] {
        assert_eq!(heard(core, board), ["early", "late", "on top"]);
        let kept = core.vouched(board, item).unwrap();
        assert_eq!(kept.keys().copied().collect::<Vec<_>>(), [late.id]);
        let why = &kept[&late.id];
        assert_eq!((why.author, why.why.code()), (hers, "removed"));
        assert_eq!(why.by, std::collections::BTreeSet::from([doras]));
        let other = item_of(core, alone);
        assert!(core.vouched(board, other).unwrap().is_empty());
    }
    let _ = on_top;
}
