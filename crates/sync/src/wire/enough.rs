//! Whether a device has neighbours enough on a large board (docs/protocol.md, "Large boards").

use minicbor::{Decode, Encode};

use super::Malformed;

/// How long such a message may be: a few bytes, and room for fields of later versions.
pub(crate) const MAX_ENOUGH: usize = 256;

/// A device says whether it would still be connected to enough others on a board without the receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct Enough {
    #[n(0)]
    pub(crate) slot: u32,
    #[n(1)]
    pub(crate) enough: bool,
}

impl Enough {
    pub(super) fn decode(payload: &[u8]) -> Result<Self, Malformed> {
        if payload.len() > MAX_ENOUGH {
            return Err(Malformed);
        }
        Ok(minicbor::decode(payload)?)
    }
}
