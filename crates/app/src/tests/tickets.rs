//! What a ticket says is unproven: nothing in it may look like something else.

use trust::TicketText;

use super::people::Person;
use crate::api::{
    Intent, InvitationRow, InvitationState, JoinRow, Query, Reading, ReadingAnswer, RowData,
};

/// Mallory's ticket for a board of Alice's: the names turn the writing around, hide and break the line.
async fn mallorys_ticket() -> String {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    let mut ticket = TicketText::parse(&alice.ticket(&board).await).unwrap();
    ticket.board_name = "\u{202e}daoR lliM\nSigned by\tAlice\u{7}".to_owned();
    ticket.inviter_name = " Al\u{200b}ice \u{202d}\r\n Moss\u{1b}[2J".to_owned();
    ticket.to_text()
}

#[tokio::test]
async fn names_in_a_ticket_are_cleaned_wherever_they_are_shown() {
    let bob = Person::alone("Bob").await;
    let ticket = mallorys_ticket().await;
    let reading = Reading::ReadTicket {
        ticket: ticket.clone(),
    };
    let (board, inviter) = match bob.app.read(reading).await.unwrap() {
        ReadingAnswer::ReadTicket {
            board_name,
            inviter,
            ..
        } => (board_name, inviter),
        other => panic!("{other:?}"),
    };
    assert_eq!(board, "daoR lliM Signed by Alice");
    assert_eq!(inviter, "Alice Moss [2J");
    bob.does(Intent::Join { ticket }).await;
    let cleaned = |row: JoinRow| assert_eq!((row.board_name, row.inviter), (board, inviter));
    // Also after a restart, when the join comes out of the log.
    let bob = bob.reopened().await;
    match bob.rows(Query::Joins).await.remove(0).data {
        RowData::Join(row) => cleaned(row),
        other => panic!("{other:?}"),
    }
}

async fn invitation(person: &Person, board: &str) -> InvitationRow {
    let board = board.to_owned();
    match person
        .rows(Query::Invitations { board })
        .await
        .remove(0)
        .data
    {
        RowData::Invitation(row) => row,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_invitation_can_be_shown_again_where_it_was_made() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    let text = alice.ticket(&board).await;
    let alice = alice.reopened().await;
    let row = invitation(&alice, &board).await;
    assert_eq!(row.state, InvitationState::Live);
    assert_eq!(row.link, Some(format!("manyhands://join/{text}")));
    assert_eq!(row.text, Some(text));
}

#[tokio::test]
async fn a_ticket_is_read_out_of_a_whole_mail() {
    let (alice, bob) = (Person::alone("Alice").await, Person::alone("Bob").await);
    let board = alice.board("Mill Road").await;
    let mail = format!(
        "Hi Bob, open this: {} Best, Alice",
        alice.ticket(&board).await
    );
    let reading = Reading::ReadTicket {
        ticket: mail.clone(),
    };
    let read = bob.app.read(reading).await.unwrap();
    assert!(matches!(read, ReadingAnswer::ReadTicket { inviter, .. } if inviter == "Alice"));
    bob.does(Intent::Join { ticket: mail }).await;
    assert_eq!(bob.rows(Query::Joins).await.len(), 1);
}
