//! A peer that dials, in two steps, so that whoever accepts can tell members from strangers between them.
//!
//! Owns the deadlines of both steps. Never decides who is let through.

use std::time::Duration;

use iroh::endpoint::Connection;
use tokio::time::timeout;
use trust::EndpointId;

use super::blobs::{self, BlobLink};
use super::link::{Link, LinkError};
use crate::Side;

/// How long the handshake may take: a few round trips.
const HANDSHAKE: Duration = Duration::from_secs(4);
/// How long a peer that dialled may take until its stream is there.
const GREETING: Duration = Duration::from_secs(10);

/// A peer that dials, before its handshake is done.
#[derive(Debug)]
pub struct Incoming(pub(super) iroh::endpoint::Incoming);

impl Incoming {
    /// Returns whether the peer has shown that it gets what is sent to its address.
    #[must_use]
    pub fn is_validated(&self) -> bool {
        self.0.remote_addr_validated()
    }

    /// Asks the peer to show that its address is its own, before anything is spent on it.
    pub fn challenge(self) {
        // One that has shown it already is simply let go: whoever dials tries again.
        let _ = self.0.retry();
    }

    /// Turns the peer away before anything is spent on it.
    pub fn refuse(self) {
        self.0.refuse();
    }

    /// Finishes the handshake, within four seconds: then it is known who the peer is.
    ///
    /// # Errors
    /// [`LinkError`].
    pub async fn shake_hands(self) -> Result<Arriving, LinkError> {
        let handshake = async {
            let accepting = self.0.accept().map_err(LinkError::lost)?;
            let connection = accepting.await.map_err(LinkError::lost)?;
            let peer = EndpointId(*connection.remote_id().as_bytes());
            Ok(Arriving { peer, connection })
        };
        timeout(HANDSHAKE, handshake)
            .await
            .unwrap_or(Err(LinkError::TooSlow))
    }
}

/// A peer that dialled and proved its network key. Dropping it closes the connection.
#[derive(Debug)]
pub struct Arriving {
    /// The peer's network key.
    pub peer: EndpointId,
    connection: Connection,
}

impl Arriving {
    /// Returns whether the peer dialled for files: then [`Arriving::for_files`] follows, else [`Arriving::finish`].
    #[must_use]
    pub fn is_for_files(&self) -> bool {
        self.connection.alpn() == blobs::ALPN
    }

    /// Takes the connection over for files.
    #[must_use]
    pub fn for_files(self) -> BlobLink {
        BlobLink::new(self.connection)
    }

    /// Waits for the peer's stream, within ten seconds.
    ///
    /// # Errors
    /// [`LinkError`]; the connection is then closed.
    pub async fn finish(self) -> Result<Link, LinkError> {
        timeout(GREETING, Link::open(self.connection, Side::Acceptor))
            .await
            .unwrap_or(Err(LinkError::TooSlow))
    }
}
