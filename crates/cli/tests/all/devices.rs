//! One person, two computers: the second asks, the first answers, and a lost one is taken away.

use super::home::Home;

#[test]
fn a_second_computer_is_added_by_two_texts_and_taken_away_again() {
    let (laptop, phone) = (Home::with_board("Alice"), Home::new());
    laptop.ok(&["add", "need", "Sandbags"]);
    laptop.ok(&["device", "name", "laptop"]);
    phone.ok(&["settings", "nearby=off"]);
    phone.ok(&["device", "name", "phone"]);
    let request = phone.json(&["device", "request"]);
    let text = request["text"].as_str().unwrap();
    assert!(text.starts_with("mhd1"));

    let serving = laptop.serve();
    let file = phone.folder().join("answer.txt");
    let file = file.to_str().unwrap();
    let answer = laptop.json(&["device", "add", text, "--out", file]);
    assert_eq!(answer["device"], "phone");
    // A file that is there is never written over.
    let (exit, error) = laptop.refused(&["device", "add", text, "--out", file]);
    assert_eq!((exit, error["code"].as_str()), (1, Some("file")));
    let accepted = phone.json(&["device", "accept", file]);
    assert_eq!(accepted["person"], "Alice");
    assert_eq!(accepted["number"], answer["number"], "both show the same");
    assert_eq!(accepted["names"], serde_json::json!(["Relief"]));
    let (exit, error) = phone.refused(&["device", "accept", file]);
    assert_eq!(
        (exit, error["code"].as_str()),
        (1, Some("deviceAnswerOther"))
    );
    phone.json(&["sync", "--for", "30"]);
    assert_eq!(phone.titles("needs"), ["Sandbags"]);
    let devices = phone.json(&["device", "list"])["devices"].take();
    let names: Vec<_> = devices.as_array().unwrap().iter().collect();
    assert_eq!(
        (&names[0]["name"], &names[0]["me"]),
        (&"phone".into(), &true.into())
    );
    assert_eq!(names[1]["name"], "laptop");

    // Lost: off all boards, and new keys in the same step, since Alice is a steward.
    let (exit, error) = laptop.refused(&["device", "revoke", "laptop"]);
    assert_eq!((exit, error["code"].as_str()), (1, Some("notYourself")));
    let revoked = laptop.json(&["device", "revoke", "phone"]);
    assert_eq!(revoked["boards"], 1);
    assert_eq!(revoked["pending"], serde_json::json!([]));
    laptop.ok(&["add", "need", "Secret"]);
    // Nobody is in sync with it any more, whether it has heard why or not.
    phone.run(&["sync", "--for", "3"]);
    assert_eq!(phone.titles("needs"), ["Sandbags"]);
    assert!(serving.stop().success());
}

#[test]
fn texts_that_are_none_are_refused_in_words() {
    let alice = Home::with_board("Alice");
    for (args, code) in [
        (["device", "add", "hello"], "deviceTextDamaged"),
        (["device", "accept", "mha1qq"], "deviceTextDamaged"),
        (["device", "accept", "mha2qq"], "appTooOld"),
        (["device", "revoke", "nothing"], "noSuchDevice"),
    ] {
        let (exit, error) = alice.refused(&args);
        assert_eq!((exit, error["code"].as_str()), (1, Some(code)), "{args:?}");
    }
    let own = alice.json(&["device", "request"]);
    let (_, error) = alice.refused(&["device", "add", own["text"].as_str().unwrap()]);
    assert_eq!(error["code"], "notYourself");
    alice.ok(&["device", "request", "--cancel"]);
}

#[test]
fn what_is_added_before_the_board_has_come_is_kept_listed_and_done_when_it_comes() {
    let (laptop, phone) = (Home::with_board("Alice"), Home::new());
    laptop.ok(&["add", "need", "Sandbags"]);
    phone.ok(&["settings", "nearby=off", "offline=on"]);
    let request = phone.json(&["device", "request"]);
    let file = phone.folder().join("answer.txt");
    let file = file.to_str().unwrap();
    laptop.ok(&[
        "device",
        "add",
        request["text"].as_str().unwrap(),
        "--out",
        file,
    ]);
    phone.ok(&["device", "accept", file]);

    // Done means kept: it ends with 0, and says what it is.
    let said = phone.ok(&["add", "need", "Candles"]);
    assert!(said.starts_with("Kept on this computer until the board is checked"));
    let second = phone.json(&["add", "offer", "A van"]);
    let draft = second["draft"].as_str().unwrap();
    assert!(second["item"].is_null());
    let listed = phone.json(&["list"]);
    assert_eq!(
        (&listed["total"], &listed["drafts"][0]["title"]),
        (&0.into(), &"Candles".into())
    );
    let listed = phone.ok(&["list"]);
    assert!(
        listed.contains("Kept on this computer until the board is checked")
            && listed.contains("Candles")
    );
    phone.ok(&["drafts", "--discard", draft]);
    assert_eq!(
        phone.json(&["drafts"])["drafts"].as_array().unwrap().len(),
        1
    );

    let serving = laptop.serve();
    phone.ok(&["settings", "offline=off"]);
    phone.json(&["sync", "--for", "30"]);
    // It is done by whoever holds the folder next, at the latest.
    phone.until(&["list", "needs"], |needs| {
        needs.contains("Candles") && needs.contains("N-") && !needs.contains("Kept on")
    });
    assert!(
        phone.json(&["drafts"])["drafts"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert_eq!(phone.titles("needs"), ["Candles", "Sandbags"]);
    assert_eq!(phone.titles("offers"), Vec::<String>::new());
    assert!(serving.stop().success());
}
