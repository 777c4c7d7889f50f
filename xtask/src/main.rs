//! The commands of the repository: set-up, run, test, fuzz, package, bindings, pictures.
//!
//! Owns: what must be on the machine, in which order things are built, and the words printed on the way.
//! Never: a rule of the product. It needs Rust and a C compiler to link with; whatever else is missing it names and installs.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command for people: it talks"
)]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests may unwrap"))]

mod commands;
mod fuzz;
mod machine;
mod networks;
mod package;
mod python;
mod report;
mod run;
mod stage;
mod test;
mod ui;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What one can ask for: `cargo xtask …`
#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "Sets up, runs, tests and packages Manyhands"
)]
struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Installs what is missing, builds the UI and the app, and opens the window.
    Run {
        /// Another person on the same machine: a folder, a window and keys of their own.
        #[arg(long)]
        profile: Option<String>,
        /// Builds and says so, but opens no window.
        #[arg(long)]
        build_only: bool,
    },
    /// Runs everything that is tested, and prints what took how long.
    Test {
        /// Only these stages, by name, as the table at the end lists them.
        stages: Vec<String>,
    },
    /// Fuzzes what reads bytes from outside: by coverage where cargo-fuzz and a nightly are, else by mutation.
    Fuzz {
        /// Only this target; all of them if left out.
        target: Option<String>,
        /// For so long each.
        #[arg(long, default_value_t = 60)]
        seconds: u32,
    },
    /// Makes the Debian package.
    Package {
        /// Unoptimised and quick, as the tests have it.
        #[arg(long)]
        debug: bool,
    },
    /// Writes the TypeScript twins of the app's types anew.
    Bindings,
    /// Takes the pictures of the README anew, in the real window.
    Pictures,
}

fn main() -> ExitCode {
    match carry_out(Arguments::parse().what) {
        Ok(()) => ExitCode::SUCCESS,
        // In one sentence: where in this program it was noticed helps nobody.
        Err(error) => {
            eprintln!("{error:#}.");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(what: What) -> anyhow::Result<()> {
    commands::go_to_the_root()?;
    match what {
        What::Run {
            profile,
            build_only,
        } => run::run(profile.as_deref(), build_only),
        What::Test { stages } => test::test(&stages),
        What::Fuzz { target, seconds } => fuzz::fuzz(target.as_deref(), seconds),
        What::Package { debug } => {
            let made = package::package(debug)?;
            println!("Made {}", made.display());
            Ok(())
        }
        What::Bindings => run::bindings(),
        What::Pictures => test::pictures(),
    }
}
