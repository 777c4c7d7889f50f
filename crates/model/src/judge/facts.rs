//! Facts: what a verdict keeps of an accepted entry, for the verdicts on those that depend on it.

use minicbor::{Decode, Encode};
use trust::{from_canonical, to_canonical};

use crate::{ChangeHash, StatementKind};

/// What is known of an accepted entry.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Facts {
    /// Of a change.
    #[n(0)]
    Change(#[n(0)] ChangeFacts),
    /// Of a statement.
    #[n(1)]
    Statement(#[n(0)] StatementKind),
}

/// What is known of an accepted change.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ChangeFacts {
    /// Its hash.
    #[n(0)]
    pub hash: ChangeHash,
    /// The highest number of an operation in it and in its past.
    #[n(1)]
    pub max_op: u64,
    /// Whether it created the item.
    #[n(2)]
    pub creates: bool,
}

impl Facts {
    /// Returns the canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        to_canonical(self)
    }

    /// Reads facts; `None` if these are none.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        from_canonical(bytes).ok()
    }
}
