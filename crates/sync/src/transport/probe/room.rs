//! Whether what is sent to everybody in the room is heard: what the search for devices rests on.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::UdpSocket;
use tokio::time::timeout;

/// Where all devices of a room listen.
const GROUP: Ipv4Addr = Ipv4Addr::new(224, 0, 0, 251);
const PORT: u16 = 5353;
/// On this machine it takes a moment.
const PATIENCE: Duration = Duration::from_millis(1_200);

/// Returns whether this machine hears its own question into the rooms that it is in. It asks once, for a name that nobody
/// has, made of these random bytes: so nobody answers.
pub async fn hears_itself(addrs: &[IpAddr], word: [u8; 8]) -> bool {
    let Ok(socket) = listening(addrs) else {
        return false;
    };
    let question = question(word);
    let mut sent = socket.send_to(&question, (GROUP, PORT)).await.is_ok();
    for addr in ipv4(addrs) {
        let by = socket2::SockRef::from(&socket).set_multicast_if_v4(&addr);
        sent |= by.is_ok() && socket.send_to(&question, (GROUP, PORT)).await.is_ok();
    }
    sent && timeout(PATIENCE, hears(&socket, &question)).await.is_ok()
}

async fn hears(socket: &UdpSocket, question: &[u8]) {
    let mut packet = [0; 512];
    loop {
        match socket.recv_from(&mut packet).await {
            Ok((length, _)) if &packet[..length] == question => return,
            Ok(_) => {}
            Err(_) => return std::future::pending().await,
        }
    }
}

fn ipv4(addrs: &[IpAddr]) -> impl Iterator<Item = Ipv4Addr> {
    addrs.iter().filter_map(|addr| match addr {
        IpAddr::V4(ip) => Some(*ip),
        IpAddr::V6(_) => None,
    })
}

/// Beside whoever listens there already: the search of this device, and the system's own.
fn listening(addrs: &[IpAddr]) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP))?;
    socket.set_reuse_address(true)?;
    #[cfg(unix)]
    socket.set_reuse_port(true)?;
    socket.bind(&SocketAddr::from((Ipv4Addr::UNSPECIFIED, PORT)).into())?;
    // Without a default route there is no "any" network.
    let any = socket.join_multicast_v4(&GROUP, &Ipv4Addr::UNSPECIFIED);
    let each = ipv4(addrs).filter(|addr| socket.join_multicast_v4(&GROUP, addr).is_ok());
    if each.count() == 0 {
        any?;
    }
    socket.set_multicast_loop_v4(true)?;
    socket.set_multicast_ttl_v4(1)?;
    socket.set_nonblocking(true)?;
    UdpSocket::from_std(socket.into())
}

/// A question for a service of this name (mDNS).
fn question(word: [u8; 8]) -> Vec<u8> {
    let mut packet = vec![0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    let name: String = word.iter().map(|byte| format!("{byte:02x}")).collect();
    for label in [format!("_{name}").as_str(), "_udp", "local"] {
        packet.push(u8::try_from(label.len()).unwrap_or(0));
        packet.extend_from_slice(label.as_bytes());
    }
    packet.extend_from_slice(&[0, 0, 12, 0, 1]);
    packet
}

#[cfg(test)]
mod tests {
    use super::super::super::nearby::tests::is_skipped;
    use super::super::look_at_machine;
    use super::*;

    #[tokio::test]
    async fn a_machine_in_a_network_hears_itself() {
        if is_skipped() {
            return;
        }
        let machine = look_at_machine().await;
        assert!(hears_itself(&machine.addrs, [1; 8]).await);
    }

    #[tokio::test]
    async fn what_others_say_is_not_what_was_asked() {
        let quiet = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let to = quiet.local_addr().unwrap();
        let other = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        other.send_to(&question([2; 8]), to).await.unwrap();
        other.send_to(&question([1; 8]), to).await.unwrap();
        // The second packet is the one.
        hears(&quiet, &question([1; 8])).await;
        let mut rest = [0; 8];
        assert!(quiet.try_recv(&mut rest).is_err());
    }
}
