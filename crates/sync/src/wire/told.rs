//! What is told of helpers (docs/protocol.md, "Members and helpers"): that one has no more room, and where one is.

use minicbor::{Decode, Encode};
use trust::EndpointId;

/// A helper says whether it left something out for want of room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct Room {
    #[n(0)]
    pub(crate) slot: u32,
    #[n(1)]
    pub(crate) full: bool,
}

/// A member tells another where helpers of a board were reached.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct Places {
    #[n(0)]
    pub(crate) slot: u32,
    #[n(1)]
    pub(crate) places: Vec<Place>,
}

impl Places {
    /// Returns by what these places are recognised; 0 for none.
    pub(crate) fn mark(&self) -> u64 {
        if self.places.is_empty() {
            return 0;
        }
        let mut hasher = blake3::Hasher::new();
        for place in &self.places {
            hasher.update(&place.endpoint.0);
            for addr in &place.addrs {
                hasher.update(addr.as_bytes());
                hasher.update(&[0]);
            }
        }
        let mut short = [0; 8];
        short.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
        u64::from_be_bytes(short)
    }
}

/// Where one was.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct Place {
    #[n(0)]
    pub(crate) endpoint: EndpointId,
    /// Addresses as text. One that cannot be read is passed over.
    #[n(1)]
    pub(crate) addrs: Vec<String>,
}
