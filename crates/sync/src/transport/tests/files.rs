//! Files between two real endpoints on this machine: cut, lied about, asked for by those who may not have them.

use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tokio::task::JoinHandle;

use super::person;
use crate::transport::*;

const CHUNK: usize = 1 << 20;

/// A file of which no two pieces are the same.
fn file(folder: &TempDir, megabytes: usize) -> PathBuf {
    let path = folder.path().join("sealed");
    let mut bytes = vec![0; megabytes * CHUNK];
    blake3::Hasher::new_derive_key("a file of the tests")
        .finalize_xof()
        .fill(&mut bytes);
    std::fs::write(&path, bytes).unwrap();
    path
}

async fn folder(home: &TempDir, name: &str) -> Blobs {
    Blobs::open(&home.path().join(name), None).await.unwrap()
}

/// Serves whoever dials, under a rule.
#[expect(clippy::disallowed_methods, reason = "a test is its own home of tasks")]
fn serve(bob: Transport, files: Blobs, may: fn(&[u8; 32]) -> bool) -> JoinHandle<()> {
    tokio::spawn(async move {
        while let Some(incoming) = bob.accept().await {
            let arriving = incoming.shake_hands().await.unwrap();
            assert!(arriving.is_for_files());
            files.serve(arriving.for_files(), may, |_| {}).await;
        }
    })
}

/// Fetches a file, and drops the connection after so many bytes each time. Returns how often it was cut.
async fn fetch_in_parts(
    alice: &Transport,
    bob: &EndpointHint,
    to: &Blobs,
    (hash, length): (&[u8; 32], u64),
    part: u64,
) -> u32 {
    let (mut cuts, mut had) = (0, 0);
    loop {
        let link = alice.dial_for_files(bob).await.unwrap();
        let until = had + part;
        let fetched = to
            .fetch(&link, (hash, length), &mut |have| {
                assert!(have >= had, "what came once is not fetched again");
                have < until
            })
            .await;
        link.close();
        match fetched {
            Ok(()) => return cuts,
            Err(BlobError::Stopped) => cuts += 1,
            Err(error) => panic!("{error}"),
        }
        let have = match to.have(hash).await.unwrap() {
            BlobHave::Part(have) => have,
            // What had come already was all that was missing.
            BlobHave::Whole => length,
        };
        // What came last may be on its way to the disk yet.
        assert!(have >= had && cuts < 200, "it comes nearer");
        had = have;
    }
}

async fn interrupted(megabytes: usize) {
    let home = tempfile::tempdir().unwrap();
    let (alice, bob) = (person(31).await, person(32).await);
    let (here, there) = (folder(&home, "here").await, folder(&home, "there").await);
    let path = file(&home, megabytes);
    let hash = there.add(&path).await.unwrap();
    let bytes = std::fs::read(&path).unwrap();
    assert_eq!(hash, *blake3::hash(&bytes).as_bytes());
    let hint = bob.hint();
    let serving = serve(bob, there, |_| true);
    let length = bytes.len() as u64;
    let cuts = fetch_in_parts(&alice, &hint, &here, (&hash, length), length / 60).await;
    assert!(cuts >= 20, "{cuts}");
    let out = home.path().join("out");
    here.copy_out(&hash, &out).await.unwrap();
    assert!(std::fs::read(&out).unwrap() == bytes, "whole");
    serving.abort();
    // And after a new start it is still here.
    here.close().await;
    drop(here);
    let again = folder(&home, "here").await;
    assert_eq!(again.have(&hash).await.unwrap(), BlobHave::Whole);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_megabytes_that_are_cut_twenty_times_arrive_whole() {
    interrupted(20).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "200 MB: by hand"]
async fn two_hundred_megabytes_that_are_cut_twenty_times_arrive_whole() {
    interrupted(200).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_may_not_have_a_file_hears_the_same_as_where_it_is_not() {
    let home = tempfile::tempdir().unwrap();
    let (alice, bob) = (person(33).await, person(34).await);
    let (here, there) = (folder(&home, "here").await, folder(&home, "there").await);
    let hash = there.add(&file(&home, 1)).await.unwrap();
    let hint = bob.hint();
    let serving = serve(bob, there, |_| false);
    let mut heard = Vec::new();
    for asked in [hash, [9; 32]] {
        let link = alice.dial_for_files(&hint).await.unwrap();
        let refused = here.fetch(&link, (&asked, 1 << 20), &mut |_| true).await;
        heard.push(refused.unwrap_err().to_string());
        assert_eq!(here.have(&asked).await.unwrap(), BlobHave::Part(0));
    }
    assert_eq!(heard[0], heard[1]);
    serving.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_of_another_length_than_the_board_says_is_not_fetched() {
    let home = tempfile::tempdir().unwrap();
    let (alice, bob) = (person(35).await, person(36).await);
    let (here, there) = (folder(&home, "here").await, folder(&home, "there").await);
    let hash = there.add(&file(&home, 2)).await.unwrap();
    let hint = bob.hint();
    let serving = serve(bob, there, |_| true);
    let link = alice.dial_for_files(&hint).await.unwrap();
    let refused = here.fetch(&link, (&hash, 1 << 20), &mut |_| true).await;
    assert!(matches!(
        refused,
        Err(BlobError::OtherLength {
            found: 2_097_152,
            ..
        })
    ));
    assert_eq!(here.have(&hash).await.unwrap(), BlobHave::Part(0));
    serving.abort();
}

/// Every file below a folder.
fn all_below(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(all_below(&path));
        } else {
            all.push(path);
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_that_gives_other_bytes_is_found_out_and_another_one_helps() {
    let home = tempfile::tempdir().unwrap();
    let (alice, bob, mallory) = (person(37).await, person(38).await, person(39).await);
    let here = folder(&home, "here").await;
    let (bobs, mallorys) = (folder(&home, "bob").await, folder(&home, "mallory").await);
    let path = file(&home, 3);
    let length = 3 * CHUNK as u64;
    let hash = bobs.add(&path).await.unwrap();
    assert_eq!(mallorys.add(&path).await.unwrap(), hash);
    // Mallory's disk holds something else under the name.
    let name = format!("{}.data", blake3::Hash::from(hash).to_hex());
    let data = all_below(&home.path().join("mallory"));
    let data = data.iter().find(|path| path.ends_with(&name)).unwrap();
    let mut lie = std::fs::read(data).unwrap();
    for byte in &mut lie[CHUNK..CHUNK + 4_096] {
        *byte ^= 1;
    }
    std::fs::write(data, lie).unwrap();

    let (from_mallory, from_bob) = (mallory.hint(), bob.hint());
    let one = serve(mallory, mallorys, |_| true);
    let other = serve(bob, bobs, |_| true);
    let link = alice.dial_for_files(&from_mallory).await.unwrap();
    let refused = here.fetch(&link, (&hash, length), &mut |_| true).await;
    assert!(
        matches!(refused, Err(BlobError::NotGiven(_))),
        "{refused:?}"
    );
    let BlobHave::Part(good) = here.have(&hash).await.unwrap() else {
        panic!("not whole");
    };
    assert!(good <= CHUNK as u64, "only what is true was kept: {good}");
    let link = alice.dial_for_files(&from_bob).await.unwrap();
    here.fetch(&link, (&hash, length), &mut |_| true)
        .await
        .unwrap();
    let out = home.path().join("out");
    here.copy_out(&hash, &out).await.unwrap();
    assert!(std::fs::read(out).unwrap() == std::fs::read(path).unwrap());
    one.abort();
    other.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_let_go_leaves_the_disk_and_what_is_held_stays() {
    let home = tempfile::tempdir().unwrap();
    let files = Blobs::open(&home.path().join("files"), Some(Duration::from_millis(50)))
        .await
        .unwrap();
    let path = file(&home, 1);
    let gone = files.add(&path).await.unwrap();
    std::fs::write(&path, vec![3; CHUNK]).unwrap();
    let held = files.add(&path).await.unwrap();
    files.let_go(&gone).await.unwrap();
    let mut look = tokio::time::interval(Duration::from_millis(20));
    while files.have(&gone).await.unwrap() == BlobHave::Whole {
        look.tick().await;
    }
    assert_eq!(files.have(&held).await.unwrap(), BlobHave::Whole);
}
