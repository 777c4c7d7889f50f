//! "Hide my address" over real iroh: a board by the relay alone, the others as they were (bad input 52).

use trust::{EndpointHint, EndpointId};

use super::relays::{OwnRelay, with};
use super::*;
use crate::peer::Face;
use crate::{Finding, NetworkSeen, findings};

impl Somebody {
    fn hidden_net(&self) -> &super::super::network::Net {
        self.node.inner.network.nets().of(Face::Hidden)
    }

    fn open_net(&self) -> &super::super::network::Net {
        self.node.inner.network.net()
    }

    /// The boards that were met, and by which face.
    async fn met(&self) -> Vec<(Face, BoardId)> {
        let met = |core: &mut Core, _| Ok(core.met().map(|(at, board, _)| (at, board)).collect());
        let met: Vec<_> = self.node.inner.jobs.ask(met).await.unwrap();
        let hidden = self.hidden_net().links.all();
        let face = |at| match hidden.contains(&at) {
            true => Face::Hidden,
            false => Face::Open,
        };
        met.into_iter()
            .map(|(at, board)| (face(at), board))
            .collect()
    }

    /// The network key that this one knows of another's device on a board.
    fn key_of(&self, other: &Self, board: BoardId) -> EndpointId {
        let info = self.node.board(board).unwrap();
        let other = other.node.board(board).unwrap();
        let mut devices = info.authority.devices_of(other.me);
        devices.next().unwrap().endpoint
    }

    async fn until_key_is(&self, other: &Self, board: BoardId, open: bool) {
        let mut cursor = self.node.cursor();
        let there = async {
            while (self.key_of(other, board) == other.node.endpoint()) != open {
                cursor.changed().await.unwrap();
            }
        };
        timeout(PATIENCE, there).await.unwrap();
    }

    /// Waits until a board is met under one face.
    async fn until_met(&self, wanted: (Face, BoardId)) {
        let public = &self.node.inner.public;
        let (mut met, mut equal) = (public.met.subscribe(), public.equal.subscribe());
        let mut network = public.network.subscribe();
        let there = async {
            while !self.met().await.contains(&wanted) {
                tokio::select! {
                    changed = met.changed() => changed.unwrap(),
                    changed = equal.changed() => changed.unwrap(),
                    changed = network.changed() => changed.unwrap(),
                }
            }
        };
        let waited = timeout(PATIENCE, there).await;
        let links = [self.open_net(), self.hidden_net()].map(|net| net.links.peers());
        assert!(
            waited.is_ok(),
            "{wanted:?}: {:?}, connected {links:?}",
            self.met().await
        );
    }

    /// What is known of where somebody is.
    fn knows_of(&self, key: EndpointId) -> EndpointHint {
        self.open_net().book().hint(key)
    }

    async fn until_open_face(&self, is: bool) {
        let mut open = self.open_net().open.subscribe();
        let there = open.wait_for(|open| *open == is);
        timeout(PATIENCE, there).await.unwrap().unwrap();
    }

    /// Checks the network, on a machine that is in one.
    async fn looks(&self) -> (NetworkSeen, Vec<Finding>) {
        let seen = NetworkSeen {
            network: true,
            vpn: false,
            ..self.node.check_network().await.unwrap().seen
        };
        let found = findings(&seen);
        (seen, found)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_input_52_a_hidden_board_says_no_address_and_goes_by_the_relay_alone() {
    let relay = OwnRelay::start().await;
    let (alice, bob) = (
        Somebody::with_relays(&[&relay.url]),
        Somebody::with_relays(&[&relay.url]),
    );
    let board = alice.node.create_board().await.unwrap();
    alice.say(board, "blankets").await.unwrap();
    alice.node.hide_address(board, true).await.unwrap();
    // All that is here is hidden: nobody is answered at an address any more.
    alice.until_open_face(false).await;
    let ticket = alice.invite(board).await;
    let key = ticket.endpoints[0].endpoint;
    assert_ne!(key, alice.node.endpoint());
    for hint in &ticket.endpoints {
        assert_eq!(hint.addrs, []);
        assert_eq!(hint.relay.as_deref(), Some(&*relay.url));
    }
    bob.node.join(ticket).await.unwrap();
    bob.until_joined().await;
    bob.until_heard(board, &["blankets"]).await;
    bob.say(board, "water").await.unwrap();
    alice.until_heard(board, &["blankets", "water"]).await;
    assert_eq!(bob.key_of(&alice, board), key);
    assert_eq!(bob.knows_of(key).addrs, []);
    assert_eq!(
        alice.hidden_net().book().hint(bob.node.endpoint()).addrs,
        []
    );
    // What Bob says of Alice to others is her key and the relay, too.
    let of_bob = bob.node.inner.network.hints(board).await;
    let of_alice: Vec<_> = of_bob
        .iter()
        .filter(|hint| hint.endpoint != bob.node.endpoint())
        .collect();
    assert!(
        of_alice
            .iter()
            .all(|hint| hint.endpoint == key && hint.addrs.is_empty())
    );
    assert_eq!(of_alice.len(), 1);
    // It stays so over a restart.
    let alice = alice.kill_and_restart().await;
    bob.say(board, "soap").await.unwrap();
    alice
        .until_heard(board, &["blankets", "soap", "water"])
        .await;
    assert!(alice.open_net().transport().is_none());
    alice.equal(board).await;
    // The network check sees him, and takes the relay for no sign of a firewall.
    let (seen, found) = alice.looks().await;
    assert_eq!((seen.direct, seen.relayed, seen.hidden), (0, 0, 1));
    let well = Finding::Well {
        connected: 1,
        relayed: 1,
        devices: 1,
    };
    assert_eq!(found, [well]);
    // Without any relay nobody is met, and that is what it says.
    alice.node.set_network(&with(&[]));
    let (_, found) = alice.looks().await;
    assert_eq!(found, [Finding::HiddenWithoutRelay { boards: 1 }]);
    alice.node.shutdown().await;
    assert!(!alice.node.network().borrow().listening);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_boards_of_the_same_two_go_by_two_keys_and_turning_it_off_needs_no_restart() {
    let (alice, bob, board) = two().await;
    let other = alice.node.create_board().await.unwrap();
    alice.say(other, "tents").await.unwrap();
    bob.node.join(alice.invite(other).await).await.unwrap();
    bob.until_joined().await;
    let relay = OwnRelay::start().await;
    for one in [&alice, &bob] {
        one.node.set_network(&with(&[&relay.url]));
        one.until_relay(|all| all.iter().any(|relay| relay.connected))
            .await;
    }
    alice.node.hide_address(board, true).await.unwrap();
    bob.until_key_is(&alice, board, false).await;
    alice.until_met((Face::Hidden, board)).await;
    alice.until_met((Face::Open, other)).await;
    // One device, met in two ways.
    let (seen, _) = alice.looks().await;
    assert_eq!(
        (seen.direct + seen.relayed, seen.hidden, seen.others),
        (1, 0, 1)
    );
    alice.say(board, "water").await.unwrap();
    bob.until_heard(board, &["blankets", "water"]).await;
    let met = alice.met().await;
    assert!(!met.contains(&(Face::Open, board)), "{met:?}");
    assert!(!met.contains(&(Face::Hidden, other)), "{met:?}");
    let hidden = bob.key_of(&alice, board);
    assert_eq!(bob.knows_of(hidden).addrs, []);
    let report = alice.node.sync_now(PATIENCE).await.unwrap();
    assert!(
        report.behind.is_empty() && report.unreached.is_empty(),
        "{report:?}"
    );

    alice.node.hide_address(board, false).await.unwrap();
    bob.until_key_is(&alice, board, true).await;
    alice.until_met((Face::Open, board)).await;
    bob.say(board, "soap").await.unwrap();
    alice
        .until_heard(board, &["blankets", "soap", "water"])
        .await;
    assert!(alice.node.hidden().borrow().is_empty());
    let mut open = alice.hidden_net().open.subscribe();
    let closed = open.wait_for(|open| !*open);
    timeout(PATIENCE, closed).await.unwrap().unwrap();
    let ticket = alice.invite(board).await;
    assert_eq!(ticket.endpoints[0].endpoint, alice.node.endpoint());
    assert!(!ticket.endpoints[0].addrs.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_hides_before_joining_is_never_heard_of_by_the_open_key() {
    let relay = OwnRelay::start().await;
    let alice = Somebody::with_relays(&[&relay.url]);
    let board = alice.node.create_board().await.unwrap();
    alice.say(board, "blankets").await.unwrap();
    alice
        .until_relay(|all| all.iter().any(|relay| relay.connected))
        .await;
    let ticket = alice.invite(board).await;
    assert!(!ticket.endpoints[0].addrs.is_empty(), "Alice does not hide");
    let bob = Somebody::start();
    bob.node.join_hidden(ticket).await.unwrap();
    // Without a relay he meets nobody, and does not give himself away.
    bob.until_open_face(false).await;
    let mut network = bob.node.network();
    let silent = network.wait_for(|state| !state.listening);
    timeout(PATIENCE, silent).await.unwrap().unwrap();
    bob.node.set_network(&with(&[&relay.url]));
    bob.until_joined().await;
    bob.until_heard(board, &["blankets"]).await;
    assert_ne!(alice.key_of(&bob, board), bob.node.endpoint());
    assert_eq!(alice.knows_of(alice.key_of(&bob, board)).addrs, []);
    assert!(bob.open_net().transport().is_none());
    assert!(
        bob.hidden_net()
            .links
            .peers()
            .contains(&alice.node.endpoint())
    );
    // Both hide: they met, so each hears of the other's key.
    alice.node.hide_address(board, true).await.unwrap();
    bob.until_key_is(&alice, board, false).await;
    alice.say(board, "water").await.unwrap();
    bob.until_heard(board, &["blankets", "water"]).await;
    assert_eq!(alice.invite(board).await.endpoints[0].addrs, []);
}
