//! A relay of a community's own: iroh's, behind a door that counts.
//!
//! Owns what it is started with, the certificate, and how much one device may send. Who comes in is `door`'s. Never
//! writes down an address, a device or a time, and reads nothing of what it forwards: that is sealed between the devices.
//!
//! iroh's own relay listens on this machine only; whoever comes from outside is led to it through the door, which
//! holds how many there are. iroh's has no such limit of its own.

mod door;
#[cfg(test)]
mod tests;

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use iroh_relay::server::{
    CertConfig, ClientRateLimit, QuicConfig, RelayConfig, Server, ServerConfig, TlsConfig,
    reloading_resolver,
};
use netwatch::ip::LocalAddresses;
use tokio::net::TcpListener;

use door::Door;

/// Where a relay listens whose port nobody has chosen: without a certificate, and with one.
const PORT: u16 = 3340;
const PORT_WITH_CERTIFICATE: u16 = 443;
/// Where devices ask how they look from outside. They know no other port.
const MIRROR: u16 = iroh_relay::defaults::DEFAULT_RELAY_QUIC_PORT;
/// What one device may send in a second; this much more at once.
const BYTES_A_SECOND: NonZeroU32 = NonZeroU32::new(2 << 20).unwrap();
const BURST: NonZeroU32 = NonZeroU32::new(4 << 20).unwrap();
/// Keys of devices that are remembered, so that they are not looked at anew for each packet.
const KEYS: usize = 4_096;
/// A renewed certificate is taken from its files so soon.
const RENEWED: Duration = Duration::from_secs(60 * 60);

/// What a relay is started with.
#[derive(Debug, Clone, Default)]
pub struct RelaySettings {
    /// Where to listen; everywhere if left out.
    pub listen: Option<IpAddr>,
    /// The port; 3340, or 443 with a certificate, if left out.
    pub port: Option<u16>,
    /// Without one it speaks plain http, and devices behind routers get no direct way by it.
    pub certificate: Option<RelayCertificate>,
    /// How many devices it serves at a time.
    pub connections: usize,
    /// How many of them may come from one address (of one house, in IPv6).
    pub of_one_address: usize,
}

/// Two files in PEM, read anew every hour.
#[derive(Debug, Clone)]
pub struct RelayCertificate {
    /// The certificate, and those that vouch for it.
    pub chain: PathBuf,
    /// Its key.
    pub key: PathBuf,
}

/// Why a relay could not be started.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// The port is taken, or not allowed.
    #[error("port {port} cannot be listened on: {source}")]
    Port {
        /// Which.
        port: u16,
        /// Why.
        source: io::Error,
    },
    /// The certificate or its key cannot be used.
    #[error("the certificate cannot be used: {0}")]
    Certificate(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// iroh's relay did not start.
    #[error("the relay does not start: {0}")]
    Start(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A relay that listens. [`RelayServer::serve`] lets devices in.
#[derive(Debug)]
pub struct RelayServer {
    inner: Server,
    door: Door,
    secure: bool,
}

impl RelayServer {
    /// Opens the port, and reads the certificate where there is one.
    ///
    /// # Errors
    /// [`RelayError`].
    pub async fn start(settings: RelaySettings) -> Result<Self, RelayError> {
        let secure = settings.certificate.is_some();
        let usual = if secure { PORT_WITH_CERTIFICATE } else { PORT };
        let port = settings.port.unwrap_or(usual);
        let listener = listen(settings.listen, port)
            .await
            .map_err(|source| RelayError::Port { port, source })?;
        let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let mut relay = RelayConfig::new(here);
        let mut rate = ClientRateLimit::new(BYTES_A_SECOND);
        rate.max_burst_bytes = Some(BURST);
        relay.limits.client_rx = Some(rate);
        relay.key_cache_capacity = Some(KEYS);
        let mut config = ServerConfig::default();
        if let Some(certificate) = settings.certificate {
            let server_config = read(certificate).await?;
            relay.tls = Some(TlsConfig::new(here, CertConfig::Manual { server_config }));
            let bound = listener.local_addr();
            let ip = bound.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |addr| addr.ip());
            config.quic = Some(QuicConfig::new((ip, MIRROR)));
        }
        config.relay = Some(relay);
        let inner = Server::spawn(config).await;
        let inner = inner.map_err(|error| RelayError::Start(error.into()))?;
        let behind = inner.https_addr().or(inner.http_addr()).unwrap_or(here);
        Ok(Self {
            inner,
            door: Door::new(
                listener,
                behind,
                settings.connections,
                settings.of_one_address,
            ),
            secure,
        })
    }

    /// Returns the port that it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.door.port()
    }

    /// Returns what people put into their settings: by the name that is given, else by each address of this machine.
    #[must_use]
    pub fn addresses(&self, name: Option<&str>) -> Vec<String> {
        let (scheme, usual) = if self.secure {
            ("https", 443)
        } else {
            ("http", 80)
        };
        let port = self.port();
        let at = |host: String| {
            if port == usual {
                format!("{scheme}://{host}")
            } else {
                format!("{scheme}://{host}:{port}")
            }
        };
        if let Some(name) = name {
            return vec![at(host(name))];
        }
        let own = LocalAddresses::new().regular.into_iter();
        own.map(|ip| at(host(&ip.to_string()))).collect()
    }

    /// Lets devices in and forwards between them until `until` is over; then says goodbye to all. Returns false where
    /// it ended by itself: something in it broke.
    pub async fn serve(mut self, until: impl Future<Output = ()>) -> bool {
        tokio::select! {
            () = until => {}
            () = self.door.stand() => {}
            _ = self.inner.join() => return false,
        }
        if let Err(error) = self.inner.shutdown().await {
            tracing::debug!(%error, "the relay ended in the middle");
        }
        true
    }
}

/// Writes an IPv6 address as it stands in an address of the web.
fn host(name: &str) -> String {
    if name.parse::<Ipv6Addr>().is_ok() {
        format!("[{name}]")
    } else {
        name.to_owned()
    }
}

/// Listens on all addresses of both kinds where nothing else is asked for, or of IPv4 where there is no other.
async fn listen(ip: Option<IpAddr>, port: u16) -> io::Result<TcpListener> {
    if let Some(ip) = ip {
        return TcpListener::bind((ip, port)).await;
    }
    match TcpListener::bind((Ipv6Addr::UNSPECIFIED, port)).await {
        Err(error) if error.kind() != io::ErrorKind::AddrInUse => {
            TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).await
        }
        bound => bound,
    }
}

/// Reads the certificate and its key, and looks at the files again from time to time.
async fn read(certificate: RelayCertificate) -> Result<rustls::ServerConfig, RelayError> {
    let unusable = |error: rustls::Error| RelayError::Certificate(error.into());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let RelayCertificate { chain, key } = certificate;
    let resolver = reloading_resolver(&provider, chain, key, RENEWED).await;
    let resolver = resolver.map_err(|error| RelayError::Certificate(error.into()))?;
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(unusable)?;
    Ok(config.with_no_client_auth().with_cert_resolver(resolver))
}
