//! Runs that end, fail, or begin again from a copy: no number is used twice, and a defect costs its part alone.

use super::*;

#[test]
fn after_a_restored_backup_own_entries_come_back_and_no_number_is_used_twice() {
    let Two {
        mut alice,
        bob,
        board,
        homes,
    } = two();
    close(bob);
    let copy = backup(homes[1].path());
    let mut bob = open(homes[1].path(), 2, 40);
    let before = say(&mut bob, board, "before the disk broke");
    meet(&mut bob, &mut alice);
    close(bob);

    let mut bob = open(copy.path(), 2, 60);
    let after = say(&mut bob, board, "from the backup");
    assert_ne!(before.log, after.log, "a new log for each run");
    meet(&mut bob, &mut alice);
    let all = ["before the disk broke", "from the backup"];
    assert_eq!(heard(&bob, board), all);
    assert_eq!(heard(&alice, board), all);
    let key = alice.db().boards().unwrap()[0].key;
    assert!(alice.db().forks(key).unwrap().is_empty());
}

#[test]
fn a_new_run_names_where_the_device_stopped() {
    let Two {
        mut bob,
        board,
        homes,
        ..
    } = two();
    let last = say(&mut bob, board, "one");
    close(bob);
    let mut bob = open(homes[1].path(), 2, 70);
    let next = say(&mut bob, board, "two");
    let key = bob.db().boards().unwrap()[0].key;
    let (_, entry) = bob.db().entry_of(key, next.id).unwrap().unwrap();
    assert_eq!(entry.header.first.unwrap().after, Some(last));
}

#[test]
fn after_a_failed_transaction_this_runs_logs_are_over() {
    let Two { mut bob, board, .. } = two();
    let first = say(&mut bob, board, "one");
    bob.begin().unwrap();
    let draft = Draft {
        kind: Kind::Change,
        item: None,
        deps: Vec::new(),
        body: b"lost".to_vec(),
    };
    bob.append(board, 1_000, |appender| {
        Ok(appender.append(draft).map(drop)?)
    })
    .unwrap();
    bob.recover().unwrap();
    assert_eq!(heard(&bob, board), ["one"]);
    let next = say(&mut bob, board, "two");
    assert_ne!(first.log, next.log);
    assert_eq!(next.seq, 1);
}

#[test]
fn a_refused_row_costs_its_part_of_the_transaction_and_no_more() {
    let Two { mut bob, board, .. } = two();
    let draft = |words: &str| Draft {
        kind: Kind::Change,
        item: None,
        deps: Vec::new(),
        body: words.as_bytes().to_vec(),
    };
    bob.begin().unwrap();
    bob.begin_part().unwrap();
    let own = draft("mine");
    bob.append(board, 1_000, |appender| {
        Ok(appender.append(own).map(drop)?)
    })
    .unwrap();
    bob.keep_part().unwrap();
    bob.begin_part().unwrap();
    let lost = draft("lost");
    bob.append(board, 1_000, |appender| {
        Ok(appender.append(lost).map(drop)?)
    })
    .unwrap();
    let key = bob.db().boards().unwrap()[0].key;
    let log = bob.db().logs(key).unwrap()[0];
    let refused = bob.db().add_log(key, log.tip.log, log.device);
    assert!(matches!(
        NodeError::from(refused.unwrap_err()),
        NodeError::Defect(_)
    ));
    bob.undo_part().unwrap();
    bob.spread(1_000).unwrap();
    bob.commit().unwrap();
    assert_eq!(heard(&bob, board), ["mine"]);
    say(&mut bob, board, "next");
    assert_eq!(heard(&bob, board), ["mine", "next"]);
}
