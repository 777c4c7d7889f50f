//! A second process on the folder: it goes through the one that holds it, and says the same.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixListener;
use std::process::Stdio;

use super::home::Home;

#[test]
fn a_second_process_goes_through_the_first() {
    let alice = Home::with_board("Alice");
    let alone = alice.json(&["add", "need", "Tea"]);
    let serving = alice.serve();
    let through = alice.json(&["add", "need", "Coffee"]);
    assert_eq!(alone["board"], through["board"]);
    let keys = |value: &serde_json::Value| -> Vec<String> {
        value.as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(keys(&alone), keys(&through));
    assert_eq!(alice.titles("needs"), ["Coffee", "Tea"]);
    let list = alice.ok(&["list", "needs"]);
    let (exit, error) = alice.refused(&["show", "N-ZZZZ"]);
    assert_eq!((exit, error["code"].as_str()), (1, Some("noSuchItem")));
    let (exit, error) = alice.refused(&["serve"]);
    assert_eq!((exit, error["code"].as_str()), (3, Some("inUse")));

    assert!(serving.stop().success());
    assert_eq!(alice.ok(&["list", "needs"]), list, "the same, held or not");
}

#[test]
fn a_holder_that_does_not_answer_is_in_use() {
    let alice = Home::with_board("Alice");
    let serving = alice.serve();
    serving.signal("STOP");
    let (exit, error) = alice.refused(&["list"]);
    serving.signal("CONT");
    assert_eq!((exit, error["code"].as_str()), (3, Some("inUse")));
    assert_eq!(alice.json(&["list"])["total"], 0);
}

#[test]
fn an_interrupt_ends_it_in_order() {
    let alice = Home::with_board("Alice");
    let serving = alice.serve();
    alice.ok(&["add", "need", "Tea"]);
    serving.signal("INT");
    assert!(serving.stop().success());
    assert_eq!(alice.titles("needs"), ["Tea"]);
}

#[test]
fn many_at_once_wait_for_each_other() {
    let alice = Home::with_board("Alice");
    let children: Vec<_> = (0..6)
        .map(|number| {
            let title = format!("Need {number}");
            let mut command = alice.command(&["add", "need", &title]);
            command.stdout(Stdio::null()).spawn().unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(alice.titles("needs").len(), 6);
}

#[test]
fn a_holder_that_is_ended_answers_what_it_took() {
    let alice = Home::with_board("Alice");
    let mut acknowledged = BTreeSet::new();
    for answers in [1, 3, 8] {
        let serving = alice.serve();
        let mut child = alice
            .command(&["add", "need", "-", "--json"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all("Tea\n".repeat(400).as_bytes()).unwrap();
        drop(stdin);
        let mut lines = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(&line.unwrap()).unwrap());
        let mut heard: Vec<_> = lines.by_ref().take(answers).collect();
        assert!(serving.stop().success());
        heard.extend(lines);
        assert_eq!(child.wait().unwrap().code(), Some(1));
        let last = heard.pop().unwrap();
        assert_eq!(last["error"]["code"], "closing", "{last}");
        let items = heard.iter().map(|answer| answer["result"]["item"].clone());
        acknowledged.extend(items.map(|item| item.as_str().unwrap().to_owned()));
    }
    // Neither less than was said to be saved, nor more.
    let list = alice.json(&["list"]);
    let listed: BTreeSet<String> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["item"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(listed, acknowledged);
}

#[test]
fn an_intent_without_an_answer_is_not_known_to_be_saved() {
    let alice = Home::with_board("Alice");
    let root = alice.folder().join("profiles/default");
    // A holder that takes one intent, and dies.
    let _held = node::DataFolder::open(&root).unwrap();
    let socket = UnixListener::bind(root.join("control.sock")).unwrap();
    let holder = std::thread::spawn(move || {
        let (mut stream, _) = socket.accept().unwrap();
        let mut asked = BufReader::new(stream.try_clone().unwrap()).lines();
        assert!(asked.next().unwrap().unwrap().contains("ping"));
        let pong = b"{\"id\":1,\"answer\":{\"type\":\"pong\",\"version\":\"0\"}}\n";
        stream.write_all(pong).unwrap();
        assert!(asked.next().unwrap().unwrap().contains("setName"));
    });
    let (exit, error) = alice.refused(&["name", "Alice Moss"]);
    holder.join().unwrap();
    assert_eq!((exit, error["code"].as_str()), (6, Some("unanswered")));
    let message = error["message"].as_str().unwrap();
    assert!(
        message.contains("not known whether this was saved"),
        "{message}"
    );
}
