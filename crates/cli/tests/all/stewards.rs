//! Stewards, the key on paper, what is held and what is set aside, by people and scripts.

use serde_json::Value;

use super::home::{Home, Serving};

/// Alice's computer serves; somebody joins by a ticket of hers.
fn joins(alice: &Home, name: &str, invite: &[&str]) -> Home {
    let home = Home::new();
    let ticket = alice.ok(invite);
    home.ok(&["settings", "nearby=off"]);
    home.ok(&["join", ticket.trim(), "--name", name]);
    home.json(&["sync", "--for", "30"]);
    home
}

fn names(people: &Value) -> Vec<&str> {
    let people = people.as_array().unwrap().iter();
    people.map(|one| one["name"].as_str().unwrap()).collect()
}

fn ends(serving: Serving) {
    assert!(serving.stop().success());
}

#[test]
fn stewards_are_proposed_and_agreed_to() {
    let alice = Home::with_board("Alice");
    alice.ok(&["add", "need", "Tea"]);
    let serving = alice.serve();
    let bob = joins(&alice, "Bob", &["invite"]);
    assert!(alice.ok(&["stewards"]).contains("Ask a second one early"));
    let (exit, error) = bob.refused(&["stewards", "propose", "Bob"]);
    assert_eq!((exit, error["code"].as_str()), (1, Some("notAllowed")));
    let now = alice.json(&["stewards", "propose", "Alice", "Bob"])["stewards"].take();
    assert_eq!(
        (names(&now["people"]), &now["threshold"]),
        (vec!["Alice", "Bob"], &Value::from(2))
    );
    assert!(alice.ok(&["stewards"]).contains("2 of 2 must agree"));
    bob.json(&["sync", "--for", "30"]);
    let open = bob.json(&["stewards", "propose", "Bob"])["stewards"]["proposals"].take();
    assert_eq!(
        (names(&open[0]["dropped"]), &open[0]["missing"]),
        (vec!["Alice"], &Value::from(1))
    );
    let id = open[0]["proposal"].as_str().unwrap()[..8].to_owned();
    bob.json(&["sync", "--for", "30"]);
    let (exit, _) = alice.refused(&["stewards", "agree", "zz"]);
    assert_eq!(exit, 2);
    let now = alice.json(&["stewards", "agree", &id])["stewards"].take();
    assert_eq!(
        (names(&now["people"]), &now["mayPropose"]),
        (vec!["Bob"], &Value::from(false))
    );
    assert_eq!(
        alice.json(&["people", "Alice"])["person"]["row"]["role"],
        "editor"
    );
    ends(serving);
}

#[test]
fn a_coordinator_asks_the_stewards_and_these_are_told() {
    let alice = Home::with_board("Alice");
    let serving = alice.serve();
    let bob = joins(&alice, "Bob", &["invite"]);
    let carol = joins(&alice, "Carol", &["invite"]);
    for name in ["Bob", "Carol"] {
        alice.ok(&["role", name, "coordinator"]);
    }
    bob.json(&["sync", "--for", "30"]);
    let (exit, error) = bob.refused(&["remove", "Carol"]);
    assert_eq!((exit, error["code"].as_str()), (1, Some("notAllowed")));
    let asked = bob.json(&["remove", "Carol", "--ask", "--note", "Shouts at people"]);
    assert_eq!(asked["asked"], true);
    bob.json(&["sync", "--for", "30"]);
    carol.json(&["sync", "--for", "30"]);
    let told = |home: &Home| home.json(&["stewards"])["stewards"].take();
    for other in [&bob, &carol] {
        assert_eq!(told(other)["disputes"], Value::Null);
    }
    let side = told(&alice)["disputes"][0]["sides"][0].take();
    assert_eq!(
        (&side["by"]["name"], &side["against"]["name"], &side["note"]),
        (&"Bob".into(), &"Carol".into(), &"Shouts at people".into())
    );
    let text = alice.ok(&["stewards"]);
    assert!(
        text.contains("To decide: Bob wants Carol removed"),
        "{text}"
    );
    let news = |home: &Home| String::from_utf8(home.run(&["status"]).stderr).unwrap();
    assert!(news(&alice).contains("a steward decides: you are one"));
    assert!(!news(&bob).contains("a steward decides"));
    alice.ok(&["stewards", "seen"]);
    assert_eq!(told(&alice)["disputes"][0]["read"], true);
    assert!(!news(&alice).contains("a steward decides"));
    alice.ok(&["remove", "Carol"]);
    assert_eq!(told(&alice)["disputes"], Value::Null);
    ends(serving);
}

#[test]
fn the_key_on_paper_names_a_steward() {
    let alice = Home::new();
    alice.ok(&["name", "Alice"]);
    alice.ok(&["settings", "nearby=off"]);
    let made = alice.json(&["new", "Relief", "--recovery-key"]);
    let words: Vec<&str> = made["recoveryKey"]
        .as_array()
        .unwrap()
        .iter()
        .map(|word| word.as_str().unwrap())
        .collect();
    assert_eq!(words.len(), 12);
    let serving = alice.serve();
    let bob = joins(&alice, "Bob", &["invite"]);
    ends(serving);
    let wrong = bob.with_input(
        &["stewards", "recover", "Bob", "--json"],
        b"not twelve words",
    );
    assert_eq!(wrong.status.code(), Some(1));
    let named = bob.with_input(
        &["stewards", "recover", "Bob", "--json"],
        words.join(" ").as_bytes(),
    );
    let answer: Value = serde_json::from_slice(&named.stdout).unwrap();
    assert_eq!(
        names(&answer["result"]["stewards"]["people"]),
        ["Bob"],
        "{answer}"
    );
    assert_eq!(
        bob.json(&["people", "Bob"])["person"]["row"]["role"],
        "steward"
    );
}

#[test]
fn what_is_held_is_let_in_by_code_or_by_vouching() {
    let alice = Home::with_board("Alice");
    alice.ok(&["add", "need", "Tea"]);
    let serving = alice.serve();
    let carol = joins(&alice, "Carol", &["invite", "--kind", "open"]);
    carol.ok(&["add", "offer", "Bread"]);
    carol.ok(&["add", "offer", "Cake"]);
    assert_eq!(carol.titles("offers"), ["Bread", "Cake"]);
    carol.json(&["sync", "--for", "30"]);
    assert!(alice.titles("offers").is_empty());
    let held = alice.json(&["list", "--held"]);
    assert_eq!(held["total"], 2);
    let (exit, error) = carol.refused(&["vouch", "Carol"]);
    assert_eq!((exit, error["code"].as_str()), (1, Some("notAllowed")));
    let code = held["items"][0]["code"].as_str().unwrap();
    alice.ok(&["set-aside", "let-in", code]);
    assert_eq!(alice.titles("offers").len(), 1);
    alice.ok(&["set-aside", "let-in", "--of", "Carol"]);
    assert_eq!(alice.titles("offers").len(), 2);
    carol.ok(&["add", "offer", "Soup"]);
    carol.json(&["sync", "--for", "30"]);
    assert_eq!(alice.titles("offers").len(), 2);
    alice.ok(&["vouch", "Carol"]);
    assert_eq!(alice.titles("offers").len(), 3);
    alice.ok(&["hold-new", "off"]);
    ends(serving);
}

#[test]
fn what_is_set_aside_is_let_in() {
    let alice = Home::with_board("Alice");
    alice.ok(&["add", "need", "Tea"]);
    let serving = alice.serve();
    let bob = joins(&alice, "Bob", &["invite"]);
    bob.ok(&["settings", "offline=on"]);
    bob.ok(&["add", "offer", "Kettle"]);
    alice.ok(&["role", "Bob", "reader"]);
    bob.ok(&["settings", "offline=off"]);
    bob.json(&["sync", "--for", "30"]);
    let rows = alice.json(&["set-aside"])["setAside"].take();
    let kettle = rows
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["title"] == "Kettle");
    let key = kettle.unwrap()["key"].as_str().unwrap();
    assert!(alice.titles("offers").is_empty());
    alice.ok(&["set-aside", "let-in", &key[..10]]);
    assert_eq!(alice.titles("offers"), ["Kettle"]);
    let (exit, _) = alice.refused(&["set-aside", "let-in", "nothing"]);
    assert_eq!(exit, 2);
    ends(serving);
}

#[test]
fn whoever_was_hidden_asks_again_and_is_answered() {
    let alice = Home::with_board("Alice");
    let need = alice.json(&["add", "need", "Tea"]);
    let code = need["code"].as_str().unwrap();
    assert_eq!(
        alice.refused(&["ask-again", code, "Why?"]).1["code"],
        "nothingToAsk"
    );
    alice.ok(&["hide", code, "--reason", "spam"]);
    alice.ok(&["ask-again", code, "It is only tea."]);
    let asked = alice.json(&["list", "--asked-again"]);
    assert_eq!(
        (&asked["total"], &asked["items"][0]["appeal"]["text"]),
        (&Value::from(1), &Value::from("It is only tea."))
    );
    alice.ok(&[
        "keep-hidden",
        code,
        "--reason",
        "wrong",
        "--note",
        "Ask the kitchen.",
    ]);
    assert_eq!(alice.json(&["list", "--asked-again"])["total"], 0);
    let hidden = alice.json(&["show", code])["item"]["row"]["hiddenForAll"].take();
    assert_eq!(
        (&hidden["kept"], &hidden["note"]),
        (&Value::from(true), &Value::from("Ask the kitchen."))
    );
}

#[test]
fn an_edit_says_what_it_was_written_over() {
    let alice = Home::with_board("Alice");
    let need = alice.json(&["add", "need", "Tea"]);
    let code = need["code"].as_str().unwrap();
    let serving = alice.serve();
    let bob = joins(&alice, "Bob", &["invite"]);
    bob.ok(&["settings", "offline=on"]);
    bob.ok(&["edit", code, "title=Green tea"]);
    alice.ok(&["edit", code, "title=Black tea"]);
    bob.ok(&["settings", "offline=off"]);
    bob.json(&["sync", "--for", "30"]);
    // Both were written over what both had seen: both stand.
    assert_eq!(
        alice.json(&["show", code])["item"]["row"]["twoVersions"],
        true
    );
    alice.ok(&["edit", code, "title=Tea, any"]);
    let page = alice.json(&["show", code])["item"].take();
    assert_eq!(
        (&page["row"]["twoVersions"], &page["row"]["title"]),
        (&Value::from(false), &Value::from("Tea, any"))
    );
    ends(serving);
}
