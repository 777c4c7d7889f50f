//! Derived state: what all statements about an item, or about the board, amount to.
//!
//! Pure functions over values: the result depends on which statements and edits there are, on `asked` and on `now`,
//! never on the order in which they arrived. Times break ties where domain.md says so and decide nothing else.

mod appeals;
mod archive;
mod attachments;
mod claims;
mod names;
mod standing;
mod stock;

#[cfg(test)]
mod tests;

use trust::{EntryId, HybridTime, ItemId, LogId, PersonId, Position};

pub use appeals::{Appeal, open_appeal};
pub use archive::{ArchiveState, archive_state};
pub use attachments::{Attachment, attachments};
pub use claims::{ClaimsState, Delivery, StandingClaim, claims_state};
pub use names::names;
pub use standing::Standing;
pub use stock::{Count, SiteStock, covers_for, stock};

use crate::{ItemKind, Statement, clean_text};

/// An accepted statement, with what its entry says around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Where it stands; its id names it.
    pub position: Position,
    /// Whose device wrote it.
    pub author: PersonId,
    /// When, by the author's clock.
    pub time: HybridTime,
    /// The smallest stamp of an entry by another person that depends on it.
    pub witnessed: Option<HybridTime>,
    /// What it says.
    pub statement: Statement,
}

/// An accepted change of an item, with what its entry says around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Where it stands.
    pub position: Position,
    /// Whose device wrote it.
    pub author: PersonId,
    /// When, by the author's clock.
    pub time: HybridTime,
    /// The header's causal dependencies. The log's previous change of the item is implied.
    pub deps: Vec<EntryId>,
}

/// The state of an item. A site or a supply is always `Open`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemState {
    /// Nobody has it yet, or not all of it.
    Open,
    /// Some of it is claimed.
    PartClaimed,
    /// All of it is claimed.
    Claimed,
    /// It was delivered, or given.
    Delivered,
    /// It does not stand any more.
    Withdrawn,
}

/// What does not fit and wants a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Notice {
    /// More is claimed than was asked for, or the whole by several.
    OverClaimed,
    /// More was given out than was on the books.
    BelowZero,
    /// It was delivered and withdrawn; the physical fact wins.
    DeliveredAndWithdrawn,
    /// It was edited by somebody whose edit the archiver had not seen.
    EditedAfterArchive,
    /// Two counts of one shelf that did not know of each other.
    TwoCounts,
}

impl Notice {
    /// Returns the word that the app shows to the UI.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::OverClaimed => "overClaimed",
            Self::BelowZero => "belowZero",
            Self::DeliveredAndWithdrawn => "deliveredAndWithdrawn",
            Self::EditedAfterArchive => "editedAfterArchive",
            Self::TwoCounts => "twoCounts",
        }
    }
}

/// A comment that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Its entry.
    pub entry: EntryId,
    /// By whom.
    pub author: PersonId,
    /// When.
    pub time: HybridTime,
    /// What they said, without control characters.
    pub text: String,
}

/// All that is derived about an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived {
    /// Its state.
    pub state: ItemState,
    /// Claims, deliveries, what remains.
    pub claims: ClaimsState,
    /// Stock per site, by site; for supplies.
    pub stock: Vec<SiteStock>,
    /// Whether it is hidden, and by which archivings.
    pub archive: ArchiveState,
    /// Comments, oldest first.
    pub comments: Vec<Comment>,
    /// What wants a person, in the order of [`Notice`].
    pub notices: Vec<Notice>,
}

impl Derived {
    /// Returns what is on hand at all sites together; below zero: needs a recount.
    #[must_use]
    pub fn on_hand(&self) -> i64 {
        self.stock
            .iter()
            .fold(0, |sum, site| sum.saturating_add(site.on_hand))
    }
}

/// Derives an item's state.
///
/// `asked` is the quantity of a need or an offer, `now_ms` the time that leases are held against, in milliseconds
/// since 1970. Statements of other items must not be among `statements`.
#[must_use]
pub fn derive_item(
    kind: ItemKind,
    asked: Option<i64>,
    statements: &[Signed],
    edits: &[Edit],
    now_ms: u64,
) -> Derived {
    let standing = Standing::of(statements);
    let claims = match kind {
        ItemKind::Need | ItemKind::Offer => claims_state(&standing, asked, now_ms),
        ItemKind::Site | ItemKind::Supply | ItemKind::Settings | ItemKind::Case => {
            ClaimsState::default()
        }
    };
    let shelves = match kind {
        ItemKind::Supply => stock(&standing),
        ItemKind::Site | ItemKind::Need | ItemKind::Offer | ItemKind::Settings | ItemKind::Case => {
            Vec::new()
        }
    };
    let archive = archive_state(&standing, edits);
    let notices = notices(&claims, &shelves, &archive);
    Derived {
        state: claims.state,
        stock: shelves,
        comments: comments(&standing),
        claims,
        archive,
        notices,
    }
}

fn notices(claims: &ClaimsState, stock: &[SiteStock], archive: &ArchiveState) -> Vec<Notice> {
    let found = [
        (Notice::OverClaimed, claims.over_claimed()),
        (Notice::BelowZero, stock.iter().any(|site| site.on_hand < 0)),
        (
            Notice::DeliveredAndWithdrawn,
            !claims.deliveries.is_empty() && !claims.withdrawals.is_empty(),
        ),
        (
            Notice::EditedAfterArchive,
            archive.archived && !archive.unseen_edits.is_empty(),
        ),
        (
            Notice::TwoCounts,
            stock.iter().any(|site| site.counts.len() > 1),
        ),
    ];
    found
        .into_iter()
        .filter_map(|(notice, holds)| holds.then_some(notice))
        .collect()
}

fn comments(standing: &Standing<'_>) -> Vec<Comment> {
    let mut comments: Vec<_> = standing
        .iter()
        .filter_map(|signed| {
            let Statement::Comment { text } = &signed.statement else {
                return None;
            };
            Some(Comment {
                entry: signed.position.id,
                author: signed.author,
                time: signed.time,
                text: clean_text(text),
            })
        })
        .collect();
    comments.sort_by_key(|comment| (comment.time, comment.entry));
    comments
}

/// Tells whether the entry `seq` of `log` is at or before one of the positions.
fn covered(covers: &[Position], log: LogId, seq: u64) -> bool {
    covers
        .iter()
        .any(|position| position.log == log && position.seq >= seq)
}

/// A place where stock is: a site, or none named.
type Place = Option<ItemId>;
