//! Fuzz targets: everything that reads bytes from outside, each as a plain function over bytes.
//!
//! Owns the list of targets. Each asserts more than "no panic": what is read prints to the same bytes, ids rebuild,
//! what is applied is there again after loading, work stays bounded. The steps:
//! 1. [`Target::seeds`] makes honest and hostile inputs; [`corpus`] keeps them as files, with every find;
//! 2. [`replay`] runs a target over one input, and measures;
//! 3. [`mutate_for`] makes new inputs: bits, lengths, splices, and behind checksums, seals and signatures
//!    (a target's `dress` signs again with a key that the target knows);
//! 4. `crates/testkit/fuzz` wraps the same functions for cargo-fuzz, where there is a nightly.
//!
//! Never used by the product.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a target fails by panicking, and its honest world must stand"
)]

use std::cell::Cell;

use crate::Random;

mod certificate;
mod change;
mod chunk;
pub mod corpus;
mod devices;
mod entry;
mod forge;
mod frame;
mod host;
mod hostile;
mod intents;
mod known;
mod lists;
mod mutate;
mod parcel;
mod runner;
mod statement;
mod taking;
mod ticket;
mod wire;

#[cfg(test)]
pub(crate) use chunk::{Chunk, column, runs, signed, unsigned};
pub(crate) use forge::Forger;
#[cfg(test)]
pub(crate) use frame::beyond_the_order;
#[cfg(test)]
pub(crate) use hostile::hostile;
pub(crate) use known::{Member, known};
pub use runner::{Failure, Meter, Outcome, mutate_for, processor, replay};
#[cfg(test)]
pub(crate) use wire::{message, number, text, transfer};

/// An input that a target begins with.
#[derive(Debug, Clone)]
pub struct Seed {
    /// Names the file in the corpus; hostile ones begin with `hostile-`.
    pub name: String,
    /// The input.
    pub bytes: Vec<u8>,
}

/// Mutates an input behind what protects it; `None` where the input has nothing of that kind.
pub type Dress = fn(&[u8], &mut Random) -> Option<Vec<u8>>;

/// One thing that reads bytes from outside.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Its name: of its folder in `corpora/`, and on the command line.
    pub name: &'static str,
    /// Reads the bytes, and panics where something does not hold.
    pub run: fn(&[u8]),
    /// Mutates behind checksums, seals and signatures, and makes them good again.
    pub dress: Option<Dress>,
    /// Makes the inputs of the corpus.
    pub seeds: fn() -> Vec<Seed>,
    /// The longest input that mutation makes.
    pub longest: usize,
    /// Words that mutation puts in.
    pub words: &'static [&'static [u8]],
}

/// All targets, in the order in which bytes from outside pass them.
pub const TARGETS: &[Target] = &[
    ticket::TARGET,
    devices::REQUEST,
    devices::ANSWER,
    devices::PACKAGE,
    wire::TARGET,
    entry::TRANSFER,
    entry::CLEAR,
    frame::FRAME,
    frame::SEALED,
    certificate::TARGET,
    change::PREPARSE,
    change::APPLY,
    statement::TARGET,
    lists::TARGET,
    parcel::TARGET,
    intents::TARGET,
];

/// Returns a target by its name.
#[must_use]
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

thread_local! {
    static REACHED: Cell<u32> = const { Cell::new(0) };
}

/// Notes how far an input came. Inputs that come further than those before are mutated on; the last step of a
/// target, [`DEEPEST`], is counted.
fn reached(step: u32) {
    REACHED.with(|reached| reached.set(reached.get() | 1 << step.min(31)));
}

/// The step of an input that passed every check of its target.
const DEEPEST: u32 = 31;

/// Forgets how far the last input came, and returns it.
fn take_reached() -> u32 {
    REACHED.with(|reached| reached.replace(0))
}

/// Cuts an input into pieces, each behind its length (u16, big-endian); what is left over is a piece too.
fn pieces(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut all = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<2>() {
        let length = usize::from(u16::from_be_bytes(*length)).min(rest.len());
        let (piece, rest) = rest.split_at(length);
        all.push(piece);
        bytes = rest;
    }
    all
}

/// Joins what [`pieces`] cuts. A piece of more than 65,535 bytes is cut off.
fn join(all: &[Vec<u8>]) -> Vec<u8> {
    let mut out = Vec::new();
    for piece in all {
        let length = u16::try_from(piece.len()).unwrap_or(u16::MAX);
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(&piece[..usize::from(length)]);
    }
    out
}

fn seed(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Seed {
    Seed {
        name: name.into(),
        bytes: bytes.into(),
    }
}
