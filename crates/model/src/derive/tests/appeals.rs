//! Mallory's item is hidden: who may ask to look at it again, and which word counts.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::testing::{ALICE, BOB, MALLORY, person, signed};

const FIRST: EntryId = EntryId([1; 32]);
const SECOND: EntryId = EntryId([2; 32]);

fn asks(hides: &[EntryId], text: &str) -> Statement {
    Statement::AskAgain {
        hides: hides.to_vec(),
        text: text.to_owned(),
    }
}

fn open(said: &[Signed], hidden_by: EntryId) -> Option<String> {
    open_appeal(said, person(MALLORY), &BTreeSet::from([hidden_by])).map(|appeal| appeal.text)
}

#[test]
fn only_whoever_made_it_asks() {
    let hers = signed(MALLORY, 2, 10, asks(&[FIRST], "It is a real offer."));
    let bobs = signed(BOB, 2, 20, asks(&[FIRST], "Show it!"));
    assert_eq!(open(std::slice::from_ref(&bobs), FIRST), None);
    let both = [hers, bobs];
    assert_eq!(open(&both, FIRST).as_deref(), Some("It is a real offer."));
}

#[test]
fn an_answer_is_another_act_and_may_be_asked_about_once_more() {
    let first = signed(MALLORY, 2, 10, asks(&[FIRST], "Why?"));
    assert_eq!(open(std::slice::from_ref(&first), SECOND), None);
    let again = signed(MALLORY, 3, 20, asks(&[SECOND], "Still, why?"));
    let both = [first, again];
    assert_eq!(open(&both, SECOND).as_deref(), Some("Still, why?"));
    assert_eq!(open(&both, FIRST).as_deref(), Some("Why?"));
}

#[test]
fn one_word_is_open_at_a_time_and_what_is_taken_back_is_none() {
    let first = signed(MALLORY, 2, 10, asks(&[FIRST], "Why?"));
    let later = signed(MALLORY, 3, 20, asks(&[FIRST], "Please look."));
    let both = [first.clone(), later.clone()];
    assert_eq!(open(&both, FIRST).as_deref(), Some("Please look."));
    let back = signed(MALLORY, 4, 30, retract(&later));
    let all = [first, later, back];
    assert_eq!(open(&all, FIRST).as_deref(), Some("Why?"));
}

proptest! {
    #[test]
    fn the_order_and_doubles_decide_nothing(
        said in prop::collection::vec((0_usize..3, 1_u64..4, any::<bool>()), 1..8),
        turn in 0_usize..8,
    ) {
        let people = [ALICE, BOB, MALLORY];
        let mut all: Vec<Signed> = (0_u64..)
            .zip(&said)
            .map(|(n, (who, time, second))| {
                let hides = if *second { SECOND } else { FIRST };
                signed(people[*who], n + 2, *time, asks(&[hides], &format!("no. {n}")))
            })
            .collect();
        let expected = (open(&all, FIRST), open(&all, SECOND));
        let by_turns = turn % all.len();
        all.rotate_left(by_turns);
        all.reverse();
        all.extend(all.clone());
        prop_assert_eq!((open(&all, FIRST), open(&all, SECOND)), expected);
        // Only Mallory's words count.
        all.retain(|signed| signed.author != person(MALLORY));
        prop_assert_eq!(open(&all, FIRST), None);
    }
}
