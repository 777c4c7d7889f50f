//! Whole-system tests in real windows, each person with a folder, a driver and a window of their own.
//!
//! Owns the way two people work in the app. Never looks into a room: what counts is what is on the screen.
//! All of them need a screen and a bus: `cargo xtask test windows` gives them both.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests may unwrap, and say what they leave out"
)]

mod windows {
    pub mod access;
    pub mod attached;
    pub mod bus;
    pub mod carry;
    pub mod crash;
    pub mod devices;
    pub mod door;
    pub mod helper;
    pub mod hostile;
    pub mod keyboard;
    pub mod lists;
    pub mod meeting;
    pub mod network;
    pub mod outside;
    pub mod people;
    pub mod person;
    pub mod pictures;
    pub mod power;
    pub mod presence;
    pub mod receipts;
    pub mod shell;
    pub mod stewards;
    pub mod tickets;
    pub mod webdriver;
    pub mod window;
}
