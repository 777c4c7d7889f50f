//! A board that comes by way of a helper: sealed and padded, from somebody who cannot read it.

use std::path::Path;
use std::time::Instant;

use app::api::Intent;

use crate::figures::Figures;
use crate::meeting::loopback_bytes;
use crate::person::Person;
use crate::steps::import;

/// Alice fills a board while Bob is away, and is away when he comes back: the helper has all of it.
pub async fn run(figures: &mut Figures, folder: &Path, n: u32) -> anyhow::Result<()> {
    let alice = Person::open(&folder.join("helped-alice")).await?;
    alice.named("Alice").await?;
    let board = alice.board().await?;
    let bob = Person::open(&folder.join("helped-bob")).await?;
    bob.named("Bob").await?;
    let ticket = alice.ticket(&board).await?;
    bob.act(Intent::Join { ticket }).await?;
    bob.until_board().await?;
    let helper = Person::open(&folder.join("helper")).await?;
    let ticket = alice.helper_ticket(&board).await?;
    helper.act(Intent::CarryBoard { ticket }).await?;
    // Bob has met the helper too.
    for who in [&alice, &bob] {
        who.until_status(&board, |status| {
            let held = status.helpers.iter().any(|helper| helper.holds_all);
            held && status.network.connected == 2 && status.saved.on == 2
        })
        .await?;
    }
    bob.offline(true).await?;
    import(&alice, &board, n).await?;
    alice
        .until_status(&board, |status| {
            status.helpers.iter().any(|helper| helper.holds_all)
        })
        .await?;
    alice.offline(true).await?;
    alice
        .until_status(&board, |status| status.network.connected == 0)
        .await?;
    let before = loopback_bytes()?;
    let started = Instant::now();
    bob.offline(false).await?;
    bob.until_total(&board, n).await?;
    figures.time("by way of a helper: to every need shown", started.elapsed());
    figures.add(
        "by way of a helper: bytes",
        (loopback_bytes()? - before) / 1e6,
        "MB",
    );
    for who in [bob, helper, alice] {
        who.close().await?;
    }
    Ok(())
}
