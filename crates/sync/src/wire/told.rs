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
