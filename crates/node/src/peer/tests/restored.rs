//! A person who comes back on another machine, with a backup and the twelve words.

use store::{BackupContents, BackupKey, RecoveryWords, restore_backup, write_backup};
use trust::PersonSeed;

use super::forks::{Clones, clones, outcome, same, talk};
use super::removals::{edit, me, remove, role, why};
use super::*;

fn random(bytes: &mut [u8]) -> std::io::Result<()> {
    getrandom::fill(bytes).map_err(std::io::Error::other)
}

fn easy(bytes: &mut [u8]) -> std::io::Result<()> {
    bytes.fill(1);
    Ok(())
}

/// Alice on a new machine: her words, the backup, and nothing else.
fn new_machine(home: &Path, file: &Path, words: &RecoveryWords) -> Core {
    let db = LogDb::open(&home.join("log.db"), &KEY).unwrap();
    let seed: PersonSeed = words.seed().clone();
    restore_backup(file, &BackupKey::of(&seed), &db, 2_000).unwrap();
    let keys = DeviceKeys::of_person(seed, &mut random).unwrap();
    let mut core = Core::open(CoreParts {
        db,
        keys,
        endpoint: EndpointId([9; 32]),
        judge: Arc::new(Easy),
        draw: Box::new(random),
    })
    .unwrap();
    core.certify_here(2_000).unwrap();
    core
}

#[test]
fn words_and_backup_bring_the_person_and_all_boards_back_on_a_new_device() {
    let Two {
        mut alice,
        mut bob,
        board,
        homes,
    } = two();
    say(&mut alice, board, "before the backup");
    say(&mut bob, board, "from Bob");
    meet(&mut alice, &mut bob);
    let me = alice.me(board).unwrap();
    let device = alice.board_info(board).unwrap().device;
    let words = RecoveryWords::of(
        DeviceKeys::draw(&mut easy)
            .unwrap()
            .person()
            .unwrap()
            .clone(),
    );
    let log = LogDb::reader(&homes[0].path().join("log.db"), &KEY).unwrap();
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("alice.backup");
    let key = BackupKey::of(words.seed());
    write_backup(&file, &key, &log, &BackupContents::default(), &mut random).unwrap();
    drop(log);
    say(&mut alice, board, "after the backup");
    meet(&mut alice, &mut bob);
    drop(alice);

    let home = tempfile::tempdir().unwrap();
    let mut again = new_machine(home.path(), &file, &words);
    assert_eq!(again.me(board), Some(me));
    assert_ne!(again.board_info(board).unwrap().device, device);
    assert_eq!(heard(&again, board), ["before the backup", "from Bob"]);
    // The new device is hers, and its words count, here and at Bob's.
    say(&mut again, board, "from the new machine");
    meet(&mut again, &mut bob);
    let all = [
        "after the backup",
        "before the backup",
        "from Bob",
        "from the new machine",
    ];
    assert_eq!(heard(&again, board), all);
    assert_eq!(heard(&bob, board), all);
    let authority = bob.board_info(board).unwrap().authority;
    assert_eq!(authority.devices_of(me).count(), 2);
    // Once is enough.
    let before = bob.board_info(board).unwrap().entries;
    again.certify_here(3_000).unwrap();
    meet(&mut again, &mut bob);
    assert_eq!(bob.board_info(board).unwrap().entries, before);
}

#[test]
fn with_the_seed_on_paper_boards_go_on_and_new_ones_wait_for_the_words() {
    let home = tempfile::tempdir().unwrap();
    let mut alice = open(home.path(), 1, 10);
    let (board, _) = act(&mut alice, |core| core.create_board(1_000));
    let me = alice.me(board);
    let mut parts = alice.into_parts().unwrap();
    let mut paper = parts.keys.clone();
    paper.forget_person();
    parts.keys = paper;
    let mut alice = Core::open(parts).unwrap();
    assert_eq!(alice.me(board), me);
    say(&mut alice, board, "still here");
    assert_eq!(heard(&alice, board), ["still here"]);
    alice.begin().unwrap();
    let refused = alice.create_board(1_000);
    assert_eq!(refused, Err(NodeError::OnPaper(store::OnPaper)));
    let ticket = TicketText {
        board: BoardId([7; 32]),
        ..invite_of_somebody()
    };
    let refused = alice.start_join(ticket, 1_000);
    assert_eq!(refused, Err(NodeError::OnPaper(store::OnPaper)));
}

fn invite_of_somebody() -> TicketText {
    let home = tempfile::tempdir().unwrap();
    let mut bob = open(home.path(), 2, 20);
    let (board, _) = act(&mut bob, |core| core.create_board(1_000));
    invite(&mut bob, board, &[])
}

#[test]
fn a_forked_log_comes_back_with_the_branch_that_counts_and_the_certificates_of_the_other() {
    // Alice's own machine was cloned. What stands on the second branch came second to the one that makes the backup.
    let Clones {
        mut alice,
        left: mut bob,
        others,
        board,
        _homes: (homes, _copy),
        ..
    } = clones(2);
    let mut others = others.into_iter();
    let ((mut carol, _carol), (dora, _dora)) = (others.next().unwrap(), others.next().unwrap());
    talk(&mut carol, &mut alice);
    close(alice);
    let copy = backup(homes[0].path());
    let (mut left, mut right) = (open(homes[0].path(), 1, 140), open(copy.path(), 1, 140));
    let doras = me(&dora, board);
    let lost = say(&mut left, board, "left");
    let counts = say(&mut right, board, "right");
    remove(&mut right, board, doras);
    // Two people build on the second branch.
    for (who, words) in [(&mut carol, "by Carol"), (&mut bob, "by Bob")] {
        talk(who, &mut right);
        edit(who, board, counts, words);
    }
    talk(&mut carol, &mut left);
    talk(&mut bob, &mut left);
    assert_eq!(why(&left, board, counts), Verdict::Accepted);
    assert_eq!(role(&left, board, doras), None);

    let words = RecoveryWords::of(left.state.keys.person().unwrap().clone());
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("alice.backup");
    let (key, log) = (
        BackupKey::of(words.seed()),
        LogDb::reader(&homes[0].path().join("log.db"), &KEY).unwrap(),
    );
    write_backup(&file, &key, &log, &BackupContents::default(), &mut random).unwrap();
    drop(log);
    let before = outcome(&left, board);
    close(left);
    let home = tempfile::tempdir().unwrap();
    let mut again = new_machine(home.path(), &file, &words);
    let after = outcome(&again, board);
    let differing = before.iter().filter(|(id, one)| after.get(id) != Some(one));
    assert_eq!(
        differing.count(),
        0,
        "all of it is there, and counts as before"
    );
    assert_eq!(
        why(&again, board, lost),
        Verdict::Aside("lost-branch".to_owned())
    );
    assert_eq!(role(&again, board, doras), None);
    // Nobody has anything to tell the new machine but what it did itself.
    talk(&mut again, &mut carol);
    same([&again, &carol], board);
}
