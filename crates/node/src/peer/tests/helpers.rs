//! A helper: carries a board between people who never meet, and can read nothing of it.

mod asking;
mod giving;
pub(super) mod hostile;
mod orders;
mod told;

use trust::{Compartment, EpochId, EpochKey};

use super::*;
use crate::Removal;

const PLANTED: [&str; 3] = ["insulin for Maria", "12 Birch Lane", "Relief"];

/// Alice, Bob and the helper that carries their board.
pub(super) struct Three {
    pub(super) alice: Core,
    pub(super) bob: Core,
    pub(super) helper: Core,
    pub(super) board: BoardId,
    pub(super) homes: [TempDir; 3],
}

pub(super) fn helper_ticket(alice: &mut Core, board: BoardId) -> TicketText {
    let spec = TicketSpec {
        mode: TicketMode::Helper,
        role: Role::Helper,
        uses: Some(1),
        expires_ms: None,
        board_name: String::new(),
        inviter_name: String::new(),
        label: Some("Library PC".to_owned()),
    };
    let hint = EndpointHint {
        endpoint: alice.endpoint(),
        addrs: Vec::new(),
        relay: None,
    };
    act(alice, |core| {
        core.make_ticket(board, spec, vec![hint], 1_000)
    })
    .0
}

pub(super) fn three() -> Three {
    let Two {
        mut alice,
        mut bob,
        board,
        homes: [one, two],
    } = two();
    let homes = [one, two, tempfile::tempdir().unwrap()];
    let mut helper = open(homes[2].path(), 3, 30);
    let ticket = helper_ticket(&mut alice, board);
    act(&mut helper, |core| core.start_join(ticket, 1_000));
    meet(&mut helper, &mut alice);
    // Bob hears of the helper.
    meet(&mut bob, &mut alice);
    Three {
        alice,
        bob,
        helper,
        board,
        homes,
    }
}

/// Returns every value of a database, as bytes.
pub(super) fn values(home: &TempDir) -> Vec<Vec<u8>> {
    let db = LogDb::reader(&home.path().join("log.db"), &KEY).unwrap();
    db.every_value().unwrap()
}

pub(super) fn holds(values: &[Vec<u8>], wanted: &[u8]) -> bool {
    let in_one = |value: &Vec<u8>| value.windows(wanted.len()).any(|part| part == wanted);
    values.iter().any(in_one)
}

pub(super) fn keys_of(core: &Core, board: BoardId) -> Vec<(EpochId, Compartment, EpochKey)> {
    let state = &core.state.boards[&board];
    let keys = state.keyring.iter();
    keys.map(|(id, of, key)| (id, of, key.clone())).collect()
}

pub(super) fn helper_of(core: &Core, board: BoardId) -> crate::Holding {
    let info = core.board_info(board).unwrap();
    let mut helpers = info.holdings.iter().filter(|held| held.helper.is_some());
    helpers.next().unwrap().clone()
}

#[test]
fn bob_has_alices_change_by_a_helper_that_can_read_nothing() {
    let Three {
        mut alice,
        mut bob,
        mut helper,
        board,
        homes,
    } = three();
    for words in PLANTED {
        say(&mut alice, board, words);
    }
    meet(&mut alice, &mut helper);
    assert!(heard(&bob, board).is_empty());
    meet(&mut bob, &mut helper);
    assert_eq!(heard(&bob, board).len(), PLANTED.len());
    say(&mut bob, board, "on my way");
    meet(&mut helper, &mut bob);
    meet(&mut helper, &mut alice);
    assert_eq!(heard(&alice, board), heard(&bob, board));

    assert!(helper.boards().is_empty(), "a helper is no member");
    let [carried] = helper.carried().try_into().unwrap();
    assert_eq!(carried.entries, alice.board_info(board).unwrap().entries);
    assert!(carried.bytes > 0 && carried.heard_ms == Some(1_000));
    close(helper);
    let values = values(&homes[2]);
    assert!(values.len() > 20);
    for words in PLANTED
        .into_iter()
        .chain(["Library PC", "Alice", "on my way"])
    {
        assert!(!holds(&values, words.as_bytes()), "{words}");
    }
    for core in [&alice, &bob] {
        for (id, _, key) in keys_of(core, board) {
            assert!(!holds(&values, key.expose()), "a key of the board: {id:?}");
        }
        let info = core.board_info(board).unwrap();
        assert!(!holds(&values, &info.me.0), "who somebody is");
        assert!(!holds(&values, &info.device.0), "which device it is");
    }
}

#[test]
fn bad_input_51_a_helper_is_counted_apart_and_is_behind_since_it_last_held_all() {
    let Three {
        mut alice,
        mut helper,
        board,
        ..
    } = three();
    meet(&mut alice, &mut helper);
    let held = helper_of(&alice, board);
    assert_eq!(held.helper.as_deref(), Some("Library PC"));
    assert_eq!((held.lacks, held.whole_ms), (0, Some(1_000)));
    say(&mut alice, board, "one more");
    let held = helper_of(&alice, board);
    assert_eq!((held.lacks, held.whole_ms), (1, Some(1_000)));
    meet(&mut alice, &mut helper);
    assert_eq!(helper_of(&alice, board).lacks, 0);
    let of_people = alice.board_info(board).unwrap().holdings;
    let of_people = of_people.iter().filter(|held| held.helper.is_none());
    assert_eq!(of_people.count(), 1, "Bob's alone");
}

#[test]
fn a_helper_goes_on_after_a_restart_and_forgets_all_when_it_stops() {
    let Three {
        mut alice,
        mut bob,
        helper,
        board,
        homes,
    } = three();
    close(helper);
    let mut helper = open(homes[2].path(), 3, 90);
    say(&mut alice, board, "after the restart");
    meet(&mut alice, &mut helper);
    meet(&mut bob, &mut helper);
    assert_eq!(heard(&bob, board), ["after the restart"]);
    act(&mut helper, |core| core.stop_carrying(board));
    assert!(helper.carried().is_empty());
    say(&mut alice, board, "for nobody");
    meet(&mut alice, &mut helper);
    close(helper);
    let values = values(&homes[2]);
    assert!(!holds(&values, &board.0));
}

#[test]
fn keys_are_changed_while_a_helper_is_all_that_they_meet() {
    let Three {
        mut alice,
        mut bob,
        mut helper,
        board,
        ..
    } = three();
    for round in 0..4 {
        act(&mut alice, |core| core.rotate(board, 1_000));
        say(&mut alice, board, &format!("under new keys {round}"));
        meet(&mut alice, &mut helper);
        meet(&mut bob, &mut helper);
        assert_eq!(heard(&bob, board).len(), round + 1);
        assert_eq!(keys_of(&alice, board), keys_of(&bob, board));
    }
}

#[test]
fn who_was_removed_reads_nothing_new_by_a_helper_and_changes_nothing() {
    let Three {
        mut alice,
        mut bob,
        mut helper,
        board,
        ..
    } = three();
    let bobs = bob.me(board).unwrap();
    let removal = Removal {
        reason: trust::Reason::Abuse,
        text: None,
        keep: crate::Keep::Known,
        let_go: false,
        hide: Vec::new(),
    };
    act(&mut alice, |core| {
        core.remove_person(board, bobs, &removal, 1_000)
    });
    say(&mut alice, board, "not for Bob");
    let late = say(&mut bob, board, "written too late");
    meet(&mut alice, &mut helper);
    meet(&mut bob, &mut helper);
    // He finds the removal among the frames, under a key that he has, and nothing behind it.
    assert!(!heard(&bob, board).contains(&"not for Bob".to_owned()));
    assert!(keys_of(&bob, board).len() < keys_of(&alice, board).len());
    meet(&mut alice, &mut helper);
    assert_eq!(heard(&alice, board), ["not for Bob"]);
    let verdicts = verdicts(&alice, board);
    assert!(
        verdicts
            .get(&late.id)
            .is_none_or(|one| !one.verdict.is_accepted())
    );
}

#[test]
fn members_say_nothing_to_a_helper_that_was_removed() {
    let Three {
        mut alice,
        mut helper,
        board,
        ..
    } = three();
    let helpers = helper_of(&alice, board).person;
    let keys = keys_of(&alice, board).len();
    let removal = Removal {
        reason: trust::Reason::Over,
        text: None,
        keep: crate::Keep::Known,
        let_go: false,
        hide: Vec::new(),
    };
    act(&mut alice, |core| {
        core.remove_person(board, helpers, &removal, 1_000)
    });
    assert_eq!(
        keys_of(&alice, board).len(),
        keys,
        "it had no key: none is changed"
    );
    say(&mut alice, board, "without a helper");
    let before = helper.carried()[0].entries;
    meet(&mut alice, &mut helper);
    assert_eq!(helper.carried()[0].entries, before);
    assert_eq!(alice.met().count(), 0);
}

#[test]
fn a_connection_that_stands_is_used_once_a_helper_is_let_in() {
    // `three` lets the helper in on one connection: what Alice had went over on the same one.
    let Three {
        alice,
        helper,
        board,
        ..
    } = three();
    let [carried] = helper.carried().try_into().unwrap();
    assert_eq!(carried.entries, alice.board_info(board).unwrap().entries);
}
