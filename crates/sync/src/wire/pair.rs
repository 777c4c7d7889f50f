//! What a pair of devices says first where it remembers what was proven before (docs/protocol.md, "Pairs").

use minicbor::{Decode, Encode};

use crate::compare::Part;

/// How long each of the two statements is.
pub(crate) const STATEMENT: usize = 16;

/// Who one is, and what one holds, on all boards of the pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PairSaid {
    /// On which boards both have proven their device.
    pub(crate) who: [u8; STATEMENT],
    /// What is held of them.
    pub(crate) what: [u8; STATEMENT],
}

impl PairSaid {
    pub(super) fn to_bytes(self) -> Vec<u8> {
        [self.who, self.what].concat()
    }

    /// Reads the payload. What stands behind it a later version understands.
    pub(super) fn of_bytes(payload: &[u8]) -> Option<Self> {
        let (who, rest) = payload.split_first_chunk()?;
        let (what, _) = rest.split_first_chunk()?;
        Some(Self {
            who: *who,
            what: *what,
        })
    }
}

/// One turn of finding out on which boards of the pair the two differ.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct PairCompare {
    #[n(0)]
    pub(crate) parts: Vec<Part>,
}
