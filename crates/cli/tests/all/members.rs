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
    // While Bob is away the keys change twice more than he hears of.
    for name in ["Carol", "Dora"] {
        let (away, ticket) = (Home::new(), alice.ok(&["invite"]));
        away.ok(&["settings", "nearby=off"]);
        away.ok(&["join", ticket.trim(), "--name", name]);
        alice.ok(&["remove", name]);
    }
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
    let people = alice.ok(&["people"]);
    assert!(people.contains("was editor"), "{people}");
    assert!(
        people.contains("removed by you") && people.contains("(has left the group: Moved away)"),
        "{people}"
    );
    // Bob is told so, wherever he looks and whatever he tries.
    let told = bob.ok(&["sync", "--for", "30"]);
    assert!(told.contains("You were removed by Alice"), "{told}");
    let status = bob.ok(&["status"]);
    assert!(status.contains("You were removed by Alice"), "{status}");
    assert!(!status.contains("devices"), "{status}");
    assert_eq!(
        bob.json(&["status"])["removed"]["by"],
        "Alice",
        "scripts too"
    );
    let code = bob.json(&["list", "needs"])["items"][0]["code"].take();
    let (exit, error) = bob.refused(&["comment", code.as_str().unwrap(), "Why?"]);
    assert_eq!((exit, error["code"].as_str()), (1, Some("notAllowed")));
    let message = error["message"].as_str().unwrap();
    assert!(
        message.starts_with("You are not on this board any more"),
        "{message}"
    );
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

#[test]
fn a_removal_with_all_work_says_what_goes_along_and_hides_what_was_let_in() {
    let (alice, bob) = (Home::with_board("Alice"), Home::new());
    let serving = alice.serve();
    let ticket = alice.ok(&["invite", "--kind", "open"]);
    bob.ok(&["settings", "nearby=off"]);
    bob.ok(&["join", ticket.trim(), "--name", "Bob"]);
    bob.json(&["sync", "--for", "30"]);
    bob.ok(&["add", "offer", "Cheap loans"]);
    bob.json(&["sync", "--for", "30"]);
    let waiting = alice.json(&["set-aside", "let-in", "--of", "Bob"]);
    assert_eq!(waiting["letIn"].as_array().unwrap().len(), 1);
    // What is about the rest of a removal with all work goes with that only.
    for flag in ["--let-go", "--hide-let-in"] {
        assert_eq!(alice.run(&["remove", "Bob", flag]).status.code(), Some(2));
    }
    let removed = alice.json(&["remove", "Bob", "--drop-work", "--hide-let-in"]);
    assert_eq!(
        (&removed["through"], &removed["letIn"]),
        (&0.into(), &1.into())
    );
    assert!(alice.titles("offers").is_empty());
    drop(serving);
}
