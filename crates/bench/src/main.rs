//! The figures of the product, and the limits of this machine beside them, in one run.
//!
//! Owns the board that is measured and the steps that are timed. Gates nothing: absolute times on a
//! shared machine mean little, so every time stands beside what the machine itself can do in the same run.
//!
//! `cargo run --release -p bench -- all --n 10000 --json out.json`
//! `cargo run --release -p bench -- swarm --people 20`
//! `cargo run --release -p bench -- idle --boards 50 --people 5 --seconds 600`
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a stopwatch reads the clock, and its results are its output"
)]

mod figures;
mod helped;
mod idle;
mod limits;
mod many;
mod meeting;
mod person;
mod steps;
mod swarm;

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
    /// A board of many people.
    Swarm {
        /// How many people, 2 to 50.
        #[arg(long, default_value_t = 5)]
        people: usize,
        /// Where to write the figures too.
        #[arg(long)]
        json: Option<PathBuf>,
    },
    /// What an open app costs while nobody does anything.
    Idle {
        /// How many boards all of them are on.
        #[arg(long, default_value_t = 50)]
        boards: u32,
        /// How many others are connected, at most 8.
        #[arg(long, default_value_t = 5)]
        people: u32,
        /// How long it is looked.
        #[arg(long, default_value_t = 600)]
        seconds: u64,
        /// Where to write the figures too.
        #[arg(long)]
        json: Option<PathBuf>,
    },
    /// One person, in a process of their own (called by `idle`).
    Stay {
        /// What they are called.
        name: String,
        /// The data folder.
        home: PathBuf,
        /// How many boards they make.
        #[arg(long)]
        boards: u32,
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
        What::Swarm { people, json } => {
            anyhow::ensure!((2..=50).contains(&people), "--people is 2 to 50");
            let folder = tempfile::tempdir()?;
            let mut figures = Figures::new(1);
            runtime.block_on(swarm::run(&mut figures, folder.path(), people))?;
            println!("{figures}");
            if let Some(path) = json {
                std::fs::write(&path, figures.to_json()?).context("the JSON file")?;
            }
            Ok(())
        }
        What::Idle {
            boards,
            people,
            seconds,
            json,
        } => {
            anyhow::ensure!((1..=8).contains(&people), "--people is 1 to 8");
            let folder = tempfile::tempdir()?;
            let mut figures = Figures::new(0);
            let size = idle::Size {
                boards,
                people,
                seconds,
            };
            idle::run(&mut figures, folder.path(), size)?;
            println!("{figures}");
            if let Some(path) = json {
                std::fs::write(&path, figures.to_json()?).context("the JSON file")?;
            }
            Ok(())
        }
        What::Stay { name, home, boards } => runtime.block_on(idle::stay(home, name, boards)),
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
    helped::run(&mut figures, folder.path(), n).await?;
    many::run(&mut figures, folder.path()).await?;
    Ok(figures)
}
