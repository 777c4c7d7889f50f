//! A world written down: small numbers instead of ids and keys.
//!
//! Owns the form in which worlds are frozen. An entry names others by their place in the list.

use minicbor::{Decode, Encode};

/// An entry of the world, by place.
pub(crate) type At = u16;

/// As what an author acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub(crate) struct By(#[n(0)] pub(crate) Option<At>);

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct World {
    /// What the ids are drawn from.
    #[n(0)]
    pub(crate) seed: u64,
    /// By log: the device that writes it, and the entry after which it began.
    #[n(1)]
    pub(crate) logs: Vec<(u8, Option<At>)>,
    /// The first is the genesis.
    #[n(2)]
    pub(crate) entries: Vec<Entry>,
    /// What has not arrived: ends of logs.
    #[n(3)]
    pub(crate) lacks: Vec<At>,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct Entry {
    #[n(0)]
    pub(crate) log: u8,
    /// The entry before it in its log.
    #[n(1)]
    pub(crate) before: Option<At>,
    #[n(2)]
    pub(crate) by: By,
    #[n(3)]
    pub(crate) what: What,
}

/// How many people and devices there are at most. Device n is person n's, device n + 8 too.
pub(crate) const PEOPLE: u8 = 8;
/// The person whose key is the recovery key.
pub(crate) const RECOVERY: u8 = 40;

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) enum What {
    #[n(0)]
    Genesis(#[n(0)] Vec<u8>, #[n(1)] u8, #[n(2)] bool),
    #[n(1)]
    Device(#[n(0)] u8, #[n(1)] u8),
    /// Person, role, under, heals.
    #[n(2)]
    Grant(#[n(0)] u8, #[n(1)] u8, #[n(2)] By, #[n(3)] By),
    /// Key, ceiling, mode, under.
    #[n(3)]
    Ticket(#[n(0)] u8, #[n(1)] u8, #[n(2)] u8, #[n(3)] By),
    /// Ticket, its key, role, person, device, whether for this board.
    #[n(4)]
    Join(
        #[n(0)] At,
        #[n(1)] u8,
        #[n(2)] u8,
        #[n(3)] u8,
        #[n(4)] u8,
        #[n(5)] bool,
    ),
    #[n(5)]
    Epoch,
    #[n(6)]
    Wrap,
    /// Predecessor, stewards, threshold, cut, signers, whether the recovery key signed.
    #[n(7)]
    Charter(
        #[n(0)] At,
        #[n(1)] Vec<u8>,
        #[n(2)] u8,
        #[n(3)] Vec<At>,
        #[n(4)] Vec<u8>,
        #[n(5)] bool,
    ),
    /// Device, cut, person.
    #[n(8)]
    RevokeOwn(#[n(0)] u8, #[n(1)] Vec<At>, #[n(2)] u8),
    /// Device, cut, under.
    #[n(9)]
    Revoke(#[n(0)] u8, #[n(1)] Vec<At>, #[n(2)] By),
    /// Target, cut, under.
    #[n(10)]
    Remove(#[n(0)] At, #[n(1)] Vec<At>, #[n(2)] By),
    #[n(11)]
    Adopt(#[n(0)] Vec<At>, #[n(1)] By),
    #[n(12)]
    Close(#[n(0)] At, #[n(1)] By),
    /// Person, act, what it settles, under.
    #[n(13)]
    Moderate(#[n(0)] u8, #[n(1)] u8, #[n(2)] Vec<At>, #[n(3)] By),
    /// Compartment by number, under.
    #[n(14)]
    Shred(#[n(0)] u8, #[n(1)] By),
    /// Item by its creation (`None`: this one creates it), dependencies, what was found in it.
    #[n(15)]
    Change(#[n(0)] Option<At>, #[n(1)] Vec<At>, #[n(2)] u8),
    /// Item by its creation (`None`: about the board), dependencies.
    #[n(16)]
    Statement(#[n(0)] Option<At>, #[n(1)] Vec<At>),
}
