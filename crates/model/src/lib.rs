//! What a board means: items, statements, derived state, merge rules.
//!
//! Owns what entries of the kinds change and statement say, and what they amount to together. Pure functions over
//! values: no I/O, no clock, no randomness, no tasks; ids and times are passed in. Never decides who may write.
//!
//! - [`parse_field`], [`ItemKind`]: the fields of items, as data.
//! - [`ItemDoc`]: an item's Automerge document; writes and applies changes.
//! - [`preparse`], [`judge`]: what stands between bytes from outside and a document.
//! - [`Statement`]: signed facts by one author.
//! - [`derive_item`], [`names`]: what the statements amount to.
//! - [`Codes`]: spoken codes.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests may unwrap"
    )
)]

mod code;
mod derive;
mod fields;
mod item;
mod judge;
mod preparse;
mod statement;
#[cfg(test)]
mod testing;

pub use code::{Codes, MIN_CODE};
pub use derive::{
    Appeal, ArchiveState, Attachment, ClaimsState, Comment, Count, Delivery, Derived, Edit,
    ItemState, Notice, Signed, SiteStock, Standing, StandingClaim, archive_state, attachments,
    claims_state, covers_for, derive_item, names, open_appeal, stock,
};
pub use fields::{
    BadField, BadFieldWhy, FieldDef, ItemKind, MAX_NUMBER, MAX_STRING_BYTES, Scalar, Shape,
    clean_line, clean_name, clean_text, parse_field, parse_new, show_field,
};
pub use item::{ApplyError, Field, ItemDoc, ItemError, KIND_KEY, Version, Written, written_values};
pub use judge::{
    ChangeFacts, Dep, Facts, JUDGE_VERSION, Reason, StatementFault, UNKNOWN_REASONS, actor,
    check_change, judge, judge_change, judge_statement,
};
pub use preparse::{Actor, ChangeHash, Limits, ParsedChange, Refused, preparse};
pub use statement::{
    BadStatement, FileKey, MAX_COMMENT_CHARS, MAX_COVERS, MAX_FILE_NAME_CHARS, MAX_MEDIA_CHARS,
    MAX_NAME_CHARS, MAX_NAMED, MAX_NOTE_CHARS, Statement, StatementKind, StockAction,
};
