//! What goes over the wire, read there by somebody who listens.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};

use data_encoding::{BASE32_DNSSEC, BASE32_NOPAD, HEXLOWER};
use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::UdpSocket;
use tokio::time::timeout;

use super::*;
use crate::{Listen, Transport, TransportSettings};

mod tending;

/// Where everybody in the same network hears it.
const GROUP: Ipv4Addr = Ipv4Addr::new(224, 0, 0, 251);
const PORT: u16 = 5353;
/// The name of the announcements that had the network key in them.
const FORMER: &str = "manyhands1";
/// Nothing here takes so long.
const PATIENCE: Duration = Duration::from_secs(30);

/// Mallory listens, and knows nobody's network key.
struct Mallory(UdpSocket);

impl Mallory {
    fn listens() -> Self {
        let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP)).unwrap();
        socket.set_reuse_address(true).unwrap();
        #[cfg(unix)]
        socket.set_reuse_port(true).unwrap();
        let any = SocketAddr::from((Ipv4Addr::UNSPECIFIED, PORT));
        socket.bind(&any.into()).unwrap();
        let everywhere = Ipv4Addr::UNSPECIFIED;
        socket.join_multicast_v4(&GROUP, &everywhere).unwrap();
        socket.set_multicast_loop_v4(true).unwrap();
        socket.set_nonblocking(true).unwrap();
        Self(UdpSocket::from_std(socket.into()).unwrap())
    }

    /// Asks who offers a service of this name.
    async fn ask(&self, service: &str) {
        let mut query = vec![0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        for label in [&format!("_{service}"), "_udp", "local"] {
            query.push(u8::try_from(label.len()).unwrap());
            query.extend_from_slice(label.as_bytes());
        }
        query.extend_from_slice(&[0, 0, 12, 0, 1]);
        self.0.send_to(&query, (GROUP, PORT)).await.unwrap();
    }

    async fn hears(&self) -> Vec<u8> {
        let mut packet = vec![0; 4_096];
        let heard = timeout(PATIENCE, self.0.recv_from(&mut packet)).await;
        let (length, _) = heard
            .expect("nothing is heard (no network? MANYHANDS_NO_MULTICAST=1)")
            .unwrap();
        packet.truncate(length);
        packet
    }

    /// Returns the next packet that speaks of one of these devices, and of which.
    async fn hears_of<'a>(&self, devices: &[&'a Transport]) -> (&'a Transport, Vec<u8>) {
        loop {
            let packet = self.hears().await;
            let of = |device: &&&Transport| is_of(&packet, device);
            if let Some(device) = devices.iter().find(of) {
                return (device, packet);
            }
        }
    }
}

/// Somebody else's tests announce in this network, too; a device's own port tells its announcements from theirs.
fn is_of(packet: &[u8], device: &Transport) -> bool {
    has(packet, format!("-{}", device.port().unwrap()).as_bytes())
}

fn has(packet: &[u8], part: &[u8]) -> bool {
    packet.windows(part.len()).any(|window| window == part)
}

/// Returns the tags in a packet.
fn tags(packet: &[u8]) -> BTreeSet<Tag> {
    let windows = packet.windows(48);
    let texts = windows.filter_map(|window| std::str::from_utf8(window).ok());
    texts.filter_map(Tag::read).collect()
}

async fn device(secret: u8) -> Transport {
    let settings = TransportSettings {
        secret: [secret; 32],
        relays: vec!["https://relay.alice.example".into()],
        local_discovery: true,
        tags: [secret; 32],
        listen: Listen::Everywhere,
        port: None,
    };
    Transport::bind(settings).await.unwrap()
}

/// Returns whether it is said that there is no network here, and says so. Where it is not said, a test that needs one
/// fails without it.
#[expect(
    clippy::print_stderr,
    reason = "nobody is to take a skipped test for one that passed"
)]
pub(in crate::transport) fn is_skipped() -> bool {
    let skipped = std::env::var_os("MANYHANDS_NO_MULTICAST").is_some_and(|said| said == "1");
    if skipped {
        eprintln!("skipped: MANYHANDS_NO_MULTICAST says that there is no network to be heard in");
    }
    skipped
}

/// All ways in which a network key could stand in a packet.
fn spelled(endpoint: EndpointId) -> Vec<Vec<u8>> {
    let base32 = BASE32_NOPAD.encode(&endpoint.0);
    vec![
        endpoint.0.to_vec(),
        endpoint.0[..8].to_vec(),
        HEXLOWER.encode(&endpoint.0)[..16].into(),
        base32[..16].into(),
        base32.to_lowercase()[..16].into(),
        BASE32_DNSSEC.encode(&endpoint.0)[..16].into(),
        iroh::EndpointId::from_bytes(&endpoint.0)
            .unwrap()
            .to_string()[..10]
            .into(),
        iroh::EndpointId::from_bytes(&endpoint.0).unwrap().to_z32()[..10].into(),
    ]
}

#[tokio::test]
async fn whoever_listens_learns_a_tag_that_changes_and_no_network_key() {
    if is_skipped() {
        return;
    }
    let mallory = Mallory::listens();
    let alice = device(21).await;
    let mut seen = BTreeSet::new();
    while seen.len() < 3 {
        let (_, packet) = mallory.hears_of(&[&alice]).await;
        for secret in spelled(alice.id()) {
            assert!(!has(&packet, &secret), "a network key: {packet:?}");
        }
        assert!(!has(&packet, b"relay"), "a relay: {packet:?}");
        let tags = tags(&packet);
        assert!(tags.iter().any(|tag| tag.is_of(alice.id())), "{packet:?}");
        let before = seen.len();
        seen.extend(tags);
        if seen.len() > before {
            // The next one is another one.
            alice.renew_tag();
        }
    }
    alice.close().await;
}

#[tokio::test]
async fn the_announcements_of_before_are_answered_no_more() {
    if is_skipped() {
        return;
    }
    let mallory = Mallory::listens();
    let alice = device(22).await;
    for _ in 0..4 {
        mallory.ask(FORMER).await;
        mallory.ask(SERVICE).await;
        let (_, packet) = mallory.hears_of(&[&alice]).await;
        assert!(has(&packet, SERVICE.as_bytes()));
        assert!(!has(&packet, FORMER.as_bytes()));
    }
    alice.close().await;
}

#[tokio::test]
async fn switched_off_a_device_is_silent_and_switched_on_it_is_heard_under_another_tag() {
    if is_skipped() {
        return;
    }
    let mallory = Mallory::listens();
    let (alice, bob) = (device(23).await, device(24).await);
    let (_, before) = mallory.hears_of(&[&alice]).await;
    alice.set_local_discovery(false);
    // What was on its way is over once Bob was heard twice.
    for round in 0..6 {
        mallory.ask(SERVICE).await;
        loop {
            let (who, packet) = mallory.hears_of(&[&alice, &bob]).await;
            if who.id() == bob.id() {
                break;
            }
            assert!(round < 2, "Alice is heard: {packet:?}");
        }
    }
    alice.set_local_discovery(true);
    let (_, after) = mallory.hears_of(&[&alice]).await;
    assert!(tags(&before).is_disjoint(&tags(&after)));
    tokio::join!(alice.close(), bob.close());
}

#[tokio::test]
async fn a_flood_of_made_up_names_ends_the_search_and_a_rest_later_it_begins_anew() {
    if is_skipped() {
        return;
    }
    let tags = Arc::new(Tags::new([25; 32]));
    let rests = Arc::new(Notify::new());
    let nearby = Nearby::start(EndpointId([25; 32]), tags, Arc::clone(&rests));
    let shared = &nearby.0;
    let search = || shared.announced().search;
    let is_running = || shared.announced().running.is_some();
    assert!(is_running(), "no network? MANYHANDS_NO_MULTICAST=1");
    let bob = EndpointId([26; 32]);
    let at = |port| std::iter::once((IpAddr::from([192, 0, 2, 7]), port));
    shared.hears(search(), &Tag::new([1; 12], bob).text(), at(1));
    let (flooded, before) = (search(), Instant::now());
    // None of these is a tag; and the search that was ended says a little more.
    for name in 0..2 * flood::NAMES {
        shared.hears(flooded, &format!("mallory {name}"), at(9));
    }
    assert!(!is_running());
    assert!(shared.announced().flood.is_resting(before));
    // Neither another tag nor other addresses end the rest.
    nearby.renew();
    nearby.publish(&EndpointData::from_iter([iroh::TransportAddr::Ip(
        ([192, 0, 2, 8], 2).into(),
    )]));
    assert!(!is_running());
    // Who was heard before is found meanwhile.
    assert!(shared.heard().look_for(bob).try_recv().is_ok());
    // Whoever drives it is told, and asks again when the rest is over.
    rests.notified().await;
    let over = nearby.go_on(before).unwrap();
    assert!(!is_running() && over >= before + Duration::from_secs(30));
    assert_eq!(nearby.go_on(over), None);
    assert!(is_running());
    shared.hears(search(), &Tag::new([2; 12], bob).text(), at(3));
    let mut found = shared.heard().look_for(bob);
    assert!(found.try_recv().is_ok() && found.try_recv().is_ok());
}
