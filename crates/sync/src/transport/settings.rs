//! What the endpoint is made with.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use iroh::endpoint::{Builder, IdleTimeout, QuicTransportConfig, VarInt};
use iroh::{RelayMode, RelayUrl, SecretKey};

use super::{ALPN, BindError};

/// Windows are small, because iroh does not expose the limits on pending connections: two frames of a
/// stream, four of a connection.
const STREAM_WINDOW: u32 = 2 << 20;
const CONNECTION_WINDOW: u32 = 4 << 20;
/// A peer that says nothing for so long is gone.
const IDLE: Duration = Duration::from_secs(15);
/// Often enough to notice, and to keep a NAT open.
const KEEP_ALIVE: Duration = Duration::from_secs(5);

/// Where the sockets listen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Listen {
    /// On all interfaces, at free ports.
    #[default]
    Everywhere,
    /// On this machine only, for tests.
    Loopback,
}

/// What [`super::Transport::bind`] takes. `Debug` hides the key.
#[derive(Clone, PartialEq, Eq)]
pub struct TransportSettings {
    /// The device's network key.
    pub secret: [u8; 32],
    /// Relays of the person's choice; none by default.
    pub relays: Vec<String>,
    /// Whether devices in the same network are looked for, and told of this one.
    pub local_discovery: bool,
    /// Where to listen.
    pub listen: Listen,
}

impl std::fmt::Debug for TransportSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TransportSettings")
            .field("relays", &self.relays)
            .field("local_discovery", &self.local_discovery)
            .field("listen", &self.listen)
            .finish_non_exhaustive()
    }
}

impl TransportSettings {
    pub(super) fn apply(self, builder: Builder) -> Result<Builder, BindError> {
        let relays = self.relays.into_iter().map(|relay| {
            relay
                .parse::<RelayUrl>()
                .map_err(|_| BindError::Relay(relay))
        });
        let relays = relays.collect::<Result<Vec<_>, _>>()?;
        let mode = if relays.is_empty() {
            RelayMode::Disabled
        } else {
            RelayMode::custom(relays)
        };
        let builder = builder
            .secret_key(SecretKey::from_bytes(&self.secret))
            .alpns(vec![ALPN.to_vec()])
            .relay_mode(mode)
            .transport_config(quic());
        match self.listen {
            Listen::Everywhere => Ok(builder),
            Listen::Loopback => builder
                .clear_ip_transports()
                .bind_addr(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
                .map_err(|error| BindError::Sockets(error.into())),
        }
    }
}

fn quic() -> QuicTransportConfig {
    QuicTransportConfig::builder()
        .max_concurrent_bidi_streams(VarInt::from_u32(1))
        .max_concurrent_uni_streams(VarInt::from_u32(0))
        .stream_receive_window(VarInt::from_u32(STREAM_WINDOW))
        .receive_window(VarInt::from_u32(CONNECTION_WINDOW))
        .send_window(u64::from(CONNECTION_WINDOW))
        .datagram_receive_buffer_size(None)
        .max_idle_timeout(IdleTimeout::try_from(IDLE).ok())
        .keep_alive_interval(KEEP_ALIVE)
        .build()
}
