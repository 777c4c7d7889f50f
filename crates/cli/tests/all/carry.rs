//! `mh carry`: a file from one person to the other, without any network between them.

use std::process::{Command, Stdio};

use super::home::Home;

/// Alice with a board, and Bob on it; neither uses a network any more.
fn alice_and_bob_apart() -> (Home, Home) {
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
    (alice, bob)
}

#[test]
fn two_people_without_a_network_are_equal_by_a_file_each() {
    let (alice, bob) = alice_and_bob_apart();
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

    let nowhere = path("nowhere");
    for wrong in [
        &["carry", "read", &nowhere][..],
        &["attach", "N-AAAA", &nowhere],
        &["backup", "restore", &nowhere],
    ] {
        let (exit, error) = bob.refused(wrong);
        let said = format!("There is no such file or folder: {nowhere}");
        assert_eq!((exit, error["message"].as_str()), (1, Some(&said[..])));
    }

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

/// Whoever does the work: `mh` itself, or the `mh serve` that holds the folder.
#[test]
fn ctrl_c_leaves_a_whole_file_or_none() {
    let (alice, bob) = alice_and_bob_apart();
    let list: String = (0..400)
        .map(|number| format!("thing {number},{}\n", "blankets ".repeat(200)))
        .collect();
    let list = format!("title,details\n{list}");
    let imported = alice.with_input(&["import", "--as", "need", "-"], list.as_bytes());
    assert!(imported.status.success(), "{imported:?}");
    let stick = tempfile::tempdir().unwrap();
    for served in [false, true] {
        let serving = served.then(|| alice.serve());
        let path = stick.path().join(format!("for-bob-{served}"));
        let part = stick.path().join(format!("for-bob-{served}.part"));
        let file = path.display().to_string();
        let mut saving = alice
            .command(&["carry", "save", "--for", "Bob", &file])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        while !part.exists() && saving.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        let pid = saving.id().to_string();
        // It may be over by then.
        let _ = Command::new("kill").args(["-s", "INT", &pid]).output();
        let ended = saving.wait_with_output().unwrap();
        assert!(!part.exists());
        if ended.status.success() {
            assert!(bob.ok(&["carry", "read", &file]).contains("Written by"));
        } else {
            assert_eq!((ended.status.code(), path.exists()), (Some(1), false));
            assert_eq!(ended.stderr, b"mh: Stopped.\n");
        }
        drop(serving);
    }
}
