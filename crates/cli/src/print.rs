//! Answers as people read them: tables and pages of plain text.
//!
//! Owns how rows are drawn. What a board says is data: control characters in it never reach the
//! terminal, so no text can move the cursor or change a colour.

mod item;
mod lists;
mod people;
mod table;

pub use item::item_page;
pub use lists::{boards, items, joins, status};
pub use people::{people, person, set_aside, tickets};
pub use table::plain;
