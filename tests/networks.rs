//! Whole-system tests over real networks: real `mh` processes, each in a network namespace of its own.
//!
//! Owns the wires between them, and nothing else: what counts is what `mh` answers. All of them need root, `ip`, `nft`
//! and `/dev/net/tun`: `cargo xtask test networks` looks for these, and runs the tests one after another.
//!
//! Every card of a laptop is a TAP device whose other end is this process ([`networks::switch`]). So every frame
//! between two of them passes through a queue that can lose, delay, slow down, cut and count it; there is no other way.
//! `tc netem` would need a kernel that has it; a relay on UDP sockets would see only what was sent to it, and not what
//! finds another way. Nothing goes out of this machine: no namespace has a card that leads there.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests may unwrap, and tell their figures"
)]

mod networks {
    pub mod cuts;
    pub mod flood;
    pub mod greeting;
    pub mod hidden;
    pub mod lab;
    pub mod laptop;
    pub mod moving;
    pub mod room;
    pub mod router;
    pub mod routers;
    pub mod slow;
    pub mod switch;
    pub mod tap;
    pub mod wire;
}
