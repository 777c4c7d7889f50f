//! Two people: invite, join, apart, together again.

use super::home::Home;

/// Bob joins Alice's board while she serves it.
fn join(alice: &Home, bob: &Home) {
    let ticket = alice.ok(&["invite"]);
    bob.ok(&["settings", "nearby=off"]);
    bob.ok(&["join", ticket.trim(), "--name", "Bob"]);
}

#[test]
fn two_people_share_a_board_and_meet_again() {
    let (alice, bob) = (Home::with_board("Alice"), Home::new());
    let need = alice.json(&["add", "need", "Sandbags", "quantity=10"]);
    let need = need["item"].as_str().unwrap();
    let supply = alice.json(&["add", "supply", "Blankets"]);
    let supply = supply["item"].as_str().unwrap();
    alice.ok(&["stock", supply, "+10"]);

    let serving = alice.serve();
    join(&alice, &bob);
    assert_eq!(bob.titles("needs"), ["Sandbags"]);
    assert_eq!(bob.json(&["people"])["people"].as_array().unwrap().len(), 2);
    let (exit, error) = bob.refused(&["join", alice.ok(&["invite"]).trim(), "--for", "5"]);
    assert_eq!((exit, error["code"].as_str()), (1, Some("alreadyMember")));
    assert!(serving.stop().success());

    // Apart: nobody holds a connection now.
    for (home, title, out) in [
        (&alice, "Sandbags, filled", "-7"),
        (&bob, "Sandbags, empty", "-6"),
    ] {
        home.ok(&["claim", need]);
        home.ok(&["edit", need, &format!("title={title}")]);
        home.ok(&["stock", supply, out]);
    }
    let (exit, error) = bob.refused(&["sync", "--for", "2"]);
    assert_eq!((exit, error["code"].as_str()), (5, Some("notYet")));

    let serving = alice.serve();
    let synced = bob.json(&["sync", "--for", "30"]);
    assert_eq!(synced["equal"], true, "{synced}");
    for home in [&alice, &bob] {
        let page = home.json(&["show", need])["item"].take();
        assert_eq!(page["claims"].as_array().unwrap().len(), 2);
        assert_eq!(page["row"]["twoVersions"], true);
        let page = home.json(&["show", supply])["item"].take();
        assert_eq!(page["row"]["onHand"], -3);
        assert_eq!(page["notices"], serde_json::json!(["belowZero"]));
    }
    let status = alice.json(&["status"])["status"].take();
    assert_eq!(status["saved"], serde_json::json!({ "on": 2, "of": 2 }));
    assert!(
        alice
            .ok(&["status"])
            .contains("On 2 of 2 people's devices: you, Bob")
    );
    assert!(serving.stop().success());
}

#[test]
fn a_join_without_an_answer_is_kept_and_goes_on() {
    let (alice, bob) = (Home::with_board("Alice"), Home::new());
    let serving = alice.serve();
    let ticket = alice.ok(&["invite"]);
    assert!(serving.stop().success());
    bob.ok(&["settings", "nearby=off"]);
    let (exit, error) = bob.refused(&["join", ticket.trim(), "--name", "Bob", "--for", "1"]);
    assert_eq!((exit, error["code"].as_str()), (5, Some("notYet")));
    assert_eq!(bob.json(&["joins"])["joins"][0]["boardName"], "Relief");
}

#[test]
fn a_ticket_for_readers_lets_them_read() {
    let (alice, bob) = (Home::with_board("Alice"), Home::new());
    alice.ok(&["add", "need", "Tea"]);
    let serving = alice.serve();
    let ticket = alice.ok(&["invite", "--kind", "reader", "--expires", "2d"]);
    assert_eq!(alice.json(&["tickets"])["tickets"][0]["kind"], "reader");
    bob.ok(&["settings", "nearby=off"]);
    bob.ok(&["join", ticket.trim(), "--name", "Bob"]);
    assert_eq!(bob.titles("needs"), ["Tea"]);
    let (exit, error) = bob.refused(&["add", "need", "Coffee"]);
    assert_eq!((exit, error["code"].as_str()), (1, Some("notAllowed")));
    assert!(serving.stop().success());
}
