//! What two people do together: join, see each other's edits, meet again.
//!
//! Bytes are those of the loopback interface, headers of IP and UDP included, of all that runs on the
//! machine meanwhile: keep it quiet.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use app::api::Intent;

use crate::figures::Figures;
use crate::limits::RoundTrip;
use crate::person::{Person, shows, until};

/// Runs the steps of two people in one process.
pub async fn run(figures: &mut Figures, folder: &Path, board: &str, n: u32) -> anyhow::Result<()> {
    let alice = Person::open(&folder.join("alice")).await?;
    let bob = Person::open(&folder.join("bob")).await?;
    bob.named("Bob").await?;
    first_sync(figures, &alice, &bob, board, n).await?;
    live(figures, &alice, &bob, board).await?;
    let names = [
        "in-sync reconnect, p50",
        "in-sync reconnect, p95",
        "in-sync reconnect: bytes with the handshake",
    ];
    let handshake = reconnect(figures, &bob, board, names).await?;
    apart(figures, &alice, &bob, board, handshake).await?;
    bob.close().await?;
    alice.close().await
}

async fn first_sync(
    figures: &mut Figures,
    alice: &Person,
    bob: &Person,
    board: &str,
    n: u32,
) -> anyhow::Result<()> {
    let ticket = alice.ticket(board).await?;
    let before = loopback_bytes()?;
    let started = Instant::now();
    bob.act(Intent::Join { ticket }).await?;
    bob.until_board().await?;
    bob.until_screen(board).await?;
    figures.time("first sync: join to first screen", started.elapsed());
    bob.until_total(board, 1).await?;
    figures.time("first sync: join to first rows", started.elapsed());
    bob.until_total(board, n).await?;
    figures.time("first sync: join to every need shown", started.elapsed());
    alice
        .until_status(board, |status| status.saved.on == 2)
        .await?;
    figures.time(
        "first sync: until Alice knows that Bob has it",
        started.elapsed(),
    );
    figures.add(
        "first sync: bytes",
        (loopback_bytes()? - before) / 1e6,
        "MB",
    );
    Ok(())
}

async fn live(
    figures: &mut Figures,
    alice: &Person,
    bob: &Person,
    board: &str,
) -> anyhow::Result<()> {
    let watching = bob.watch(board);
    let (_, rows) = alice.first_rows(board).await?;
    let row = rows.first().context("no rows")?;
    let limit = RoundTrip::start()?;
    let (mut times, mut limits) = (Vec::new(), Vec::new());
    for round in 0..50 {
        let title = format!("Live {round}");
        let started = Instant::now();
        alice.retitle(board, &row.item, &title).await?;
        until(&watching, |update| shows(update, &title)).await?;
        times.push(started.elapsed());
        limits.push(limit.run()?);
    }
    figures.times(
        [
            "edit on A to visible on B, p50",
            "edit on A to visible on B, p95",
        ],
        times,
    );
    figures.times(["limit: round trip, p50", "limit: … p95"], limits);
    Ok(())
}

/// Has somebody who holds all leave and come back; returns the bytes of one time.
pub async fn reconnect(
    figures: &mut Figures,
    bob: &Person,
    board: &str,
    [p50, p95, of_bytes]: [&'static str; 3],
) -> anyhow::Result<f64> {
    let mut times = Vec::new();
    let mut bytes = 0.0;
    for _ in 0..5 {
        bob.offline(true).await?;
        bob.until_status(board, |status| status.network.connected == 0)
            .await?;
        let before = loopback_bytes()?;
        let started = Instant::now();
        bob.offline(false).await?;
        bob.until_status(board, |status| {
            status.network.connected == 1 && status.saved.on == 2
        })
        .await?;
        times.push(started.elapsed());
        // What follows the hello belongs to the price.
        tokio::time::sleep(Duration::from_millis(300)).await;
        bytes = loopback_bytes()? - before;
    }
    figures.times([p50, p95], times);
    figures.add(of_bytes, bytes / 1e3, "kB");
    Ok(bytes)
}

/// Edits that each of the two makes while they are apart.
const APART: usize = 1_000;

async fn apart(
    figures: &mut Figures,
    alice: &Person,
    bob: &Person,
    board: &str,
    handshake: f64,
) -> anyhow::Result<()> {
    bob.offline(true).await?;
    bob.until_status(board, |status| status.network.connected == 0)
        .await?;
    for (who, name) in [(alice, "Alice"), (bob, "Bob")] {
        let (_, rows) = who.first_rows(board).await?;
        anyhow::ensure!(!rows.is_empty(), "no rows");
        for (round, row) in rows.iter().cycle().take(APART).enumerate() {
            let title = format!("{name} {round}");
            who.retitle(board, &row.item, &title).await?;
        }
    }
    let before = loopback_bytes()?;
    let started = Instant::now();
    bob.offline(false).await?;
    for who in [alice, bob] {
        who.until_status(board, |status| {
            status.network.connected == 1 && status.saved.on == 2
        })
        .await?;
    }
    figures.time("1,000 + 1,000 edits apart", started.elapsed());
    tokio::time::sleep(Duration::from_millis(300)).await;
    let bytes = loopback_bytes()? - before;
    figures.add(
        "1,000 + 1,000 edits apart: bytes with the handshake",
        bytes / 1e3,
        "kB",
    );
    figures.add(
        "1,000 + 1,000 edits apart: beyond an in-sync one",
        (bytes - handshake) / 1e3,
        "kB",
    );
    Ok(())
}

/// Returns the bytes that the loopback interface has carried.
pub fn loopback_bytes() -> anyhow::Result<f64> {
    let table = std::fs::read_to_string("/proc/net/dev")?;
    let line = table
        .lines()
        .find_map(|line| line.trim().strip_prefix("lo:"))
        .context("no loopback interface")?;
    Ok(line
        .split_whitespace()
        .next()
        .context("no count")?
        .parse()?)
}
