//! Certificates about content: moderation, closings, erasure.
//!
//! Owns their shapes. They take no right away and change nothing that others wrote: what a view
//! makes of them is not decided here.

use minicbor::{Decode, Encode};

use super::{MAX_REASON_TEXT, MAX_REPLACED, Reason, ascending, short};
use crate::{Compartment, Cut, EntryId, GrantRef, ItemId, PersonId};

/// Hides something for the board, or shows it again.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Moderate {
    /// What.
    #[n(0)]
    pub target: Moderated,
    /// What is done with it.
    #[n(1)]
    pub act: Moderation,
    /// Why.
    #[n(2)]
    pub reason: Reason,
    /// Why, in words.
    #[cbor(n(3), decode_with = "short::<_, MAX_REASON_TEXT>")]
    pub text: Option<String>,
    /// The moderations of the same target that this one settles, ascending: the author had seen them.
    #[cbor(n(4), decode_with = "ascending::<_, MAX_REPLACED>")]
    pub replaces: Vec<EntryId>,
    /// The grant that it is issued under.
    #[n(5)]
    pub under: GrantRef,
}

/// What moderation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum Moderated {
    /// An item with all that is about it.
    #[n(0)]
    Item(#[n(0)] ItemId),
    /// One entry.
    #[n(1)]
    Entry(#[n(0)] EntryId),
    /// All that a person writes.
    #[n(2)]
    Person(#[n(0)] PersonId),
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Moderation {
    /// Shown to nobody who does not ask for it.
    #[n(0)]
    Hide,
    /// Shown again.
    #[n(1)]
    Unhide,
    /// Kept apart until a member lets it in.
    #[n(2)]
    Hold,
    /// Let in: a person by vouching, and what somebody asked to hold. What is held of itself an `Adopt` lets in.
    #[n(3)]
    LetIn,
}

/// A ballot or petition ends: what stands before these heads counts.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Close {
    /// The ballot or petition.
    #[n(0)]
    pub item: ItemId,
    /// What the author had seen of it.
    #[n(1)]
    pub heads: Cut,
    /// The grant that it is issued under.
    #[n(2)]
    pub under: GrantRef,
}

/// Asks all devices to erase a compartment.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Shred {
    /// Which: never `Members` or `Main`.
    #[n(0)]
    pub compartment: Compartment,
    /// The grant that it is issued under.
    #[n(1)]
    pub under: GrantRef,
}
