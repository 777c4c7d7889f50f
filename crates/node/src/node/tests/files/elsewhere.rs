//! Who else has a file: known once somebody has all of it, and asked over few connections.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_elsewhere_once_somebody_else_has_all_of_it_and_not_before() {
    let (alice, bob, board) = two().await;
    let file = alice.adds(bytes(1)).await;
    alice.names(board, file, true);
    bob.names(board, file, false);
    alice.until_file(file, is_here).await;
    bob.until_file(file, |state| state == FileState::Left(0))
        .await;
    // Part of it is not all of it; whoever took some of it is asked.
    let files = &bob.node.inner.network.net().files;
    files.cut_after.store(400 << 10, Ordering::Relaxed);
    bob.names(board, file, true);
    bob.until_file(
        file,
        |state| matches!(state, FileState::Coming(have) if have > 300 << 10),
    )
    .await;
    bob.names(board, file, false);
    bob.until_file(file, |state| matches!(state, FileState::Left(_)))
        .await;
    let mut elsewhere = alice.node.files_elsewhere();
    assert!(elsewhere.borrow().is_empty());
    files.cut_after.store(0, Ordering::Relaxed);
    bob.names(board, file, true);
    bob.until_file(file, is_here).await;
    let known = elsewhere.wait_for(|all| all.contains(&file.hash));
    drop(timeout(PATIENCE, known).await.unwrap().unwrap());
    // Bob had it from her.
    assert!(bob.node.files_elsewhere().borrow().contains(&file.hash));
}

/// The files of an archive, which Bob has from Carol, say: Alice asks him about all of them, and dials him a few times.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forty_files_are_asked_about_over_one_connection_and_those_that_are_missing_hold_up_none() {
    let (alice, bob, board) = two().await;
    let mut files = Vec::new();
    for n in 0..40_u8 {
        let clear = vec![n; 2_000];
        files.push(alice.adds(clear).await);
    }
    // Bob's app does not fetch three of them, wherever they stand in the order.
    let (left, got) = (&files[..3], &files[3..]);
    alice.names_all(board, &files, false);
    bob.names_all(board, got, true);
    for file in got {
        bob.until_file(*file, is_here).await;
    }
    let mut elsewhere = alice.node.files_elsewhere();
    let known = elsewhere.wait_for(|all| got.iter().all(|file| all.contains(&file.hash)));
    drop(timeout(PATIENCE, known).await.unwrap().unwrap());
    // All is forgotten, as after somebody's removal: nobody comes or goes, and she asks again.
    let at_bob = &bob.node.inner.network.net().files.arrived;
    let before = at_bob.load(Ordering::Relaxed);
    alice.node.forget_files_elsewhere();
    let known = elsewhere.wait_for(|all| got.iter().all(|file| all.contains(&file.hash)));
    drop(timeout(PATIENCE, known).await.unwrap().unwrap());
    let dialled = at_bob.load(Ordering::Relaxed) - before;
    // A turn that was under way when all was forgotten counts too.
    let turn = 1 + left.len() as u64;
    assert!(dialled <= 2 * turn, "{dialled} connections");
    assert!(
        left.iter()
            .all(|file| !elsewhere.borrow().contains(&file.hash))
    );
}
