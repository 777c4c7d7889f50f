//! Stock: cases 8 to 10 of domain.md.

use super::*;
use crate::StockAction::{GivenOut, Received};
use crate::testing::{ALICE, BOB, CAROL, DORA, signed};

#[test]
fn case_8_two_tables_give_out_more_than_there_is() {
    let said = [
        signed(ALICE, 1, 1, moved(Received, 10)),
        signed(ALICE, 2, 2, moved(GivenOut, 7)),
        signed(BOB, 1, 2, moved(GivenOut, 6)),
    ];
    let derived = supply(&said);
    assert_eq!(derived.on_hand(), -3);
    assert_eq!(derived.notices, vec![Notice::BelowZero]);
}

#[test]
fn case_9_a_recount_holds_and_what_it_had_not_seen_comes_after() {
    let before = signed(BOB, 1, 5, moved(GivenOut, 40));
    let counted = signed(
        ALICE,
        1,
        100,
        recount(None, 50, std::slice::from_ref(&before)),
    );
    // Given out before the count by its clock, but the counter's device had not heard of it.
    let unheard = signed(CAROL, 1, 50, moved(GivenOut, 6));
    let derived = supply(&[before, counted, unheard]);
    assert_eq!(derived.on_hand(), 44);
    assert_eq!(derived.stock[0].counts.len(), 1);
}

#[test]
fn case_9_a_second_count_knows_what_the_first_had_seen() {
    let mut said: Vec<_> = (1..20)
        .map(|seq| signed(BOB, seq, seq, moved(Received, 5)))
        .collect();
    said.push(signed(CAROL, 1, 20, moved(GivenOut, 5)));
    said.push(signed(ALICE, 1, 100, recount(None, 80, &said)));
    said.push(signed(BOB, 20, 101, moved(GivenOut, 3)));
    let second = recount(None, 70, &said);
    let Statement::Recount { covers, .. } = &second else {
        panic!()
    };
    // The first count stands for all that came before it.
    assert_eq!(covers.len(), 2);
    said.push(signed(DORA, 1, 50, second));
    let derived = supply(&said);
    // The later count leads though its clock is behind: it knew of the first.
    assert_eq!(derived.on_hand(), 70);
    assert_eq!(derived.stock[0].counts.len(), 1);
    assert_eq!(derived.notices, Vec::new());
}

#[test]
fn case_10_of_two_counts_apart_the_later_leads_and_the_other_is_kept() {
    let said = [
        signed(ALICE, 1, 1_002, recount(None, 7, &[])),
        signed(BOB, 1, 1_005, recount(None, 9, &[])),
    ];
    let derived = supply(&said);
    assert_eq!(derived.on_hand(), 9);
    let counted: Vec<_> = derived.stock[0]
        .counts
        .iter()
        .map(|count| count.counted)
        .collect();
    assert_eq!(counted, vec![9, 7]);
    assert_eq!(derived.notices, vec![Notice::TwoCounts]);
}

#[test]
fn each_place_has_its_own_shelf() {
    let hub = Some(ItemId([9; 16]));
    let at_hub = Statement::StockMove {
        site: hub,
        action: Received,
        quantity: 4,
        note: None,
    };
    let said = vec![
        signed(ALICE, 1, 1, moved(Received, 10)),
        signed(ALICE, 2, 2, at_hub),
    ];
    let counted = signed(BOB, 1, 3, recount(hub, 3, &said));
    let derived = supply(&[said, vec![counted]].concat());
    let shelves: Vec<_> = derived
        .stock
        .iter()
        .map(|site| (site.site, site.on_hand))
        .collect();
    assert_eq!(shelves, vec![(None, 10), (hub, 3)]);
    assert_eq!(derived.on_hand(), 13);
}
