//! `mh`: boards without a window, for scripts, servers and tests.
//!
//! Owns the process: arguments in, answer out, exit code. Everything that a board means is done by
//! `app`, in this process or in the one that holds the data folder. Never opens a file of the folder
//! itself.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests may unwrap"
    )
)]

mod answer;
mod args;
mod commands;
mod entry;
mod here;
mod parse;
mod print;
mod session;
mod trouble;
mod words;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use app::{Clock, SystemClock};
use clap::Parser;
use clap::error::ErrorKind;

use crate::answer::{Answer, Out};
use crate::args::{Cli, Command};
use crate::here::Here;
use crate::session::Session;
use crate::trouble::{Exit, Trouble};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return not_understood(&error),
    };
    // A relay keeps no record of who used it, whoever asks.
    if !matches!(cli.command, Command::Relay(_)) {
        start_log();
    }
    let out = Out { json: cli.json };
    match run(cli, out) {
        Ok(exit) => exit.map_or(ExitCode::SUCCESS, |exit| ExitCode::from(exit as u8)),
        Err(trouble) => {
            out.trouble(&trouble);
            ExitCode::from(trouble.exit() as u8)
        }
    }
}

/// `--help` and `--version` are answers; everything else that clap says is a refusal.
fn not_understood(error: &clap::Error) -> ExitCode {
    let asked = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    );
    let json = std::env::args_os().any(|arg| arg == "--json");
    if asked || !json {
        // Nobody reads: there is nobody left to tell.
        let _ = error.print();
    } else {
        Out { json }.trouble(&Trouble::usage(error.render().to_string().trim()));
    }
    ExitCode::from(if asked { 0 } else { Exit::Usage as u8 })
}

/// What happens inside is written to standard error if `MANYHANDS_LOG` asks for it.
fn start_log() {
    if let Ok(filter) = std::env::var("MANYHANDS_LOG") {
        tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr)
            .init();
    }
}

fn run(cli: Cli, out: Out) -> Result<Option<Exit>, Trouble> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|why| Trouble::file("threads".as_ref(), &why))?;
    runtime.block_on(async {
        if let Command::Relay(args) = cli.command {
            return commands::relay(args, out).await.map(|()| None);
        }
        let root = folder_of(cli.profile.as_deref())?;
        if matches!(cli.command, Command::Serve) {
            return commands::serve(&root, out).await.map(|()| None);
        }
        if let Command::Helper(args) = &cli.command
            && let Some(ticket) = &args.ticket
        {
            return commands::carry(&root, ticket.clone(), out)
                .await
                .map(|()| None);
        }
        let kept = commands::keeping(&root, &cli.command).await;
        let answer = match kept {
            Some(answer) => answer?,
            None => one_command(cli, &root, out).await?,
        };
        out.answer(&answer);
        Ok(answer.exit)
    })
}

async fn one_command(cli: Cli, root: &Path, out: Out) -> Result<Answer, Trouble> {
    let here = Here {
        session: Session::open(root, commands::beside(&cli.command)).await?,
        board: cli.board.clone(),
        now_ms: i64::try_from(SystemClock.now_ms()).unwrap_or(i64::MAX),
    };
    let answer = commands::run(cli, &here, out).await;
    let closed = here.session.close().await;
    let answer = answer?;
    closed?;
    Ok(answer)
}

/// Where the data folder of a profile is.
fn folder_of(profile: Option<&str>) -> Result<PathBuf, Trouble> {
    node::DataFolder::root_for(profile).map_err(|why| Trouble::profile(&why))
}
