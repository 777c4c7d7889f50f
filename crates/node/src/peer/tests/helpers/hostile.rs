//! Helpers, members and strangers that do otherwise than they should.

use trust::{Frame, GrantRef};

use super::*;
use crate::CarryLimits;

/// The number of the message that holds frames.
const FRAMES: u8 = 14;

/// Stands among what went over for the end of the connection by one side.
const CLOSED: u8 = 255;

pub(super) type Went = Vec<(usize, Vec<u8>)>;

/// Lets two cores talk; what `tamper` returns goes over instead of each message, with who sent it (0 or 1). Returns what
/// went over.
pub(in crate::peer::tests) fn talk(
    ends: [&mut Core; 2],
    mut tamper: impl FnMut(usize, Vec<u8>) -> Vec<Vec<u8>>,
) -> Went {
    let connection = Connection(9);
    let mut queues = [VecDeque::new(), VecDeque::new()];
    let mut went = Went::new();
    let peers = [ends[1].endpoint(), ends[0].endpoint()];
    let mut put = |queues: &mut [VecDeque<Vec<u8>>; 2], at: usize, effects: Vec<Effect>| {
        for effect in effects {
            match effect.output {
                Output::Send(message) => {
                    for message in tamper(at, message) {
                        went.push((at, message.clone()));
                        queues[1 - at].push_back(message);
                    }
                }
                Output::Close(_) => went.push((at, vec![CLOSED])),
                Output::Met { .. }
                | Output::Equal { .. }
                | Output::Joined { .. }
                | Output::Reported { .. }
                | Output::NotJoined { .. } => {}
            }
        }
    };
    for (at, side) in [Side::Dialler, Side::Acceptor].into_iter().enumerate() {
        let start = SessionStart {
            side,
            binding: [7; 32],
            peer: peers[at],
            padding: [u8::try_from(at).unwrap(); 32],
        };
        let (effects, more) = act(ends[at], |core| core.connect(connection, start, 1_000));
        put(&mut queues, at, [effects, more].concat());
    }
    let mut turns = 0;
    while let Some(at) = queues.iter().position(|queue| !queue.is_empty()) {
        let message = queues[at].pop_front().unwrap();
        let input = Input::Frame(message);
        let (effects, more) = act(ends[at], |core| core.step(connection, input, 1_000));
        put(&mut queues, at, [effects, more].concat());
        turns += 1;
        if turns > 2_000 {
            break;
        }
    }
    for end in ends {
        end.disconnect(connection);
    }
    went
}

/// Reads the frames of a message.
fn frames_in(message: &[u8]) -> Vec<Vec<u8>> {
    let mut rest = &message[6..];
    let mut frames = Vec::new();
    while let Some((length, behind)) = rest.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap();
        frames.push(behind[..length].to_vec());
        rest = &behind[length..];
    }
    frames
}

fn message_of(head: &[u8], frames: &[Vec<u8>]) -> Vec<u8> {
    let mut message = head[..6].to_vec();
    for frame in frames {
        message.extend_from_slice(&u32::try_from(frame.len()).unwrap().to_be_bytes());
        message.extend_from_slice(frame);
    }
    message
}

/// Lies about the frames of one message, each time otherwise.
fn lie(kind: usize, at: usize, mut frames: Vec<Vec<u8>>, foreign: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let pick = at % frames.len();
    match kind {
        0 => drop(frames.remove(pick)),
        1 => frames.reverse(),
        2 => {
            let bit = at % (frames[pick].len() * 8);
            frames[pick][bit / 8] ^= 1 << (bit % 8);
        }
        3 => frames.extend(foreign.iter().cloned()),
        4 => frames = foreign.to_vec(),
        5 => {
            let mut frame = Frame::decode(&frames[pick]).unwrap();
            frame.signature = None;
            frame.body = None;
            frames[pick] = frame.encode();
        }
        _ => {
            let mut frame = Frame::decode(frames.last().unwrap()).unwrap();
            frame.signature = Some([7; 64]);
            *frames.last_mut().unwrap() = frame.encode();
        }
    }
    frames
}

#[test]
fn a_helper_that_lies_about_frames_is_never_believed() {
    let Three {
        mut alice,
        mut bob,
        mut helper,
        board,
        ..
    } = three();
    // Frames of another board of Alice's, carried by the same helper.
    let (other, _) = act(&mut alice, |core| core.create_board(1_000));
    let ticket = helper_ticket(&mut alice, other);
    act(&mut helper, |core| core.start_join(ticket, 1_000));
    meet(&mut helper, &mut alice);
    say(&mut alice, other, "of another board");
    for n in 0..6 {
        say(&mut alice, board, &format!("word {n}"));
    }
    meet(&mut alice, &mut helper);
    let foreign: Vec<Vec<u8>> = {
        let logs = helper.state.carried[&other].logs.values();
        let rows = logs.flat_map(|(key, _)| helper.db().frames(*key, 1, 99, 99).unwrap());
        rows.map(|row| row.bytes).collect()
    };
    assert!(foreign.len() > 3);
    let all = heard(&alice, board);
    let known: Vec<_> = verdicts(&alice, board).into_keys().collect();
    let mut seen: Vec<Vec<u8>> = Vec::new();
    for seed in 0..48_usize {
        let mut at = seed;
        let tamper = |from: usize, message: Vec<u8>| {
            if from == 0 || message[0] != FRAMES {
                return vec![message];
            }
            at = at.wrapping_mul(31).wrapping_add(17);
            if seed % 8 == 7 {
                seen.push(message.clone());
                let replayed = seen[at % seen.len()].clone();
                return vec![replayed.clone(), message, replayed];
            }
            let frames = lie(seed % 8, at, frames_in(&message), &foreign);
            if frames.is_empty() {
                return Vec::new();
            }
            vec![message_of(&message, &frames)]
        };
        talk([&mut bob, &mut helper], tamper);
        for id in verdicts(&bob, board).into_keys() {
            assert!(known.contains(&id), "made up, by lie {seed}");
        }
        assert!(heard(&bob, board).iter().all(|words| all.contains(words)));
    }
    // What could not be used is not asked for again in this run; a person brings it.
    meet(&mut bob, &mut alice);
    assert_eq!(heard(&bob, board), all);
}

#[test]
fn what_is_said_in_the_wrong_place_or_without_an_end_closes_the_connection() {
    let Three {
        mut alice,
        mut bob,
        mut helper,
        board,
        ..
    } = three();
    say(&mut alice, board, "one");
    meet(&mut alice, &mut helper);
    let closes = |went: &Went| went.contains(&(0, vec![CLOSED]));
    // Frames as if they were a transfer in the clear; and more than a stretch may have, on and on.
    let in_the_clear = |from: usize, mut message: Vec<u8>| {
        if from == 1 && message[0] == FRAMES {
            message[0] = 4;
        }
        vec![message]
    };
    assert!(closes(&talk([&mut bob, &mut helper], in_the_clear)));
    let endless = |from: usize, mut message: Vec<u8>| {
        if from == 0 || message[0] != FRAMES {
            return vec![message];
        }
        message[5] = 1;
        vec![message_of(&message, &[vec![0; 1_000_000]]); 14]
    };
    assert!(closes(&talk([&mut bob, &mut helper], endless)));
    // Frames between members.
    let sealed = |from: usize, message: Vec<u8>| {
        if from == 0 || message[0] != 4 {
            return vec![message];
        }
        let mut head = message[..5].to_vec();
        head[0] = FRAMES;
        head.push(0);
        vec![message_of(&head, &[vec![1; 9]])]
    };
    assert!(closes(&talk([&mut bob, &mut alice], sealed)));
    assert!(heard(&bob, board).is_empty());
    meet(&mut bob, &mut helper);
    assert_eq!(heard(&bob, board), ["one"]);
}

#[test]
fn a_helper_that_goes_back_to_an_older_state_takes_nothing_away() {
    let Three {
        mut alice,
        mut bob,
        mut helper,
        board,
        homes,
    } = three();
    say(&mut alice, board, "one");
    meet(&mut alice, &mut helper);
    close(helper);
    let copy = backup(homes[2].path());
    let mut helper = open(homes[2].path(), 3, 80);
    say(&mut alice, board, "two");
    meet(&mut alice, &mut helper);
    meet(&mut bob, &mut helper);
    assert_eq!(heard(&bob, board), ["one", "two"]);
    let mut older = open(copy.path(), 3, 120);
    meet(&mut bob, &mut older);
    assert_eq!(heard(&bob, board), ["one", "two"]);
    let all = helper.carried()[0].entries;
    assert_eq!(older.carried()[0].entries, all, "Bob gave it back");
}

#[test]
fn frames_that_do_not_follow_are_not_kept() {
    let Three {
        mut alice,
        mut helper,
        board,
        ..
    } = three();
    for n in 0..4 {
        say(&mut alice, board, &format!("word {n}"));
    }
    let before = helper.carried()[0].clone();
    for lie in 0..6 {
        let tamper = |from: usize, message: Vec<u8>| {
            if from == 1 || message[0] != FRAMES {
                return vec![message];
            }
            let mut frames = frames_in(&message);
            let mut first = Frame::decode(&frames[0]).unwrap();
            // A gap, another chain, another body, a broken and a missing signature, other bytes.
            match lie {
                0 => drop(frames.remove(0)),
                1 => first.prev = trust::EntryId([3; 32]),
                2 => first.body = Some(vec![1; 300]),
                3 => first.signature = Some([9; 64]),
                4 => first.signature = None,
                _ => frames = vec![vec![7; 40]],
            }
            if (1..5).contains(&lie) {
                frames = vec![first.encode()];
            }
            vec![message_of(&message, &frames)]
        };
        talk([&mut alice, &mut helper], tamper);
        let after = &helper.carried()[0];
        assert_eq!(after.entries, before.entries, "lie {lie}");
    }
    meet(&mut alice, &mut helper);
    assert_eq!(helper.carried()[0].entries, before.entries + 4);
}

/// A frame whose chain and signature hold, of a log that nobody on the board ever saw.
fn made_up(board: BoardId, n: u16) -> Vec<u8> {
    let mut secret = [1; 32];
    secret[..2].copy_from_slice(&n.to_be_bytes());
    let device = trust::DeviceSecret::from_bytes([2; 32]);
    let device = device.device_key(&trust::BoardNonce([3; 16]));
    let mut writer = trust::LogWriter::start(secret, board, &device, None);
    let mut keyring = trust::Keyring::default();
    keyring.insert(Compartment::Members, EpochKey::from_bytes([9; 32]));
    let draft = trust::HeaderDraft {
        kind: Kind::Certificate,
        item: None,
        compartment: Compartment::Members,
        grant: GrantRef::Steward,
        cert_heads: Vec::new(),
        deps: Vec::new(),
        time: trust::HybridTime::default(),
    };
    let entry = writer.append(draft, vec![0; 100], &keyring).unwrap();
    entry.to_frame(&keyring).unwrap().encode()
}

#[test]
fn a_member_who_floods_a_helper_fills_its_own_share_and_costs_the_others_one_look() {
    let Three {
        mut alice,
        mut bob,
        mut helper,
        board,
        ..
    } = three();
    helper.limit_carrying(CarryLimits {
        board: 1 << 30,
        endpoint: 60_000,
        logs: 500,
    });
    say(&mut bob, board, "something to send");
    let mut next = 0_u16;
    let before = helper.carried()[0].bytes;
    for _ in 0..4 {
        let tamper = |from: usize, message: Vec<u8>| {
            if from == 1 || message[0] != FRAMES {
                return vec![message];
            }
            let frames: Vec<Vec<u8>> = (next..next + 60).map(|n| made_up(board, n)).collect();
            next += 60;
            vec![message_of(&message, &frames)]
        };
        talk([&mut bob, &mut helper], tamper);
    }
    let flooded = helper.carried()[0].bytes;
    assert!(flooded > before && flooded <= before + 60_000);
    // Alice looks at it once, keeps none of it, and her own work goes through.
    say(&mut alice, board, "honest work");
    let first = talk([&mut alice, &mut helper], |_, message| vec![message]);
    let second = talk([&mut alice, &mut helper], |_, message| vec![message]);
    let drawn = |went: &Went| {
        let frames = went.iter().filter(|(from, m)| *from == 1 && m[0] == FRAMES);
        frames.map(|(_, message)| message.len()).sum::<usize>()
    };
    assert!(drawn(&first) > 0 && drawn(&second) == 0, "not asked again");
    assert_eq!(heard(&alice, board), ["honest work"]);
    meet(&mut bob, &mut helper);
    assert!(heard(&bob, board).contains(&"honest work".to_owned()));
}
