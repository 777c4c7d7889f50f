//! 21–24: actors of others, two entries under one number, gaps, numbers used twice.

use model::actor;
use store::LogDb;
use sync::Output;
use trust::{Entry, ItemId, Role, Verdict};

use super::meeting::{NOW, comment, on_disk, spec, ticket, try_join};
use super::{Circle, open, pump};
use crate::fuzz::Chunk;

fn blank(actor: [u8; 16]) -> Vec<u8> {
    Chunk::puts(actor, &[("kind", b"need"), ("title", b"Soup")]).bytes()
}

#[test]
fn bad_input_21_an_actor_that_is_not_derived_from_the_log_is_invalid() {
    let mut circle = Circle::new();
    let alices = circle.alice.verdicts_since(0, 1_000).unwrap();
    let victim = alices
        .iter()
        .find(|one| one.entry.id == circle.creation)
        .unwrap()
        .entry
        .log;
    let mut log = circle.log(101);
    let item = ItemId::derive(log.log(), log.next_seq());
    // Alice's hand in Mallory's item, and the hand of nobody.
    for forged in [actor(victim, item).0, [7; 16]] {
        let entry = circle.creates(&mut log, |_| blank(forged));
        circle.push(std::slice::from_ref(&entry));
        assert_eq!(circle.aside(&entry), "wrongActor");
    }
    circle.assert_alive();
}

#[test]
fn bad_input_22_of_two_entries_under_one_number_one_counts_and_both_are_kept() {
    let mut circle = Circle::new();
    let mut log = circle.log(101);
    let start = log.checkpoint();
    let first = circle.creates(&mut log, blank);
    log.rewind(start);
    let second = circle.creates(&mut log, |actor| {
        Chunk::puts(actor, &[("kind", b"need"), ("title", b"Tea")]).bytes()
    });
    assert_eq!((first.seq, first.log), (second.seq, second.log));
    circle.push(std::slice::from_ref(&first));
    circle.push(std::slice::from_ref(&second));
    // Nobody built on either: the lower id counts, whichever came first.
    let (counts, lost) = if first.id < second.id {
        (&first, &second)
    } else {
        (&second, &first)
    };
    assert_eq!(circle.verdict(counts.id), Some(Verdict::Accepted));
    assert_eq!(circle.aside(lost), "lost-branch");
    let key = circle.alice.db().boards().unwrap()[0].key;
    let proof = circle.alice.db().forks(key).unwrap();
    assert_eq!(proof.len(), 1, "the other branch is proof");
    assert_eq!(proof[0].position, second.position());
    circle.assert_alive();
}

#[test]
fn bad_input_23_a_gap_is_asked_for_and_closed() {
    let mut circle = Circle::new();
    let mut log = circle.log(101);
    let all: Vec<Entry> = (0..3).map(|_| circle.creates(&mut log, blank)).collect();
    circle.push(&all[..1]);
    let said = circle.push(&all[2..]);
    let asks = |output: &Output| matches!(output, Output::Send(frame) if frame.first() == Some(&6));
    assert!(said.iter().any(asks), "a `Want` goes out");
    assert_eq!(circle.verdict(all[2].id), None);
    circle.push(&all[1..]);
    assert!(
        all.iter()
            .all(|entry| circle.verdict(entry.id) == Some(Verdict::Accepted))
    );
}

#[test]
fn bad_input_24_a_copied_folder_never_continues_a_log() {
    let home = tempfile::tempdir().unwrap();
    let copy = tempfile::tempdir().unwrap();
    let path = home.path().join("log.db");
    let mut bob = open(on_disk(&path).unwrap(), 2, 30);
    let board = super::meeting::act(&mut bob, NOW, |core| core.create_board(NOW)).0;
    let need = super::meeting::add_need(&mut bob, board, NOW);
    let before = comment(&mut bob, board, need, NOW);
    // Two computers with one key do not talk to each other; Carol hears of both.
    let mut carol = open(LogDb::in_memory().unwrap(), 3, 32);
    let ticket = ticket(&mut bob, board, spec(Role::Editor), NOW);
    let joined = try_join((&mut carol, NOW), (&mut bob, NOW), ticket);
    assert_eq!(joined, None);
    // Copied while it runs, with the file beside it that holds the newest writes.
    for file in ["log.db", "log.db-wal", "log.db-shm"] {
        if home.path().join(file).exists() {
            std::fs::copy(home.path().join(file), copy.path().join(file)).unwrap();
        }
    }
    let mut clone = open(on_disk(&copy.path().join("log.db")).unwrap(), 2, 31);
    let later = NOW + 1_000;
    let here = comment(&mut bob, board, need, later);
    let there = comment(&mut clone, board, need, later);
    assert_eq!(before.log, here.log, "a run goes on in its log");
    assert_ne!(here.log, there.log, "and another run never does");
    assert_eq!(there.seq, 1);
    let told = |core: &node::Core| core.board_info(board).unwrap().copied;
    pump((&mut carol, later), (&mut clone, later));
    assert!(!told(&bob) && !told(&clone));
    pump((&mut carol, later), (&mut bob, later));
    pump((&mut carol, later), (&mut clone, later));
    let key = bob.db().boards().unwrap()[0].key;
    assert!(bob.db().forks(key).unwrap().is_empty());
    assert!(told(&bob), "Bob began to write before the copy did");
    assert!(!told(&carol));
    for core in [&bob, &carol, &clone] {
        let rows = core.verdicts_since(0, 1_000).unwrap();
        let all: Vec<_> = rows.iter().map(|row| row.entry.id).collect();
        assert!(all.contains(&here.id) && all.contains(&there.id));
    }
}
