//! How much one side is about to send of a board (docs/protocol.md, "Pairs"): for people who wait, nothing rests on it.

use minicbor::{Decode, Encode};

/// About so many bytes follow, before they are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct Amount {
    #[n(0)]
    pub(crate) slot: u32,
    #[n(1)]
    pub(crate) bytes: u64,
}
