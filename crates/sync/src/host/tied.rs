//! What a session asks of the peer that it runs in about boards between a member and a helper.
//!
//! The rules of [`super::Host`] hold here too. The defaults are those of a host that knows no helpers.

use trust::{BoardId, DeviceId, EndpointHint, EndpointId, EpochKey, Position};

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

    /// Says, at a helper's, whether something that this peer brought was left out lately for want of room.
    fn is_full(&mut self, board: BoardId, device: DeviceId) -> bool {
        let _ = (board, device);
        false
    }

    /// Is told by a helper that it leaves out what is new for want of room, or that it does not any more.
    fn told_full(&mut self, board: BoardId, device: DeviceId, full: bool) {
        let _ = (board, device, full);
    }

    /// Returns where this device reached helpers of a board, and a number that grows when that may be something else.
    /// `None` where the number is the known one.
    fn places(&mut self, board: BoardId, known: Option<u64>) -> Option<(u64, Vec<EndpointHint>)> {
        let _ = (board, known);
        None
    }

    /// Is told by a member's device where it reached helpers of a board. It may be mistaken, or lie.
    fn told_places(&mut self, board: BoardId, places: Vec<EndpointHint>) {
        let _ = (board, places);
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
