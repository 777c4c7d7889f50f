//! The kill loop: `mh` is killed with signal 9 at random moments while it writes, and everything that
//! it has acknowledged is there.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::sync::mpsc;
use std::time::Duration;

use serde_json::Value;

use super::home::Home;

/// How often `mh` is killed (goal G4); a long run sets `MANYHANDS_KILLS`.
const KILLS: u64 = 200;
/// How many needs one run is given to write; more than it gets to.
const BATCH: u64 = 200;

/// A small generator (splitmix64): the moments differ from kill to kill, and a run can be repeated.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}

/// Lets `mh` write until the moment of the kill; returns what it has acknowledged.
fn write_and_kill(home: &Home, run: u64, dice: &mut Dice) -> Vec<String> {
    let mut child = home
        .command(&["add", "need", "-", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let titles: String = (0..BATCH)
        .map(|number| format!("Need {run}-{number}\n"))
        .collect();
    stdin.write_all(titles.as_bytes()).unwrap();
    let stdout = child.stdout.take().unwrap();
    let (send, answers) = mpsc::sync_channel(1_000);
    let reader = std::thread::spawn(move || {
        for line in BufReader::new(stdout).lines() {
            send.send(line.unwrap()).unwrap();
        }
    });
    // Some runs are killed while they start, most after a few answers, each a moment later.
    let wanted = dice.below(12);
    let mut heard = Vec::new();
    while (heard.len() as u64) < wanted {
        heard.push(answers.recv_timeout(Duration::from_secs(60)).unwrap());
    }
    let moment = Duration::from_micros(dice.below(if wanted == 0 { 150_000 } else { 4_000 }));
    // Nothing ever comes here: the kill has to fall on a moment of its own, not on an answer.
    let (_silent, nothing) = mpsc::sync_channel::<()>(0);
    let _ = nothing.recv_timeout(moment);
    child.kill().unwrap();
    child.wait().unwrap();
    // What it had said before it died was said: it counts.
    heard.extend(answers.iter());
    reader.join().unwrap();
    items_of(&heard)
}

fn listed(home: &Home) -> BTreeSet<String> {
    let list = home.json(&["list", "needs"]);
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["item"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn bad_input_55_nothing_acknowledged_is_lost_by_two_hundred_kills() {
    let alice = Home::with_board("Alice");
    let mut dice = Dice(2026);
    let mut acknowledged = BTreeSet::new();
    let kills = std::env::var("MANYHANDS_KILLS").map_or(KILLS, |kills| kills.parse().unwrap());
    for run in 1..=kills {
        acknowledged.extend(write_and_kill(&alice, run, &mut dice));
        if run % 10 == 0 {
            let listed = listed(&alice);
            let lost: Vec<_> = acknowledged.difference(&listed).collect();
            assert!(lost.is_empty(), "after {run} kills: {lost:?}");
        }
    }
    assert!(acknowledged.len() > 100, "{}", acknowledged.len());
    println!("{kills} kills, {} acknowledged, 0 lost", acknowledged.len());
}

/// The same where `mh serve` holds the folder and does the writing for others: it is the one that is killed.
#[test]
fn nothing_acknowledged_is_lost_when_the_holder_is_killed() {
    let alice = Home::with_board("Alice");
    let mut dice = Dice(7);
    let mut acknowledged = BTreeSet::new();
    for run in 1..=10 {
        let serving = alice.serve();
        let mut child = alice
            .command(&["add", "need", "-", "--json"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let titles: String = (0..BATCH)
            .map(|number| format!("Need {run}-{number}\n"))
            .collect();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(titles.as_bytes())
            .unwrap();
        let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut heard = Vec::new();
        for _ in 0..1 + dice.below(20) {
            heard.push(answers.next().unwrap().unwrap());
        }
        serving.signal("KILL");
        drop(serving);
        heard.extend(answers.map(Result::unwrap));
        // Asked before the end or after it: not known, or not done. "In use" would be neither.
        let code = child.wait().unwrap().code();
        assert!(
            code == Some(6) || code == Some(1),
            "the holder is gone: {code:?} {:?}",
            heard.last()
        );
        acknowledged.extend(items_of(&heard));
        let lost: Vec<_> = acknowledged.difference(&listed(&alice)).cloned().collect();
        assert!(lost.is_empty(), "after {run} kills: {lost:?}");
    }
    println!(
        "10 kills of the holder, {} acknowledged, 0 lost",
        acknowledged.len()
    );
}

/// The ids in the answers that say "done".
fn items_of(answers: &[String]) -> Vec<String> {
    answers
        .iter()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter_map(|answer| answer["result"]["item"].as_str().map(str::to_owned))
        .collect()
}
