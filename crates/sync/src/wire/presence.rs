//! Who has a board open (docs/protocol.md, "Presence").

use minicbor::{Decode, Encode};
use trust::ItemId;

use super::Malformed;

/// How long such a message may be: a few bytes, and room for fields of later versions.
pub(crate) const MAX_PRESENCE: usize = 1_024;

/// A device says whether its person has a board open, and what they edit there. Never passed on, never kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct Presence {
    #[n(0)]
    pub(crate) slot: u32,
    #[n(1)]
    pub(crate) open: bool,
    #[n(2)]
    pub(crate) item: Option<ItemId>,
}

impl Presence {
    pub(super) fn decode(payload: &[u8]) -> Result<Self, Malformed> {
        if payload.len() > MAX_PRESENCE {
            return Err(Malformed);
        }
        Ok(minicbor::decode(payload)?)
    }
}
