//! Two who met before: what is new is said at once, and what they wrongly believe of each other costs bytes only.

use super::*;

/// Lets the newest entry of some logs be a later one.
fn grow(dice: &mut Dice, positions: &mut [Position], count: usize) {
    for _ in 0..count {
        let place = dice.below(positions.len());
        positions[place].seq += 1;
        positions[place].id = EntryId(dice.bytes());
    }
}

fn with_new(dice: &mut Dice, of: &[Position], logs: usize, grown: usize) -> Vec<Position> {
    let mut all = of.to_vec();
    grow(dice, &mut all, grown);
    all.extend(positions(dice, logs));
    all.sort_unstable();
    all
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures are for whoever runs it")]
fn what_is_new_since_is_said_in_one_turn_at_its_own_cost() {
    let mut dice = Dice(11);
    let before = positions(&mut dice, 400);
    // (logs that are new on each side, logs that grew on each side, bytes at most)
    for (new, grown, most) in [(0, 1, 800), (1, 1, 1_000), (40, 10, 12_000)] {
        let one = with_new(&mut dice, &before, new, grown);
        let other = with_new(&mut dice, &before, new, grown);
        let (turns_then, bytes_then) = check(&one, &other, 8_192);
        let (turns, bytes) = check_from([&one, &other], [&before, &before], 8_192);
        println!(
            "400 logs, {new} new and {grown} grown on each side: {bytes} bytes in {turns} messages, \
             {bytes_then} in {turns_then} from nothing"
        );
        assert!(turns <= 3, "{turns} messages");
        assert!(bytes < most && bytes < bytes_then, "{bytes} bytes");
    }
}

#[test]
fn what_they_wrongly_believe_costs_bytes_and_hides_nothing() {
    let mut dice = Dice(12);
    for round in 0..400 {
        let before = positions(&mut dice, round % 90);
        let both =
            |dice: &mut Dice| with_new(dice, &before, round % 5, (round % 7).min(before.len()));
        let (one, other) = (both(&mut dice), both(&mut dice));
        // Each knows something else: an older folder, a connection that was cut, a lie, nothing.
        let belief = |dice: &mut Dice| match dice.below(5) {
            0 => before.clone(),
            1 => before[dice.below(before.len() + 1)..].to_vec(),
            2 => positions(dice, 20),
            3 => Vec::new(),
            _ => {
                let mut other = before.clone();
                if !other.is_empty() {
                    grow(dice, &mut other, 2);
                }
                other
            }
        };
        let (one_knows, other_knows) = (belief(&mut dice), belief(&mut dice));
        let budget = if round % 3 == 0 { 3 } else { 50 };
        check_from([&one, &other], [&one_knows, &other_knows], budget);
    }
}

#[test]
fn where_both_got_the_same_from_others_it_is_not_listed() {
    let mut dice = Dice(13);
    let before = positions(&mut dice, 40);
    let mut one = with_new(&mut dice, &before, 400, 40);
    let other = one.clone();
    grow(&mut dice, &mut one, 1);
    let (_, bytes) = check_from([&one, &other], [&before, &before], 8_192);
    assert!(bytes < 3_500, "{bytes} bytes for one of 440 logs");
}

#[test]
fn what_was_lost_since_is_said_too() {
    let mut dice = Dice(14);
    let before = positions(&mut dice, 100);
    let mut restored = before.clone();
    let lost = restored.remove(50);
    let (learned, turns, _) = compare_from([&restored, &before], [&before, &before], 8_192);
    assert_eq!(
        learned[1],
        [Position {
            seq: 0,
            id: EntryId([0; 32]),
            ..lost
        }]
    );
    assert_eq!(learned[0], [lost]);
    assert!(turns <= 3);
}
