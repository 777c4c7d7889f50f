//! Asking for the first screen of a board (docs/protocol.md, "First screen"). The answer is bytes behind a slot.

use minicbor::{Decode, Encode};

/// A device that holds nothing of a board asks for its first screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct AskScreen {
    #[n(0)]
    pub(crate) slot: u32,
}
