//! The bad inputs of the threat model, by number: each test carries the number of the row in docs/bad-inputs.md.
//!
//! Owns what a changed client, a bad file or a wrong clock does to real cores with the real judge. What other rooms
//! test already is named in the table and not repeated here. [`table`] holds the table to the sources.

mod changes;
mod circle;
mod clocks;
#[cfg(unix)]
mod disks;
mod entries;
mod files;
mod five;
mod logs;
mod meeting;
mod table;
mod tickets;
mod wires;

use circle::Circle;
use meeting::{open, pump};
