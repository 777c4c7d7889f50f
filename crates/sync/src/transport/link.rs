//! A connection with its one stream, and frames on it.

use std::net::SocketAddr;
use std::time::Duration;

use iroh::TransportAddr;
use iroh::endpoint::{
    ConnectError, ConnectingError, Connection, ConnectionError, ReadError, RecvStream, SendStream,
    TransportErrorCode, VarInt, WeakConnectionHandle, WriteError,
};
use tokio::time::{Instant, timeout, timeout_at};
use trust::EndpointId;

use super::DialError;
use super::frame::{Assembly, head};
use crate::{CloseCode, Side};

/// A frame that has begun may take so long, and a second more for each of these bytes that arrived.
pub(super) const FRAME_GRACE: Duration = Duration::from_secs(10);
const BYTES_A_SECOND: usize = 1_024;
/// A peer that takes nothing for so long is cut off.
const STALLED: Duration = Duration::from_secs(30);
/// What was sent before a close may take so long to arrive.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// Whoever has ended its direction may take so long to say why: until [`LAST_WORDS`] are over there, and a way more.
const LAST_CODE: Duration = Duration::from_secs(2);

/// TLS's word for "none of the protocols that you offer".
const NO_PROTOCOL: u8 = 120;

/// What the two ends of a connection derive their secret with.
const BINDING_LABEL: &[u8] = b"manyhands channel binding";

/// Why a connection ended, or a frame could not be sent or received.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// The peer closed the connection and said why.
    #[error("the peer closed the connection: {0:?}")]
    Closed(CloseCode),
    /// A frame was empty or longer than 1 MiB.
    #[error("a frame of a length that is not allowed")]
    BadFrame,
    /// The peer began a frame, or a greeting, and did not finish it in time, or stopped taking ours.
    #[error("the peer is too slow")]
    TooSlow,
    /// The connection broke.
    #[error("the connection is lost: {0}")]
    Lost(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl LinkError {
    pub(super) fn lost(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Lost(error.into())
    }
}

impl From<ConnectionError> for LinkError {
    fn from(error: ConnectionError) -> Self {
        if let ConnectionError::ApplicationClosed(close) = &error {
            return Self::Closed(CloseCode::from_code(close.error_code.into_inner()));
        }
        Self::lost(error)
    }
}

/// Why a peer could not be reached. One that is there and knows another version of the protocol only says so by name.
pub(super) fn not_connected(error: ConnectError) -> DialError {
    let other = TransportErrorCode::crypto(NO_PROTOCOL);
    if let ConnectError::Connection { source, .. }
    | ConnectError::Connecting {
        source: ConnectingError::ConnectionError { source, .. },
        ..
    } = &error
        && matches!(source, ConnectionError::ConnectionClosed(close) if close.error_code == other)
    {
        return DialError::OtherVersion;
    }
    DialError::Unreachable(error.into())
}

impl From<ReadError> for LinkError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::ConnectionLost(error) => error.into(),
            ReadError::Reset(_) | ReadError::ClosedStream | ReadError::ZeroRttRejected => {
                Self::lost(error)
            }
        }
    }
}

impl From<WriteError> for LinkError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::ConnectionLost(error) => error.into(),
            WriteError::Stopped(_) | WriteError::ClosedStream | WriteError::ZeroRttRejected => {
                Self::lost(error)
            }
        }
    }
}

/// A connection that stands.
#[derive(Debug)]
pub struct Link {
    /// Which end this is.
    pub side: Side,
    /// The peer's network key, proven by the handshake.
    pub peer: EndpointId,
    /// A secret of the two ends of this connection, from its TLS keys. Proofs are bound to it.
    pub binding: [u8; 32],
    sender: LinkSender,
    receiver: LinkReceiver,
}

impl Link {
    pub(super) async fn open(connection: Connection, side: Side) -> Result<Self, LinkError> {
        let mut binding = [0; 32];
        connection
            .export_keying_material(&mut binding, BINDING_LABEL, &[])
            .map_err(|_| LinkError::lost("no keying material"))?;
        let (send, receive) = match side {
            Side::Dialler => connection.open_bi().await?,
            Side::Acceptor => connection.accept_bi().await?,
        };
        let peer = EndpointId(*connection.remote_id().as_bytes());
        let sender = LinkSender {
            connection: connection.clone(),
            stream: send,
        };
        let receiver = LinkReceiver {
            connection,
            stream: receive,
            assembly: Assembly::default(),
            since: None,
            grace: FRAME_GRACE,
        };
        Ok(Self {
            side,
            peer,
            binding,
            sender,
            receiver,
        })
    }

    /// Returns a handle by which the peer's addresses can be looked at while the connection stands.
    #[must_use]
    pub fn remote(&self) -> Remote {
        Remote(self.sender.connection.weak_handle())
    }

    /// Closes the connection at once, with a code.
    pub fn refuse(self, code: CloseCode) {
        self.sender
            .connection
            .close(VarInt::from_u32(code.code()), b"");
    }

    #[cfg(test)]
    pub(super) fn sender_mut(&mut self) -> &mut LinkSender {
        &mut self.sender
    }

    /// Takes the two directions apart, for the two futures that `node` drives.
    #[must_use]
    pub fn split(self) -> (LinkSender, LinkReceiver) {
        (self.sender, self.receiver)
    }
}

/// Where a peer is seen. Does not keep the connection alive.
#[derive(Debug, Clone)]
pub struct Remote(WeakConnectionHandle);

impl Remote {
    /// Returns whether packets go to the peer directly now; `None` once the connection is over.
    #[must_use]
    pub fn is_direct(&self) -> Option<bool> {
        let connection = self.0.upgrade()?;
        let paths = connection.paths();
        let used = paths.iter().find(|path| path.is_selected());
        used.map(|path| matches!(path.remote_addr(), TransportAddr::Ip(_)))
    }

    /// Returns the relay by which packets go to the peer now, where they do.
    #[must_use]
    pub fn relay(&self) -> Option<String> {
        let connection = self.0.upgrade()?;
        let paths = connection.paths();
        let used = paths.iter().find(|path| path.is_selected())?;
        if let TransportAddr::Relay(url) = used.remote_addr() {
            return Some(url.as_str().trim_end_matches('/').to_owned());
        }
        None
    }

    /// Returns the addresses that the peer is reached at right now, the one in use first; no relays.
    #[must_use]
    pub fn addrs(&self) -> Vec<SocketAddr> {
        let Some(connection) = self.0.upgrade() else {
            return Vec::new();
        };
        let paths = connection.paths();
        let mut paths: Vec<_> = paths.iter().collect();
        paths.sort_by_key(|path| !path.is_selected());
        let mut addrs = Vec::new();
        for path in paths {
            if let TransportAddr::Ip(address) = path.remote_addr()
                && !addrs.contains(address)
            {
                addrs.push(*address);
            }
        }
        addrs
    }
}

/// The way out. Dropping both directions without [`LinkSender::close`] ends the connection too.
#[derive(Debug)]
pub struct LinkSender {
    connection: Connection,
    stream: SendStream,
}

impl LinkSender {
    /// Sends a frame; returns once the connection has taken it.
    ///
    /// # Errors
    /// [`LinkError`]; the connection is then of no more use.
    pub async fn send(&mut self, frame: &[u8]) -> Result<(), LinkError> {
        let head = head(frame).map_err(|_| LinkError::BadFrame)?;
        self.write(&head).await?;
        self.write(frame).await
    }

    /// Lets what was sent arrive, within a second, and closes the connection with a code.
    pub async fn close(mut self, code: CloseCode) {
        if self.stream.finish().is_ok() {
            // Whether it arrived makes no difference to what follows.
            let _ = timeout(LAST_WORDS, self.stream.stopped()).await;
        }
        self.connection.close(VarInt::from_u32(code.code()), b"");
    }

    async fn write(&mut self, mut bytes: &[u8]) -> Result<(), LinkError> {
        while !bytes.is_empty() {
            let written = timeout(STALLED, self.stream.write(bytes))
                .await
                .map_err(|_| LinkError::TooSlow)??;
            bytes = &bytes[written..];
        }
        Ok(())
    }
}

/// The way in.
#[derive(Debug)]
pub struct LinkReceiver {
    connection: Connection,
    stream: RecvStream,
    assembly: Assembly,
    since: Option<Instant>,
    grace: Duration,
}

impl LinkReceiver {
    #[cfg(test)]
    pub(super) fn set_grace(&mut self, grace: Duration) {
        self.grace = grace;
    }

    /// Receives the next frame; `None` when the peer has ended its direction and said nothing more. May be cancelled at
    /// any time.
    ///
    /// # Errors
    /// [`LinkError`]; [`LinkError::Closed`] too where the peer says why after its last frame, as [`LinkSender::close`]
    /// does. For a bad or slow frame the connection is closed with [`CloseCode::Frame`].
    pub async fn recv(&mut self) -> Result<Option<Vec<u8>>, LinkError> {
        let result = self.next().await;
        if matches!(result, Err(LinkError::BadFrame | LinkError::TooSlow)) {
            self.connection
                .close(VarInt::from_u32(CloseCode::Frame.code()), b"");
        }
        result
    }

    async fn next(&mut self) -> Result<Option<Vec<u8>>, LinkError> {
        loop {
            let deadline = self.deadline();
            let read = self.stream.read(self.assembly.space());
            let read = match deadline {
                Some(deadline) => timeout_at(deadline, read)
                    .await
                    .map_err(|_| LinkError::TooSlow)?,
                None => read.await,
            };
            let Some(count) = read? else {
                return self.ended().await;
            };
            self.since.get_or_insert_with(Instant::now);
            if let Some(frame) = self
                .assembly
                .filled(count)
                .map_err(|_| LinkError::BadFrame)?
            {
                self.since = None;
                return Ok(Some(frame));
            }
        }
    }

    /// The peer has ended its direction: why comes behind it, once all of it has arrived here.
    async fn ended(&self) -> Result<Option<Vec<u8>>, LinkError> {
        if self.assembly.has_begun() {
            return Err(LinkError::BadFrame);
        }
        match timeout(LAST_CODE, self.connection.closed()).await {
            Ok(closed) => Err(closed.into()),
            Err(_) => Ok(None),
        }
    }

    /// When the frame that has begun must be there, going by what arrived of it.
    fn deadline(&self) -> Option<Instant> {
        let arrived = self.assembly.arrived();
        self.since
            .map(|since| since + may_take(self.grace, arrived))
    }
}

/// How long a frame may take of which so many bytes arrived.
pub(super) fn may_take(grace: Duration, arrived: usize) -> Duration {
    grace + Duration::from_secs(u64::try_from(arrived / BYTES_A_SECOND).unwrap_or(0))
}
