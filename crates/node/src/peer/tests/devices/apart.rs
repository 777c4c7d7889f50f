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

#[test]
fn a_board_that_was_handed_on_is_coming_until_somebody_brought_all_that_they_have() {
    let Two { mut bob, board, .. } = two();
    // Too much for one frame.
    let long: String = ('a'..='z').cycle().take(2_000).collect();
    for n in 0..1_200 {
        say(&mut bob, board, &format!("{n} {}", &long[n % 26..]));
    }
    let (mut phone, _home) = added(&mut bob, &[], 3);
    let stands = |core: &Core| {
        let info = core.board_info(board).unwrap();
        (info.arriving.is_some(), info.coming)
    };
    assert_eq!(stands(&phone), (true, true));
    meet_until(&mut phone, &mut bob, |phone| !stands(phone).0);
    assert!(heard(&phone, board).len() < 1_200, "it was cut too late");
    // It knows that it is Bob's, and that not all has come; also after a restart.
    let mut phone = Core::open(phone.into_parts().unwrap()).unwrap();
    assert_eq!(stands(&phone), (false, true));
    meet(&mut phone, &mut bob);
    assert_eq!(heard(&phone, board).len(), 1_200);
    assert_eq!(stands(&phone), (false, false));
    let phone = Core::open(phone.into_parts().unwrap()).unwrap();
    assert_eq!(stands(&phone), (false, false));
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
    say(&mut alice, board, "before the phone");
    meet(&mut alice, &mut helper);
    let (mut phone, _home) = added(&mut bob, &[], 4);
    assert!(phone.board_info(board).unwrap().coming);
    meet(&mut phone, &mut helper);
    assert_eq!(heard(&phone, board), ["before the phone"]);
    assert!(!phone.board_info(board).unwrap().coming);
}
