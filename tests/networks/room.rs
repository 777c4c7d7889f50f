//! One room, one switch, and nothing else: no gateway, no DNS, no route to anywhere.

use std::time::Duration;

use super::lab::Lab;
use super::laptop::{Laptop, PATIENCE};
use super::switch::Switch;
use super::wire::now;

/// From the moment at which both are up.
const SOON: Duration = Duration::from_secs(5);

#[test]
#[ignore = "needs namespaces: cargo xtask test networks"]
fn two_laptops_in_a_room_without_internet_find_each_other_by_a_ticket_of_before() {
    let lab = Lab::new("room");
    let (home, room) = (Switch::new(1), Switch::new(2));
    let (mut alice, mut bob) = (Laptop::new(&lab, "Alice"), Laptop::new(&lab, "Bob"));
    // The ticket was made at home: no address in it is good in the room.
    alice.plug(&home, "eth0", "192.168.1.2/24");
    let board = alice.founds("Relief");
    alice.serve();
    let ticket = alice.invites(&board, 1);
    alice.stop();
    alice.unplug("eth0");

    alice.plug(&room, "eth0", "10.0.0.2/24");
    bob.plug(&room, "eth0", "10.0.0.3/24");
    bob.ok(&["name", "Bob"]);
    alice.serve();
    bob.serve();
    let up = now();
    bob.joins(&ticket);
    let joined = up.elapsed();
    alice.adds(&board, "Sandbags");
    bob.adds(&board, "Blankets");
    bob.sees(&board, "Sandbags", PATIENCE);
    alice.sees(&board, "Blankets", PATIENCE);
    let both = up.elapsed();
    lab.tell(&format!(
        "joined after {joined:.1?}, edits both ways after {both:.1?}"
    ));
    assert!(both <= SOON, "{both:?}");

    // And again, when both were off: no ticket this time.
    alice.stop();
    bob.stop();
    alice.adds(&board, "Candles");
    alice.serve();
    bob.serve();
    let again = bob.sees(&board, "Candles", PATIENCE);
    lab.tell(&format!("after both were off: {again:.1?}"));
    assert!(again <= SOON, "{again:?}");
}
