//! A laptop that moves from one switch to another in the middle.

use std::time::Duration;

use super::lab::{Lab, until};
use super::laptop::Laptop;
use super::switch::Switch;
use super::wire::{Dice, Line, now};

const ROWS: usize = 2_000;
/// After the move.
const GOES_ON: Duration = Duration::from_secs(10);

#[test]
#[ignore = "needs namespaces: cargo xtask test networks"]
fn a_laptop_that_moves_to_another_switch_in_the_middle_goes_on_within_seconds() {
    let lab = Lab::new("moving");
    let (first, second) = (Switch::new(4), Switch::new(5));
    let router = Laptop::new(&lab, "Router");
    router.plug(&first, "one", "10.1.0.1/24");
    router.plug(&second, "two", "10.2.0.1/24");
    router.kernel("net/ipv4/ip_forward", "1");
    let (mut alice, mut bob) = (Laptop::new(&lab, "Alice"), Laptop::new(&lab, "Bob"));
    alice.plug(&first, "eth0", "10.1.0.2/24");
    alice.route_by("10.1.0.1");
    let port = bob.plug(&first, "eth0", "10.1.0.3/24");
    bob.route_by("10.1.0.1");
    let board = alice.founds("Relief");
    alice.serve();
    bob.serve();
    bob.joins(&alice.invites(&board, 1));
    let list = alice.folder().join("list.csv");
    // Nothing that can be said shorter, over a line that is slow enough: the middle is not missed.
    let mut dice = Dice(4);
    let mut word = || format!("{:016x}", dice.next());
    let rows = (0..ROWS).map(|row| format!("Boxes number {row},{}{}{}\n", word(), word(), word()));
    let text = format!("title,details\n{}", rows.collect::<String>());
    std::fs::write(&list, text).unwrap();
    first.cut(port, true);
    first.set(
        port,
        Line {
            rate: Some(300_000),
            ..Line::good()
        },
    );
    let count = || {
        let told = bob.ok(&["list", "needs", "--board", &board]);
        usize::try_from(told["total"].as_u64().unwrap()).unwrap()
    };
    let file = list.to_str().unwrap();
    alice.ok(&["import", file, "--as", "need", "--board", &board]);
    first.cut(port, false);
    let (before, _) = until("some have come", GOES_ON * 3, || {
        Some(count()).filter(|&n| n > 0)
    });
    assert!(before < ROWS, "the move comes too late: {before}");
    bob.unplug("eth0");
    bob.plug(&second, "eth0", "10.2.0.3/24");
    bob.route_by("10.2.0.1");
    let (before, moved) = (count(), now());
    until("more has come", GOES_ON * 6, || {
        (count() > before).then_some(())
    });
    let goes_on = moved.elapsed();
    until("all has come", GOES_ON * 6, || {
        (count() == ROWS).then_some(())
    });
    let all = moved.elapsed();
    bob.adds(&board, "From the new place");
    let back = alice.sees(&board, "From the new place", GOES_ON * 6);
    lab.tell(&format!(
        "{before} of {ROWS} before the move; went on after {goes_on:.1?}, all there after {all:.1?}, the other way in {back:.1?}"
    ));
    assert_eq!(alice.whole(&board), bob.whole(&board));
    assert!(goes_on <= GOES_ON, "{goes_on:?}");
}
