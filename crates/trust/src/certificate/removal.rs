//! Certificates that take away, and that give back: removals and adoptions.
//!
//! Owns their shapes. What is left afterwards is [`crate::evaluate`]'s.

use minicbor::{Decode, Encode};

use super::{MAX_ADOPTED, MAX_REASON_TEXT, ascending, short};
use crate::{Cut, EntryId, GrantRef};

/// The end of a grant, a ticket, or what a join gave.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Remove {
    /// The `Grant`, `Ticket` or `Join`.
    #[n(0)]
    pub target: EntryId,
    /// How far what was done by it still counts.
    #[n(1)]
    pub cut: Cut,
    /// Why.
    #[n(2)]
    pub reason: Reason,
    /// Why, in words.
    #[cbor(n(3), decode_with = "short::<_, MAX_REASON_TEXT>")]
    pub text: Option<String>,
    /// The grant that it is issued under.
    #[n(4)]
    pub under: GrantRef,
}

/// Why something is taken away or hidden, from the house rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Reason {
    /// None of the others, or not said.
    #[n(0)]
    Other,
    /// They asked for it, or left.
    #[n(1)]
    Asked,
    /// A device or a key is lost or stolen.
    #[n(2)]
    Lost,
    /// It was given by mistake.
    #[n(3)]
    Mistake,
    /// No longer needed.
    #[n(4)]
    Over,
    /// Advertising or floods of entries.
    #[n(5)]
    Spam,
    /// Against people: threats, hate, harassment.
    #[n(6)]
    Abuse,
    /// Against somebody's privacy.
    #[n(7)]
    Private,
    /// False, and harmful by it.
    #[n(8)]
    False,
    /// A trick to get money, goods or data.
    #[n(9)]
    Fraud,
}

/// Entries that were held are let in; by a coordinator, those that were set aside count again.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Adopt {
    /// Which, ascending.
    #[cbor(n(0), decode_with = "ascending::<_, MAX_ADOPTED>")]
    pub entries: Vec<EntryId>,
    /// The grant that it is issued under.
    #[n(1)]
    pub under: GrantRef,
}
