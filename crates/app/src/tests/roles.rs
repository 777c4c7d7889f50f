//! Who may come in, and what each role may do there.

use super::people::{Person, claim, edit, items_query};
use crate::api::{ErrorCode, Intent, ItemKind, Query, RowData, TicketKind};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ticket_that_is_used_up_is_told_so() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    let ticket = alice.ticket(&board).await;
    let bob = Person::online("Bob").await;
    bob.joins(&ticket, 0).await;
    let mallory = Person::online("Mallory").await;
    mallory.does(Intent::Join { ticket }).await;
    mallory
        .sees(Query::Joins, |rows| {
            rows.iter().any(|row| match &row.data {
                RowData::Join(join) => {
                    join.progress
                        == crate::api::JoinProgress::Refused {
                            code: ErrorCode::TicketUsedUp,
                        }
                }
                _ => false,
            })
        })
        .await;
    assert!(mallory.rows(Query::Boards).await.is_empty());
    mallory.does(Intent::CancelJoin { board }).await;
    assert!(mallory.rows(Query::Joins).await.is_empty());
}

fn let_in_item(intent: &Intent) -> &str {
    match intent {
        Intent::LetInHeld { entries, .. } => &entries[0],
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn roles_hold_a_reader_reads_and_a_contributor_edits_their_own() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    let need = alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    let carol = Person::online("Carol").await;
    carol
        .joins(&alice.ticket_of(&board, TicketKind::Open).await, 1)
        .await;
    let dora = Person::online("Dora").await;
    dora.joins(&alice.ticket_of(&board, TicketKind::Reader).await, 1)
        .await;

    let refused = carol.fails(edit(&board, &need, "title", "Mine")).await;
    assert_eq!(refused.code, ErrorCode::NotAllowed);
    assert_eq!(refused.details["role"], "contributor");
    assert!(!carol.page(&board, &need).await.may_edit);
    carol.does(claim(&board, &need, None)).await;
    let own = carol
        .adds(&board, ItemKind::Offer, &[("title", "Bread")])
        .await;
    carol.edits(&board, &own, "title", "Fresh bread").await;
    let refused = dora.fails(claim(&board, &need, None)).await;
    assert_eq!(
        (refused.code, refused.details["role"].as_str()),
        (ErrorCode::NotAllowed, "reader")
    );
    // What she made waits until somebody lets it in.
    let let_in = Intent::LetInHeld {
        board: board.clone(),
        entries: vec![own],
    };
    alice
        .sees_page(&board, let_in_item(&let_in), |page| {
            page.row.title == "Fresh bread"
        })
        .await;
    alice.does(let_in).await;
    dora.sees(items_query(&board), |rows| rows.len() == 2).await;
    let page = dora
        .sees_page(&board, &need, |page| page.row.claimed_by == ["Carol"])
        .await;
    assert!(!page.may_edit);
    let invited = carol.app.dispatch(Intent::Invite {
        board: board.clone(),
        kind: TicketKind::Invite,
        uses: None,
        expires_at: None,
        role: None,
        helper_name: None,
    });
    assert_eq!(invited.await.unwrap_err().code, ErrorCode::NotAllowed);
    // A new name reaches everybody.
    alice
        .does(Intent::SetName {
            name: "Alice Moss".into(),
        })
        .await;
    dora.sees_page(&board, &need, |page| page.row.made_by == "Alice Moss")
        .await;
}
