//! Receipts are never above the truth, whatever the others' disks went through.

use trust::{LogId, Position};

use super::forks::{Clones, clones, talk};
use super::hostile::member;
use super::removals::{me, remove};
use super::*;
use crate::{Holding, OnlyHere};

mod random;

/// Lets two cores talk until so many frames have gone over, and cuts the line.
pub(super) fn meet_for(a: &mut Core, b: &mut Core, most: usize) {
    let connection = Connection(1);
    let ends = [a, b];
    let mut queues = [VecDeque::new(), VecDeque::new()];
    let peers = [ends[1].endpoint(), ends[0].endpoint()];
    for (at, side) in [Side::Dialler, Side::Acceptor].into_iter().enumerate() {
        let start = SessionStart {
            side,
            binding: [5; 32],
            peer: peers[at],
            padding: [6; 32],
        };
        let (effects, more) = act(ends[at], |core| core.connect(connection, start, 1_000));
        let effects = effects.into_iter().chain(more);
        put(&mut queues[1 - at], &mut Vec::new(), effects);
    }
    let mut frames = 0;
    while let Some(at) = queues.iter().position(|queue| !queue.is_empty()) {
        if frames == most {
            break;
        }
        frames += 1;
        let frame = queues[at].pop_front().unwrap();
        let input = Input::Frame(frame);
        let (effects, more) = act(ends[at], |core| core.step(connection, input, 1_000));
        let effects = effects.into_iter().chain(more);
        put(&mut queues[1 - at], &mut Vec::new(), effects);
    }
    for end in ends {
        end.disconnect(connection);
    }
}

/// What one core knows of the other's device.
pub(super) fn of(core: &Core, board: BoardId, other: &Core) -> Option<Holding> {
    let device = other.board_info(board)?.device;
    let holdings = core.board_info(board)?.holdings;
    holdings.iter().find(|held| held.device == device).cloned()
}

fn lacks(core: &Core, board: BoardId, other: &Core) -> u64 {
    of(core, board, other).unwrap().lacks
}

fn only(core: &Core, board: BoardId) -> OnlyHere {
    OnlyHere::clone(&core.board_info(board).unwrap().only_here)
}

/// Where each log of a core stands.
pub(super) fn tips(core: &Core, board: BoardId) -> BTreeMap<LogId, Position> {
    let logs = &core.state.boards[&board].logs;
    logs.values().map(|log| (log.tip.log, log.tip)).collect()
}

#[test]
fn who_restored_an_older_folder_counts_for_less_until_it_has_the_rest_again() {
    let Two {
        mut alice,
        mut bob,
        board,
        homes,
    } = two();
    say(&mut alice, board, "early");
    meet(&mut alice, &mut bob);
    close(bob);
    let older = backup(homes[1].path());
    let mut bob = open(homes[1].path(), 2, 120);
    say(&mut alice, board, "late");
    say(&mut alice, board, "latest");
    meet(&mut alice, &mut bob);
    assert_eq!(lacks(&alice, board, &bob), 0);
    assert_eq!(only(&alice, board), OnlyHere::default());
    drop(bob);
    // Bob's disk is gone; what he has is the copy, with the device's keys.
    let mut bob = open(older.path(), 2, 140);
    // The line is cut after the two have compared, before an entry has gone over.
    let mut most = 1;
    while lacks(&alice, board, &bob) == 0 {
        meet_for(&mut alice, &mut bob, most);
        most += 1;
        assert!(most < 20, "Alice still believes what Bob said long ago");
    }
    assert_eq!(lacks(&alice, board, &bob), 2);
    assert_eq!((only(&alice, board).here, only(&alice, board).mine), (2, 2));
    assert_eq!(heard(&bob, board), ["early"]);
    // It stays so over a restart ...
    close(alice);
    let mut alice = open(homes[0].path(), 1, 160);
    assert_eq!(lacks(&alice, board, &bob), 2);
    // ... and is made good by giving him the rest.
    meet(&mut alice, &mut bob);
    assert_eq!(lacks(&alice, board, &bob), 0);
    assert_eq!(heard(&bob, board), ["early", "late", "latest"]);
}

#[test]
fn receipts_outlast_a_restart_and_say_since_when() {
    let Two {
        mut alice,
        mut bob,
        board,
        homes,
    } = two();
    assert_eq!(of(&alice, board, &bob).unwrap().since_ms, Some(1_000));
    say(&mut alice, board, "one");
    let before = of(&alice, board, &bob).unwrap();
    assert_eq!((before.lacks, before.since_ms), (1, None));
    meet(&mut alice, &mut bob);
    let now = of(&alice, board, &bob).unwrap();
    assert_eq!((now.lacks, now.since_ms), (0, Some(1_000)));
    close(alice);
    let alice = open(homes[0].path(), 1, 160);
    let again = of(&alice, board, &bob).unwrap();
    assert_eq!((again.lacks, again.since_ms), (0, Some(1_000)));
    assert_eq!(again.held, now.held);
}

#[test]
fn with_nobody_met_everything_is_only_here() {
    let home = tempfile::tempdir().unwrap();
    let mut alice = open(home.path(), 1, 10);
    let (board, _) = act(&mut alice, |core| core.create_board(1_000));
    say(&mut alice, board, "one");
    let info = alice.board_info(board).unwrap();
    assert!(info.holdings.is_empty());
    assert_eq!(info.only_here.here, info.entries);
    // An entry more is something new; the same asked again is not.
    let before = only(&alice, board).tips;
    assert_eq!(only(&alice, board).tips, before);
    say(&mut alice, board, "two");
    assert!(!only(&alice, board).tips.is_subset(&before));
}

#[test]
fn who_was_removed_counts_no_more_and_not_again_by_old_words() {
    let Two {
        mut alice,
        mut bob,
        board,
        homes,
    } = two();
    let (mut carol, _home) = member(&mut alice, board, 3);
    say(&mut alice, board, "one");
    meet(&mut alice, &mut bob);
    meet(&mut alice, &mut carol);
    let bobs = me(&bob, board);
    let device = bob.board_info(board).unwrap().device;
    let removal = remove(&mut alice, board, bobs);
    assert!(of(&alice, board, &bob).is_none());
    let words = |core: &Core| {
        let stated = core.state.boards[&board].stated.get(&device);
        stated.map_or(0, |stated| stated.held.len())
    };
    assert_eq!(words(&alice), 0);
    // A coordinator makes the removal good: until Bob is met, nothing is known of what he still has.
    let _ = removal;
    act(&mut alice, |core| {
        core.set_role(board, bobs, Role::Editor, 1_000)
    });
    let back = of(&alice, board, &bob).unwrap();
    assert_eq!(back.since_ms, None);
    assert!(back.held.is_empty());
    close(alice);
    let mut alice = open(homes[0].path(), 1, 160);
    assert!(of(&alice, board, &bob).unwrap().held.is_empty());
    talk(&mut alice, &mut bob);
    assert_eq!(lacks(&alice, board, &bob), 0);
}

#[test]
fn of_a_forked_log_each_device_counts_for_the_branch_that_it_has() {
    let Clones {
        mut alice,
        mut left,
        mut right,
        others,
        board,
        _homes: (homes, _copy),
    } = clones(1);
    let (mut carol, _carol) = others.into_iter().next().unwrap();
    say(&mut left, board, "left");
    say(&mut right, board, "right");
    talk(&mut carol, &mut left);
    talk(&mut alice, &mut right);
    assert_eq!(lacks(&alice, board, &right), 0);
    // Alice hears of the other branch from Carol, who then has both.
    talk(&mut alice, &mut carol);
    assert_eq!(lacks(&alice, board, &carol), 0);
    let clone = of(&alice, board, &right).unwrap();
    assert_eq!(clone.lacks, 1, "the machine that she met has one branch");
    assert_eq!(clone.since_ms, None);
    close(alice);
    let alice = open(homes[0].path(), 1, 160);
    assert_eq!(lacks(&alice, board, &carol), 0);
    assert_eq!(lacks(&alice, board, &right), 1);
}
