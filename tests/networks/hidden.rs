//! "Hide my address" on the wire (reliability.md, row 52): with the switch on, no frame goes from one to the other; with
//! it off, the same two in the same room connect directly; and a hidden board stays so beside an open one.

use std::net::Ipv4Addr;
use std::time::Duration;

use super::lab::{Lab, passes, until};
use super::laptop::{Laptop, PATIENCE};
use super::router::Relay;
use super::switch::{Port, Switch};

/// Larger than all else that goes by the relay meanwhile.
const FILE: usize = 300_000;
/// What was on its way when a connection ended is gone after this.
const TRAILS: Duration = Duration::from_secs(3);

struct Room {
    switch: Switch,
    relay: Relay,
    alice: Laptop,
    bob: Laptop,
    ports: [Port; 2],
    board: String,
}

impl Room {
    /// Alice and Bob beside each other: nothing is between them but the switch.
    fn new(lab: &Lab) -> Self {
        let switch = Switch::new(8);
        let relay = Relay::plain(lab, &switch);
        let (alice, bob) = (Laptop::new(lab, "Alice"), Laptop::new(lab, "Bob"));
        let board = alice.founds("Relief");
        bob.ok(&["name", "Bob"]);
        let ports = [
            alice.plug(&switch, "eth0", "203.0.113.11/24"),
            bob.plug(&switch, "eth0", "203.0.113.12/24"),
        ];
        Self {
            switch,
            relay,
            alice,
            bob,
            ports,
            board,
        }
    }

    fn use_the_relay(&self) {
        let told = format!("relays={}", self.relay.told);
        for laptop in [&self.alice, &self.bob] {
            laptop.ok(&["settings", &told]);
        }
    }

    /// Frames of any kind from one to the other.
    fn direct(&self) -> u64 {
        self.switch.between(self.ports[0], self.ports[1])
    }

    /// Bytes of packets from one to the other. The computers themselves still ask now and then whether a neighbour of
    /// before is there (ARP): that is no packet of the app's.
    fn packets(&self) -> u64 {
        let [alice, bob] = [11, 12].map(|last| Ipv4Addr::new(203, 0, 113, last));
        self.switch.seen(alice, bob) + self.switch.seen(bob, alice)
    }

    /// Bytes that went by the relay.
    fn relayed(&self) -> u64 {
        let ends = [11, 12].map(|last| Ipv4Addr::new(203, 0, 113, last));
        let relay = self.relay.address;
        let both = |end| self.switch.seen(end, relay) + self.switch.seen(relay, end);
        ends.into_iter().map(both).sum()
    }

    /// An edit each way, and a file each way.
    fn works(&self, word: &str) {
        for (from, to) in [(&self.alice, &self.bob), (&self.bob, &self.alice)] {
            let title = format!("{word} of {}", from.name);
            let made = from.ok(&["add", "need", &title, "--board", &self.board]);
            let code = made["code"].as_str().unwrap();
            to.sees(&self.board, &title, PATIENCE);
            let file = from.folder().join(format!("{word}.bin"));
            std::fs::write(&file, [word.len() as u8; FILE]).unwrap();
            let path = file.to_str().unwrap();
            from.ok(&["attach", code, path, "--board", &self.board]);
            let list = ["attachments", code, "--board", &self.board];
            let what = format!("{} has the file of {}", to.name, from.name);
            until(&what, PATIENCE, || {
                let told = to.ok(&list);
                let first = &told["attachments"][0];
                (first["state"] == "here").then_some(())
            });
        }
    }
}

#[test]
#[ignore = "needs namespaces: cargo xtask test networks"]
fn bad_input_52_no_frame_goes_directly_where_the_address_is_hidden_and_some_do_where_it_is_not() {
    let lab = Lab::new("hidden");
    let mut room = Room::new(&lab);
    let hide = |on| ["hide-address", on, "--board"];
    // Without a relay it is refused: nobody would be met.
    let refused = room.alice.ask(&[&hide("on")[..], &[&room.board]].concat());
    assert_eq!(refused.unwrap_err()["code"], "noRelay");
    room.use_the_relay();
    room.alice.ok(&[&hide("on")[..], &[&room.board]].concat());
    let told = room.alice.ok(&["status", "--board", &room.board]);
    assert_eq!(told["hidesAddress"], true, "{told}");
    room.alice.serve();
    room.bob.serve();
    room.bob.joins(&room.alice.invites(&room.board, 1));
    room.works("Hidden");
    let (direct, relayed) = (room.direct(), room.relayed());
    lab.tell(&format!(
        "hidden: {direct} frames directly, {relayed} bytes by the relay"
    ));
    assert_eq!(direct, 0);
    // Both files, up and down.
    assert!(relayed > 4 * FILE as u64, "{relayed}");

    // Both were off, and know each other by now.
    for laptop in [&mut room.alice, &mut room.bob] {
        laptop.stop();
        laptop.serve();
    }
    room.works("Again");
    assert_eq!(room.direct(), 0);

    // The same two, openly: so the wire shows what there is to see.
    room.alice.ok(&[&hide("off")[..], &[&room.board]].concat());
    room.works("Open");
    until("a direct way", PATIENCE, || {
        (room.direct() > 0).then_some(())
    });
    room.works("Openly");
    let direct = room.direct();
    lab.tell(&format!("open: {direct} frames directly"));

    // And hidden again, without a restart: what comes from here on goes by the relay.
    room.alice.ok(&[&hide("on")[..], &[&room.board]].concat());
    room.works("Back");
    passes(TRAILS);
    let before = (room.packets(), room.direct());
    assert!(before.0 > 0, "what went openly was counted");
    room.works("Quiet");
    let after = (room.packets(), room.direct());
    let (packets, frames) = (after.0 - before.0, after.1 - before.1);
    lab.tell(&format!(
        "hidden again: {packets} bytes of packets directly, {frames} frames"
    ));
    assert_eq!(packets, 0);
    room.relay.stop();
}

#[test]
#[ignore = "needs namespaces: cargo xtask test networks"]
fn bad_input_52_whoever_hides_before_joining_sends_nothing_directly_either() {
    let lab = Lab::new("hidden-join");
    let mut room = Room::new(&lab);
    room.use_the_relay();
    room.alice.serve();
    let ticket = room.alice.invites(&room.board, 1);
    room.bob.serve();
    // The ticket says where Alice is, and she looks for others in the room.
    room.bob.ok(&["join", &ticket, "--hide-address"]);
    room.works("Hidden");
    let (direct, relayed) = (room.direct(), room.relayed());
    lab.tell(&format!(
        "{direct} frames directly, {relayed} bytes by the relay"
    ));
    assert_eq!(direct, 0);
    assert!(relayed > 4 * FILE as u64, "{relayed}");
}

#[test]
#[ignore = "needs namespaces: cargo xtask test networks"]
fn bad_input_52_a_hidden_board_stays_hidden_beside_an_open_one() {
    let lab = Lab::new("hidden-beside-open");
    let mut room = Room::new(&lab);
    let mut carol = Laptop::new(&lab, "Carol");
    let port = carol.plug(&room.switch, "eth0", "203.0.113.13/24");
    room.use_the_relay();
    room.alice
        .ok(&["hide-address", "on", "--board", &room.board]);
    let open = room.alice.founds("Garden");
    for laptop in [&mut room.alice, &mut room.bob, &mut carol] {
        laptop.serve();
    }
    carol.joins(&room.alice.invites(&open, 1));
    room.bob.joins(&room.alice.invites(&room.board, 1));
    room.works("Beside");
    // What Alice does on the other board goes straight to Carol, and comes back so.
    let directly = || room.switch.between(room.ports[0], port);
    until("a direct way", PATIENCE, || (directly() > 0).then_some(()));
    let made = room.alice.ok(&["add", "need", "Seeds", "--board", &open]);
    carol.sees(&open, "Seeds", PATIENCE);
    let code = made["code"].as_str().unwrap();
    carol.ok(&["comment", code, "I have some", "--board", &open]);
    until("Carol's word", PATIENCE, || {
        let shown = room.alice.ok(&["show", code, "--board", &open]);
        shown.to_string().contains("I have some").then_some(())
    });
    room.works("Still");
    lab.tell(&format!(
        "beside an open board: {} bytes of packets between the two that hide, {} frames between the two that do not",
        room.packets(),
        directly()
    ));
    assert_eq!(room.packets(), 0);
    room.relay.stop();
}
