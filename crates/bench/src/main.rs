//! The figures of the product, and the limits of this machine beside them, in one run.
//!
//! Owns the board that is measured and the steps that are timed. Gates nothing: absolute times on a
//! shared machine mean little, so every time stands beside what the machine itself can do in the same run.
//!
//! `cargo run --release -p bench -- all --n 10000 --json out.json`
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a stopwatch reads the clock, and its results are its output"
)]

mod figures;
mod limits;
mod meeting;
mod person;
mod steps;

use std::path::PathBuf;

use anyhow::Context;
use clap::{Parser, Subcommand};

use crate::figures::Figures;

#[derive(Parser)]
#[command(about = "Measures Manyhands on a board of its own")]
struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Everything.
    All {
        /// How many needs the board has, at most 50,000.
        #[arg(long, default_value_t = 10_000)]
        n: u32,
        /// Where to write the figures too.
        #[arg(long)]
        json: Option<PathBuf>,
    },
    /// One opening, in a process of its own (called by `all`).
    Open {
        /// The data folder.
        home: PathBuf,
        /// The board.
        board: String,
    },
}

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    match Arguments::parse().what {
        What::All { n, json } => {
            anyhow::ensure!((1..=50_000).contains(&n), "--n is 1 to 50,000");
            let figures = runtime.block_on(all(n))?;
            println!("{figures}");
            if let Some(path) = json {
                std::fs::write(&path, figures.to_json()?).context("the JSON file")?;
            }
            Ok(())
        }
        What::Open { home, board } => runtime.block_on(steps::open_once(home, board)),
    }
}

async fn all(n: u32) -> anyhow::Result<Figures> {
    let folder = tempfile::tempdir()?;
    let mut figures = Figures::new(n);
    let home = folder.path().join("alice");
    let board = steps::fill(&mut figures, &home, n).await?;
    limits::rows(&mut figures, folder.path(), n)?;
    steps::open(&mut figures, &home, &board)?;
    steps::edit(&mut figures, &home, &board, folder.path()).await?;
    meeting::run(&mut figures, folder.path(), &board, n).await?;
    Ok(figures)
}
