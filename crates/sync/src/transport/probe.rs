//! Looking at the network once, because somebody asked: this machine's addresses, whether multicast is heard, whether a
//! relay answers.
//!
//! Owns what is sent for it: one packet into each network that this machine is in, one question to a relay. Everything
//! is over within its own deadline, and drops nothing where it is given up. Never decides what it means.

mod machine;
mod relay;
mod room;

pub use machine::{Machine, look_at_machine};
pub use relay::RelayAnswer;
pub use room::hears_itself;
