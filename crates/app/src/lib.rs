//! The product without a window: intents, views, index, search, import, export.
//!
//! Owns the way from an intent to entries and from entries to what is shown. Never draws, never
//! talks to the network itself and never decides what an entry is worth: `node` and `model` do.
//!
//! - [`App`]: the one thing that a window, a script or a test holds; [`Client`] speaks to another process's app.
//! - [`api`]: what is said to it and what it says. To read first.
//! - `intents` → the node → `follow` → `index` → `views` → `live`: the way of an edit.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::wildcard_enum_match_arm,
        reason = "tests may unwrap, and fail on all that they did not expect"
    )
)]

pub mod api;
mod app;
mod appeals;
mod attachments;
mod cases;
pub mod control;
mod desk;
mod devices;
mod door;
pub mod export;
mod failure;
mod first_screen;
mod follow;
mod held;
pub mod import;
mod index;
mod intents;
mod judge;
mod limits;
mod live;
mod local;
mod membership;
mod network;
mod only_here;
mod parcels;
mod pasted;
mod readings;
mod safety;
mod taken_along;
mod tasks;
#[cfg(test)]
mod tests;
mod views;

pub use app::{App, AppOptions};
pub use control::Client;
pub use door::put_aside;
pub use judge::BoardJudge;
pub use live::Subscription;
pub use node::{Clock, SystemClock};
