//! Fifty boards, and a line that is cut a hundred times.

use std::time::Duration;

use super::lab::{Lab, passes, until};
use super::laptop::Laptop;
use super::switch::Switch;
use super::wire::{Dice, now};

const BOARDS: usize = 50;
const CUTS: u64 = 100;
/// After the last cut.
const EQUAL: Duration = Duration::from_secs(10);
/// A cut that outlasts what a connection bears (15 s without a word) comes so often.
const LONG: u64 = 100;

#[test]
#[ignore = "needs namespaces: cargo xtask test networks"]
fn fifty_boards_are_equal_ten_seconds_after_the_last_of_a_hundred_cuts() {
    let lab = Lab::new("cuts");
    let seed = std::env::var("MANYHANDS_SEED").map_or(7, |seed| seed.parse().unwrap());
    lab.tell(&format!("MANYHANDS_SEED={seed}"));
    let mut dice = Dice(seed);
    let room = Switch::new(seed);
    let (mut alice, mut bob) = (Laptop::new(&lab, "Alice"), Laptop::new(&lab, "Bob"));
    let port = alice.plug(&room, "eth0", "10.0.0.2/24");
    bob.plug(&room, "eth0", "10.0.0.3/24");
    alice.ok(&["name", "Alice"]);
    bob.ok(&["name", "Bob"]);
    alice.serve();
    bob.serve();
    let start = now();
    let boards: Vec<String> = (0..BOARDS)
        .map(|number| {
            let made = alice.ok(&["new", &format!("Street {number}")]);
            let board = made["board"].as_str().unwrap().to_owned();
            bob.joins(&alice.invites(&board, 1));
            board
        })
        .collect();
    lab.tell(&format!(
        "{BOARDS} boards joined in {:.1?}",
        start.elapsed()
    ));
    let start = now();
    for cut in 0..CUTS {
        room.cut(port, true);
        for laptop in [&alice, &bob] {
            let board = &boards[usize::try_from(dice.below(BOARDS as u64)).unwrap()];
            laptop.adds(board, &format!("Job {cut} of {}", laptop.name));
        }
        let long = cut % LONG == LONG / 2;
        let lasts = if long { 17_000 } else { dice.below(400) };
        passes(Duration::from_millis(lasts));
        room.cut(port, false);
        passes(Duration::from_millis(dice.below(400)));
    }
    lab.tell(&format!("{CUTS} cuts in {:.1?}", start.elapsed()));
    let last = now();
    let counted = |laptop: &Laptop| -> u64 {
        let told = laptop.ok(&["boards"]);
        let boards = told["boards"].as_array().unwrap().iter();
        boards
            .map(|board| board["openNeeds"].as_u64().unwrap())
            .sum()
    };
    let all = 2 * CUTS;
    until("both have all jobs", EQUAL * 6, || {
        (counted(&alice) == all && counted(&bob) == all).then_some(())
    });
    let healed = last.elapsed();
    lab.tell(&format!("equal {healed:.1?} after the last cut"));
    let synced = alice.ok(&["sync", "--for", "10"]);
    assert_eq!(synced["equal"], true, "{synced}");
    for board in &boards {
        assert_eq!(alice.whole(board), bob.whole(board));
    }
    assert!(healed <= EQUAL, "{healed:?}");
}
