//! Who holds what, and what is on one computer only, as `mh` says it.

use serde_json::{Value, json};

use super::home::Home;

/// What `mh only-here` says, and how it ends.
fn only_here(home: &Home) -> (Option<i32>, Value) {
    let output = home.run(&["only-here", "--json"]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["ok"], true, "{answer}");
    (output.status.code(), answer["result"]["onlyHere"].clone())
}

#[test]
fn what_is_only_here_is_told_by_words_and_by_how_it_ends() {
    let alice = Home::with_board("Alice");
    alice.ok(&["add", "need", "Tea"]);
    let (exit, only) = only_here(&alice);
    assert_eq!(exit, Some(7), "{only}");
    assert_eq!(only["boards"][0]["others"], 0);
    assert_eq!(
        (&only["words"], &only["noBackup"]),
        (&json!(true), &json!(true))
    );
    let told = alice.run(&["only-here"]);
    assert_eq!(told.status.code(), Some(7));
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(told.contains("Safe to wipe this computer: no"), "{told}");
    assert!(told.contains("nobody else is on this board"), "{told}");
    alice.ok(&["recovery", "show"]);
    let file = alice.folder().join("alice.backup");
    alice.ok(&["backup", "make", file.to_str().unwrap()]);
    let (exit, only) = only_here(&alice);
    assert_eq!(exit, Some(0), "{only}");
    let told = alice.ok(&["only-here"]);
    assert!(
        told.contains("yes, if your backup lies on another disk"),
        "{told}"
    );
}

#[test]
fn status_names_who_holds_each_thing_and_who_does_not() {
    let (alice, bob) = (Home::with_board("Alice"), Home::new());
    alice.ok(&["add", "need", "Tea"]);
    let serving = alice.serve();
    let ticket = alice.ok(&["invite"]);
    bob.ok(&["settings", "nearby=off"]);
    bob.ok(&["join", ticket.trim(), "--name", "Bob"]);
    assert_eq!(bob.json(&["sync", "--for", "30"])["equal"], true);
    assert!(serving.stop().success());
    let bread = alice.json(&["add", "need", "Bread"]);
    let status = alice.json(&["status"]);
    let items = status["items"].as_array().unwrap();
    let of = |title: &str| items.iter().find(|item| item["title"] == title).unwrap();
    assert_eq!(of("Tea")["holders"], json!(["Alice", "Bob"]));
    assert_eq!(of("Tea")["saved"], json!({ "on": 2, "of": 2 }));
    assert_eq!(of("Bread")["holders"], json!(["Alice"]));
    assert_eq!(of("Bread")["saved"], json!({ "on": 1, "of": 2 }));
    let bobs = status["status"]["people"].as_array().unwrap();
    let bobs = bobs.iter().find(|person| person["me"] == false).unwrap();
    assert_eq!(
        (&bobs["holdsAll"], &bobs["since"]),
        (&json!(false), &json!(null))
    );
    let shown = alice.ok(&["show", bread["item"].as_str().unwrap()]);
    assert!(
        shown.contains("Bob: not yet, as far as is known"),
        "{shown}"
    );
}
