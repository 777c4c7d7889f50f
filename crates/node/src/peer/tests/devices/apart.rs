//! Boards that arrive in an answer: damaged, cut in the middle, by a helper alone; and a device that hears late that it was taken off.

use super::*;
use crate::peer::tests::helpers::{Three, three};

#[test]
fn a_board_that_is_packed_without_its_key_is_left_out_whole_and_keeps_no_other_out() {
    let Two {
        mut bob,
        board,
        mut alice,
        ..
    } = two();
    let home = tempfile::tempdir().unwrap();
    let mut phone = open(home.path(), 4, 40);
    let (request, _) = act(&mut phone, |core| core.request_device("phone"));
    let whole = answered(&mut bob, &request, &[alice.endpoint()]);
    let mut package = phone.read_answer(&whole).unwrap();
    // One of which nothing can be written, before the whole one.
    let mut broken = package.boards[0].clone();
    broken.board = BoardId([66; 32]);
    broken
        .keys
        .retain(|(part, _)| *part != trust::Compartment::Members);
    package.boards.insert(0, broken);
    let answer = DeviceAnswer::seal(&request, &package, [9; 32]).unwrap();
    let accept = |core: &mut Core| core.accept_device(&answer, None, keep(), 1_000);
    let (accepted, _) = act(&mut phone, accept);
    assert_eq!(accepted.boards, [board]);
    assert_eq!(phone.boards(), [board]);
    let mut phone = Core::open(phone.into_parts().unwrap()).unwrap();
    assert_eq!(phone.boards(), [board], "nothing of it is on the disk");
    meet(&mut phone, &mut alice);
    say(&mut phone, board, "here");
    assert_eq!(heard(&phone, board), ["here"]);
}

#[test]
fn a_lost_device_believes_its_own_persons_word_whoever_hands_it_on() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    let (mut phone, _home) = added(&mut alice, &[], 3);
    meet(&mut phone, &mut alice);
    let lost = phone.board_info(board).unwrap().device;
    // Taken off from a computer of which the lost device has never heard.
    let (mut laptop, _place) = added(&mut alice, &[], 4);
    meet(&mut laptop, &mut alice);
    act(&mut laptop, |core| core.revoke_device(board, lost, 1_000));
    meet(&mut laptop, &mut bob);
    let counts = |core: &Core| {
        let authority = core.board_info(board).unwrap().authority;
        authority.person_of(lost).is_some()
    };
    assert!(!counts(&bob) && counts(&phone));
    // Bob, who may not end a steward's device, is the only one that it meets.
    meet(&mut phone, &mut bob);
    assert!(!counts(&phone), "it is told, and the word proves itself");
}

/// More than one frame takes.
const MANY: usize = 1_200;

fn say_much(core: &mut Core, board: BoardId) {
    let long: String = ('a'..='z').cycle().take(2_000).collect();
    for n in 0..MANY {
        say(core, board, &format!("{n} {}", &long[n % 26..]));
    }
}

/// Whether the phone waits for a word of the board itself, and whether for the rest.
fn stands(core: &Core, board: BoardId) -> (bool, bool) {
    let info = core.board_info(board).unwrap();
    (info.arriving.is_some(), info.coming)
}

/// Somebody's new device, to which part of the board came.
fn cut(phone: &mut Core, of: &mut Core, board: BoardId) {
    assert_eq!(stands(phone, board), (true, true));
    meet_until(phone, of, |phone| !stands(phone, board).0);
    assert!(heard(phone, board).len() < MANY, "it was cut too late");
}

#[test]
fn a_board_that_was_handed_on_is_coming_until_somebody_brought_all_that_they_have() {
    let Two { mut bob, board, .. } = two();
    say_much(&mut bob, board);
    let (mut phone, _home) = added(&mut bob, &[], 3);
    cut(&mut phone, &mut bob, board);
    // It knows that it is Bob's, and that not all has come; also after a restart.
    let mut phone = Core::open(phone.into_parts().unwrap()).unwrap();
    assert_eq!(stands(&phone, board), (false, true));
    meet(&mut phone, &mut bob);
    assert_eq!(heard(&phone, board).len(), MANY);
    assert_eq!(stands(&phone, board), (false, false));
    let phone = Core::open(phone.into_parts().unwrap()).unwrap();
    assert_eq!(stands(&phone, board), (false, false));
}

#[test]
fn where_only_a_helper_is_met_its_all_is_all_there_is_to_wait_for() {
    let Three {
        mut alice,
        mut bob,
        mut helper,
        board,
        homes: _homes,
    } = three();
    say_much(&mut alice, board);
    meet(&mut alice, &mut helper);
    meet(&mut alice, &mut bob);
    let (mut phone, _home) = added(&mut bob, &[], 4);
    cut(&mut phone, &mut bob, board);
    meet(&mut phone, &mut helper);
    assert_eq!(heard(&phone, board).len(), MANY);
    assert_eq!(stands(&phone, board), (false, false));
}
