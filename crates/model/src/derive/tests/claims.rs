//! Needs and offers: cases 3 to 7 of domain.md, leases, and rule 1.

use super::*;
use crate::testing::{ALICE, BOB, CAROL, DORA, at, person, position, signed};

fn leaders(derived: &Derived) -> Vec<(u8, bool)> {
    let claims = derived.claims.claims.iter();
    claims
        .map(|claim| (claim.author.0[0], claim.leads))
        .collect()
}

#[test]
fn case_3_two_claim_the_whole_and_the_first_leads() {
    let said = [
        signed(BOB, 1, 200, claim(None, &[])),
        signed(ALICE, 1, 100, claim(None, &[])),
    ];
    for asked in [None, Some(1), Some(10)] {
        let derived = need(asked, &said);
        assert_eq!(derived.state, ItemState::Claimed);
        assert_eq!(leaders(&derived), vec![(ALICE, true), (BOB, false)]);
        assert_eq!(derived.notices, vec![Notice::OverClaimed]);
        assert_eq!(derived.claims.remaining, asked.map(|asked| -asked));
    }
}

#[test]
fn case_3_what_can_be_shared_adds_up() {
    let mut said = vec![
        signed(ALICE, 1, 100, claim(Some(4), &[])),
        signed(BOB, 1, 200, claim(Some(3), &[])),
    ];
    let part = need(Some(10), &said);
    assert_eq!(
        (part.state, part.claims.remaining),
        (ItemState::PartClaimed, Some(3))
    );
    said.push(signed(CAROL, 1, 300, claim(Some(3), &[])));
    let full = need(Some(10), &said);
    assert_eq!(
        (full.state, full.claims.remaining),
        (ItemState::Claimed, Some(0))
    );
    assert_eq!(
        leaders(&full),
        vec![(ALICE, true), (BOB, true), (CAROL, true)]
    );
    assert_eq!(full.notices, Vec::new());
    said.push(signed(DORA, 1, 400, claim(Some(3), &[])));
    let over = need(Some(10), &said);
    assert_eq!(
        (over.state, over.claims.remaining),
        (ItemState::Claimed, Some(-3))
    );
    assert_eq!(leaders(&over).last(), Some(&(DORA, false)));
}

#[test]
fn rule_1_witnessed_then_own_stamp_then_hash() {
    let mut alice = signed(ALICE, 1, 100, claim(None, &[]));
    let mut bob = signed(BOB, 1, 900, claim(None, &[]));
    bob.witnessed = Some(at(950));
    // Alice's clock says earlier, but nobody saw it.
    assert_eq!(
        leaders(&need(None, &[alice.clone(), bob.clone()]))[0].0,
        BOB
    );
    alice.witnessed = Some(at(940));
    assert_eq!(
        leaders(&need(None, &[alice.clone(), bob.clone()]))[0].0,
        ALICE
    );
    alice.witnessed = Some(at(950));
    assert_eq!(
        leaders(&need(None, &[alice.clone(), bob.clone()]))[0].0,
        ALICE
    );
    (alice.time, bob.time) = (at(7), at(7));
    let first = if alice.position.id < bob.position.id {
        ALICE
    } else {
        BOB
    };
    assert_eq!(leaders(&need(None, &[alice, bob]))[0].0, first);
}

#[test]
fn case_4_withdrawn_wins_over_claims() {
    let said = [
        signed(BOB, 1, 100, claim(None, &[])),
        signed(ALICE, 2, 50, withdraw()),
    ];
    assert_eq!(need(Some(3), &said).state, ItemState::Withdrawn);
}

#[test]
fn case_5_delivered_beats_withdrawn_with_a_notice() {
    for (delivered_at, withdrawn_at) in [(100, 200), (200, 100)] {
        let said = [
            signed(BOB, 1, delivered_at, deliver(None)),
            signed(ALICE, 2, withdrawn_at, withdraw()),
        ];
        let derived = need(Some(3), &said);
        assert_eq!(derived.state, ItemState::Delivered);
        assert_eq!(derived.notices, vec![Notice::DeliveredAndWithdrawn]);
        assert_eq!(derived.claims.withdrawals[0].author, person(ALICE));
    }
}

#[test]
fn case_6_delivered_twice_keeps_both() {
    let said = [
        signed(BOB, 1, 1, deliver(None)),
        signed(CAROL, 1, 2, deliver(Some(5))),
    ];
    let derived = need(Some(5), &said);
    assert_eq!(
        (derived.state, derived.claims.delivered),
        (ItemState::Delivered, Some(10))
    );
    assert_eq!(derived.claims.deliveries.len(), 2);
}

#[test]
fn case_7_the_quantity_falls_while_people_claim() {
    let said = [
        signed(ALICE, 1, 1, claim(Some(4), &[])),
        signed(BOB, 1, 2, claim(Some(4), &[])),
    ];
    assert_eq!(need(Some(8), &said).claims.remaining, Some(0));
    let lowered = need(Some(5), &said);
    assert_eq!(lowered.claims.remaining, Some(-3));
    assert_eq!(lowered.notices, vec![Notice::OverClaimed]);
}

#[test]
fn a_lease_ends_by_itself_unless_renewed() {
    let leased = |seq, until_ms, replaces: Vec<EntryId>| {
        let statement = Statement::Claim {
            quantity: None,
            until_ms: Some(until_ms),
            note: None,
            replaces,
        };
        signed(BOB, seq, seq, statement)
    };
    let first = leased(1, 1_000, vec![]);
    let state = |said: &[Signed], now| derive_item(ItemKind::Need, None, said, &[], now).state;
    assert_eq!(state(std::slice::from_ref(&first), 999), ItemState::Claimed);
    assert_eq!(state(std::slice::from_ref(&first), 1_000), ItemState::Open);
    let renewed = leased(2, 5_000, vec![first.position.id]);
    assert_eq!(state(&[renewed, first], 1_000), ItemState::Claimed);
}

#[test]
fn one_person_with_two_devices_counts_once() {
    let said = [
        signed(BOB, 1, 1, claim(Some(4), &[])),
        Signed {
            position: position(99, 1),
            ..signed(BOB, 1, 2, claim(Some(6), &[]))
        },
    ];
    let derived = need(Some(10), &said);
    assert_eq!(derived.claims.remaining, Some(4));
    assert_eq!(derived.claims.claims.len(), 2);
    assert!(derived.claims.claims.iter().all(|claim| claim.leads));
}

#[test]
fn what_was_delivered_in_part_counts_against_the_claim() {
    let said = [
        signed(BOB, 1, 1, claim(Some(6), &[])),
        signed(BOB, 2, 2, deliver(Some(4))),
    ];
    let derived = need(Some(10), &said);
    assert_eq!(
        (derived.state, derived.claims.remaining),
        (ItemState::PartClaimed, Some(4))
    );
    assert_eq!(derived.claims.delivered, Some(4));
}
