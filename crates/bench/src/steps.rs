//! What one person does alone: fill a board, open it, edit it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use app::api::{ImportRequest, ImportSource, Intent};

use crate::figures::Figures;
use crate::limits::DurableRow;
use crate::person::Person;

/// Makes the board and imports `n` needs; returns the board's id.
pub async fn fill(figures: &mut Figures, home: &Path, n: u32) -> anyhow::Result<String> {
    let alice = Person::open(home).await?;
    alice.named("Alice").await?;
    let board = alice.board().await?;
    let started = Instant::now();
    import(&alice, &board, n).await?;
    figures.time("import of all rows", started.elapsed());
    alice.close().await?;
    figures.add("data folder on disk", folder_bytes(home)? / 1e6, "MB");
    Ok(board)
}

/// Imports `n` needs onto a board that has none.
pub async fn import(alice: &Person, board: &str, n: u32) -> anyhow::Result<()> {
    let request = ImportRequest {
        source: ImportSource::Bytes {
            name: "needs.csv".into(),
            base64: base64(list(n)?.as_bytes()),
        },
        kind: Some(app::api::ItemKind::Need),
        columns: None,
    };
    let board = board.to_owned();
    let import = Intent::Import {
        board: board.clone(),
        request,
    };
    alice.act(import).await?;
    let (total, _) = alice.first_rows(&board).await?;
    ensure!(total == n, "{total} of {n} rows were imported");
    Ok(())
}

/// Opens the board five times, each in a fresh process.
pub fn open(figures: &mut Figures, home: &Path, board: &str) -> anyhow::Result<()> {
    let (mut times, mut accepted) = (Vec::new(), Vec::new());
    let mut memory = 0.0;
    for _ in 0..5 {
        let ran = Command::new(std::env::current_exe()?)
            .arg("open")
            .arg(home)
            .arg(board)
            .output()?;
        ensure!(
            ran.status.success(),
            "{}",
            String::from_utf8_lossy(&ran.stderr)
        );
        let said = String::from_utf8(ran.stdout)?;
        let mut words = said.split_whitespace().map(str::parse::<f64>);
        let mut word = || {
            words
                .next()
                .context("a number is missing")?
                .context("not a number")
        };
        times.push(Duration::from_secs_f64(word()?));
        memory = word()?;
        accepted.push(Duration::from_secs_f64(word()?));
    }
    figures.times(["open to first 200 rows", "open … p95"], times);
    figures.times(["open to first edit on disk", "open … p95"], accepted);
    figures.add("memory of that process (resident)", memory / 1024.0, "MB");
    Ok(())
}

/// Opens once and prints the seconds to the first rows, resident kilobytes then, and the seconds to the first edit.
pub async fn open_once(home: PathBuf, board: String) -> anyhow::Result<()> {
    let started = Instant::now();
    let alice = Person::open(&home).await?;
    let (_, rows) = alice.first_rows(&board).await?;
    let took = started.elapsed();
    let row = rows.first().context("no rows")?;
    let memory = resident_kb()?;
    let editing = Instant::now();
    alice.retitle(&board, &row.item, "Edited at once").await?;
    let accepted = took + editing.elapsed();
    println!("{} {memory} {}", took.as_secs_f64(), accepted.as_secs_f64());
    alice.close().await
}

/// Edits one need 100 times, with a plain durable row between each two.
pub async fn edit(
    figures: &mut Figures,
    home: &Path,
    board: &str,
    folder: &Path,
) -> anyhow::Result<()> {
    let alice = Person::open(home).await?;
    alice.offline(true).await?;
    let (_, rows) = alice.first_rows(board).await?;
    let limit = DurableRow::open(folder)?;
    let (mut edits, mut limits) = (Vec::new(), Vec::new());
    for (round, row) in rows.iter().take(100).enumerate() {
        edits.push(
            alice
                .retitle(board, &row.item, &format!("Edited {round}"))
                .await?,
        );
        limits.push(limit.write()?);
    }
    figures.times(
        ["edit to durable and in the views, p50", "edit … p95"],
        edits,
    );
    figures.times(
        ["limit: SQLite, one durable row, p50", "limit: … p95"],
        limits,
    );
    alice.offline(false).await?;
    alice.close().await
}

fn list(n: u32) -> anyhow::Result<String> {
    let mut text = String::from("Title,Quantity,Unit,Area,Details,Reference\n");
    for row in 0..n {
        writeln!(
            text,
            "Need number {row},{},boxes,Block {},\"For the household at the corner, ring twice, they need it before the cold comes back. Row {row}\",ref-{row}",
            row % 40 + 1,
            row % 35,
        )?;
    }
    Ok(text)
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len() * 4 / 3 + 4);
    for three in bytes.chunks(3) {
        let word = three
            .iter()
            .fold(0u32, |word, byte| word << 8 | u32::from(*byte))
            << (8 * (3 - three.len()));
        for place in 0..4 {
            let six = (word >> (18 - 6 * place)) & 63;
            text.push(if place <= three.len() {
                LETTERS[six as usize] as char
            } else {
                '='
            });
        }
    }
    text
}

fn resident_kb() -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .context("no VmRSS")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse()?)
}

fn folder_bytes(folder: &Path) -> anyhow::Result<f64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(f64::from(u32::try_from(bytes / 1024)?) * 1024.0)
}
