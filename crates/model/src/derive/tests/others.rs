//! Archiving (case 20 of domain.md), taking back, comments and names.

use super::*;
use crate::StockAction::Received;
use crate::testing::{ALICE, BOB, CAROL, DORA, MALLORY, at, person, position, signed};

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
fn what_was_replaced_stays_so_when_its_replacement_is_replaced_in_turn() {
    let four = signed(BOB, 1, 1, claim(Some(4), &[]));
    let two = signed(BOB, 2, 2, claim(Some(2), &[four.position.id]));
    let three = signed(BOB, 3, 3, claim(Some(3), &[two.position.id]));
    let quantities = |said: &[Signed]| -> Vec<_> {
        let claims = need(Some(9), said).claims.claims;
        claims.into_iter().map(|claim| claim.quantity).collect()
    };
    let mut said = vec![four, two, three.clone()];
    assert_eq!(quantities(&said), vec![Some(3)]);
    let released = signed(
        BOB,
        4,
        4,
        Statement::Release {
            replaces: vec![three.position.id],
        },
    );
    said.push(released.clone());
    assert_eq!(quantities(&said), Vec::new());
    // Taken back one by one, each stands again as it stood before.
    let unreleased = signed(BOB, 5, 5, retract(&released));
    said.push(unreleased);
    assert_eq!(quantities(&said), vec![Some(3)]);
    said.push(signed(BOB, 6, 6, retract(&three)));
    assert_eq!(quantities(&said), vec![Some(2)]);
}

#[test]
fn a_name_before_the_last_does_not_come_back_whatever_the_clock_said() {
    let name = |seq, time, name: &str, before: &[&Signed]| {
        let statement = Statement::Name {
            name: name.to_owned(),
            replaces: before.iter().map(|signed| signed.position.id).collect(),
        };
        signed(ALICE, seq, time, statement)
    };
    let first = name(1, 90, "Al", &[]);
    let second = name(2, 20, "Ali", &[&first]);
    let third = name(3, 30, "Alice", &[&second]);
    assert_eq!(names(&[first, second, third])[&person(ALICE)], "Alice");
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
fn comments_stand_in_order_until_their_author_takes_them_back() {
    let comment = |text: &str| Statement::Comment {
        text: text.to_owned(),
    };
    let late = signed(ALICE, 1, 9, comment("late"));
    let early = signed(BOB, 1, 1, comment("ear\u{202e}ly"));
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
