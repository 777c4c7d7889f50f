//! What a session asks of the peer that it runs in about boards between a member and a helper.
//!
//! The rules of [`super::Host`] hold here too. The defaults are those of a host that knows no helpers.

use trust::{BoardId, DeviceId, EndpointId, EpochKey, Position};

use super::{HostError, Lacking, Received};

/// By what a member and a helper of a board know each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Whether this device is the helper.
    pub carries: bool,
    /// Whose frames come by this connection: the helper's device, or, at the helper, a stand-in for the peer.
    pub device: DeviceId,
    /// The access keys ([`EpochKey::helper_access`]) that may be meant, the newest first.
    pub keys: Vec<EpochKey>,
}

/// A frame on its way between a member and a helper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedFrame {
    /// Where it stands.
    pub position: Position,
    /// Whether it carries its signature.
    pub signed: bool,
    /// Its canonical bytes.
    pub bytes: Vec<u8>,
}

/// The part of a host that carries boards, or has them carried.
pub trait TiedHost {
    /// Returns the boards that this device carries as a helper, in a fixed order.
    fn carried(&mut self) -> Result<Vec<BoardId>, HostError> {
        Ok(Vec::new())
    }

    /// Returns by what this device and a peer would know each other on a board that one of them carries for the other:
    /// for a member, where the peer has the endpoint of a helper; for a helper, with anybody. `None` on all others.
    fn access(&mut self, board: BoardId, peer: EndpointId) -> Result<Option<Access>, HostError> {
        let _ = (board, peer);
        Ok(None)
    }

    /// Says whether the board is still carried between this device and the one of [`Access::device`].
    fn is_tied(&mut self, board: BoardId, device: DeviceId) -> bool {
        let _ = (board, device);
        false
    }

    /// Says whether an announced position is known to be worth nothing: what the helper has of that log was of no use.
    fn is_worthless(&mut self, board: BoardId, device: DeviceId, announced: Position) -> bool {
        let _ = (board, device, announced);
        false
    }

    /// As [`Host::range`], with the bytes of the frames counted.
    fn frames(
        &mut self,
        board: BoardId,
        lacking: &[Lacking],
        max_bytes: usize,
    ) -> Result<Vec<SealedFrame>, HostError> {
        let _ = (board, lacking, max_bytes);
        Ok(Vec::new())
    }

    /// Takes frames that a member or a helper sent: checks and stores them, at a member's after opening them.
    fn receive_frames(
        &mut self,
        board: BoardId,
        from: DeviceId,
        frames: Vec<Vec<u8>>,
        now_ms: u64,
    ) -> Result<Received, HostError> {
        let _ = (board, from, frames, now_ms);
        Ok(Received::default())
    }
}
