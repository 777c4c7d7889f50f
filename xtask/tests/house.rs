//! The house rules that are nobody's in particular: how long a source is, what the map of ARCHITECTURE.md names, and
//! where the product may sleep.
//!
//! Owns these three. What may import what is `tests/layering.rs`; what a row of the bad inputs promises is
//! `crates/testkit/src/bad_inputs/table.rs`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests may unwrap"
)]

mod house {
    pub mod map;
    pub mod pauses;
    pub mod sizes;
    pub mod sources;
}
