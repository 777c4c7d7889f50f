//! What a session asks of the peer that it runs in about its other connections.
//!
//! The rules of [`super::Host`] hold here too. The default is that of a host that needs whom it has.

use trust::{BoardId, DeviceId};

/// The part of a host that knows of more than one connection.
pub trait NearHost {
    /// Says whether this device is connected to enough others on a large board, besides this one.
    fn has_enough(&mut self, board: BoardId, besides: DeviceId) -> bool {
        let _ = (board, besides);
        false
    }
}
