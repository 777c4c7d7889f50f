//! Two houses behind routers, and a relay of the community's own between them.

use std::net::Ipv4Addr;
use std::time::Duration;

use super::lab::Lab;
use super::laptop::{Laptop, PATIENCE};
use super::router::{House, Ports, Relay};
use super::switch::Switch;

/// An edit that goes by a way that stands.
const SOON: Duration = Duration::from_secs(5);
/// After a relay came back.
const HEALS: Duration = Duration::from_secs(30);

struct Street {
    internet: Switch,
    houses: [House; 2],
    relay: Relay,
    alice: Laptop,
    bob: Laptop,
    board: String,
}

impl Street {
    fn new(lab: &Lab, ports: Ports, secure: bool) -> Self {
        let internet = Switch::new(6);
        let outside = |last| Ipv4Addr::new(203, 0, 113, last);
        let houses = [
            House::new(lab, "Router-A", &internet, outside(11), ports),
            House::new(lab, "Router-B", &internet, outside(12), ports),
        ];
        let (mut alice, mut bob) = (Laptop::new(lab, "Alice"), Laptop::new(lab, "Bob"));
        let relay = if secure {
            let (relay, authority) = Relay::with_certificate(lab, &internet);
            for laptop in [&alice, &bob] {
                std::fs::copy(&authority, laptop.folder().join("authorities.pem")).unwrap();
            }
            relay
        } else {
            Relay::plain(lab, &internet)
        };
        houses[0].holds(&alice);
        houses[1].holds(&bob);
        let told = format!("relays={}", relay.told);
        for laptop in [&alice, &bob] {
            laptop.ok(&["settings", &told]);
        }
        let board = alice.founds("Relief");
        bob.ok(&["name", "Bob"]);
        alice.serve();
        bob.serve();
        bob.joins(&alice.invites(&board, 1));
        Self {
            internet,
            houses,
            relay,
            alice,
            bob,
            board,
        }
    }

    /// An edit each way; returns the longer of the times.
    fn edits(&self, word: &str, patience: Duration) -> Duration {
        let (from_alice, from_bob) = (format!("{word} of Alice"), format!("{word} of Bob"));
        self.alice.adds(&self.board, &from_alice);
        let there = self.bob.sees(&self.board, &from_alice, patience);
        self.bob.adds(&self.board, &from_bob);
        there.max(self.alice.sees(&self.board, &from_bob, patience))
    }

    /// Bytes that went by the relay so far, and bytes that went directly.
    fn ways(&self) -> (u64, u64) {
        let [a, b] = [self.houses[0].outside, self.houses[1].outside];
        let relay = self.relay.address;
        let both = |from, to| self.internet.seen(from, to) + self.internet.seen(to, from);
        (both(a, relay) + both(b, relay), both(a, b))
    }
}

#[test]
#[ignore = "needs namespaces: cargo xtask test networks"]
fn two_houses_behind_routers_meet_by_a_relay_without_a_certificate() {
    let lab = Lab::new("relay");
    let mut street = Street::new(&lab, Ports::Drawn, false);
    let took = street.edits("Sandbags", PATIENCE);
    let (relayed, direct) = street.ways();
    lab.tell(&format!(
        "an edit takes {took:.1?}; {relayed} bytes by the relay, {direct} between the houses"
    ));
    assert!(took <= SOON, "{took:?}");

    // Both were off: what they remember of each other has to be enough.
    for laptop in [&mut street.alice, &mut street.bob] {
        laptop.stop();
        laptop.serve();
    }
    let took = street.edits("Again", PATIENCE);
    lab.tell(&format!("after both were off {took:.1?}"));
    assert!(took <= HEALS, "{took:?}");

    // Without the relay there is no way; nothing is lost, and it is not said that anybody has it.
    street.relay.stop();
    street.alice.adds(&street.board, "Meanwhile");
    let told = street.alice.ok(&["status", "--board", &street.board]);
    assert_eq!(told["status"]["saved"]["on"], 1, "{told}");
    street.relay.comes_back();
    let took = street.bob.sees(&street.board, "Meanwhile", PATIENCE);
    lab.tell(&format!("healed {took:.1?} after the relay came back"));
    assert!(took <= HEALS, "{took:?}");
}

#[test]
#[ignore = "needs namespaces: cargo xtask test networks"]
fn with_a_certificate_the_relay_helps_to_a_direct_way_that_outlives_it() {
    let lab = Lab::new("direct");
    let mut street = Street::new(&lab, Ports::Kept, true);
    let took = street.edits("Sandbags", PATIENCE);
    let (relayed, direct) = street.ways();
    lab.tell(&format!(
        "an edit takes {took:.1?}; {relayed} bytes by the relay, {direct} between the houses"
    ));
    assert!(took <= SOON, "{took:?}");
    let (_, before) = street.ways();
    street.relay.stop();
    let took = street.edits("Without a relay", PATIENCE);
    let (_, after) = street.ways();
    lab.tell(&format!("without the relay an edit takes {took:.1?}"));
    assert!(after > before, "no direct way was found");
    assert!(took <= HEALS, "{took:?}");
    street.relay.comes_back();
    let took = street.edits("With it again", PATIENCE);
    assert!(took <= SOON, "{took:?}");
}
