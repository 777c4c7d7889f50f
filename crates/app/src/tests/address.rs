//! "Hide my address", as a person switches it.

use trust::TicketText;

use super::board_life::sees_head;
use super::people::Person;
use crate::api::{ErrorCode, Intent, InvitationState, Query, RowData, SettingsChange};

fn hide(board: &str, on: bool) -> Intent {
    Intent::HideAddress {
        board: board.to_owned(),
        on,
    }
}

/// A relay that nobody runs: what is said of it is enough here.
async fn has_a_relay(person: &Person) {
    let change = SettingsChange {
        relays: Some(vec!["http://127.0.0.1:9".to_owned()]),
        ..SettingsChange::default()
    };
    person.does(Intent::ChangeSettings { change }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_address_of_a_board_is_hidden_only_with_a_relay_and_shown_again_without_a_restart() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Relief").await;
    assert_eq!(
        alice.fails(hide(&board, true)).await.code,
        ErrorCode::NoRelay
    );
    assert_eq!(
        alice.fails(hide("b0a2d", false)).await.code,
        ErrorCode::NoSuchBoard
    );
    has_a_relay(&alice).await;
    alice.does(hide(&board, true)).await;
    sees_head(&alice, &board, |head| head.hides_address).await;
    let listed = |rows: &[crate::api::Row]| match rows {
        [row] => matches!(&row.data, RowData::Board(row) if row.hides_address),
        _ => false,
    };
    alice.sees(Query::Boards, listed).await;
    // It is one computer of hers, by whichever key.
    let one = |rows: &[crate::api::Row]| match rows {
        [row] => matches!(&row.data, RowData::OwnDevice(row) if row.me && row.boards.len() == 1),
        _ => false,
    };
    alice.sees(Query::OwnDevices, one).await;
    let hidden = TicketText::parse(&alice.ticket(&board).await).unwrap();
    assert!(hidden.endpoints.iter().all(|hint| hint.addrs.is_empty()));
    let alice = alice.reopened().await;
    sees_head(&alice, &board, |head| head.hides_address).await;
    alice.does(hide(&board, false)).await;
    sees_head(&alice, &board, |head| !head.hides_address).await;
    let open = TicketText::parse(&alice.ticket(&board).await).unwrap();
    assert_ne!(open.endpoints[0].endpoint, hidden.endpoints[0].endpoint);
    // The one from meanwhile leads here no more: it says so, and is not handed out again.
    let rows = alice.rows(Query::Invitations { board }).await;
    let states = rows.into_iter().map(|row| match row.data {
        RowData::Invitation(row) => (row.state, row.text.is_some(), row.may_remove),
        other => panic!("{other:?}"),
    });
    let states: Vec<_> = states.collect();
    let before = (InvitationState::FromBefore, false, true);
    let live = (InvitationState::Live, true, true);
    assert!(
        states.contains(&before) && states.contains(&live),
        "{states:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_that_hid_hides_on_the_computer_that_a_backup_is_brought_back_to() {
    let alice = Person::online("Alice").await;
    let [hidden, open] = [alice.board("Mill Road").await, alice.board("Relief").await];
    has_a_relay(&alice).await;
    alice.does(hide(&hidden, true)).await;
    sees_head(&alice, &hidden, |head| head.hides_address).await;
    let words = alice.app.recovery_words(None).await.unwrap().join(" ");
    let file = alice.folder.path().join("alice.backup");
    alice.app.write_backup(&file).await.unwrap();
    let again = Person::restored(&words, &file).await;
    sees_head(&again, &hidden, |head| head.hides_address).await;
    sees_head(&again, &open, |head| !head.hides_address).await;
    let ticket = TicketText::parse(&again.ticket(&hidden).await).unwrap();
    assert!(ticket.endpoints.iter().all(|hint| hint.addrs.is_empty()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_wants_to_join_without_showing_their_address_needs_a_relay() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Relief").await;
    let ticket = alice.ticket(&board).await;
    let bob = Person::online("Bob").await;
    let join = || Intent::JoinHidden {
        ticket: ticket.clone(),
    };
    assert_eq!(bob.fails(join()).await.code, ErrorCode::NoRelay);
    has_a_relay(&bob).await;
    bob.does(join()).await;
    bob.sees(Query::Joins, |rows| rows.len() == 1).await;
    let board: trust::BoardId = board.parse().unwrap();
    assert!(bob.app.desk.node.hidden().borrow().contains(&board));
}
