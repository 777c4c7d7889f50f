//! The first screen of a board over real connections: there before the history, gone with it, nowhere on the disk.

use std::sync::{Condvar, Mutex};

use super::*;
use crate::{FirstScreen, ScreenRow, Screens};

/// Lets nothing through until it is told to.
#[derive(Default)]
struct Gate(Mutex<bool>, Condvar);

impl Gate {
    fn open(&self) {
        *self.0.lock().unwrap() = true;
        self.1.notify_all();
    }
}

impl Judge for Gate {
    fn judge(
        &self,
        _: &Entry,
        _: &[Dep<'_>],
        _: Option<&Dep<'_>>,
        _: u64,
    ) -> Result<Vec<u8>, String> {
        let mut open = self.0.lock().unwrap();
        while !*open {
            open = self.1.wait(open).unwrap();
        }
        Ok(Vec::new())
    }
}

/// Says the same of each board.
struct Says(FirstScreen);

impl Screens for Says {
    fn first_screen(&self, _: BoardId) -> Option<FirstScreen> {
        Some(self.0.clone())
    }
}

const UNLIKELY: &str = "Eleven violet tents at the old mill";

fn first_screen() -> FirstScreen {
    let row = ScreenRow {
        item: ItemId([7; 16]),
        kind: 0,
        state: 0,
        title: UNLIKELY.to_owned(),
        urgency: "high".to_owned(),
        amount: "11".to_owned(),
    };
    FirstScreen {
        name: "Relief".to_owned(),
        items: 1,
        rows: vec![row],
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bob_is_shown_the_first_screen_before_the_history_and_no_trace_of_it_stays() {
    let gate = Arc::new(Gate::default());
    let (alice, bob) = (Somebody::start(), Somebody::start_with(gate.clone()));
    let board = alice.node.create_board().await.unwrap();
    alice.say(board, "blankets").await.unwrap();
    let says = Arc::new(Says(first_screen()));
    alice.node.show_screens_by(says).await.unwrap();
    bob.node.join(alice.invite(board).await).await.unwrap();

    // Bob's app has checked nothing yet: it waits at the first entry.
    let mut screens = bob.node.screens();
    let came = screens.wait_for(|all| all.contains_key(&board));
    let all = timeout(PATIENCE, came).await.unwrap().unwrap().clone();
    assert_eq!(*all[&board], first_screen());
    assert!(bob.heard(board).is_empty());
    // Alice, who has the board, is shown nothing.
    assert!(alice.node.screens().borrow().is_empty());

    gate.open();
    let gone = screens.wait_for(|all| all.is_empty());
    timeout(PATIENCE, gone).await.unwrap().unwrap();
    bob.until_heard(board, &["blankets"]).await;
    bob.equal(board).await;
    // Nothing of it was counted, passed on or kept.
    assert_eq!(
        bob.node.verdicts_since(0, 100).unwrap().len(),
        alice.node.verdicts_since(0, 100).unwrap().len()
    );
    drop(screens);
    let bob = bob.kill_and_restart().await;
    assert!(bob.node.screens().borrow().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_who_tells_none_lets_bob_in_as_before() {
    let (alice, bob, board) = two().await;
    assert!(bob.node.screens().borrow().is_empty());
    bob.equal(board).await;
    drop(alice);
}
