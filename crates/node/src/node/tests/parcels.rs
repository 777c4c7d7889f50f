//! Files that are carried by hand, between whole nodes that are offline.

use std::path::{Path, PathBuf};

use trust::PersonId;

use super::*;
use crate::{ParcelError, ParcelFailure, ParcelRead, ParcelRefusal, ParcelSaved, ParcelWatch};

mod watched;

fn me(of: &Somebody, board: BoardId) -> PersonId {
    of.node.board(board).unwrap().me
}

async fn save(from: &Somebody, to: &Somebody, board: BoardId, path: &Path) -> ParcelSaved {
    let person = me(to, board);
    let watch = ParcelWatch::saving();
    let saved = from
        .node
        .save_parcel(board, person, (path, false), &watch)
        .await;
    saved.unwrap()
}

async fn read(by: &Somebody, path: &Path) -> Result<ParcelRead, ParcelFailure> {
    let watch = Arc::new(ParcelWatch::reading());
    by.node.read_parcel(path, &watch).await
}

fn stick() -> (TempDir, [PathBuf; 3]) {
    let stick = tempfile::tempdir().unwrap();
    let names = ["for-bob", "for-alice", "for-bob-again"];
    let paths = names.map(|name| stick.path().join(name));
    (stick, paths)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn alice_and_bob_are_equal_by_stick_and_the_stick_tells_nobody_else_anything() {
    let (alice, bob, board) = two().await;
    alice.offline(true).await;
    bob.offline(true).await;
    alice.say(board, "wheelchair for Kirchplatz").await.unwrap();
    bob.say(board, "forty blankets").await.unwrap();
    let (_stick, [for_bob, for_alice, again]) = stick();
    let saved = save(&alice, &bob, board, &for_bob).await;
    assert!(saved.entries > 0 && !saved.tells_removal);
    let bytes = std::fs::read(&for_bob).unwrap();
    assert_eq!(bytes.len() as u64, saved.bytes);
    for word in [&b"wheelchair"[..], b"Kirchplatz", &board.0[..8]] {
        assert!(!bytes.windows(word.len()).any(|part| part == word));
    }
    let got = read(&bob, &for_bob).await.unwrap();
    assert!(got.new > 0 && !got.missing && !got.removed);
    assert_eq!(got.found.by, Some(me(&alice, board)));
    assert_eq!(got.found.person, me(&bob, board));
    save(&bob, &alice, board, &for_alice).await;
    assert!(read(&alice, &for_alice).await.unwrap().new > 0);
    let all = ["blankets", "forty blankets", "wheelchair for Kirchplatz"];
    alice.until_heard(board, &all).await;
    bob.until_heard(board, &all).await;
    save(&alice, &bob, board, &again).await;
    assert_eq!(read(&bob, &again).await.unwrap().new, 0);
    for (of, other) in [(&alice, &bob), (&bob, &alice)] {
        let device = other.node.board(board).unwrap().device;
        let info = of.node.board(board).unwrap();
        let held = info.holdings.iter().find(|held| held.device == device);
        assert_eq!(held.unwrap().lacks, 0);
    }
    // Twice is nothing new.
    assert_eq!(read(&bob, &for_bob).await.unwrap().new, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_cut_changed_or_not_for_who_reads_it_changes_nothing() {
    let (alice, bob, board) = two().await;
    alice.offline(true).await;
    bob.offline(true).await;
    alice.say(board, "wheelchair").await.unwrap();
    let (stick, [path, other, _]) = stick();
    save(&alice, &bob, board, &path).await;
    let good = std::fs::read(&path).unwrap();
    let before = *bob.node.cursor().borrow();
    for (bytes, cut) in [
        (good[..good.len() - 1].to_vec(), true),
        (good[..good.len() / 2].to_vec(), true),
        (
            [&good[..900], &[good[900] ^ 1], &good[901..]].concat(),
            false,
        ),
    ] {
        std::fs::write(&other, bytes).unwrap();
        let refused = read(&bob, &other).await.unwrap_err();
        let fits = match refused {
            ParcelFailure::File(ParcelError::CutShort) => cut,
            ParcelFailure::File(ParcelError::Damaged(_)) => !cut,
            ParcelFailure::File(_)
            | ParcelFailure::Refused(..)
            | ParcelFailure::Node(_)
            | ParcelFailure::GivenUp => false,
        };
        assert!(fits, "{refused:?}");
    }
    let carol = Somebody::start();
    let refused = read(&carol, &path).await.unwrap_err();
    assert!(matches!(
        refused,
        ParcelFailure::File(ParcelError::NotForHere)
    ));
    let refused = read(&alice, &path).await.unwrap_err();
    let own = matches!(refused, ParcelFailure::Refused(ParcelRefusal::Own, Some(_)));
    assert!(own, "{refused:?}");
    std::fs::write(&other, b"a letter").unwrap();
    let refused = read(&bob, &other).await.unwrap_err();
    assert!(matches!(
        refused,
        ParcelFailure::File(ParcelError::NoParcel)
    ));
    assert_eq!(*bob.node.cursor().borrow(), before);
    // Nothing is written over, and what is given up leaves nothing.
    let watch = ParcelWatch::saving();
    let again = alice
        .node
        .save_parcel(board, me(&bob, board), (&path, false), &watch);
    let refused = again.await.unwrap_err();
    assert!(matches!(
        refused,
        ParcelFailure::File(ParcelError::Exists(_))
    ));
    watch.give_up();
    let again = alice
        .node
        .save_parcel(board, me(&bob, board), (&path, true), &watch);
    assert!(matches!(again.await.unwrap_err(), ParcelFailure::GivenUp));
    assert_eq!(std::fs::read(&path).unwrap(), good);
    assert_eq!(std::fs::read_dir(stick.path()).unwrap().count(), 2);
}

/// Whoever can write to the folder puts another file into its place between the two readings.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_file_that_was_read_whole_is_read_again() {
    use crate::node::parcels::{open_again, scan};

    let (alice, bob, board) = two().await;
    let (_stick, [for_bob, _, other]) = stick();
    save(&alice, &bob, board, &for_bob).await;
    save(&alice, &bob, board, &other).await;
    let keys = bob.node.inner.safe.keys();
    let watch = ParcelWatch::reading();
    let scanned = |path: &Path| scan(path, &keys, &watch).unwrap().same;
    let same = scanned(&for_bob);
    assert!(
        open_again(for_bob.clone(), keys.clone(), same)
            .await
            .is_ok()
    );
    let same = scanned(&for_bob);
    std::fs::rename(&other, &for_bob).unwrap();
    let refused = open_again(for_bob, keys.clone(), same).await.err().unwrap();
    assert!(
        matches!(refused, ParcelFailure::File(ParcelError::Damaged(_))),
        "{refused:?}"
    );
}
