//! The same for who joins by an invite ticket: what Bob does between the first screen and the checked board.

use std::sync::{Condvar, Mutex};

use node::{Dep, Judge};
use trust::Entry;

use super::*;
use crate::BoardJudge;
use crate::tests::people::alices_board;

/// Judges as ever, once it is told to.
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
        entry: &Entry,
        deps: &[Dep<'_>],
        implied: Option<&Dep<'_>>,
        earlier_in_log: u64,
    ) -> Result<Vec<u8>, String> {
        let closed = self.0.lock().unwrap();
        drop(self.1.wait_while(closed, |open| !*open).unwrap());
        BoardJudge.judge(entry, deps, implied, earlier_in_log)
    }

    fn version(&self) -> u32 {
        BoardJudge.version()
    }

    fn unknown(&self) -> &'static [&'static str] {
        BoardJudge.unknown()
    }

    fn report_body(&self, report: &[u8]) -> Vec<u8> {
        BoardJudge.report_body(report)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_bob_claims_and_adds_while_he_joins_is_kept_and_done_once_the_board_is_checked() {
    let (alice, board) = alices_board().await;
    let gate = Arc::new(Gate::default());
    let bob = Person::judged_by("Bob", gate.clone()).await;
    let ticket = alice.ticket(&board).await;
    bob.does(Intent::Join { ticket }).await;
    bob.sees(Query::Boards, |rows| {
        rows.iter().any(|row| row.key == board)
    })
    .await;
    let first_screen = Query::FirstScreen {
        board: board.clone(),
    };
    let shown = bob.sees(first_screen, |rows| !rows.is_empty()).await;
    let RowData::FirstScreen(screen) = &shown[0].data else {
        panic!("{shown:?}");
    };
    assert_eq!(screen.rows[0].title, "Soup");

    // Nothing is checked yet: what he does is kept, and nobody hears of it.
    keeps(&bob, claim(&board, &screen.rows[0].item, None)).await;
    keeps(&bob, add(&board, "Candles")).await;
    assert!(bob.items(&board).await.is_empty());
    let waiting = drafts(&bob, &board).await;
    assert!(waiting.iter().all(|draft| draft.refused.is_none()));
    assert_eq!(waiting.len(), 2);
    assert_eq!(only_here(&bob).await.drafts, 2);

    gate.open();
    bob.sees(query(&board), <[Row]>::is_empty).await;
    let rows = alice
        .sees(items_query(&board), |rows| rows.len() == 2)
        .await;
    let expected = ["Candles", "Soup"].map(str::to_owned);
    assert_eq!(titles(&rows), BTreeSet::from(expected));
    let soup = rows.iter().find(|row| row.key == screen.rows[0].item);
    let page = alice.page(&board, &soup.unwrap().key).await;
    assert_eq!(page.claims.len(), 1);
}
