//! Long logs, any order of meetings, and a helper that is full.

use super::*;
use crate::CarryLimits;

#[test]
fn a_log_that_many_messages_take_goes_over_in_one_piece() {
    let Three {
        mut alice,
        mut bob,
        mut helper,
        board,
        ..
    } = three();
    // Bob has Alice's log with the last signature only.
    let draft = |n: usize| Draft {
        kind: Kind::Change,
        item: None,
        deps: Vec::new(),
        body: vec![b'a' + u8::try_from(n % 20).unwrap(); 100],
    };
    act(&mut alice, |core| {
        core.append(board, 1_000, |appender| {
            for n in 0..2_000 {
                appender.append(draft(n))?;
            }
            Ok(())
        })
    });
    meet(&mut alice, &mut bob);
    meet(&mut bob, &mut helper);
    let [carried] = helper.carried().try_into().unwrap();
    assert_eq!(carried.entries, bob.board_info(board).unwrap().entries);
    assert!(carried.bytes > 5 << 18, "{}", carried.bytes);
}

/// Three members and two helpers in any order: who met a helper after the others did has it all.
#[test]
fn whatever_the_order_in_which_people_meet_helpers_all_have_the_same_in_the_end() {
    for seed in 0..12_u64 {
        let Three {
            alice,
            bob,
            helper,
            board,
            homes,
        } = three();
        let mut people = [alice, bob];
        let carol_home = tempfile::tempdir().unwrap();
        let mut carol = open(carol_home.path(), 4, 50);
        join(&mut people[0], &mut carol, board);
        let other_home = tempfile::tempdir().unwrap();
        let mut other = open(other_home.path(), 5, 60);
        let ticket = helper_ticket(&mut people[0], board);
        act(&mut other, |core| core.start_join(ticket, 1_000));
        meet(&mut other, &mut people[0]);
        let [alice, bob] = people;
        let mut people = [alice, bob, carol];
        let mut helpers = [helper, other];
        let mut dice = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut roll = |sides: usize| {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            usize::try_from(dice % 1_000_003).unwrap() % sides
        };
        let mut said = 0;
        for _ in 0..60 {
            let person = roll(3);
            match roll(5) {
                0 | 1 => {
                    said += 1;
                    say(&mut people[person], board, &format!("{seed}: {said}"));
                }
                2 if person == 0 => {
                    act(&mut people[0], |core| core.rotate(board, 1_000));
                }
                _ => meet(&mut people[person], &mut helpers[roll(2)]),
            }
        }
        // Twice round: what the last one brings reaches the first.
        for _ in 0..2 {
            for person in &mut people {
                for helper in &mut helpers {
                    meet(person, helper);
                }
            }
        }
        let all = heard(&people[0], board);
        assert_eq!(all.len(), said, "seed {seed}");
        for person in &people[1..] {
            assert_eq!(heard(person, board), all, "seed {seed}");
            assert_eq!(keys_of(person, board), keys_of(&people[0], board));
        }
        drop(homes);
    }
}

#[test]
fn a_device_that_takes_less_than_there_is_stays_within_its_bounds() {
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
    for n in 0..20 {
        say(&mut alice, board, &format!("many words {n}"));
    }
    meet(&mut alice, &mut helper);
    let by_alice = helper.carried()[0].bytes;
    assert!(by_alice > before && by_alice <= before + 3_000);
    // What one brings is in nobody else's way.
    say(&mut bob, board, "from Bob");
    meet(&mut bob, &mut helper);
    let by_both = helper.carried()[0].bytes;
    assert!(by_both > by_alice && by_both <= before + 6_000);
    assert!(helper_of(&alice, board).lacks > 0, "and Alice knows");
}
