//! What the endpoint is made with.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use iroh::endpoint::{
    BindOpts, Builder, IdleTimeout, PortmapperConfig, QuicTransportConfig, VarInt, presets,
};
use iroh::tls::CaTlsConfig;
use iroh::{Endpoint, RelayConfig, RelayMode, RelayUrl, SecretKey};
use iroh_relay::RelayQuicConfig;

use super::{ALPN, BindError, blobs};

/// Windows are small, because iroh does not expose the limits on pending connections: two frames of a
/// stream, four of a connection.
const STREAM_WINDOW: u32 = 2 << 20;
const CONNECTION_WINDOW: u32 = 4 << 20;
/// What was sent and not confirmed yet is kept, per connection; it is the peer who decides how long.
const SEND_WINDOW: u64 = 2 << 20;
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
    /// Nowhere: this device sends to relays and to nobody else, and is reached through them only. Who it speaks with
    /// never hears where it is.
    Nowhere,
}

/// What [`super::Transport::bind`] takes. `Debug` hides the key, and what tags are drawn from.
#[derive(Clone, PartialEq, Eq)]
pub struct TransportSettings {
    /// The device's network key.
    pub secret: [u8; 32],
    /// Relays of the person's choice; none by default.
    pub relays: Vec<String>,
    /// Whether devices in the same network are looked for, and told of this one.
    pub local_discovery: bool,
    /// Fresh randomness: what this device announces itself by in the same network is drawn from it.
    pub tags: [u8; 32],
    /// Where to listen.
    pub listen: Listen,
    /// The port of the last run, so that what others remember stays good. Another one is taken where it is not free.
    pub port: Option<u16>,
}

impl std::fmt::Debug for TransportSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TransportSettings")
            .field("relays", &self.relays)
            .field("local_discovery", &self.local_discovery)
            .field("listen", &self.listen)
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

impl TransportSettings {
    pub(super) async fn open(self) -> Result<Endpoint, BindError> {
        let builder = self.apply(Endpoint::builder(presets::Minimal))?;
        builder
            .bind()
            .await
            .map_err(|error| BindError::Sockets(error.into()))
    }

    fn apply(self, builder: Builder) -> Result<Builder, BindError> {
        let relays = self.relays.into_iter().map(|relay| {
            relay
                .parse::<RelayUrl>()
                .map_err(|_| BindError::Relay(relay))
        });
        let relays = relays.collect::<Result<Vec<_>, _>>()?;
        let (mode, builder) = if relays.is_empty() {
            (RelayMode::Disabled, builder)
        } else {
            let trusting = builder.ca_tls_config(authorities());
            let relays = relays.into_iter().map(with_or_without_mirror).collect();
            (RelayMode::Custom(relays), trusting)
        };
        let builder = builder
            .secret_key(SecretKey::from_bytes(&self.secret))
            .alpns(vec![ALPN.to_vec(), blobs::ALPN.to_vec()])
            .relay_mode(mode)
            .transport_config(quic());
        let sockets = |error: iroh::endpoint::InvalidSocketAddr| BindError::Sockets(error.into());
        let port = self.port.unwrap_or(0);
        match self.listen {
            Listen::Everywhere => {
                let optional = BindOpts::default().set_is_required(false);
                let builder = builder.clear_ip_transports();
                let builder = builder
                    .bind_addr(SocketAddr::from((Ipv4Addr::UNSPECIFIED, port)))
                    .map_err(sockets)?;
                let ipv6 = SocketAddr::from((Ipv6Addr::UNSPECIFIED, port));
                builder.bind_addr_with_opts(ipv6, optional).map_err(sockets)
            }
            Listen::Loopback => {
                let builder = builder.clear_ip_transports();
                builder
                    .bind_addr(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
                    .map_err(sockets)
            }
            // Without a socket there is nothing that a packet to somebody could leave by; and no router is asked to let
            // anybody in.
            Listen::Nowhere => Ok(builder
                .clear_ip_transports()
                .portmapper_config(PortmapperConfig::Disabled)),
        }
    }
}

/// A relay without a certificate cannot tell a device how it looks from outside: asking it costs three seconds at each
/// start, in which the device is not reached by it.
fn with_or_without_mirror(relay: RelayUrl) -> RelayConfig {
    let mirror = (relay.scheme() == "https").then(RelayQuicConfig::default);
    RelayConfig::new(relay, mirror)
}

/// Returns who may vouch for a relay: those that come with the app, and whom this computer trusts besides. A community
/// may have an authority of its own. Who a *device* is, no authority says.
fn authorities() -> CaTlsConfig {
    let of_this_computer = rustls_native_certs::load_native_certs();
    for error in &of_this_computer.errors {
        tracing::debug!(%error, "an authority of this computer is not read");
    }
    CaTlsConfig::embedded().with_extra_roots(of_this_computer.certs)
}

fn quic() -> QuicTransportConfig {
    QuicTransportConfig::builder()
        .max_concurrent_bidi_streams(VarInt::from_u32(1))
        .max_concurrent_uni_streams(VarInt::from_u32(0))
        .stream_receive_window(VarInt::from_u32(STREAM_WINDOW))
        .receive_window(VarInt::from_u32(CONNECTION_WINDOW))
        .send_window(SEND_WINDOW)
        .datagram_receive_buffer_size(None)
        .max_idle_timeout(IdleTimeout::try_from(IDLE).ok())
        .keep_alive_interval(KEEP_ALIVE)
        .build()
}
