//! Comparing sets of positions: complete, in few turns, at the cost of the difference.

use super::*;
use crate::simulated::Dice;

mod since;

fn positions(dice: &mut Dice, count: usize) -> Vec<Position> {
    let mut positions: Vec<_> = (0..count)
        .map(|_| Position {
            log: LogId(dice.bytes()),
            seq: 1 + dice.roll() % 9,
            id: EntryId(dice.bytes()),
        })
        .collect();
    positions.sort_unstable();
    positions
}

/// Lets two sides compare, from what each knows of the other. Returns what each learned, the number of messages, and of
/// bytes.
fn compare_from(
    sides: [&[Position]; 2],
    known: [&[Position]; 2],
    budget: usize,
) -> ([Vec<Position>; 2], usize, usize) {
    let mut learned = [Vec::new(), Vec::new()];
    let mut message = opening_since(sides[0], known[0], budget);
    let (mut turn, mut bytes) = (0, 0);
    while !message.is_empty() {
        turn += 1;
        assert!(turn < 200, "no end");
        let encoded = minicbor::to_vec(&message).unwrap();
        assert!(encoded.len() <= crate::limits::MAX_FRAME);
        bytes += encoded.len();
        let decoded: Vec<Part> = minicbor::decode(&encoded).unwrap();
        assert_eq!(decoded, message);
        let at = turn % 2;
        let answer = answer(
            sides[at],
            if turn == 1 { known[at] } else { &[] },
            &decoded,
            budget,
        )
        .unwrap();
        learned[at].extend(answer.learned);
        message = answer.parts;
    }
    for side in &mut learned {
        side.sort_unstable();
        side.dedup();
    }
    (learned, turn, bytes)
}

fn check(one: &[Position], other: &[Position], budget: usize) -> (usize, usize) {
    check_from([one, other], [&[], &[]], budget)
}

fn check_from(
    [one, other]: [&[Position]; 2],
    known: [&[Position]; 2],
    budget: usize,
) -> (usize, usize) {
    let (learned, turns, bytes) = compare_from([one, other], known, budget);
    for (at, (mine, theirs)) in [(one, other), (other, one)].into_iter().enumerate() {
        let wanted: Vec<Position> = differing(mine, theirs)
            .into_iter()
            .map(|(_, theirs)| theirs)
            .collect();
        assert_eq!(
            learned[at], wanted,
            "side {at} did not learn the difference"
        );
    }
    (turns, bytes)
}

#[test]
fn both_sides_learn_every_difference() {
    let mut dice = Dice(1);
    for round in 0..300 {
        let mut one = positions(&mut dice, round % 120);
        let mut other = one.clone();
        for _ in 0..round % 17 {
            if !one.is_empty() {
                let place = dice.below(one.len());
                one[place].seq += 1;
                one.remove(dice.below(one.len()));
            }
            if !other.is_empty() {
                other.remove(dice.below(other.len()));
            }
        }
        other.extend(positions(&mut dice, round % 5));
        other.sort_unstable();
        check(&one, &other, 50);
    }
}

#[test]
fn the_cost_follows_the_difference() {
    let mut dice = Dice(2);
    let one = positions(&mut dice, 10_000);
    let mut other = one.clone();
    other[5_000].seq += 1;
    let (turns, bytes) = check(&one, &other, 8_192);
    assert!(turns <= 7, "{turns} messages");
    assert!(bytes < 3_500, "{bytes} bytes for one of 10,000 logs");
}

#[test]
fn a_board_of_many_logs_is_learned_from_nothing_within_the_bounds() {
    let mut dice = Dice(3);
    let one = positions(&mut dice, 30_000);
    let (turns, _) = check(&one, &[], 8_192);
    assert!(turns < 40, "{turns}");
    let (turns, _) = check(&[], &one, 8_192);
    assert!(turns < 40, "{turns}");
}

/// Walked along docs/protocol.md, "Messages", 4: a listed range, more logs than are listed, and what is not answered.
#[test]
fn what_the_document_says_of_a_comparison_holds() {
    const PROTOCOL: &str = include_str!("../../../../docs/protocol.md");
    let mut dice = Dice(7);
    let few = positions(&mut dice, 16);
    let many = positions(&mut dice, 1_025);
    let kinds = |parts: &[Part]| {
        let digests = parts
            .iter()
            .map(|part| matches!(part.said, Said::Digest(_)));
        digests.collect::<Vec<_>>()
    };
    // At most 16 logs are listed, more are stated by digests of up to 16 smaller ranges, which ascend and end openly.
    assert!(
        PROTOCOL
            .contains("up\n   to 16 smaller ranges, or by kind 1 where there are at most 16 logs")
    );
    assert_eq!(kinds(&opening(&few)), [false]);
    let asked = opening(&many);
    assert_eq!(kinds(&asked), [true; 16]);
    assert!(asked[0].range.low == [0; 32] && asked[15].range.high.is_none());
    for pair in asked.windows(2) {
        assert_eq!(pair[0].range.high, Some(pair[1].range.low));
    }
    // A listed range is answered by what differs, or by smaller ranges where there is more than 1,024 of it.
    assert!(PROTOCOL.contains("ranges where the answerer has more than 1,024 logs in it"));
    let listed = opening(&few);
    let to_many = answer(&many, &[], &listed, 8_192).unwrap();
    assert_eq!(kinds(&to_many.parts), [true; 16]);
    let to_less = answer(&many[..1_024], &[], &listed, 8_192).unwrap();
    assert!(
        matches!(&to_less.parts[..], [Part { said: Said::Differs(all), .. }] if all.len() == 1_040)
    );
    // Nothing held is number 0 and an id of zeros; what is equal, and kind 2, are not answered.
    let nothing = answer(&[], &[], &listed, 8_192).unwrap();
    let [
        Part {
            said: Said::Differs(none),
            ..
        },
    ] = &nothing.parts[..]
    else {
        panic!("it lacks all of them");
    };
    assert!(
        none.iter()
            .all(|one| one.seq == 0 && one.id == EntryId([0; 32]))
    );
    assert!(answer(&few, &[], &listed, 8_192).unwrap().parts.is_empty());
    assert!(
        answer(&few, &[], &nothing.parts, 8_192)
            .unwrap()
            .parts
            .is_empty()
    );
    // What does not fit is put off by its digest.
    let put_off = answer(&many[..1_024], &[], &listed, 0).unwrap();
    assert_eq!(kinds(&put_off.parts), [true]);
}

#[test]
fn ranges_in_disorder_are_refused() {
    let part = |low: u8, high: Option<u8>| Part {
        range: Range {
            low: [low; 32],
            high: high.map(|high| [high; 32]),
        },
        said: Said::All(Vec::new()),
    };
    assert!(answer(&[], &[], &[part(1, Some(2)), part(2, None)], 10).is_ok());
    for parts in [
        vec![part(2, Some(1))],
        vec![part(1, None), part(2, None)],
        vec![part(3, Some(4)), part(1, Some(2))],
    ] {
        assert!(matches!(answer(&[], &[], &parts, 10), Err(Disorder)));
    }
    let outside = Position {
        log: LogId([9; 32]),
        seq: 1,
        id: EntryId([0; 32]),
    };
    let part = Part {
        said: Said::All(vec![outside]),
        ..part(1, Some(2))
    };
    assert!(matches!(answer(&[], &[], &[part], 10), Err(Disorder)));
}
