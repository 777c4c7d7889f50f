//! A report from outside over real connections: nobody is there when it is written.

use super::*;
use crate::{Reported, SentReport};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reports_wait_over_a_restart_and_go_by_themselves_when_somebody_is_there() {
    let alice = Somebody::start();
    let board = alice.node.create_board().await.unwrap();
    let ticket = alice.reporters_ticket(board).await;
    alice.offline(true).await;
    let rosa = Somebody::start();
    // More than one connection takes.
    for n in 0..6 {
        let words = format!("the boiler leaks: {n}");
        let sent = rosa.node.report(ticket.clone(), words, Duration::ZERO);
        assert_eq!(sent.await.unwrap(), Reported::Waits);
    }
    let rosa = rosa.kill_and_restart().await;
    assert_eq!(rosa.node.reports().borrow().len(), 6);
    alice.offline(false).await;
    let mut reports = rosa.node.reports();
    let taken = |all: &Vec<SentReport>| all.iter().all(|one| one.done == Some(Ok(())));
    let done = timeout(PATIENCE, reports.wait_for(taken)).await;
    assert!(done.is_ok(), "{:?}", rosa.node.reports().borrow());
    let entries = alice.node.board(board).unwrap().entries;
    rosa.node.shutdown().await;
    let statements = alice.node.verdicts_since(0, 10_000).unwrap();
    let statements = statements
        .iter()
        .filter(|judged| judged.entry.header.kind == Kind::Statement);
    assert_eq!(statements.count(), 6, "of {entries}");
}

impl Somebody {
    async fn reporters_ticket(&self, board: BoardId) -> TicketText {
        let spec = TicketSpec {
            mode: TicketMode::Reporter,
            role: Role::Reporter,
            uses: None,
            expires_ms: None,
            board_name: "Relief".to_owned(),
            inviter_name: "Alice".to_owned(),
            label: None,
        };
        self.ticket(board, spec).await
    }
}
