//! Killed without a goodbye, and back: nobody waits for the silence to be noticed. No search in the local network.

use std::os::unix::fs::FileExt;

use super::*;

/// Far below the fifteen seconds after which a silent connection is given up.
const SOON: Duration = Duration::from_secs(5);

/// Hears within moments what a restarted peer says, and is heard by it.
async fn heal(here: &Somebody, back: &Somebody, board: BoardId, words: &str) {
    back.say(board, &format!("{words} back")).await.unwrap();
    here.say(board, &format!("{words} here")).await.unwrap();
    let both = async {
        let mut cursors = (here.node.cursor(), back.node.cursor());
        while here.heard(board) != back.heard(board) {
            tokio::select! {
                changed = cursors.0.changed() => changed.unwrap(),
                changed = cursors.1.changed() => changed.unwrap(),
            }
        }
    };
    let healed = timeout(SOON, both).await;
    assert!(healed.is_ok(), "{words}: not healed");
    let said = here.heard(board);
    assert!(said.contains(&format!("{words} back")) && said.contains(&format!("{words} here")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_killed_is_back_within_seconds_at_whatever_port() {
    // Bob came by Alice's ticket: he dialled.
    let (mut alice, mut bob, board) = two().await;
    for (round, port) in [Port::Same, Port::Other, Port::Same]
        .into_iter()
        .enumerate()
    {
        alice = alice.kill_and_restart_on(port).await;
        heal(&bob, &alice, board, &format!("alice {round} {port:?}")).await;
        bob = bob.kill_and_restart_on(port).await;
        heal(&alice, &bob, board, &format!("bob {round} {port:?}")).await;
    }
    let logs: std::collections::BTreeSet<_> = alice
        .node
        .verdicts_since(0, 1_000)
        .unwrap()
        .iter()
        .map(|judged| judged.entry.log)
        .collect();
    assert_eq!(logs.len(), 8, "a new log for each run that wrote");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_are_killed_and_find_each_other_again() {
    let (alice, bob, board) = two().await;
    let alice = alice.kill_and_restart_on(Port::Other).await;
    heal(&bob, &alice, board, "one").await;
    let (alice, bob) = tokio::join!(alice.kill_and_restart(), bob.kill_and_restart());
    heal(&bob, &alice, board, "both").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sync_now_after_a_kill_is_not_content_with_the_dead_connection() {
    let (alice, bob, board) = two().await;
    bob.equal(board).await;
    let alice = alice.kill_and_restart_on(Port::Other).await;
    alice.say(board, "news").await.unwrap();
    alice.equal(board).await;
    assert_eq!(bob.heard(board), ["blankets", "news"]);
}

/// Ends the run without a goodbye, has one page in the middle of the entries damaged, and starts again.
async fn damaged_and_restarted(of: Somebody) -> Somebody {
    let Somebody {
        home,
        node,
        machine,
        opening,
        ..
    } = of;
    drop(machine);
    let writer = node.inner.writer.lock().unwrap().take().unwrap();
    node.inner.jobs.close();
    writer.finished().await;
    drop(node);
    {
        let folder = DataFolder::open(home.path()).unwrap();
        let vault = crate::enter_vault(&folder, Some(store::Choice::PlainFile), None).unwrap();
        let key = vault.database_key(store::Database::Log);
        let db = store::open_database(&folder.log_db(), &key, store::Access::Write).unwrap();
        db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .unwrap();
        let sql =
            "SELECT pageno FROM dbstat WHERE name = 'entries' AND pagetype = 'leaf' ORDER BY path";
        let mut pages = db.prepare(sql).unwrap();
        let pages: Vec<i64> = pages
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert!(pages.len() > 8, "{} pages", pages.len());
        let file = std::fs::OpenOptions::new()
            .write(true)
            .open(folder.log_db())
            .unwrap();
        let at = u64::try_from(pages[pages.len() / 2] - 1).unwrap() * 4096;
        file.write_all_at(&[0xff; 4096], at).unwrap();
    }
    let machine = Machine::new();
    Somebody {
        node: machine.open(&home, opening.clone()),
        home,
        machine,
        opening,
        _taken: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_input_58_what_a_damaged_page_took_comes_again_from_bob() {
    let (alice, bob, board) = two().await;
    for number in 0..60 {
        let words = format!("{number} {}", "blankets ".repeat(60));
        alice.say(board, &words).await.unwrap();
    }
    bob.say(board, "of Bob").await.unwrap();
    let all = alice.heard(board).len() + 1;
    let both_hold = async |alice: &Somebody, all: usize| {
        let both = async {
            let mut cursors = (alice.node.cursor(), bob.node.cursor());
            while alice.heard(board).len() < all || bob.heard(board).len() < all {
                tokio::select! {
                    changed = cursors.0.changed() => changed.unwrap(),
                    changed = cursors.1.changed() => changed.unwrap(),
                }
            }
        };
        timeout(PATIENCE, both).await.unwrap();
        assert_eq!(alice.heard(board), bob.heard(board));
    };
    let all = all.max(62);
    both_hold(&alice, all).await;
    let before = alice.node.verdicts_since(0, 1_000).unwrap().len();

    let alice = damaged_and_restarted(alice).await;
    let moved = alice.node.moved_aside().unwrap();
    assert!(moved.to.exists() && moved.boards == 1);
    assert!(
        moved.entries < u64::try_from(before).unwrap(),
        "the damage took nothing"
    );
    both_hold(&alice, all).await;
    // And she is as she was: what she says now arrives.
    alice.say(board, "after it").await.unwrap();
    both_hold(&alice, all + 1).await;
    alice.equal(board).await;
}
