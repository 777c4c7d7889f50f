//! What two devices remember of each other, so that a reconnect in sync is one small frame each way.
//!
//! Owns the record and its bytes. It proves nothing by itself: what is said from it is bound to one channel
//! (`session/pair`), and a board that got another key, or whose member was removed, is no part of it any more.

use minicbor::{Decode, Encode};
use trust::{BoardId, DeviceId, EndpointId};

use super::HostError;

/// The boards on which two devices have proven themselves to each other, as one of them remembers it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Pair {
    /// From the secret of the connection on which they did: nobody else has it.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub secret: [u8; 32],
    /// By what this device's boards and keys are recognised, as they were offered in full then.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub offered: [u8; 32],
    /// When that was, in milliseconds since 1970.
    #[n(2)]
    pub offered_ms: u64,
    /// The boards, ascending.
    #[n(3)]
    pub boards: Vec<PairedBoard>,
}

/// One board on which both proved their device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct PairedBoard {
    /// The board.
    #[n(0)]
    pub board: BoardId,
    /// The device here.
    #[n(1)]
    pub own: DeviceId,
    /// The peer's device.
    #[n(2)]
    pub theirs: DeviceId,
    /// By what the board's newest key of then is recognised: another key, and nothing is proven.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub mark: [u8; 32],
    /// By what is recognised what this device told the peer of where helpers are; 0 for nothing.
    #[n(4)]
    pub told: u64,
}

impl Pair {
    /// Returns the bytes to keep.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        // Writing into a Vec cannot fail, and no type of ours refuses to be encoded.
        let written = minicbor::encode(self, &mut out);
        debug_assert!(written.is_ok(), "a pair that cannot be encoded");
        out
    }

    /// Reads what was kept; `None` for what no version before this one wrote.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        minicbor::decode(bytes).ok()
    }
}

/// The part of a host that remembers pairs. The defaults are those of a host that remembers none.
pub trait PairHost {
    /// Returns what is remembered with a peer: without boards that are not here any more, or on which this device is
    /// another one by now.
    ///
    /// # Errors
    /// [`HostError`] where the disk fails.
    fn pair(&mut self, peer: EndpointId) -> Result<Option<Pair>, HostError> {
        let _ = peer;
        Ok(None)
    }

    /// Keeps it, in the place of what was remembered before.
    ///
    /// # Errors
    /// [`HostError`] where the disk fails.
    fn keep_pair(&mut self, peer: EndpointId, pair: &Pair) -> Result<(), HostError> {
        let _ = (peer, pair);
        Ok(())
    }
}
