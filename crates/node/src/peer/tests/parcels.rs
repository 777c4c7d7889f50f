//! Files that are carried by hand: Alice and Bob, who are never online together.

use sync::ParcelRecord;
use trust::{BodyForm, check_parcel};

use super::cases::{form, holds_words, keep, note, part, reason};
use super::forks::{Clones, clones};
use super::hostile::member;
use super::receipts::of;
use super::removals::{me, remove};
use super::*;
use crate::peer::parcels::{ParcelOf, ParcelRefusal};

/// The content of a file for the other's person, as records: the last is the signature.
pub(super) fn save(from: &mut Core, to: &Core, board: BoardId, now_ms: u64) -> Vec<Vec<u8>> {
    save_for(from, me(to, board), board, now_ms).unwrap()
}

fn save_for(
    from: &mut Core,
    person: PersonId,
    board: BoardId,
    now_ms: u64,
) -> Result<Vec<Vec<u8>>, ParcelRefusal> {
    let (planned, _) = act(from, |core| core.plan_parcel(board, person, now_ms));
    let mut plan = planned?;
    let mut records = vec![plan.head.id.to_vec()];
    while let (Some((record, _)), _) = act(from, |core| core.next_of_parcel(&mut plan)) {
        records.push(record);
    }
    let digest = [7; 32];
    records.push(act(from, |core| core.sign_parcel(&plan, &digest)).0);
    Ok(records)
}

/// Reads a file. Returns how much of it was new, whether something is missing, and whether its word counts.
pub(super) fn read(
    to: &mut Core,
    records: &[Vec<u8>],
    board: BoardId,
    now_ms: u64,
) -> (u64, bool, bool) {
    read_some(to, records, board, now_ms, usize::MAX).unwrap()
}

fn read_some(
    to: &mut Core,
    records: &[Vec<u8>],
    board: BoardId,
    now_ms: u64,
    most: usize,
) -> Result<(u64, bool, bool), ParcelRefusal> {
    let (id, records) = records.split_first().unwrap();
    let mut records = records.iter().map(|one| ParcelRecord::decode(one).unwrap());
    let Some(ParcelRecord::Start(start)) = records.next() else {
        panic!("no start");
    };
    let of = ParcelOf {
        id: sync::ParcelId(id.as_slice().try_into().unwrap()),
        board,
        by: start.by,
        made_ms: start.made_ms,
        answers: start.answers,
    };
    let (mut new, mut missing) = (0, false);
    let (mut plain, mut forked) = (Vec::new(), Vec::new());
    for record in records.take(most) {
        match record.clone() {
            ParcelRecord::Holds(positions) => plain.extend(positions),
            ParcelRecord::Branches(positions) => forked.extend(positions),
            ParcelRecord::End(signature) => {
                check_parcel(of.by, board, &[7; 32], &signature).unwrap();
            }
            ParcelRecord::Start(_)
            | ParcelRecord::Keys(_)
            | ParcelRecord::Removed(_)
            | ParcelRecord::Transfer(_)
            | ParcelRecord::Unknown => {}
        }
        let (taken, _) = act(to, |core| core.take_of_parcel(&of, record, now_ms));
        let taken = taken?;
        new += taken.new;
        missing |= taken.missing;
    }
    if most < usize::MAX {
        return Ok((new, missing, false));
    }
    let (counts, _) = act(to, |core| core.end_parcel(&of, plain, forked, now_ms));
    Ok((new, missing, counts))
}

fn lacks(core: &Core, board: BoardId, other: &Core) -> u64 {
    of(core, board, other).unwrap().lacks
}

/// How many transfers are in a file.
fn transfers(records: &[Vec<u8>]) -> usize {
    let of = records[1..].iter().filter(|record| record[0] == 3);
    of.count()
}

#[test]
fn alice_and_bob_are_equal_after_two_files_and_know_it_after_three() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    say(&mut alice, board, "of Alice");
    say(&mut bob, board, "of Bob");
    // They met when Bob came in, so a file's word counts only where it is newer than that.
    let first = save(&mut alice, &bob, board, 2_000);
    let (new, missing, counts) = read(&mut bob, &first, board, 2_100);
    assert!(new > 0 && !missing && !counts);
    assert_eq!(heard(&bob, board), ["of Alice", "of Bob"]);
    let second = save(&mut bob, &alice, board, 2_200);
    assert_eq!(transfers(&second), 1, "what Alice has is not carried back");
    let (new, missing, counts) = read(&mut alice, &second, board, 2_300);
    assert!(new > 0 && !missing && counts);
    assert_eq!(heard(&alice, board), heard(&bob, board));
    assert_eq!(lacks(&alice, board, &bob), 0);
    // Bob does not know yet that his words arrived.
    assert!(lacks(&bob, board, &alice) > 0);
    let third = save(&mut alice, &bob, board, 2_400);
    assert_eq!(transfers(&third), 0);
    let (new, missing, counts) = read(&mut bob, &third, board, 2_500);
    assert!(new == 0 && !missing && counts);
    assert_eq!(lacks(&bob, board, &alice), 0);
}

#[test]
fn reading_twice_changes_nothing_and_a_part_that_was_read_stays() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    say(&mut alice, board, "of Alice");
    let file = save(&mut alice, &bob, board, 2_000);
    // The machine fails before the word at the end.
    let (new, ..) = read_some(&mut bob, &file, board, 2_100, file.len() - 3).unwrap();
    assert!(new > 0);
    assert_eq!(heard(&bob, board), ["of Alice"]);
    assert_eq!(read(&mut bob, &file, board, 2_100).0, 0);
    let before = (heard(&bob, board), of(&bob, board, &alice));
    assert_eq!(read(&mut bob, &file, board, 2_200).0, 0);
    assert_eq!(before, (heard(&bob, board), of(&bob, board, &alice)));
}

#[test]
fn a_key_that_was_made_meanwhile_travels_along() {
    let Two {
        mut alice,
        mut bob,
        board,
        homes: _homes,
    } = two();
    let home = tempfile::tempdir().unwrap();
    let mut carol = open(home.path(), 3, 30);
    join(&mut alice, &mut carol, board);
    remove(&mut alice, board, me(&carol, board));
    say(&mut alice, board, "under the new key");
    say(&mut bob, board, "under the old key");
    let file = save(&mut alice, &bob, board, 2_000);
    let (_, missing, _) = read(&mut bob, &file, board, 2_100);
    assert!(!missing);
    assert!(heard(&bob, board).contains(&"under the new key".to_owned()));
    say(&mut bob, board, "and Bob's answer");
    let back = save(&mut bob, &alice, board, 2_200);
    read(&mut alice, &back, board, 2_300);
    assert_eq!(heard(&alice, board), heard(&bob, board));
    // Carol gets the word of her removal, and nothing else.
    let told = save(&mut alice, &carol, board, 2_400);
    assert_eq!(transfers(&told), 0);
    assert!(!carol.is_removed_from(board));
    read(&mut carol, &told, board, 2_500);
    assert!(carol.is_removed_from(board));
    assert!(!heard(&carol, board).contains(&"under the new key".to_owned()));
    assert_eq!(
        save_for(&mut carol, me(&bob, board), board, 2_600).unwrap_err(),
        ParcelRefusal::NotMember
    );
}

#[test]
fn a_file_of_who_was_removed_is_not_read() {
    let Two {
        mut alice,
        mut bob,
        board,
        ..
    } = two();
    say(&mut bob, board, "of Bob");
    let file = save(&mut bob, &alice, board, 2_000);
    remove(&mut alice, board, me(&bob, board));
    let refused = read_some(&mut alice, &file, board, 2_100, usize::MAX);
    assert_eq!(refused.unwrap_err(), ParcelRefusal::WriterRemoved);
    assert!(heard(&alice, board).is_empty());
    let own = read_some(&mut bob, &file, board, 2_100, usize::MAX);
    assert_eq!(own.unwrap_err(), ParcelRefusal::Own);
}

#[test]
fn both_branches_of_a_log_go_by_file() {
    let Clones {
        mut alice,
        mut left,
        mut right,
        board,
        ..
    } = clones(0);
    say(&mut left, board, "left");
    say(&mut right, board, "right");
    meet(&mut alice, &mut left);
    meet(&mut alice, &mut right);
    // Alice met two with Bob's keys, and cannot tell them apart: what one of them has, she learns from his file.
    let first = save(&mut left, &alice, board, 2_000);
    read(&mut alice, &first, board, 2_100);
    let file = save(&mut alice, &left, board, 2_110);
    let (_, missing, _) = read(&mut left, &file, board, 2_120);
    assert!(!missing);
    let tips = |core: &Core| core.state.boards[&board].tips_of_branches();
    assert_eq!(tips(&alice), tips(&left));
    assert_eq!(heard(&alice, board), heard(&left, board));
    let back = save(&mut left, &alice, board, 2_200);
    read(&mut alice, &back, board, 2_300);
    assert_eq!(lacks(&alice, board, &left), 0);
    let third = save(&mut alice, &left, board, 2_400);
    assert_eq!(transfers(&third), 0);
}

#[test]
fn an_older_file_never_raises_what_was_said_later() {
    let Two {
        mut alice,
        bob,
        board,
        homes,
    } = two();
    close(bob);
    let older = backup(homes[1].path());
    let mut bob = open(homes[1].path(), 2, 120);
    say(&mut alice, board, "late");
    meet(&mut alice, &mut bob);
    let file = save(&mut alice, &bob, board, 2_000);
    read(&mut bob, &file, board, 2_100);
    let stale = save(&mut bob, &alice, board, 2_200);
    drop(bob);
    // Bob's folder comes back from a copy, and he says what he has there.
    let mut bob = open(older.path(), 2, 140);
    let mut most = 1;
    while lacks(&alice, board, &bob) == 0 {
        super::receipts::meet_for(&mut alice, &mut bob, most);
        most += 1;
        assert!(most < 20, "Alice still believes what Bob said long ago");
    }
    let lacking = lacks(&alice, board, &bob);
    // The file is of before that, and answers one of hers: by her clock it is older than what she heard (2,500).
    act(&mut alice, |core| {
        let device = core.state.boards[&board]
            .stated
            .keys()
            .next()
            .copied()
            .unwrap();
        Ok(core.state.heard(board, device, &[], 2_500)?)
    });
    let (_, _, counts) = read(&mut alice, &stale, board, 2_600);
    assert!(!counts);
    assert_eq!(lacks(&alice, board, &bob), lacking);
    // With the next two files they are equal, and both know it.
    let next = save(&mut bob, &alice, board, 3_000);
    read(&mut alice, &next, board, 3_100);
    let next = save(&mut alice, &bob, board, 3_200);
    read(&mut bob, &next, board, 3_300);
    assert_eq!(heard(&bob, board), ["late"]);
    let next = save(&mut bob, &alice, board, 3_400);
    assert!(read(&mut alice, &next, board, 3_500).2);
    assert_eq!(lacks(&alice, board, &bob), 0);
}

#[test]
fn an_older_file_never_raises_what_a_later_file_said_though_that_one_did_not_count() {
    let Two {
        mut alice,
        mut bob,
        board,
        homes,
    } = two();
    meet(&mut alice, &mut bob);
    close(bob);
    let older = backup(homes[1].path());
    let mut bob = open(homes[1].path(), 2, 120);
    say(&mut alice, board, "late");
    let first = save(&mut alice, &bob, board, 2_000);
    read(&mut bob, &first, board, 2_100);
    let stale = save(&mut bob, &alice, board, 2_200);
    drop(bob);
    // Bob's folder comes back from a copy that never read her file, and writes one.
    let mut bob = open(older.path(), 2, 140);
    let later = save(&mut bob, &alice, board, 2_300);
    let (_, _, counts) = read(&mut alice, &later, board, 2_400);
    assert!(!counts, "it answers nothing");
    let (_, _, counts) = read(&mut alice, &stale, board, 2_500);
    assert!(!counts, "a later one was read");
    // What he lacks is in the next file for him.
    let next = save(&mut alice, &bob, board, 3_000);
    let (new, ..) = read(&mut bob, &next, board, 3_100);
    assert!(new > 0);
}

#[test]
fn a_sealed_case_goes_by_file_through_who_cannot_open_it_to_whoever_can() {
    let Two {
        mut alice,
        mut bob,
        board,
        homes,
    } = two();
    let (mut carol, carols_home) = member(&mut alice, board, 3);
    meet(&mut alice, &mut bob);
    let carols = me(&carol, board);
    keep(&mut alice, board, &[carols]);
    let at = note(&mut alice, board, "12 Hill Road");
    say(&mut alice, board, "for all");
    let for_bob = save(&mut alice, &bob, board, 2_000);
    let (new, missing, _) = read(&mut bob, &for_bob, board, 2_100);
    assert!(new > 0 && !missing, "what is sealed is not missing");
    assert_eq!(form(&bob, board, at), BodyForm::Sealed);
    assert_eq!(reason(&bob, board, at), "unread");
    assert_eq!(heard(&bob, board), ["for all"]);
    assert!(!part(&bob, board).held);
    // Bob carries what he cannot read.
    let for_carol = save(&mut bob, &carol, board, 2_200);
    let (new, missing, _) = read(&mut carol, &for_carol, board, 2_300);
    assert!(new > 0 && !missing);
    assert_eq!(form(&carol, board, at), BodyForm::Clear);
    assert_eq!(heard(&carol, board), ["12 Hill Road", "for all"]);
    close(bob);
    assert!(!holds_words(homes[1].path(), "12 Hill Road"));
    close(carol);
    assert!(
        holds_words(carols_home.path(), "12 Hill Road"),
        "the check finds what is there"
    );
}
