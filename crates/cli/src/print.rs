//! Answers as people read them: tables and pages of plain text.
//!
//! Owns how rows are drawn. What a board says is data: control characters in it never reach the
//! terminal, so no text can move the cursor or change a colour.

mod carried;
mod cases;
mod files;
mod first_screen;
mod item;
mod lists;
mod network;
mod only_here;
mod people;
mod sent;
mod stewards;
mod table;

pub use carried::{carried, helpers};
pub use cases::{case, day, openers, reports};
pub use files::attachments;
pub use first_screen::{meanwhile, unchecked};
pub use item::item_page;
pub use lists::{boards, items, joins, open, status};
pub use network::{network_check, relay};
pub use only_here::only_here;
pub use people::{people, person, set_aside, tickets};
pub use sent::sent_reports;
pub use stewards::{numbered, stewards};
pub use table::plain;
