//! What is told of helpers: that one has no room, and where one is.

use super::hostile::talk;
use super::*;
use crate::CarryLimits;

const ROOM: u8 = 24;
const PLACES: u8 = 25;
/// The number of the message that holds frames.
const FRAMES: u8 = 14;

fn at(who: &Core, addrs: &[&str]) -> EndpointHint {
    EndpointHint {
        endpoint: who.endpoint(),
        addrs: addrs.iter().map(|addr| addr.parse().unwrap()).collect(),
        relay: None,
    }
}

#[test]
fn a_full_helper_says_so_to_whom_it_takes_nothing_from_and_again_when_it_does() {
    let Three {
        mut alice,
        mut bob,
        mut helper,
        board,
        ..
    } = three();
    let before = helper.carried()[0].bytes;
    helper.limit_carrying(CarryLimits {
        board: before + 6_000,
        endpoint: before + 3_000,
        logs: 100,
    });
    assert!(!helper.carried()[0].full && !helper_of(&alice, board).full);
    for n in 0..20 {
        say(&mut alice, board, &format!("many words {n}"));
    }
    meet(&mut alice, &mut helper);
    assert!(helper_of(&alice, board).full, "Alice is told");
    assert!(helper.carried()[0].full, "and whoever runs the helper is");
    say(&mut bob, board, "from Bob");
    meet(&mut bob, &mut helper);
    assert!(
        !helper_of(&bob, board).full,
        "it has room for what Bob brings"
    );
    // Alice knows it until it has room for her again.
    meet(&mut alice, &mut helper);
    assert!(helper_of(&alice, board).full);
    helper.limit_carrying(CarryLimits::default());
    meet(&mut alice, &mut helper);
    assert!(!helper_of(&alice, board).full);
    assert_eq!(helper_of(&alice, board).lacks, 0);
    assert!(!helper.carried()[0].full);
}

#[test]
fn what_a_full_helper_has_no_room_for_is_no_replay_and_what_it_knows_is_one() {
    let Three {
        mut alice,
        mut helper,
        board,
        ..
    } = three();
    let before = helper.carried()[0].bytes;
    helper.limit_carrying(CarryLimits {
        board: before + 600,
        endpoint: before + 600,
        logs: 100,
    });
    for n in 0..20 {
        say(&mut alice, board, &format!("many words {n}"));
    }
    let mut brought = 0;
    for _ in 0..300 {
        let went = talk([&mut alice, &mut helper], |_, message| vec![message]);
        let frames = went.iter().filter(|(from, m)| *from == 0 && m[0] == FRAMES);
        brought += frames.count();
    }
    assert!(helper.carried()[0].full && brought >= 300);
    let waits = |helper: &mut Core| helper.replays.must_wait(alice.endpoint(), 1_000);
    assert!(!waits(&mut helper), "Alice's other boards go on");
    // With room all of it is taken in; brought again then, it is a replay as ever.
    helper.limit_carrying(CarryLimits::default());
    meet(&mut alice, &mut helper);
    say(&mut alice, board, "one more");
    talk([&mut alice, &mut helper], |from, message| {
        let times = if from == 0 && message[0] == FRAMES {
            300
        } else {
            1
        };
        vec![message; times]
    });
    assert!(helper.replays.must_wait(alice.endpoint(), 1_000));
}

#[test]
fn no_member_passes_for_a_helper_that_is_full() {
    let Three {
        mut alice,
        mut bob,
        board,
        ..
    } = three();
    // Bob says it where he says what he holds.
    let lies = |from: usize, message: Vec<u8>| {
        let room = vec![ROOM, 0x82, 0x00, 0xf5];
        if from == 0 && message[0] == 5 {
            vec![room, message]
        } else {
            vec![message]
        }
    };
    say(&mut alice, board, "one");
    talk([&mut bob, &mut alice], lies);
    assert_eq!(heard(&bob, board), ["one"]);
    let info = alice.board_info(board).unwrap();
    assert!(info.holdings.iter().all(|held| !held.full));
}

#[test]
fn whoever_reached_a_helper_tells_the_other_members_where_and_nobody_else() {
    let Three {
        mut alice,
        mut bob,
        mut helper,
        board,
        ..
    } = three();
    let place = at(&helper, &["192.0.2.7:4711", "[fd00::7]:4711"]);
    alice.reached(&place);
    // Where people are is nobody's affair.
    let carol = at(&bob, &["192.0.2.8:4711"]);
    alice.reached(&carol);
    assert_eq!(bob.take_told(), None);
    meet(&mut alice, &mut bob);
    assert_eq!(bob.take_told(), Some(vec![place.clone()]));
    assert_eq!(alice.take_told(), None);
    // Said once, and anew when it is somewhere else.
    let told = |from: usize, went: &[(usize, Vec<u8>)]| {
        let told = went
            .iter()
            .filter(|(at, message)| *at == from && message[0] == PLACES);
        told.count()
    };
    alice.reached(&at(&helper, &["192.0.2.9:4711"]));
    let went = talk([&mut alice, &mut bob], |_, message| vec![message]);
    assert_eq!(told(0, &went), 1);
    assert_eq!(
        told(1, &went),
        0,
        "Bob tells what he found out, not what he was told"
    );
    let [newest] = bob.take_told().unwrap().try_into().unwrap();
    assert_eq!(newest.addrs[0].to_string(), "192.0.2.9:4711");
    assert!(newest.addrs.len() <= 4);
    // Helpers are told nothing.
    let went = talk([&mut alice, &mut helper], |_, message| vec![message]);
    assert_eq!(told(0, &went), 0);
    assert_eq!(helper.take_told(), None);
    // Once it is no helper any more, nothing of it is told.
    let person = helper_of(&alice, board).person;
    let removal = Removal {
        reason: trust::Reason::Over,
        text: None,
        keep: crate::Keep::Known,
        let_go: false,
        hide: Vec::new(),
    };
    act(&mut alice, |core| {
        core.remove_person(board, person, &removal, 1_000)
    });
    let went = talk([&mut alice, &mut bob], |_, message| vec![message]);
    assert_eq!(told(0, &went), 0);
}

#[test]
fn whoever_hears_of_a_helper_for_the_first_time_hears_where_it_is_too() {
    let Two {
        mut alice,
        mut bob,
        board,
        homes: _homes,
    } = two();
    let home = tempfile::tempdir().unwrap();
    let mut helper = open(home.path(), 3, 30);
    let ticket = helper_ticket(&mut alice, board);
    act(&mut helper, |core| core.start_join(ticket, 1_000));
    meet(&mut helper, &mut alice);
    let place = at(&helper, &["192.0.2.7:4711"]);
    alice.reached(&place);
    meet(&mut bob, &mut alice);
    assert_eq!(bob.take_told(), Some(vec![place]));
}

#[test]
fn a_member_who_lies_about_places_moves_nobody_but_helpers_and_within_bounds() {
    let Three {
        mut alice,
        mut bob,
        mut helper,
        ..
    } = three();
    let many: Vec<String> = (1..=8).map(|n| format!("192.0.2.{n}:1")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    alice.reached(&at(&helper, &many));
    // Mallory says where Bob himself is, who is no helper, and what is no address.
    let lies = |from: usize, mut message: Vec<u8>| {
        if from == 0 && message[0] == PLACES {
            let own = [3; 32];
            let place = message.windows(32).position(|part| part == own).unwrap();
            message[place..place + 32].fill(2);
        }
        vec![message]
    };
    talk([&mut alice, &mut bob], lies);
    assert_eq!(bob.take_told(), None, "Bob is no helper");
    let nonsense = |from: usize, mut message: Vec<u8>| {
        if from == 0 && message[0] == PLACES {
            let place = message
                .windows(7)
                .position(|part| part == b"192.0.2")
                .unwrap();
            message[place..place + 7].copy_from_slice(b"nowhere");
        }
        vec![message]
    };
    // Told again once there is something new.
    alice.reached(&at(&helper, &["192.0.2.9:1"]));
    talk([&mut alice, &mut bob], nonsense);
    let [told] = bob.take_told().unwrap().try_into().unwrap();
    assert_eq!(told.addrs.len(), 4, "{told:?}");
    // By a helper nobody is told where others are.
    let by_a_helper = |from: usize, message: Vec<u8>| {
        if from == 0 && message[0] == 13 {
            return vec![message, vec![PLACES, 0x82, 0x00, 0x80]];
        }
        vec![message]
    };
    let went = talk([&mut helper, &mut bob], by_a_helper);
    assert!(went.contains(&(1, vec![255])), "Bob closes");
}
