//! The import table of ARCHITECTURE.md, as data, held against every `Cargo.toml` and every path in the sources.
//!
//! Owns: which room may import which room, which crate may be used where, and why it is here.
//! Never: style or size rules. The table and this test change together, in a commit that says why.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests may unwrap"
)]

mod layering {
    pub mod check;
    pub mod paths;
    pub mod table;
}
