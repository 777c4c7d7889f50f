//! `mh carry`: a file from one person to the other, without any network between them.

use super::home::Home;

#[test]
fn two_people_without_a_network_are_equal_by_a_file_each() {
    let (alice, bob) = (Home::with_board("Alice"), Home::new());
    let serving = alice.serve();
    let ticket = alice.ok(&["invite"]);
    bob.ok(&["settings", "nearby=off"]);
    bob.ok(&["join", ticket.trim(), "--name", "Bob"]);
    bob.ok(&["sync", "--for", "30"]);
    assert!(serving.stop().success());
    for home in [&alice, &bob] {
        home.ok(&["settings", "offline=on"]);
    }
    alice.ok(&["add", "need", "Wheelchair for Kirchplatz"]);
    bob.ok(&["add", "need", "Forty blankets"]);

    let stick = tempfile::tempdir().unwrap();
    let path = |name: &str| stick.path().join(name).display().to_string();
    let for_bob = path("for-bob");
    let saved = alice.json(&["carry", "save", "--for", "Bob", &for_bob]);
    assert!(saved["saved"]["entries"].as_u64().unwrap() > 0, "{saved}");
    let bytes = std::fs::read(&for_bob).unwrap();
    assert!(!bytes.windows(10).any(|part| part == b"Kirchplatz"));
    let (exit, error) = alice.refused(&["carry", "save", "--for", "Bob", &for_bob]);
    assert_eq!(
        (exit, error["details"]["why"].as_str()),
        (1, Some("exists"))
    );
    let (_, error) = alice.refused(&["carry", "read", &for_bob]);
    assert_eq!(error["details"]["why"], "own");
    assert!(
        error["message"].as_str().unwrap().contains("Bob"),
        "{error}"
    );

    let read = bob.json(&["carry", "read", &for_bob])["read"].take();
    assert_eq!(
        (&read["by"], &read["missing"]),
        (&"Alice".into(), &false.into())
    );
    assert!(read["new"].as_u64().unwrap() > 0, "{read}");
    let again = bob.ok(&["carry", "read", &for_bob]);
    assert!(again.contains("Nothing new in it"), "{again}");
    let for_alice = path("for-alice");
    bob.ok(&["carry", "save", "--for", "Alice", &for_alice]);
    alice.ok(&["carry", "read", &for_alice]);
    let both = |home: &Home| {
        let mut titles = home.titles("needs");
        titles.sort();
        titles
    };
    assert_eq!(
        both(&alice),
        ["Forty blankets", "Wheelchair for Kirchplatz"]
    );
    assert_eq!(both(&alice), both(&bob));
    let status = alice.json(&["status"])["status"].take();
    assert_eq!(status["saved"], serde_json::json!({ "on": 2, "of": 2 }));

    let carol = Home::with_board("Carol");
    let (_, error) = carol.refused(&["carry", "read", &for_bob]);
    assert_eq!(error["details"]["why"], "notForYou");
    let cut = path("cut");
    std::fs::write(&cut, &bytes[..bytes.len() - 1]).unwrap();
    let (_, error) = bob.refused(&["carry", "read", &cut]);
    assert_eq!(error["details"]["why"], "cutShort");
    std::fs::write(&cut, b"a letter").unwrap();
    let (_, error) = bob.refused(&["carry", "read", &cut]);
    assert_eq!(error["details"]["why"], "notACarriedFile");
}
