//! Sealed cases between cores: who can open one, what the others carry, and what is left when it is erased.

use std::collections::BTreeSet;

use trust::{BodyForm, Compartment, ItemId, PersonId, Position};

use super::hostile::member;
use super::removals::{me, remove};
use super::*;
use crate::SealedPart;

mod seen_to;

const NEED: ItemId = ItemId([7; 16]);
pub(super) const CASE: Compartment = Compartment::Case(NEED);

/// Sees to the keys of the case, as somebody who was asked.
pub(super) fn keep(core: &mut Core, board: BoardId, people: &[PersonId]) -> bool {
    let people: BTreeSet<PersonId> = people.iter().copied().collect();
    act(core, |core| {
        core.keep_sealed(board, CASE, &people, false, 1_000)
    })
    .0
}

/// Writes something into the case.
pub(super) fn note(core: &mut Core, board: BoardId, words: &str) -> Position {
    let draft = Draft {
        kind: Kind::Change,
        item: None,
        deps: Vec::new(),
        body: words.as_bytes().to_vec(),
    };
    let (written, _) = act(core, |core| {
        core.append(board, 1_000, |appender| {
            appender.append_in(CASE, draft)?;
            Ok(())
        })
    });
    written.positions[0]
}

pub(super) fn part(core: &Core, board: BoardId) -> SealedPart {
    let info = core.board_info(board).unwrap();
    info.sealed.get(&CASE).cloned().unwrap_or_default()
}

pub(super) fn form(core: &Core, board: BoardId, at: Position) -> BodyForm {
    let key = core.state.boards[&board].key;
    let (_, entry) = core.db().entry_of(key, at.id).unwrap().unwrap();
    entry.form
}

pub(super) fn reason(core: &Core, board: BoardId, at: Position) -> String {
    let verdict = &verdicts(core, board)[&at.id].verdict;
    verdict.reason().unwrap_or("accepted").to_owned()
}

/// Returns whether words stand anywhere in the files of a core that is closed: by a connection with the key, since
/// the file itself is sealed.
pub(super) fn holds_words(home: &std::path::Path, words: &str) -> bool {
    let db = store::open_database(&home.join("log.db"), &KEY, store::Access::Write).unwrap();
    let plain = home.join("plain.db");
    std::fs::write(&plain, []).unwrap();
    let attach = format!("ATTACH DATABASE '{}' AS plain KEY ''", plain.display());
    db.execute_batch(&format!(
        "{attach}; SELECT sqlcipher_export('plain'); DETACH DATABASE plain;"
    ))
    .unwrap();
    let bytes = std::fs::read(&plain).unwrap();
    std::fs::remove_file(&plain).unwrap();
    bytes
        .windows(words.len())
        .any(|part| part == words.as_bytes())
}

#[test]
fn who_cannot_open_a_case_carries_it_to_whoever_can() {
    let Two {
        mut alice,
        mut bob,
        board,
        homes,
    } = two();
    let (mut carol, _home) = member(&mut alice, board, 3);
    let carols = me(&carol, board);
    assert!(keep(&mut alice, board, &[carols]), "the first key");
    assert!(!keep(&mut alice, board, &[carols]), "nothing more to do");
    let at = note(&mut alice, board, "12 Hill Road");
    // Bob hears first, and he alone meets Carol.
    meet(&mut bob, &mut alice);
    assert_eq!(form(&bob, board, at), BodyForm::Sealed);
    assert_eq!(reason(&bob, board, at), "unread");
    assert!(heard(&bob, board).is_empty());
    assert!(bob.set_aside(board, 100).unwrap().is_empty(), "in no list");
    assert!(!part(&bob, board).held);
    meet(&mut carol, &mut bob);
    assert_eq!(form(&carol, board, at), BodyForm::Clear);
    assert_eq!(heard(&carol, board), ["12 Hill Road"]);
    let both = BTreeSet::from([me(&alice, board), carols]);
    for core in [&alice, &bob, &carol] {
        assert_eq!(part(core, board).openers, both);
    }
    close(bob);
    assert!(!holds_words(homes[1].path(), "12 Hill Road"));
    close(alice);
    assert!(
        holds_words(homes[0].path(), "12 Hill Road"),
        "the check finds what is there"
    );
}

#[test]
fn a_key_that_comes_later_opens_what_was_kept_once_and_after_a_crash_too() {
    let Two {
        mut alice,
        mut bob,
        board,
        homes,
    } = two();
    keep(&mut alice, board, &[]);
    let first = note(&mut alice, board, "12 Hill Road");
    meet(&mut bob, &mut alice);
    assert_eq!(reason(&bob, board, first), "unread");
    let bobs = me(&bob, board);
    assert!(keep(&mut alice, board, &[bobs]), "he claimed the job");
    let second = note(&mut alice, board, "second bell");
    // The transaction that brings the key is lost: all is as before, and comes again.
    let parts = {
        bob.begin().unwrap();
        bob.into_parts().unwrap()
    };
    drop(parts);
    let mut bob = open(homes[1].path(), 2, 77);
    assert_eq!(form(&bob, board, first), BodyForm::Sealed);
    meet(&mut bob, &mut alice);
    assert_eq!(heard(&bob, board), ["12 Hill Road", "second bell"]);
    for at in [first, second] {
        assert_eq!(form(&bob, board, at), BodyForm::Clear);
    }
    let all = bob.verdicts_since(0, 1_000).unwrap();
    let of_first: Vec<_> = all.iter().filter(|one| one.entry.id == first.id).collect();
    assert_eq!(of_first.len(), 2, "unread, then accepted, and no more");
    // Bob's own words in the case reach Alice.
    edit_in_case(&mut bob, board, first, "call before");
    meet(&mut bob, &mut alice);
    assert!(heard(&alice, board).contains(&"call before".to_owned()));
}

fn edit_in_case(core: &mut Core, board: BoardId, on: Position, words: &str) -> Position {
    let key = core.state.boards[&board].key;
    let (_, entry) = core.db().entry_of(key, on.id).unwrap().unwrap();
    let draft = Draft {
        kind: Kind::Change,
        item: entry.header.item,
        deps: vec![on.id],
        body: words.as_bytes().to_vec(),
    };
    let (written, _) = act(core, |core| {
        core.append(board, 1_000, |appender| {
            appender.append_in(CASE, draft)?;
            Ok(())
        })
    });
    written.positions[0]
}

#[test]
fn who_gave_the_job_back_opens_nothing_more_and_keeps_nothing() {
    let Two {
        mut alice,
        mut bob,
        board,
        homes,
    } = two();
    let bobs = me(&bob, board);
    keep(&mut alice, board, &[bobs]);
    let early = note(&mut alice, board, "12 Hill Road");
    meet(&mut bob, &mut alice);
    assert_eq!(heard(&bob, board), ["12 Hill Road"]);
    // He releases it: Alice's device makes a new key.
    assert!(keep(&mut alice, board, &[]));
    let late = note(&mut alice, board, "moved to 3 Mill Lane");
    meet(&mut bob, &mut alice);
    for at in [early, late] {
        assert_eq!(form(&bob, board, at), BodyForm::Sealed);
        assert_eq!(reason(&bob, board, at), "unread");
    }
    let now = part(&bob, board);
    assert!(!now.held && now.openers == BTreeSet::from([me(&alice, board)]));
    assert_eq!(now.earlier, BTreeSet::from([bobs]));
    let key = bob.state.boards[&board].key;
    let held = bob.db().keyring(key).unwrap();
    assert!(held.iter().all(|(_, of, _)| of != CASE));
    // He takes it again: all of it opens again.
    close(bob);
    assert!(!holds_words(homes[1].path(), "Hill Road"));
    let mut bob = open(homes[1].path(), 2, 90);
    assert!(keep(&mut alice, board, &[bobs]));
    meet(&mut bob, &mut alice);
    assert_eq!(heard(&bob, board), ["12 Hill Road", "moved to 3 Mill Lane"]);
}

#[test]
fn a_removal_changes_the_key_of_each_case_in_the_same_step() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (mut mallory, _home) = member(&mut alice, board, 3);
    let (bobs, hers) = (me(&bob, board), me(&mallory, board));
    keep(&mut alice, board, &[bobs, hers]);
    note(&mut alice, board, "12 Hill Road");
    meet(&mut mallory, &mut alice);
    assert_eq!(heard(&mallory, board), ["12 Hill Road"]);
    remove(&mut alice, board, hers);
    let still = BTreeSet::from([me(&alice, board), bobs]);
    assert_eq!(part(&alice, board).openers, still);
    note(&mut alice, board, "3 Mill Lane");
    meet(&mut bob, &mut alice);
    assert_eq!(heard(&bob, board), ["12 Hill Road", "3 Mill Lane"]);
    meet(&mut mallory, &mut bob);
    assert!(!heard(&mallory, board).contains(&"3 Mill Lane".to_owned()));
}

#[test]
fn a_new_coordinator_gets_the_cases_and_one_who_is_none_any_more_loses_them() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let bobs = me(&bob, board);
    keep(&mut alice, board, &[]);
    note(&mut alice, board, "12 Hill Road");
    act(&mut alice, |core| {
        core.set_role(board, bobs, Role::Coordinator, 1_000)
    });
    meet(&mut bob, &mut alice);
    assert_eq!(heard(&bob, board), ["12 Hill Road"]);
    assert!(!keep(&mut bob, board, &[]), "he sees that all is well");
    act(&mut alice, |core| {
        core.set_role(board, bobs, Role::Editor, 1_000)
    });
    assert_eq!(
        part(&alice, board).openers,
        BTreeSet::from([me(&alice, board)])
    );
    meet(&mut bob, &mut alice);
    assert!(heard(&bob, board).is_empty());
    assert!(!part(&bob, board).held);
}
