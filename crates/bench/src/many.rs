//! Two people with many boards in common, who meet again.

use std::path::Path;

use app::api::Intent;

use crate::figures::Figures;
use crate::meeting::reconnect;
use crate::person::Person;

/// How many boards they share.
const BOARDS: u32 = 200;

/// Makes the boards, has both come to hold all of each, and times how they meet again.
pub async fn run(figures: &mut Figures, folder: &Path) -> anyhow::Result<()> {
    let alice = Person::open(&folder.join("many-alice")).await?;
    alice.named("Alice").await?;
    let bob = Person::open(&folder.join("many-bob")).await?;
    bob.named("Bob").await?;
    let mut boards = Vec::new();
    for n in 1..=BOARDS {
        let board = alice.board().await?;
        let ticket = alice.ticket(&board).await?;
        bob.act(Intent::Join { ticket }).await?;
        bob.until_boards(n).await?;
        boards.push(board);
    }
    for board in &boards {
        for who in [&alice, &bob] {
            who.until_status(board, |status| status.saved.on == 2)
                .await?;
        }
    }
    let names = [
        "200 boards in sync: reconnect, p50",
        "200 boards in sync: reconnect, p95",
        "200 boards in sync: bytes with the handshake",
    ];
    reconnect(figures, &bob, &boards[0], names).await?;
    bob.close().await?;
    alice.close().await
}
