//! What is saved, what is refused, and what a failure costs.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_process_on_the_folder_hears_that_it_is_in_use() {
    let alice = Somebody::start();
    assert_eq!(open(&alice.home, true).err(), Some(NodeError::InUse));
    alice.node.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_loses_nothing_and_goes_on_when_there_is_room() {
    let (alice, bob, board) = two().await;
    alice.node.limit_disk(Some(1)).await.unwrap();
    let mut saved = vec!["blankets".to_owned()];
    let long = "x".repeat(3_000);
    let failed = loop {
        let words = format!("{} {long}", saved.len());
        match alice.say(board, &words).await {
            Ok(_) => saved.push(words),
            Err(error) => break error,
        }
        assert!(saved.len() < 2_000, "the disk never filled up");
    };
    assert_eq!(failed, NodeError::DiskFull);
    assert_eq!(*alice.node.disk().borrow(), Some(NodeError::DiskFull));
    saved.sort();
    assert_eq!(alice.heard(board), saved);

    alice.node.limit_disk(None).await.unwrap();
    alice.say(board, "room again").await.unwrap();
    assert_eq!(*alice.node.disk().borrow(), None);
    saved.push("room again".to_owned());
    saved.sort();
    assert_eq!(alice.heard(board), saved);
    let all: Vec<&str> = saved.iter().map(String::as_str).collect();
    bob.until_heard(board, &all).await;
    let alice = alice.kill_and_restart().await;
    assert_eq!(alice.heard(board), saved);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_would_not_count_is_refused_and_leaves_no_trace() {
    let alice = Somebody::start();
    let board = alice.node.create_board().await.unwrap();
    let before = *alice.node.cursor().borrow();
    assert_eq!(
        alice.say(board, "nonsense").await,
        Err(NodeError::Refused("nonsense".to_owned()))
    );
    let build = |appender: &mut Appender<'_>| {
        let log = appender.log()?;
        let item = ItemId::derive(log, appender.next_seq()?);
        appender.append(Draft {
            kind: Kind::Change,
            item: None,
            deps: vec![],
            body: vec![1],
        })?;
        assert_eq!(appender.changes_of(item)?, 1);
        Err("changed my mind".to_owned())
    };
    let refused = alice.node.write(board, Box::new(build)).await;
    assert_eq!(
        refused,
        Err(NodeError::Refused("changed my mind".to_owned()))
    );
    assert_eq!(*alice.node.cursor().borrow(), before);
    let written = alice.say(board, "sense").await.unwrap();
    assert_eq!(written.positions[0].seq, 4, "no number was used up");
    assert_eq!(alice.heard(board), ["sense"]);
    alice.node.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_over_what_a_peer_sent_costs_none_of_ones_own_saves() {
    let fell = watch::Sender::new(0);
    let mut falls = fell.subscribe();
    let (alice, bob, board) = two_with(Arc::new(Fragile(fell))).await;
    alice.say(board, "boom").await.unwrap();
    let fallen = falls.wait_for(|count| *count > 0);
    timeout(PATIENCE, fallen).await.unwrap().unwrap();
    bob.say(board, "still here").await.unwrap();
    assert_eq!(bob.heard(board), ["blankets", "still here"]);
    assert_eq!(*bob.node.disk().borrow(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_in_a_write_is_that_write_refused_and_nothing_else() {
    let alice = Somebody::start();
    let board = alice.node.create_board().await.unwrap();
    let falls = |appender: &mut Appender<'_>| -> Result<(), String> {
        appender.append(Draft {
            kind: Kind::Change,
            item: None,
            deps: vec![],
            body: b"half".to_vec(),
        })?;
        panic!("a defect of the app")
    };
    let (before, fell, after) = tokio::join!(
        alice.say(board, "before"),
        alice.node.write(board, Box::new(falls)),
        alice.say(board, "after"),
    );
    assert!(before.is_ok() && after.is_ok(), "{before:?} {after:?}");
    let wanted = NodeError::Defect("a defect of the app".to_owned());
    assert_eq!(fell, Err(wanted));
    assert_eq!(alice.heard(board), ["after", "before"]);
    let alice = alice.kill_and_restart().await;
    assert_eq!(alice.heard(board), ["after", "before"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_writes_at_once_are_all_saved() {
    let alice = Somebody::start();
    let board = alice.node.create_board().await.unwrap();
    let words: Vec<String> = (0..200).map(|n| format!("{n:03}")).collect();
    let mut writes = tokio::task::JoinSet::new();
    for words in words.clone() {
        let node = alice.node.clone();
        writes.spawn(async move { say(&node, board, &words).await });
    }
    for written in writes.join_all().await {
        written.unwrap();
    }
    assert_eq!(alice.heard(board), words);
    let alice = alice.kill_and_restart().await;
    assert_eq!(alice.heard(board), words);
}
