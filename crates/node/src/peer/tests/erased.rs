//! A case that is erased: what is left, what never comes back, and who says falsely that something was.

use trust::{BodyForm, Position, Verdict};

use super::cases::{CASE, form, holds_words, keep, note, part, reason};
use super::hostile::member;
use super::removals::me;
use super::*;

const WORDS: &str = "12 Hill Road, second bell";

fn erase(core: &mut Core, board: BoardId) {
    act(core, |core| core.erase_sealed(board, CASE, 1_000));
}

fn gone(core: &Core, board: BoardId, at: Position) {
    assert_eq!(form(core, board, at), BodyForm::Erased);
    assert_eq!(reason(core, board, at), "erased");
    let key = core.state.boards[&board].key;
    let held = core.db().keyring(key).unwrap();
    assert!(held.iter().all(|(_, of, _)| of != CASE), "no key is left");
    assert!(part(core, board).erased && !part(core, board).held);
    let (_, entry) = core.db().entry_of(key, at.id).unwrap().unwrap();
    assert_eq!(entry.body.len(), 32, "the hash, and nothing else");
}

#[test]
fn an_erased_case_leaves_no_word_and_no_key_with_anybody_and_chains_that_can_be_checked() {
    let Two {
        mut alice,
        mut bob,
        board,
        homes,
    } = two();
    let (mut carol, carols) = member(&mut alice, board, 3);
    let bobs = me(&bob, board);
    keep(&mut alice, board, &[bobs]);
    let at = note(&mut alice, board, WORDS);
    say(&mut alice, board, "something for all");
    for core in [&mut bob, &mut carol] {
        meet(core, &mut alice);
    }
    assert_eq!(heard(&bob, board), [WORDS, "something for all"]);
    erase(&mut alice, board);
    gone(&alice, board, at);
    assert!(alice.take_scrub() && !alice.take_scrub());
    for core in [&mut bob, &mut carol] {
        meet(core, &mut alice);
        gone(core, board, at);
        assert_eq!(heard(core, board), ["something for all"]);
        assert!(core.set_aside(board, 100).unwrap().is_empty());
    }
    // A newcomer takes the whole board over from somebody who never had a key.
    let home = tempfile::tempdir().unwrap();
    let mut dora = open(home.path(), 4, 40);
    join(&mut alice, &mut dora, board);
    gone(&dora, board, at);
    assert_eq!(heard(&dora, board), ["something for all"]);
    // Nothing more is written there, by nobody.
    let again = alice_keeps(&mut alice, board);
    assert_eq!(again, NodeError::NotAllowed("erased".to_owned()));
    for (core, home) in [(alice, &homes[0]), (bob, &homes[1]), (carol, &carols)] {
        close(core);
        assert!(!holds_words(home.path(), WORDS));
        assert!(holds_words(home.path(), "something for all"));
    }
}

fn alice_keeps(alice: &mut Core, board: BoardId) -> NodeError {
    alice.begin().unwrap();
    let nobody = std::collections::BTreeSet::new();
    let error = alice.keep_sealed(board, CASE, &nobody, false, 1_000);
    alice.commit().unwrap();
    error.unwrap_err()
}

#[test]
fn what_was_erased_never_comes_back_from_peers_or_out_of_a_restored_folder() {
    let Two {
        mut alice,
        mut bob,
        board,
        homes,
    } = two();
    let (mut carol, carols) = member(&mut alice, board, 3);
    let bobs = me(&bob, board);
    keep(&mut alice, board, &[bobs]);
    let at = note(&mut alice, board, WORDS);
    meet(&mut bob, &mut alice);
    meet(&mut carol, &mut alice);
    close(bob);
    let copy = backup(homes[1].path());
    let mut bob = open(homes[1].path(), 2, 50);
    erase(&mut alice, board);
    // Bob has not heard; he writes in the case, and meets Carol, who has.
    let key = bob.state.boards[&board].key;
    let (_, entry) = bob.db().entry_of(key, at.id).unwrap().unwrap();
    let item = entry.header.item;
    let (late, _) = act(&mut bob, |core| {
        core.append(board, 1_000, |appender| {
            let draft = Draft {
                kind: Kind::Change,
                item,
                deps: vec![at.id],
                body: b"call before".to_vec(),
            };
            Ok(appender.append_in(CASE, draft).map(drop)?)
        })
    });
    meet(&mut carol, &mut alice);
    meet(&mut carol, &mut bob);
    for at in [at, late.positions[0]] {
        gone(&carol, board, at);
        gone(&bob, board, at);
    }
    close(bob);
    // The folder from before: it opens the case, until it hears.
    let mut old = open(copy.path(), 2, 90);
    assert_eq!(heard(&old, board), [WORDS]);
    meet(&mut old, &mut carol);
    gone(&old, board, at);
    gone(&carol, board, at);
    close(old);
    close(carol);
    assert!(!holds_words(copy.path(), WORDS));
    assert!(!holds_words(carols.path(), WORDS));
}

#[test]
fn an_erasure_by_somebody_who_may_not_erases_nothing() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let bobs = me(&bob, board);
    keep(&mut alice, board, &[bobs]);
    let at = note(&mut alice, board, WORDS);
    meet(&mut bob, &mut alice);
    bob.begin().unwrap();
    let error = bob.erase_sealed(board, CASE, 1_000).unwrap_err();
    bob.commit().unwrap();
    assert_eq!(error, NodeError::NotAllowed("rank-too-low".to_owned()));
    assert_eq!(form(&bob, board, at), BodyForm::Clear);
    // What all members read is never erased, by nobody.
    alice.begin().unwrap();
    let main = alice.erase_sealed(board, trust::Compartment::Main, 1_000);
    alice.commit().unwrap();
    assert_eq!(
        main.unwrap_err(),
        NodeError::NotAllowed("never-erased".to_owned())
    );
}

#[test]
fn who_says_falsely_that_a_body_was_erased_keeps_it_from_nobody_for_good() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let bobs = me(&bob, board);
    let (mut mallory, _home) = member(&mut alice, board, 3);
    keep(&mut alice, board, &[bobs]);
    let at = note(&mut alice, board, WORDS);
    meet(&mut mallory, &mut alice);
    // Mallory's app throws away what she carries, and passes on the rest.
    let row = mallory.state.boards[&board].key;
    let (key, entry) = mallory.db().entry_of(row, at.id).unwrap().unwrap();
    let erased = entry.erased(&mallory.state.boards[&board].keyring).unwrap();
    mallory.begin().unwrap();
    mallory.db().put_body(key, &erased).unwrap();
    mallory.commit().unwrap();
    meet(&mut bob, &mut mallory);
    assert_eq!(form(&bob, board, at), BodyForm::Erased);
    assert!(!part(&bob, board).erased, "nobody asked for it");
    // The next one who has it fills it in.
    meet(&mut bob, &mut alice);
    assert_eq!(form(&bob, board, at), BodyForm::Clear);
    assert_eq!(heard(&bob, board), [WORDS]);
    assert_eq!(verdicts(&bob, board)[&at.id].verdict, Verdict::Accepted);
}
