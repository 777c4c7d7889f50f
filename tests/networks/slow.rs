//! A bad line: 400 kbit/s, 300 ms each way, 2 % of all packets lost.

use std::time::Duration;

use super::lab::{Lab, until};
use super::laptop::Laptop;
use super::switch::Switch;
use super::wire::{Line, now};

/// reliability.md, G9.
const HEALED: Duration = Duration::from_secs(60);
/// What each of the five has written while they were apart.
const EACH: usize = 200;
const NAMES: [&str; 5] = ["Alice", "Bob", "Carol", "Dora", "Erin"];

#[test]
#[ignore = "needs namespaces: cargo xtask test networks"]
fn five_with_a_thousand_edits_apart_are_equal_within_a_minute_on_a_bad_line() {
    let lab = Lab::new("slow");
    let room = Switch::new(3);
    let mut all: Vec<Laptop> = NAMES.map(|name| Laptop::new(&lab, name)).into();
    let ports: Vec<_> = all
        .iter()
        .zip(2..)
        .map(|(laptop, last)| laptop.plug(&room, "eth0", &format!("10.0.0.{last}/24")))
        .collect();
    let board = all[0].founds("Relief");
    for laptop in &mut all {
        laptop.serve();
    }
    let ticket = all[0].invites(&board, NAMES.len() - 1);
    for laptop in &all[1..] {
        laptop.joins(&ticket);
    }
    for &port in &ports {
        room.cut(port, true);
        room.set(port, Line::slow());
    }
    for laptop in &all {
        let list = laptop.folder().join("list.csv");
        let mut text = "title,quantity,unit,area\n".to_owned();
        for row in 0..EACH {
            let name = laptop.name;
            text.push_str(&format!(
                "Boxes of {name} number {row},{},box,Street {}\n",
                row % 40 + 1,
                row % 17
            ));
        }
        std::fs::write(&list, text).unwrap();
        let file = list.to_str().unwrap();
        let told = laptop.ok(&["import", file, "--as", "need", "--board", &board]);
        assert_eq!(told["added"], EACH, "{told}");
    }
    for &port in &ports {
        room.cut(port, false);
    }
    let start = now();
    for laptop in &all {
        let what = format!("{} has all", laptop.name);
        until(&what, HEALED * 3, || {
            let told = laptop.ok(&["list", "needs", "--board", &board]);
            (told["total"] == EACH * NAMES.len()).then_some(())
        });
        lab.tell(&format!(
            "{} has all after {:.1?}",
            laptop.name,
            start.elapsed()
        ));
    }
    let healed = start.elapsed();
    let whole = all[0].whole(&board);
    for laptop in &all {
        assert!(
            laptop.whole(&board) == whole,
            "{} has another board",
            laptop.name
        );
    }
    assert!(healed <= HEALED, "{healed:?}");
}
