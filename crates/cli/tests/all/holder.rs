//! A second process on the folder: it goes through the one that holds it, and says the same.

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
