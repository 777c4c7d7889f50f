//! Answers as people read them: tables and pages of plain text.
//!
//! Owns how rows are drawn. What a board says is data: control characters in it never reach the
//! terminal, so no text can move the cursor or change a colour.

mod item;
mod lists;
mod table;

pub use item::item_page;
pub use lists::{boards, items, joins, people, status, tickets};
pub use table::plain;
