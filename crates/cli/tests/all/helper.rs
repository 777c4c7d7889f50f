//! A computer that carries a board which it cannot read: real processes, one after the other.

use std::path::Path;

use super::home::Home;

const PLANTED: [&str; 5] = [
    "Insulin for Maria",
    "Birch Lane",
    "Library PC",
    "Relief",
    "Candles",
];

/// Every byte that stands in a folder, file by file.
fn files(folder: &Path) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        } else if path.is_file() {
            all.push(std::fs::read(&path).unwrap());
        }
    }
    all
}

#[test]
fn bob_has_alices_change_by_a_helper_whose_folder_holds_none_of_their_words() {
    let (alice, bob, helper) = (Home::with_board("Alice"), Home::new(), Home::new());
    bob.ok(&["settings", "nearby=off"]);
    helper.ok(&["settings", "nearby=off"]);
    let serving = alice.serve();
    let invite = alice.ok(&["invite"]);
    bob.ok(&["join", invite.trim(), "--name", "Bob"]);
    let ticket = alice.ok(&["invite", "--kind", "helper", "--called", "Library PC"]);
    let ticket = ticket.trim();
    let (exit, error) = bob.refused(&["join", ticket]);
    assert_eq!((exit, error["code"].as_str()), (1, Some("helperTicket")));
    let (exit, error) = helper.refused(&["helper", invite.trim()]);
    assert_eq!(
        (exit, error["code"].as_str()),
        (1, Some("notAHelperTicket"))
    );
    let helping = helper.helps(ticket);
    bob.ok(&["sync", "--for", "30"]);
    assert!(serving.stop().success());

    // From here on Alice and Bob are never there at the same time.
    alice.ok(&["add", "need", "Insulin for Maria", "area=Birch Lane"]);
    assert_eq!(alice.json(&["sync", "--for", "30"])["equal"], true);
    let saved = alice.json(&["status"])["status"]["saved"].take();
    let wanted = serde_json::json!({ "on": 1, "of": 2, "helpers": ["Library PC"] });
    assert_eq!(saved, wanted);
    let status = alice.ok(&["status"]);
    assert!(
        status.contains("Only on this device, and on the helper \"Library PC\""),
        "{status}"
    );
    assert!(bob.titles("needs").is_empty());
    // Bob may not know yet where the helper is: it calls him, whom its ticket names, again and again.
    for _ in 0..10 {
        bob.run(&["sync", "--for", "10"]);
        if !bob.titles("needs").is_empty() {
            break;
        }
    }
    assert_eq!(bob.titles("needs"), ["Insulin for Maria"]);
    let carried = helper.json(&["helper", "list"])["carried"][0].take();
    assert_eq!(carried["state"]["type"], "carrying");
    assert!(helping.stop().success());

    // `mh serve` goes on with it.
    let helping = helper.serve();
    bob.ok(&["add", "need", "Candles"]);
    bob.ok(&["sync", "--for", "30"]);
    alice.ok(&["sync", "--for", "30"]);
    assert_eq!(alice.titles("needs"), ["Candles", "Insulin for Maria"]);
    assert!(helping.stop().success());
    for file in files(helper.folder()) {
        for words in PLANTED {
            let found = file
                .windows(words.len())
                .any(|part| part == words.as_bytes());
            assert!(!found, "{words}");
        }
    }
    let board = carried["board"].as_str().unwrap();
    helper.ok(&["helper", "stop", &board[..8]]);
    assert_eq!(
        helper.json(&["helper", "list"])["carried"],
        serde_json::json!([])
    );
}
