//! Several people in one process: a seeded network, seeded clocks, seeded deeds.
//!
//! Owns the simulation: up to eight people, each a real [`node::Core`] over SQLite in memory, real sessions, real
//! items and statements. Everything random comes from one number, so a failure can be played again:
//! `MANYHANDS_SEED=17 cargo test -p testkit`. Never used by the product.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests may unwrap"
    )
)]

#[cfg(test)]
mod bad_inputs;
mod board_view;
mod check;
mod deeds;
#[cfg(all(test, unix))]
mod disk;
pub mod fuzz;
mod judge;
mod person;
mod random;
mod simulation;
mod wire;
mod world;

pub use board_view::{BoardView, ItemView};
pub use judge::ModelJudge;
pub use random::Random;
pub use simulation::{Cloned, Report, simulate, simulate_clones, simulate_removals};
pub use world::World;
