//! Files over real connections: Alice puts one to a board, Bob gets it; who may not have it gets nothing.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::atomic::Ordering;

use sync::{BlobError, Blobs};
use trust::Reason;

use super::*;
use crate::{AddedFile, FileState, FilesError, NamedFile, Removal};

mod elsewhere;

/// A file of which no two pieces are the same.
fn bytes(megabytes: usize) -> Vec<u8> {
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    (0..megabytes << 17)
        .flat_map(|_| next().to_le_bytes())
        .collect()
}

impl Somebody {
    async fn adds(&self, clear: Vec<u8>) -> AddedFile {
        let added = self.node.add_file(Cursor::new(clear), 1 << 30).await;
        added.unwrap()
    }

    fn names(&self, board: BoardId, file: AddedFile, fetch: bool) {
        self.names_all(board, &[file], fetch);
    }

    fn names_all(&self, board: BoardId, files: &[AddedFile], fetch: bool) {
        let named = files.iter().map(|file| NamedFile {
            hash: file.hash,
            length: file.length,
            fetch,
            ask: true,
        });
        self.node
            .name_files(BTreeMap::from([(board, named.collect())]));
    }

    async fn until_file(&self, file: AddedFile, is: impl Fn(FileState) -> bool) -> FileState {
        let mut files = self.node.files();
        let there = files.wait_for(|all| all.get(&file.hash).is_some_and(|state| is(*state)));
        let states = timeout(PATIENCE, there).await.unwrap().unwrap();
        states[&file.hash]
    }

    async fn opens(&self, file: AddedFile) -> Result<Vec<u8>, FilesError> {
        let named = (file.hash, file.key);
        self.node.open_file(named, file.length, Vec::new()).await
    }

    async fn removes(&self, other: &Self, board: BoardId) {
        let removal = Removal {
            reason: Reason::Other,
            text: None,
            keep: crate::Keep::Known,
            let_go: false,
            hide: Vec::new(),
        };
        let person = other.node.me(board).unwrap();
        let removed = self.node.remove_person(board, person, removal).await;
        removed.unwrap();
    }

    /// Dials another device for files, whatever is known of it, and asks for a file.
    async fn asks(&self, other: &Self, file: AddedFile) -> Result<(), BlobError> {
        self.fetches(other, file, &mut |_| true).await
    }

    async fn fetches(
        &self,
        other: &Self,
        file: AddedFile,
        on: &mut (dyn FnMut(u64) -> bool + Send),
    ) -> Result<(), BlobError> {
        let net = other.node.inner.network.net();
        let hint = net.transport().as_ref().unwrap().hint();
        let transport = self.node.inner.network.net().transport().clone().unwrap();
        let link = transport.dial_for_files(&hint).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path(), None).await.unwrap();
        let wanted = (&file.hash, store::sealed_len(file.length));
        let fetched = blobs.fetch(&link, wanted, on).await;
        blobs.close().await;
        fetched
    }
}

fn is_here(state: FileState) -> bool {
    state == FileState::Here
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bob_gets_the_file_that_alice_put_to_the_board_and_keeps_it_over_a_new_start() {
    let (alice, bob, board) = two().await;
    let clear = bytes(1);
    let file = alice.adds(clear.clone()).await;
    alice.names(board, file, true);
    alice.until_file(file, is_here).await;
    // Whoever has not asked for it gets nothing.
    bob.names(board, file, false);
    bob.until_file(file, |state| state == FileState::Left(0))
        .await;
    bob.names(board, file, true);
    bob.until_file(file, is_here).await;
    assert!(bob.opens(file).await.unwrap() == clear);
    // Another key opens nothing, and nothing half comes out of it.
    let other = AddedFile {
        key: [1; 32],
        ..file
    };
    assert!(matches!(bob.opens(other).await, Err(FilesError::File(_))));

    // Nothing of it stands readable in his folder.
    let part = &clear[1_000..1_064];
    for held in [&alice, &bob] {
        for raw in super::helping::files(held.home.path()) {
            assert!(!raw.windows(part.len()).any(|bytes| bytes == part));
        }
    }
    bob.node.shutdown().await;
    let Somebody {
        home,
        opening,
        node,
        machine,
        ..
    } = bob;
    drop(node);
    drop(machine);
    let machine = Machine::new();
    let node = machine.open(&home, opening);
    let again = node.open_file((file.hash, file.key), file.length, Vec::new());
    assert!(again.await.unwrap() == clear);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_megabytes_arrive_whole_though_each_transfer_is_cut_and_the_network_goes() {
    let (alice, bob, board) = two().await;
    let clear = bytes(20);
    let file = alice.adds(clear.clone()).await;
    alice.names(board, file, true);
    let files = &bob.node.inner.network.net().files;
    files.cut_after.store(800 << 10, Ordering::Relaxed);
    bob.names(board, file, true);
    bob.until_file(
        file,
        |state| matches!(state, FileState::Coming(have) if have > 2 << 20),
    )
    .await;
    bob.offline(true).await;
    // While nobody is there it says so; what came stays.
    let state = bob
        .until_file(file, |state| matches!(state, FileState::Nobody(_)))
        .await;
    assert!(matches!(state, FileState::Nobody(have) if have >= 2 << 20));
    // Beside it the board's own entries go on.
    alice.say(board, "bread").await.unwrap();
    bob.offline(false).await;
    bob.until_heard(board, &["blankets", "bread"]).await;
    bob.until_file(file, is_here).await;
    let cuts = files.begun.load(Ordering::Relaxed) - 1;
    assert!(cuts >= 20, "{cuts} cuts");
    assert!(bob.opens(file).await.unwrap() == clear, "whole");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strangers_and_whoever_was_removed_get_no_byte_of_a_file() {
    let (alice, bob, board) = two().await;
    let mallory = Somebody::start();
    let mut network = mallory.node.network();
    network.wait_for(|state| state.listening).await.unwrap();
    let file = alice.adds(bytes(1)).await;
    alice.names(board, file, true);
    let nowhere = AddedFile {
        hash: [7; 32],
        ..file
    };
    // She knows the hash, and hears what she hears of one that is nowhere.
    for asked in [file, nowhere] {
        let refused = mallory.asks(&alice, asked).await;
        assert!(
            matches!(refused, Err(BlobError::NotGiven(_))),
            "{refused:?}"
        );
    }
    // A board of hers that names it gives her nothing: Alice is not on it.
    let hers = mallory.node.create_board().await.unwrap();
    mallory.names(hers, file, true);
    assert!(mallory.asks(&alice, file).await.is_err());

    // Bob may, until Alice removes him.
    bob.asks(&alice, file).await.unwrap();
    // What no board names nobody gets, member or not.
    assert!(bob.asks(&alice, nowhere).await.is_err());
    alice.removes(&bob, board).await;
    let refused = bob.asks(&alice, file).await;
    assert!(
        matches!(refused, Err(BlobError::NotGiven(_))),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_not_as_long_as_its_entry_says_is_not_fetched() {
    let (alice, bob, board) = two().await;
    let file = alice.adds(bytes(1)).await;
    alice.names(board, file, true);
    alice.until_file(file, is_here).await;
    let shorter = AddedFile { length: 70, ..file };
    bob.names(board, shorter, true);
    bob.until_file(file, |state| state == FileState::Wrong)
        .await;
    assert!(matches!(bob.opens(file).await, Err(FilesError::NotHere)));
}

/// Mallory puts Alice's file to something of hers, and says that it is shorter and older.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lie_about_a_files_length_keeps_nobody_from_the_file() {
    let (alice, bob, board) = two().await;
    let file = alice.adds(bytes(1)).await;
    alice.names(board, file, true);
    alice.until_file(file, is_here).await;
    let named = |length, fetch| NamedFile {
        hash: file.hash,
        length,
        fetch,
        ask: false,
    };
    let all = vec![
        named(70, true),
        named(file.length, true),
        named(file.length + 1, true),
    ];
    bob.node.name_files(BTreeMap::from([(board, all)]));
    bob.until_file(file, is_here).await;
    assert!(bob.opens(file).await.is_ok());
}

/// Nothing more is given to somebody who was removed, also in the middle of a file.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removal_ends_what_is_on_its_way_to_the_removed() {
    let (alice, bob, board) = two().await;
    let file = alice.adds(bytes(24)).await;
    alice.names(board, file, true);
    alice.until_file(file, is_here).await;
    let mut there = true;
    let mut on = |_: u64| {
        // He reads no further until he is removed: what is on its way by then is bounded by the windows.
        if std::mem::take(&mut there) {
            let runtime = tokio::runtime::Handle::current();
            tokio::task::block_in_place(|| runtime.block_on(alice.removes(&bob, board)));
        }
        true
    };
    let fetched = bob.fetches(&alice, file, &mut on).await;
    assert!(
        matches!(fetched, Err(BlobError::NotGiven(_))),
        "{fetched:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_a_picture_reaches_a_helper_neither_its_bytes_nor_its_name_hash_and_key() {
    let (alice, _bob, board) = two().await;
    let helper = Somebody::start();
    let ticket = alice.helper_ticket(board).await;
    helper.node.join(ticket).await.unwrap();
    helper.until_carrying(1).await;
    let clear = bytes(1);
    let file = alice.adds(clear.clone()).await;
    alice.names(board, file, true);
    alice.until_file(file, is_here).await;
    let hex = |bytes: &[u8]| -> String { bytes.iter().map(|byte| format!("{byte:02x}")).collect() };
    let planted = ["bridge at dawn.png", &hex(&file.hash), &hex(&file.key)];
    alice.say(board, &planted.join(" ")).await.unwrap();
    alice.until_helped(board, super::helping::whole).await;
    // Also where it were told the hash, it gets no byte: it is no member.
    assert!(helper.asks(&alice, file).await.is_err());
    let sealed: Vec<Vec<u8>> = super::helping::files(&alice.home.path().join("blobs"));
    let sealed = sealed.iter().max_by_key(|file| file.len()).unwrap();
    assert!(sealed.len() >= clear.len(), "the sealed bytes are there");
    helper.node.shutdown().await;
    let Somebody {
        home,
        node,
        machine,
        ..
    } = helper;
    drop(node);
    drop(machine);
    let raw = super::helping::files(home.path());
    let log = super::helping::opened(&home);
    let mut words: Vec<&[u8]> = planted.iter().map(|words| words.as_bytes()).collect();
    words.extend([
        &file.hash[..],
        &file.key,
        &clear[5_000..5_032],
        &sealed[5_000..5_032],
    ]);
    for word in words {
        assert!(!super::helping::holds(&raw, word), "on the disk");
        assert!(!super::helping::holds(&log, word), "in the log");
    }
}
