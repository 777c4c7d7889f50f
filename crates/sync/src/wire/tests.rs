//! The written protocol and the code say the same; messages come back as they were.

use trust::{EntryId, LogId};

use super::*;
use crate::compare::{Range, Said};
use crate::limits::{MAX_FRAME, MAX_LISTED, MAX_UNFOLDED};

mod frozen;
mod lists;

const PROTOCOL: &str = include_str!("../../../../docs/protocol.md");

fn position() -> Position {
    Position {
        log: LogId([1; 32]),
        seq: 7,
        id: EntryId([2; 32]),
    }
}

fn messages() -> Vec<(&'static str, Message)> {
    let device = DeviceId([3; 32]);
    let wrap = Wrap {
        device,
        keys: Vec::new(),
    };
    let admission = Admission {
        wrap,
        join: position(),
        entries: 9,
    };
    let want = Want {
        log: LogId([1; 32]),
        from: 3,
    };
    let cert = trust::DeviceCert {
        person: trust::PersonId([4; 32]),
        device,
        kem: trust::KemPublic([5; 32]),
        endpoint: trust::EndpointId([6; 32]),
        by_person: [7; 64],
        by_device: [8; 64],
        number: None,
    };
    let request = JoinRequest {
        board: BoardId([9; 32]),
        ticket: trust::TicketId([10; 32]),
        device: cert,
        by_ticket: [11; 64],
        by_person: [12; 64],
    };
    vec![
        ("Hello", Message::Hello(Hello { major: 1, minor: 2 })),
        ("Tags", Message::Tags(vec![[1; 16], [2; 16]])),
        (
            "Meet",
            Message::Meet(Meet {
                slot: 1,
                device,
                signature: [4; 64],
                digest: [5; 32],
            }),
        ),
        (
            "Compare",
            Message::Compare(Compare {
                slot: 1,
                parts: crate::compare::opening(&[position()]),
            }),
        ),
        (
            "Transfer",
            Message::Transfer {
                slot: 1,
                bytes: vec![1, 2],
            },
        ),
        (
            "Holds",
            Message::Holds(Holds {
                slot: 1,
                taken: 2,
                positions: vec![position()],
            }),
        ),
        (
            "Want",
            Message::Want(WantLogs {
                slot: 1,
                logs: vec![want.into()],
            }),
        ),
        ("Goodbye", Message::Goodbye),
        ("Join", Message::Join(Box::new(request))),
        (
            "Admitted",
            Message::Admitted(Box::new(Admitted::new(BoardId([9; 32]), admission))),
        ),
        (
            "Refused",
            Message::Refused(Refused::new(BoardId([9; 32]), JoinRefusal::UsedUp)),
        ),
        (
            "Removed",
            Message::Removed {
                slot: 1,
                frames: vec![1, 2],
            },
        ),
        (
            "Keys",
            Message::Keys {
                slot: 1,
                wrap: vec![1, 2],
            },
        ),
        (
            "Carry",
            Message::Carry(Carry {
                slot: 1,
                digest: [5; 32],
            }),
        ),
        (
            "Frames",
            Message::Frames {
                slot: 1,
                more: true,
                frames: vec![vec![1, 2, 3], vec![4]],
            },
        ),
        ("Report", Message::Report(vec![1, 2, 3])),
        ("Taken", Message::Taken([13; 32])),
        (
            "NotTaken",
            Message::NotTaken {
                report: [13; 32],
                reason: 5,
            },
        ),
        ("Branches", Message::Branches(branches())),
        ("WantBranches", Message::WantBranches(branches())),
        (
            "Room",
            Message::Room(Room {
                slot: 1,
                full: true,
            }),
        ),
        (
            "Places",
            Message::Places(Places {
                slot: 1,
                places: vec![Place {
                    endpoint: trust::EndpointId([6; 32]),
                    addrs: vec!["192.0.2.7:4711".to_owned()],
                }],
            }),
        ),
        (
            "Pair",
            Message::Pair(PairSaid {
                who: [14; STATEMENT],
                what: [15; STATEMENT],
            }),
        ),
        (
            "PairCompare",
            Message::PairCompare(PairCompare {
                parts: vec![Part {
                    range: Range {
                        low: [0; 32],
                        high: None,
                    },
                    said: Said::Digest([16; 16]),
                }],
            }),
        ),
        (
            "Amount",
            Message::Amount(Amount {
                slot: 1,
                bytes: 40_000_000,
            }),
        ),
        (
            "Presence",
            Message::Presence(Presence {
                slot: 1,
                open: true,
                item: Some(trust::ItemId([12; 16])),
            }),
        ),
        (
            "Enough",
            Message::Enough(Enough {
                slot: 1,
                enough: true,
            }),
        ),
        ("AskScreen", Message::AskScreen(AskScreen { slot: 1 })),
        (
            "Screen",
            Message::Screen {
                slot: 1,
                bytes: vec![1, 2],
            },
        ),
        (
            "Compare",
            Message::Compare(Compare {
                slot: 1,
                parts: crate::compare::opening_since(&[position()], &[position()], 16),
            }),
        ),
    ]
}

fn branches() -> Branches {
    Branches {
        slot: 1,
        tips: vec![position()],
    }
}

#[test]
fn every_message_comes_back_and_is_written_down_under_its_number() {
    for (name, message) in messages() {
        let frame = message.encode();
        assert_eq!(Message::decode(&frame), Ok(message));
        let line = format!("| {} | `{name}` |", frame[0]);
        assert!(PROTOCOL.contains(&line), "docs/protocol.md lacks {line}");
    }
}

#[test]
fn refusals_come_back() {
    for refusal in [
        JoinRefusal::Unknown,
        JoinRefusal::Expired,
        JoinRefusal::UsedUp,
        JoinRefusal::Removed,
        JoinRefusal::TooOld,
        JoinRefusal::AlreadyMember,
        JoinRefusal::Damaged,
        JoinRefusal::NotNow,
    ] {
        assert_eq!(Refused::new(BoardId([0; 32]), refusal).refusal(), refusal);
    }
}

#[test]
fn the_bounds_and_the_version_are_written_down() {
    let written = |number: usize| {
        let digits = number.to_string();
        let groups: Vec<&str> = digits
            .as_bytes()
            .rchunks(3)
            .rev()
            .map(|group| std::str::from_utf8(group).unwrap())
            .collect();
        PROTOCOL.contains(&groups.join(","))
    };
    assert!(written(MAX_FRAME) && written(MAX_UNFOLDED) && written(MAX_LISTED));
    assert!(PROTOCOL.contains(&format!("protocol name `manyhands/{MAJOR}`")));
    assert_eq!(crate::ALPN, format!("manyhands/{MAJOR}").as_bytes());
    for code in [
        "0 goodbye",
        "1 update needed",
        "2 protocol broken",
        "3 bad frame",
        "4 failed",
        "5 busy",
    ] {
        let (number, _) = code.split_once(' ').unwrap();
        assert_eq!(
            crate::CloseCode::from_code(number.parse().unwrap())
                .code()
                .to_string(),
            number
        );
        assert!(PROTOCOL.contains(code), "{code}");
    }
}

#[test]
fn later_versions_may_add_fields_and_damage_is_refused() {
    // An array of three where two fields are known.
    assert_eq!(
        Message::decode(&[0, 0x83, 1, 0, 42]),
        Ok(Message::Hello(Hello { major: 1, minor: 0 }))
    );
    for damaged in [
        &[][..],
        &[0],
        &[1, 1, 2, 3],
        &[2, 0x80],
        &[4, 0, 0],
        &[5, 0xff],
        &[8, 0xa0],
    ] {
        assert_eq!(Message::decode(damaged), Err(Malformed), "{damaged:?}");
    }
    assert_eq!(Message::decode(&[99, 1, 2]), Ok(Message::Unknown));
}

#[test]
fn frames_that_are_cut_short_or_empty_are_malformed() {
    let whole = Message::Frames {
        slot: 1,
        more: false,
        frames: vec![vec![1, 2, 3]],
    };
    let bytes = whole.encode();
    for end in 1..bytes.len() {
        // Without any frame it is a message, only an empty one.
        assert_eq!(Message::decode(&bytes[..end]).is_ok(), end == 6, "{end}");
    }
    for other in [
        [&bytes[..], &[0, 0, 0, 0]].concat(),
        [&bytes[..], &[0, 0, 0, 9, 1]].concat(),
        [&[14, 0, 0, 0, 1, 2], &bytes[6..]].concat(),
    ] {
        assert!(Message::decode(&other).is_err(), "{other:?}");
    }
}
