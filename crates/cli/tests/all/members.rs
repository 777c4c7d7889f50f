//! Roles, removals, tickets and the end of a board, by two people and a script.

use super::home::Home;

#[test]
fn bob_gets_a_role_is_removed_and_stands_in_the_list() {
    let (alice, bob) = (Home::with_board("Alice"), Home::new());
    alice.ok(&["add", "need", "Tea"]);
    let serving = alice.serve();
    let ticket = alice.ok(&["invite", "--role", "contributor"]);
    bob.ok(&["settings", "nearby=off"]);
    bob.ok(&["join", ticket.trim(), "--name", "Bob"]);
    bob.json(&["sync", "--for", "30"]);
    let (exit, error) = alice.refused(&["people", "Carol"]);
    assert_eq!((exit, error["code"].as_str()), (1, Some("noSuchPerson")));
    let page = alice.json(&["people", "bob"])["person"].take();
    assert_eq!(page["row"]["role"], "contributor");
    assert_eq!(page["safety"].as_str().unwrap().len(), 35);
    assert_eq!(alice.json(&["role", "Bob", "editor"])["role"], "editor");
    alice.ok(&[
        "remove",
        "Bob",
        "--reason",
        "left-group",
        "--note",
        "Moved away",
    ]);
    let page = alice.json(&["people", "Bob"])["person"].take();
    assert_eq!(page["row"]["removed"]["reason"], "leftGroup");
    assert!(alice.ok(&["people"]).contains("removed by Alice"));
    let (exit, error) = alice.refused(&["remove", "Alice"]);
    assert_eq!((exit, error["code"].as_str()), (1, Some("notYourself")));
    assert!(serving.stop().success());
}

#[test]
fn a_board_is_renamed_its_tickets_taken_back_and_left_with_a_copy() {
    let alice = Home::with_board("Alice");
    let need = alice.json(&["add", "need", "Tea"]);
    let code = need["code"].as_str().unwrap();
    alice.ok(&["rename", "Kitchen"]);
    assert_eq!(alice.json(&["boards"])["boards"][0]["name"], "Kitchen");
    alice.ok(&["hide", code, "--reason", "private"]);
    assert!(alice.titles("needs").is_empty());
    assert_eq!(alice.json(&["list", "--hidden"])["total"], 1);
    alice.ok(&["show-again", code]);
    assert_eq!(alice.titles("needs"), ["Tea"]);
    alice.ok(&["invite"]);
    let ticket = alice.json(&["tickets"])["tickets"][0]["ticket"].take();
    let ticket = ticket.as_str().unwrap();
    alice.ok(&["tickets", "remove", &ticket[..8]]);
    assert_eq!(alice.json(&["tickets"])["tickets"][0]["state"], "removed");
    assert_eq!(
        alice.json(&["set-aside"])["setAside"],
        serde_json::json!([])
    );
    let copy = alice.folder().join("copy.json");
    alice.ok(&["leave", "--copy", copy.to_str().unwrap()]);
    assert!(std::fs::read_to_string(copy).unwrap().contains("Tea"));
    assert!(
        alice.json(&["boards"])["boards"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}
