//! The concurrency cases of domain.md, by their numbers.

use super::*;
use crate::StockAction::{GivenOut, Received};
use crate::testing::{ALICE, BOB, CAROL, DORA, MALLORY, at, person, position, signed};

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

fn edit(who: u8, seq: u64, wall_ms: u64, deps: &[EntryId]) -> Edit {
    Edit {
        position: position(who, seq),
        author: person(who),
        time: at(wall_ms),
        deps: deps.to_vec(),
    }
}

#[test]
fn case_20_an_edit_beside_an_archiving_asks_for_a_look() {
    let created = edit(ALICE, 1, 1, &[]);
    let seen = edit(BOB, 1, 2, &[created.position.id]);
    let own = edit(ALICE, 2, 3, &[seen.position.id]);
    let archived = signed(
        ALICE,
        3,
        10,
        Statement::Archive {
            heads: vec![own.position.id],
        },
    );
    let mut edits = vec![created.clone(), seen, own];
    let quiet = derived(
        ItemKind::Need,
        None,
        std::slice::from_ref(&archived),
        &edits,
    );
    assert!(quiet.archive.archived);
    assert_eq!(quiet.notices, Vec::new());
    edits.push(edit(CAROL, 1, 5, &[created.position.id]));
    let noticed = derived(
        ItemKind::Need,
        None,
        std::slice::from_ref(&archived),
        &edits,
    );
    assert!(
        noticed.archive.archived,
        "archive hides, whatever was edited"
    );
    assert_eq!(noticed.notices, vec![Notice::EditedAfterArchive]);
    assert_eq!(noticed.archive.unseen_edits[0].1, person(CAROL));
    // Anyone may restore.
    let restored = signed(
        DORA,
        1,
        20,
        Statement::Restore {
            replaces: vec![archived.position.id],
        },
    );
    let back = derived(
        ItemKind::Need,
        None,
        &[archived.clone(), restored.clone()],
        &edits,
    );
    assert!(!back.archive.archived && back.notices.is_empty());
    // An archiving that the restorer had not seen hides it again; taking back the restoring does too.
    let again = signed(BOB, 2, 15, Statement::Archive { heads: vec![] });
    let said = [archived.clone(), restored.clone(), again];
    assert!(
        derived(ItemKind::Need, None, &said, &edits)
            .archive
            .archived
    );
    let taken_back = signed(DORA, 2, 30, retract(&restored));
    let said = [archived, restored, taken_back];
    assert!(
        derived(ItemKind::Need, None, &said, &edits)
            .archive
            .archived
    );
}

#[test]
fn only_the_author_takes_a_statement_back() {
    let bobs = signed(BOB, 1, 1, claim(None, &[]));
    let id = bobs.position.id;
    for by in [
        signed(MALLORY, 1, 2, Statement::Release { replaces: vec![id] }),
        signed(MALLORY, 2, 2, retract(&bobs)),
    ] {
        assert_eq!(need(None, &[bobs.clone(), by]).state, ItemState::Claimed);
    }
    let replaced = signed(MALLORY, 3, 2, claim(Some(1), &[id]));
    assert_eq!(need(None, &[bobs.clone(), replaced]).claims.claims.len(), 2);
    let released = signed(BOB, 2, 2, Statement::Release { replaces: vec![id] });
    assert_eq!(
        need(None, &[bobs.clone(), released.clone()]).state,
        ItemState::Open
    );
    // Taking back the release lets the claim stand again.
    let undone = signed(BOB, 3, 3, retract(&released));
    assert_eq!(
        need(None, &[bobs, released, undone]).state,
        ItemState::Claimed
    );
}

#[test]
fn a_release_ends_claims_and_nothing_else() {
    let delivered = signed(BOB, 1, 1, deliver(None));
    let released = signed(
        BOB,
        2,
        2,
        Statement::Release {
            replaces: vec![delivered.position.id],
        },
    );
    assert_eq!(
        need(None, &[delivered, released]).state,
        ItemState::Delivered
    );
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

#[test]
fn comments_stand_in_order_until_their_author_takes_them_back() {
    let comment = |text: &str| Statement::Comment {
        text: text.to_owned(),
    };
    let late = signed(ALICE, 1, 9, comment("late"));
    let early = signed(BOB, 1, 1, comment("early"));
    let gone = signed(CAROL, 1, 5, comment("gone"));
    let back = signed(CAROL, 2, 6, retract(&gone));
    let texts: Vec<_> = derived(ItemKind::Site, None, &[late, early, gone, back], &[])
        .comments
        .into_iter()
        .map(|comment| comment.text)
        .collect();
    assert_eq!(texts, vec!["early", "late"]);
}

#[test]
fn the_later_of_a_persons_names_leads() {
    let name = |who, seq, time, name: &str, replaces: Vec<EntryId>| {
        signed(
            who,
            seq,
            time,
            Statement::Name {
                name: name.to_owned(),
                replaces,
            },
        )
    };
    let first = name(ALICE, 1, 50, "Alice", vec![]);
    let second = name(ALICE, 2, 10, "Alice\u{202e} B.", vec![first.position.id]);
    let bobs = name(BOB, 1, 1, "Bob", vec![]);
    let other = name(BOB, 2, 2, "Robert", vec![]);
    for said in [
        [first.clone(), second.clone(), bobs.clone(), other.clone()],
        [other, bobs, second, first],
    ] {
        let names = names(&said);
        assert_eq!(names[&person(ALICE)], "Alice B.");
        assert_eq!(names[&person(BOB)], "Robert");
    }
}

#[test]
fn a_long_chain_of_taking_back_does_not_overflow() {
    let mut said = vec![signed(BOB, 1, 1, claim(None, &[]))];
    for seq in 2..=20_001 {
        let last = retract(said.last().unwrap());
        said.push(signed(BOB, seq, seq, last));
    }
    let state = derive_item(ItemKind::Need, None, &said, &[], 0).state;
    assert_eq!(state, ItemState::Claimed);
}

#[test]
fn stock_and_claims_belong_to_their_kinds() {
    let said = [
        signed(BOB, 1, 1, claim(None, &[])),
        signed(BOB, 2, 2, moved(Received, 1)),
    ];
    let need = need(None, &said);
    assert!(need.stock.is_empty() && need.claims.claims.len() == 1);
    let supply = supply(&said);
    assert_eq!((supply.state, supply.on_hand()), (ItemState::Open, 1));
    assert!(supply.claims.claims.is_empty());
}
