//! `mh` as scripts use it: the real binary, real folders, real connections over loopback.
//!
//! Named people: Alice makes the board, Bob joins it.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests may unwrap, and the kill loop tells its figures"
)]

mod all {
    pub mod attachments;
    pub mod carry;
    pub mod cases;
    pub mod coming_back;
    pub mod damage;
    pub mod devices;
    pub mod helper;
    pub mod holder;
    pub mod home;
    pub mod keeping;
    pub mod kill;
    pub mod lists;
    pub mod members;
    pub mod network;
    pub mod older;
    pub mod only_here;
    pub mod relay;
    pub mod sealed;
    pub mod stewards;
    pub mod together;
    pub mod work;
}
