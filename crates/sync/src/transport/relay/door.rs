//! The door of a relay: who comes from outside is led to the relay behind it, and counted.
//!
//! Owns how many connections stand, of all and of one address, and how long one may be silent. Never reads what goes
//! through, and keeps an address only as long as somebody from there is connected.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use n0_future::{FuturesUnordered, StreamExt as _};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

/// iroh's relay and its devices say something every 15 seconds: whoever is silent so long is gone, or never was one.
const SILENT: Duration = Duration::from_secs(60);
/// Whoever takes nothing for so long is gone.
const STALLED: Duration = Duration::from_secs(20);
/// Where the system gives no more connections, it is asked again after this: it does not say when it has some.
const REST: Duration = Duration::from_secs(1);
/// What is carried at a time.
const PIECE: usize = 16 << 10;

/// See the module.
#[derive(Debug)]
pub(super) struct Door {
    listener: TcpListener,
    behind: SocketAddr,
    guests: Guests,
}

/// Who is in, by address. IPv6 gives each house very many: what counts there is the house.
#[derive(Debug)]
pub(super) struct Guests {
    most: usize,
    of_one_address: usize,
    all: usize,
    by_address: BTreeMap<IpAddr, usize>,
}

impl Guests {
    pub(super) const fn new(most: usize, of_one_address: usize) -> Self {
        Self {
            most,
            of_one_address,
            all: 0,
            by_address: BTreeMap::new(),
        }
    }

    /// Lets somebody in, and returns where from; `None` where there is no place left.
    pub(super) fn enter(&mut self, ip: IpAddr) -> Option<IpAddr> {
        let house = house(ip);
        let already = self.by_address.get(&house).copied().unwrap_or(0);
        if self.all >= self.most || already >= self.of_one_address {
            return None;
        }
        self.all += 1;
        self.by_address.insert(house, already + 1);
        Some(house)
    }

    /// Takes notice of somebody who left.
    pub(super) fn leave(&mut self, house: IpAddr) {
        self.all = self.all.saturating_sub(1);
        if let Some(count) = self.by_address.get_mut(&house) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.by_address.remove(&house);
            }
        }
    }
}

/// Returns what an address is counted under.
fn house(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V4(ip) => IpAddr::V4(ip),
        IpAddr::V6(ip) => {
            let mut octets = ip.octets();
            octets[8..].fill(0);
            IpAddr::from(octets)
        }
    }
}

impl Door {
    pub(super) const fn new(
        listener: TcpListener,
        behind: SocketAddr,
        most: usize,
        of_one_address: usize,
    ) -> Self {
        Self {
            listener,
            behind,
            guests: Guests::new(most, of_one_address),
        }
    }

    pub(super) fn port(&self) -> u16 {
        self.listener.local_addr().map_or(0, |addr| addr.port())
    }

    /// Leads in whoever comes, as long as there is room. Never returns.
    pub(super) async fn stand(&mut self) {
        let mut inside = FuturesUnordered::new();
        loop {
            tokio::select! {
                Some(house) = inside.next(), if !inside.is_empty() => self.guests.leave(house),
                accepted = self.listener.accept() => match accepted {
                    Ok((outer, from)) => {
                        // Whoever finds no room is let go at once, and may try again.
                        if let Some(house) = self.guests.enter(from.ip()) {
                            let behind = self.behind;
                            inside.push(async move {
                                if let Err(error) = lead(outer, behind).await {
                                    tracing::trace!(kind = ?error.kind(), "a connection ended");
                                }
                                house
                            });
                        }
                    }
                    Err(_) => sleep(REST).await,
                },
            }
        }
    }
}

/// Carries both ways until one of them ends.
async fn lead(mut outer: TcpStream, behind: SocketAddr) -> io::Result<()> {
    let mut inner = TcpStream::connect(behind).await?;
    outer.set_nodelay(true)?;
    inner.set_nodelay(true)?;
    let ((mut from, mut to), (mut back, mut forth)) = (outer.split(), inner.split());
    tokio::select! {
        ended = carry(&mut from, &mut forth) => ended,
        ended = carry(&mut back, &mut to) => ended,
    }
}

async fn carry<R, W>(from: &mut R, to: &mut W) -> io::Result<()>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let mut piece = vec![0; PIECE];
    loop {
        let read = timeout(SILENT, from.read(&mut piece)).await??;
        if read == 0 {
            return Ok(());
        }
        timeout(STALLED, to.write_all(&piece[..read])).await??;
    }
}
