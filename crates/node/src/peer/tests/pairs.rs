//! Two cores that met before: what is remembered, and what ends it.

use super::removals::remove;
use super::*;

/// Lets two cores meet, and returns the types of what each said.
fn said(a: &mut Core, b: &mut Core) -> [Vec<u8>; 2] {
    said_with(a, b, |_| {})
}

/// The same; `look` sees both after each frame.
fn said_with(a: &mut Core, b: &mut Core, mut look: impl FnMut(&[&mut Core; 2])) -> [Vec<u8>; 2] {
    let connection = Connection(1);
    let ends = [a, b];
    let mut queues = [VecDeque::new(), VecDeque::new()];
    let peers = [ends[1].endpoint(), ends[0].endpoint()];
    let mut said = [Vec::new(), Vec::new()];
    for (at, side) in [Side::Dialler, Side::Acceptor].into_iter().enumerate() {
        let start = SessionStart {
            side,
            binding: [77; 32],
            peer: peers[at],
            padding: [6; 32],
        };
        let (effects, more) = act(ends[at], |core| core.connect(connection, start, 1_000));
        let effects = effects.into_iter().chain(more);
        put(&mut queues[1 - at], &mut Vec::new(), effects);
    }
    while let Some(at) = queues.iter().position(|queue| !queue.is_empty()) {
        let frame: Vec<u8> = queues[at].pop_front().unwrap();
        said[1 - at].push(frame[0]);
        let input = Input::Frame(frame);
        let (effects, more) = act(ends[at], |core| core.step(connection, input, 1_000));
        let effects = effects.into_iter().chain(more);
        put(&mut queues[1 - at], &mut Vec::new(), effects);
        look(&ends);
    }
    for end in ends {
        end.disconnect(connection);
    }
    said
}

const SMALL: [&[u8]; 2] = [&[0, 26], &[0, 26]];

#[test]
fn what_was_proven_is_remembered_over_a_restart_and_renews_what_is_known() {
    let Two {
        mut alice,
        mut bob,
        board,
        homes,
    } = two();
    say(&mut bob, board, "water");
    meet(&mut alice, &mut bob);
    meet(&mut alice, &mut bob);
    assert_eq!(said(&mut alice, &mut bob), SMALL);
    close(alice);
    close(bob);
    let mut alice = open(homes[0].path(), 1, 60);
    let mut bob = open(homes[1].path(), 2, 70);
    let holding = |core: &Core| core.board_info(board).unwrap().holdings[0].clone();
    assert_eq!(said(&mut alice, &mut bob), SMALL);
    assert_eq!(
        (holding(&alice).lacks, holding(&alice).at_ms),
        (0, Some(1_000))
    );
    assert!(holding(&alice).whole_ms.is_some(), "it said so in this run");
}

#[test]
fn who_was_removed_meanwhile_is_told_and_not_answered_as_a_member() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    meet(&mut alice, &mut bob);
    assert_eq!(said(&mut alice, &mut bob), SMALL);
    let person = bob.me(board).unwrap();
    remove(&mut alice, board, person);
    say(&mut alice, board, "not for Bob");
    let [alice_said, _] = said(&mut alice, &mut bob);
    assert!(alice_said.contains(&11), "{alice_said:?}");
    for served in [4, 26, 27] {
        assert!(!alice_said.contains(&served), "{alice_said:?}");
    }
    assert!(heard(&bob, board).is_empty());
}

#[test]
fn a_new_key_is_proven_anew_once() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    meet(&mut alice, &mut bob);
    act(&mut alice, |core| core.rotate(board, 1_000));
    let [alice_said, _] = said(&mut alice, &mut bob);
    assert!(alice_said.contains(&2), "{alice_said:?}");
    // Both have the key now, and neither has proven its device under it to the other.
    let [alice_said, bob_said] = said(&mut alice, &mut bob);
    assert!(
        alice_said.contains(&2) || alice_said == [0, 26],
        "{alice_said:?} {bob_said:?}"
    );
    assert_eq!(said(&mut alice, &mut bob), SMALL);
}

#[test]
fn an_older_folder_is_heard_to_hold_less_and_gets_it_again() {
    let Two {
        mut alice,
        mut bob,
        board,
        homes,
    } = two();
    say(&mut bob, board, "water");
    meet(&mut alice, &mut bob);
    close(bob);
    let older = backup(homes[1].path());
    let mut bob = open(homes[1].path(), 2, 30);
    say(&mut alice, board, "soap");
    meet(&mut alice, &mut bob);
    assert_eq!(said(&mut alice, &mut bob), SMALL);
    drop(bob);
    let mut bob = open(older.path(), 2, 90);
    super::receipts::meet_for(&mut alice, &mut bob, 4);
    let known = super::receipts::of(&alice, board, &bob).unwrap();
    assert!(known.lacks <= 1, "{known:?}");
    meet(&mut alice, &mut bob);
    assert_eq!(heard(&bob, board), ["soap", "water"]);
    assert_eq!(said(&mut alice, &mut bob), SMALL);
}

#[test]
fn how_far_a_long_catch_up_is_is_told_while_it_lasts() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let words = "x".repeat(4_000);
    act(&mut alice, |core| {
        core.append(board, 1_000, |appender| {
            for _ in 0..1_000 {
                appender.append(Draft {
                    kind: Kind::Change,
                    item: None,
                    deps: Vec::new(),
                    body: words.clone().into_bytes(),
                })?;
            }
            Ok(())
        })
    });
    let mut told = Vec::new();
    said_with(&mut alice, &mut bob, |[alice, bob]| {
        assert!(alice.bringing().is_empty(), "nothing comes to her");
        let far = bob.bringing().get(&board).and_then(|it| it.progress);
        told.extend(far.filter(|_| told.last() != far.as_ref()));
    });
    assert!(told.len() > 3, "{told:?}");
    let all = told.last().unwrap();
    let about = all.of_bytes.unwrap();
    assert!((4_000_000..4_500_000).contains(&about), "{about}");
    for (earlier, later) in told.iter().zip(told.iter().skip(1)) {
        assert!(earlier.entries <= later.entries && earlier.bytes <= later.bytes);
        assert_eq!(later.of_entries, 1_000);
        assert!(later.entries < 1_000 && later.bytes <= about);
    }
    assert!(bob.bringing().is_empty(), "it is over");
}
