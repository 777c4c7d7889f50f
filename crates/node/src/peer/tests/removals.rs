//! Removing people, their devices and their tickets: what goes, what stays, who hears of it.

use trust::{Compartment, EntryId, PersonId, Position, Reason};

use super::hostile::member;
use super::keys::current;
use super::*;
use crate::{AsideKind, Keep, Removal};

mod behind;
mod door;
mod ends;
mod ranks;

pub(super) fn removal(keep: Keep) -> Removal {
    Removal {
        reason: Reason::Spam,
        text: Some("floods the board".to_owned()),
        keep,
        let_go: false,
        hide: Vec::new(),
    }
}

pub(super) fn me(core: &Core, board: BoardId) -> PersonId {
    core.me(board).unwrap()
}

pub(super) fn remove(core: &mut Core, board: BoardId, person: PersonId) -> EntryId {
    let removal = removal(Keep::Known);
    act(core, |core| {
        core.remove_person(board, person, &removal, 1_000)
    })
    .0
}

pub(super) fn set_role(core: &mut Core, board: BoardId, person: PersonId, role: Role) {
    act(core, |core| core.set_role(board, person, role, 1_000));
}

/// Asks for something that is refused, and returns why.
fn refused<T: std::fmt::Debug>(
    core: &mut Core,
    ask: impl FnOnce(&mut Core) -> Result<T, NodeError>,
) -> NodeError {
    core.begin().unwrap();
    let error = ask(core).unwrap_err();
    core.commit().unwrap();
    error
}

fn not_allowed(code: &str) -> NodeError {
    NodeError::NotAllowed(code.to_owned())
}

/// Edits the item that an entry made.
pub(super) fn edit(core: &mut Core, board: BoardId, on: Position, words: &str) -> Position {
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
            Ok(appender.append(draft).map(drop)?)
        })
    });
    written.positions[0]
}

pub(super) fn why(core: &Core, board: BoardId, entry: Position) -> Verdict {
    verdicts(core, board)[&entry.id].verdict.clone()
}

pub(super) fn role(core: &Core, board: BoardId, person: PersonId) -> Option<Role> {
    core.state.boards[&board].authority.role_of(person)
}

#[test]
fn a_removal_comes_with_new_keys_and_the_removed_is_told_and_keeps_what_she_has() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (mut mallory, home) = member(&mut alice, board, 3);
    say(&mut mallory, board, "early");
    meet(&mut mallory, &mut alice);
    let before = current(&alice, board, Compartment::Main);
    let her = me(&mallory, board);
    remove(&mut alice, board, her);
    assert_ne!(current(&alice, board, Compartment::Main), before);
    say(&mut alice, board, "not for Mallory");
    meet(&mut bob, &mut alice);
    assert_eq!(
        current(&bob, board, Compartment::Main),
        current(&alice, board, Compartment::Main)
    );
    assert_eq!(heard(&bob, board), ["early", "not for Mallory"]);

    // Whoever has stored the removal serves her nothing, and says why.
    meet(&mut mallory, &mut bob);
    assert_eq!(heard(&mallory, board), ["early"]);
    assert_eq!(current(&mallory, board, Compartment::Main), before);
    let authority = &mallory.state.boards[&board].authority;
    let told: Vec<_> = authority
        .removed_grants()
        .filter(|(_, of, ..)| *of == her)
        .collect();
    assert_eq!(told.len(), 1);
    let by = &told[0].3.by[0];
    assert_eq!((by.person, by.reason), (me(&alice, board), Reason::Spam));
    assert_eq!(by.text.as_deref(), Some("floods the board"));
    let error = refused(&mut mallory, |core| {
        core.append(board, 1_000, |appender| {
            appender.append(Draft {
                kind: Kind::Change,
                item: None,
                deps: Vec::new(),
                body: b"late".to_vec(),
            })?;
            Ok(())
        })
    });
    assert_eq!(error, not_allowed("removed"));
    // She knows it after a restart too.
    close(mallory);
    let mallory = open(home.path(), 3, 99);
    assert_eq!(role(&mallory, board, her), None);
    assert_eq!(heard(&mallory, board), ["early"]);
}

#[test]
fn late_work_stands_aside_by_all_who_heard_and_is_let_in_by_a_coordinator() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (mut mallory, _home) = member(&mut alice, board, 3);
    let (mut dora, _dora) = member(&mut alice, board, 4);
    meet(&mut mallory, &mut dora);
    let her = me(&mallory, board);
    remove(&mut alice, board, her);
    let late = say(&mut mallory, board, "late");
    // Dora has not heard of it: she takes it, and hands it on.
    meet(&mut mallory, &mut dora);
    assert_eq!(heard(&dora, board), ["late"]);
    meet(&mut dora, &mut alice);
    meet(&mut bob, &mut alice);
    for core in [&alice, &bob, &dora] {
        assert_eq!(why(core, board, late), Verdict::Aside("removed".to_owned()));
        let aside = core.set_aside(board, 10).unwrap();
        assert_eq!(aside.len(), 1);
        assert_eq!(
            (aside[0].position, aside[0].kind),
            (late, AsideKind::NotAllowed)
        );
        assert_eq!(
            (aside[0].person, aside[0].code.as_str()),
            (Some(her), "removed")
        );
    }
    assert_eq!(
        refused(&mut bob, |core| core.let_in(board, vec![late.id], 1_000)),
        not_allowed("rank-too-low")
    );
    act(&mut alice, |core| core.let_in(board, vec![late.id], 1_000));
    meet(&mut dora, &mut alice);
    meet(&mut bob, &mut dora);
    for core in [&alice, &bob, &dora] {
        assert_eq!(heard(core, board), ["late"]);
        assert!(core.set_aside(board, 10).unwrap().is_empty());
    }
}

#[test]
fn a_late_honest_edit_vouches_for_what_it_was_built_on() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (mut mallory, _home) = member(&mut alice, board, 3);
    let (mut dora, _dora) = member(&mut alice, board, 4);
    meet(&mut mallory, &mut dora);
    let her = me(&mallory, board);
    remove(&mut alice, board, her);
    let late = say(&mut mallory, board, "late");
    let alone = say(&mut mallory, board, "alone");
    meet(&mut mallory, &mut dora);
    let on_top = edit(&mut dora, board, late, "on top");
    meet(&mut dora, &mut bob);
    assert_eq!(heard(&bob, board), ["alone", "late", "on top"]);
    meet(&mut bob, &mut alice);
    meet(&mut dora, &mut alice);
    for core in [&alice, &bob, &dora] {
        assert_eq!(heard(core, board), ["late", "on top"]);
        assert!(why(core, board, on_top).is_accepted());
        assert_eq!(
            why(core, board, alone),
            Verdict::Aside("removed".to_owned())
        );
    }
}

#[test]
fn an_own_entry_that_counts_no_more_ends_this_runs_log() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (first, bobs) = (say(&mut bob, board, "one"), me(&bob, board));
    meet(&mut bob, &mut alice);
    let late = say(&mut bob, board, "two");
    remove(&mut alice, board, bobs);
    set_role(&mut alice, board, bobs, Role::Contributor);
    meet(&mut bob, &mut alice);
    assert_eq!(why(&bob, board, late), Verdict::Aside("removed".to_owned()));
    let next = say(&mut bob, board, "three");
    assert_eq!(first.log, late.log);
    assert_ne!(next.log, late.log);
    meet(&mut bob, &mut alice);
    assert_eq!(heard(&alice, board), ["one", "three"]);
    assert_eq!(heard(&bob, board), ["one", "three"]);
}

#[test]
fn who_was_removed_apart_gets_none_of_the_keys_made_after_both_removals_met() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (mallory, _m) = member(&mut alice, board, 3);
    let (trudy, _t) = member(&mut alice, board, 4);
    let bobs = me(&bob, board);
    set_role(&mut alice, board, bobs, Role::Coordinator);
    meet(&mut bob, &mut alice);
    remove(&mut alice, board, me(&mallory, board));
    remove(&mut bob, board, me(&trudy, board));
    meet(&mut bob, &mut alice);
    meet(&mut bob, &mut alice);
    for of in [Compartment::Members, Compartment::Main] {
        let epoch = current(&alice, board, of);
        assert_eq!(current(&bob, board, of), epoch);
        for gone in [&mallory, &trudy] {
            let device = gone.state.boards[&board].device.id();
            let wrapped = alice.state.boards[&board].certs.values().any(|cert| {
                matches!(cert.cert(), trust::Certificate::Wrap(wrap) if wrap.device == device
                    && wrap.keys.iter().any(|key| key.epoch == epoch))
            });
            assert!(!wrapped, "a key that a removed person can open");
        }
    }
}
