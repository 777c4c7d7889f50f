//! The product without a window: intents, views, index, search, import, export.
//!
//! Owns the way from an intent to entries and from entries to what is shown. Never draws, never
//! talks to the network itself and never decides what an entry is worth: `node` and `model` do.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests may unwrap"
    )
)]

pub mod api;
pub mod control;
pub mod export;
mod failure;
pub mod import;
mod limits;
mod live;
mod local;
mod tasks;

pub use control::Client;
pub use live::Subscription;
