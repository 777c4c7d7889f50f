//! Boards with people on them, as most tests begin.

use super::*;
use crate::tests::marks::called;

impl Person {
    /// Lets somebody onto a board by a ticket; they see at least so many items then.
    pub(in crate::tests) async fn lets_in(&self, name: &str, board: &str, items: usize) -> Self {
        let other = Self::online(name).await;
        other.joins(&self.ticket(board).await, items).await;
        other
    }
}

/// Alice's board, with one need.
pub(in crate::tests) async fn alices_board() -> (Person, String) {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    (alice, board)
}

/// The same with Bob on it; each holds all that the other does, and Alice knows his name: it comes after his entry.
pub(in crate::tests) async fn alice_and_bob() -> (Person, Person, String) {
    let (alice, board) = alices_board().await;
    let bob = alice.lets_in("Bob", &board, 1).await;
    called(&alice, &board, "Bob").await;
    meet(&board, &alice, &bob).await;
    (alice, bob, board)
}
