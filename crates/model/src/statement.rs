//! Statements: signed facts by one author, never an editable field.
//!
//! Owns their shapes, their canonical bytes and their limits. What they amount to together is
//! [`crate::derive_item`]'s; who may make one is `trust`'s.

mod file;
mod kind;
mod limits;
#[cfg(test)]
mod tests;

use minicbor::{Decode, Encode};

use trust::{EntryId, ItemId, Position, from_canonical, to_canonical};

pub use file::{FileKey, MAX_FILE_NAME_CHARS, MAX_MEDIA_CHARS};
pub use kind::StatementKind;
use limits::{check_ids, check_note, check_quantity, check_text};

/// The longest display name, in characters.
pub const MAX_NAME_CHARS: usize = 80;
/// The longest note, in characters.
pub const MAX_NOTE_CHARS: usize = 1_000;
/// The longest comment, in characters.
pub const MAX_COMMENT_CHARS: usize = 10_000;
/// How many statements one may replace, and how many heads one may name.
pub const MAX_NAMED: usize = 64;
/// The longest report, in bytes: what is sealed in it has a limit of its own.
const MAX_REPORT_BYTES: usize = 72 * 1024;
/// How many positions a recount may cover.
pub const MAX_COVERS: usize = 512;

/// Which way stock moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum StockAction {
    /// Came in.
    #[n(0)]
    Received,
    /// Went out.
    #[n(1)]
    GivenOut,
}

/// A signed fact. Lists of ids are sorted and hold nothing twice.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Statement {
    /// "I am called this." About the board, not an item.
    #[n(0)]
    Name {
        /// The display name.
        #[n(0)]
        name: String,
        /// The author's earlier names.
        #[n(1)]
        replaces: Vec<EntryId>,
    },
    /// "I do it."
    #[n(1)]
    Claim {
        /// How much; `None` is all of it.
        #[n(0)]
        quantity: Option<u32>,
        /// When the lease ends by itself, in milliseconds since 1970.
        #[n(1)]
        until_ms: Option<u64>,
        /// What they say.
        #[n(2)]
        note: Option<String>,
        /// The author's earlier claims that this one stands for.
        #[n(3)]
        replaces: Vec<EntryId>,
    },
    /// Takes back claims.
    #[n(2)]
    Release {
        /// The author's claims that end.
        #[n(0)]
        replaces: Vec<EntryId>,
    },
    /// A need was met, or an offer given.
    #[n(3)]
    Deliver {
        /// How much; `None` is all of it.
        #[n(0)]
        quantity: Option<u32>,
        /// What they say.
        #[n(1)]
        note: Option<String>,
    },
    /// A need or an offer does not stand any more.
    #[n(4)]
    Withdraw {
        /// What they say.
        #[n(0)]
        note: Option<String>,
    },
    /// Goods came in or went out.
    #[n(5)]
    StockMove {
        /// At which site.
        #[n(0)]
        site: Option<ItemId>,
        /// Which way.
        #[n(1)]
        action: StockAction,
        /// How many, at least 1.
        #[n(2)]
        quantity: u32,
        /// What they say.
        #[n(3)]
        note: Option<String>,
    },
    /// A recount: the absolute number, and what the counter had seen.
    #[n(6)]
    Recount {
        /// At which site.
        #[n(0)]
        site: Option<ItemId>,
        /// What was there.
        #[n(1)]
        counted: u32,
        /// The newest entry seen of each log, sorted by log. An entry at or before it is covered, and so is
        /// all that a covered recount of the same shelf covers. See [`crate::covers_for`].
        #[n(2)]
        covers: Vec<Position>,
    },
    /// Something said about an item.
    #[n(7)]
    Comment {
        /// Plain text.
        #[n(0)]
        text: String,
    },
    /// Hides an item.
    #[n(8)]
    Archive {
        /// The entries of the item's changes that were its heads to the author: what they saw.
        #[n(0)]
        heads: Vec<EntryId>,
    },
    /// Shows an archived item again.
    #[n(9)]
    Restore {
        /// The archivings that it lifts, by anyone.
        #[n(0)]
        replaces: Vec<EntryId>,
    },
    /// Takes back statements of one's own.
    #[n(10)]
    Retract {
        /// The author's statements that do not stand any more.
        #[n(0)]
        replaces: Vec<EntryId>,
    },
    /// "Look at this again": by whoever made an item that is hidden for everybody.
    #[n(11)]
    AskAgain {
        /// The acts of hiding that it is about, as the author saw them. Seen, not rested on: they are certificates.
        #[n(0)]
        hides: Vec<EntryId>,
        /// What they say.
        #[n(1)]
        text: String,
    },
    /// A sealed report from outside, taken in by the author's device. About the board, not an item.
    #[n(12)]
    Report {
        /// The bytes of a [`trust::Report`].
        #[cbor(n(0), with = "minicbor::bytes")]
        report: Vec<u8>,
    },
    /// "This file belongs to it." The file itself is not in the log: it is fetched by the hash of its sealed bytes.
    #[n(13)]
    Attach {
        /// What it is called; only ever shown as text.
        #[n(0)]
        name: String,
        /// What kind of file its author says that it is, such as `image/jpeg`.
        #[n(1)]
        media: String,
        /// How many bytes it has, unsealed.
        #[n(2)]
        size: u64,
        /// The hash of its sealed bytes.
        #[cbor(n(3), with = "minicbor::bytes")]
        hash: [u8; 32],
        /// What opens them.
        #[n(4)]
        key: FileKey,
    },
}

/// A statement that readers refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadStatement {
    /// Not the canonical bytes of a statement that this version knows.
    #[error("not the canonical bytes of a known statement")]
    NotCanonical,
    /// A text is blank or too long.
    #[error("a text is blank or too long")]
    Text,
    /// A quantity is zero.
    #[error("a quantity is zero")]
    Quantity,
    /// A list is empty where it may not be, too long, unsorted, or names something twice.
    #[error("a list is empty, too long, unsorted or doubled")]
    List,
}

impl Statement {
    /// Returns the body of the entry that carries the statement.
    #[must_use]
    pub fn to_body(&self) -> Vec<u8> {
        to_canonical(self)
    }

    /// Reads a body and checks its limits.
    ///
    /// # Errors
    /// Says why readers refuse it.
    pub fn from_body(body: &[u8]) -> Result<Self, BadStatement> {
        let statement: Self = from_canonical(body).map_err(|_| BadStatement::NotCanonical)?;
        statement.check()?;
        Ok(statement)
    }

    /// Tells whether a body is a statement of a kind that only newer apps know.
    #[must_use]
    pub fn is_newer(body: &[u8]) -> bool {
        let mut read = minicbor::Decoder::new(body);
        let number = match (read.array(), read.u32()) {
            (Ok(Some(2)), Ok(number)) => number,
            _ => return false,
        };
        let fields = matches!(read.datatype(), Ok(minicbor::data::Type::Array));
        number >= StatementKind::COUNT
            && fields
            && read.skip().is_ok()
            && read.position() == body.len()
    }

    /// Returns what it is.
    #[must_use]
    pub const fn kind(&self) -> StatementKind {
        match self {
            Self::Name { .. } => StatementKind::Name,
            Self::Claim { .. } => StatementKind::Claim,
            Self::Release { .. } => StatementKind::Release,
            Self::Deliver { .. } => StatementKind::Deliver,
            Self::Withdraw { .. } => StatementKind::Withdraw,
            Self::StockMove { .. } => StatementKind::StockMove,
            Self::Recount { .. } => StatementKind::Recount,
            Self::Comment { .. } => StatementKind::Comment,
            Self::Archive { .. } => StatementKind::Archive,
            Self::Restore { .. } => StatementKind::Restore,
            Self::Retract { .. } => StatementKind::Retract,
            Self::AskAgain { .. } => StatementKind::AskAgain,
            Self::Report { .. } => StatementKind::Report,
            Self::Attach { .. } => StatementKind::Attach,
        }
    }

    /// Returns the statements that it replaces: these are causal dependencies of its entry.
    #[must_use]
    pub fn replaces(&self) -> &[EntryId] {
        match self {
            Self::Name { replaces, .. }
            | Self::Claim { replaces, .. }
            | Self::Release { replaces }
            | Self::Restore { replaces }
            | Self::Retract { replaces } => replaces,
            Self::Deliver { .. }
            | Self::Withdraw { .. }
            | Self::StockMove { .. }
            | Self::Recount { .. }
            | Self::Comment { .. }
            | Self::Archive { .. }
            | Self::AskAgain { .. }
            | Self::Report { .. }
            | Self::Attach { .. } => &[],
        }
    }

    /// Tells whether it may stand in the place of a statement of that kind.
    #[must_use]
    pub fn may_replace(&self, kind: StatementKind) -> bool {
        match self {
            Self::Name { .. } => kind == StatementKind::Name,
            Self::Claim { .. } | Self::Release { .. } => kind == StatementKind::Claim,
            Self::Restore { .. } => kind == StatementKind::Archive,
            Self::Retract { .. } => true,
            Self::Deliver { .. }
            | Self::Withdraw { .. }
            | Self::StockMove { .. }
            | Self::Recount { .. }
            | Self::Comment { .. }
            | Self::Archive { .. }
            | Self::AskAgain { .. }
            | Self::Report { .. }
            | Self::Attach { .. } => false,
        }
    }

    /// Checks the limits that writers keep and readers enforce.
    ///
    /// # Errors
    /// Says which limit it breaks.
    pub fn check(&self) -> Result<(), BadStatement> {
        check_ids(self.replaces(), MAX_NAMED)?;
        match self {
            Self::Name { name, .. } => check_text(name, MAX_NAME_CHARS),
            Self::Claim { quantity, note, .. } | Self::Deliver { quantity, note } => {
                check_quantity(quantity.unwrap_or(1))?;
                check_note(note.as_deref())
            }
            Self::Withdraw { note } => check_note(note.as_deref()),
            Self::StockMove { quantity, note, .. } => {
                check_quantity(*quantity)?;
                check_note(note.as_deref())
            }
            Self::Recount { covers, .. } => {
                let sorted = covers.windows(2).all(|pair| pair[0].log < pair[1].log);
                (sorted && covers.len() <= MAX_COVERS)
                    .then_some(())
                    .ok_or(BadStatement::List)
            }
            Self::Comment { text } => check_text(text, MAX_COMMENT_CHARS),
            Self::Archive { heads } => check_ids(heads, MAX_NAMED),
            Self::Report { report } => (report.len() <= MAX_REPORT_BYTES)
                .then_some(())
                .ok_or(BadStatement::Text),
            Self::AskAgain { hides, text } => {
                check_ids(hides, MAX_NAMED)?;
                check_text(text, MAX_NOTE_CHARS)?;
                (!hides.is_empty()).then_some(()).ok_or(BadStatement::List)
            }
            Self::Attach {
                name, media, size, ..
            } => file::check(name, media, *size),
            Self::Release { replaces }
            | Self::Restore { replaces }
            | Self::Retract { replaces } => (!replaces.is_empty())
                .then_some(())
                .ok_or(BadStatement::List),
        }
    }
}
