//! Boards with people on them, as most tests begin.

use super::*;

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

/// The same with Bob on it; each holds all that the other does.
pub(in crate::tests) async fn alice_and_bob() -> (Person, Person, String) {
    let (alice, board) = alices_board().await;
    let bob = alice.lets_in("Bob", &board, 1).await;
    meet(&board, &alice, &bob).await;
    (alice, bob, board)
}
