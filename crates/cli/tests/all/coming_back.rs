//! Computers that are lost: what brings a person back, and as whom. Real folders, real connections over loopback.

use serde_json::Value;

use super::home::{Home, Serving};

/// Alice's board with Bob on it: a need of hers that she claimed, and one of his.
struct Shared {
    alice: Home,
    bob: Home,
    /// Alice's need, by its id.
    need: String,
    /// The ticket that let Bob in.
    ticket: String,
}

fn shared() -> Shared {
    let (alice, bob) = (Home::with_board("Alice"), Home::new());
    let need = alice.json(&["add", "need", "Sandbags", "quantity=10"]);
    let need = need["item"].as_str().unwrap().to_owned();
    alice.ok(&["claim", &need, "--quantity", "4"]);
    bob.ok(&["settings", "nearby=off"]);
    // So that a ticket names Bob's device too, he is met before it is made.
    let serving = alice.serve();
    let ticket = alice.ok(&["invite"]).trim().to_owned();
    bob.ok(&["join", &ticket, "--name", "Bob"]);
    bob.ok(&["add", "need", "Soup"]);
    assert_eq!(bob.json(&["sync", "--for", "30"])["equal"], true);
    assert!(serving.stop().success());
    Shared {
        alice,
        bob,
        need,
        ticket,
    }
}

/// Who somebody is on the board, as they see it themselves.
fn me(home: &Home) -> Value {
    let mut people = home.json(&["people"]);
    let people = people["people"].as_array_mut().unwrap();
    let mine = people.iter_mut().find(|person| person["me"] == true);
    mine.unwrap().take()
}

/// A person as somebody else sees them.
fn person(home: &Home, id: &Value) -> Value {
    let people = home.json(&["people"]);
    let found = people["people"].as_array().unwrap().iter();
    let mut found = found.filter(|person| person["person"] == *id);
    let one = found.next().unwrap().clone();
    assert!(found.next().is_none());
    one
}

/// A new computer: nothing is there, and nobody nearby is looked for.
fn new_computer() -> Home {
    let home = Home::new();
    home.ok(&["settings", "nearby=off"]);
    home
}

fn with_words(home: &Home, args: &[&str], words: &str) -> Value {
    let output = home.with_input(&[args, &["--json"]].concat(), words.as_bytes());
    let mut answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["ok"], true, "mh {args:?}: {answer}");
    answer["result"].take()
}

fn meet(server: &Home, other: &Home) {
    let serving: Serving = server.serve();
    let synced = other.json(&["sync", "--for", "30"]);
    assert_eq!(synced["equal"], true, "{synced}");
    assert!(serving.stop().success());
}

#[test]
fn reinstalled_with_the_backup_alice_is_the_same_person_on_all_her_boards() {
    let Shared {
        alice, bob, need, ..
    } = shared();
    alice.ok(&["new", "Choir"]);
    let relief = ["--board", "Relief"];
    let was = {
        let mut people = alice.json(&[&relief[..], &["people"]].concat());
        people["people"].as_array_mut().unwrap()[0].take()
    };
    assert_eq!(was["me"], true);
    let words = alice.ok(&["recovery", "show"]);
    let safe = tempfile::tempdir().unwrap();
    let file = safe.path().join("alice.backup");
    let file = file.to_str().unwrap();
    assert_eq!(alice.json(&["backup", "make", file])["backup"]["boards"], 2);
    drop(alice);

    let back = Home::new();
    let restored = with_words(&back, &["backup", "restore", file], &words);
    assert_eq!(restored["newBoards"], 2);
    assert_eq!(
        back.json(&["boards"])["boards"].as_array().unwrap().len(),
        2
    );
    assert_eq!(back.json(&["joins"])["joins"].as_array().unwrap().len(), 0);
    let on = |words: &[&str]| back.json(&[&relief[..], words].concat());
    let people = on(&["people"]);
    let now = &people["people"][0];
    for same in ["person", "me", "name", "role"] {
        assert_eq!(now[same], was[same], "{same}");
    }
    assert_eq!(now["role"], "steward");
    assert_eq!(now["devices"], 2);
    // What she claimed is hers, and only she can take it back.
    let page = on(&["show", &need])["item"].take();
    assert_eq!(page["row"]["claimedByMe"], true, "{page}");
    on(&["release", &need]);
    on(&["add", "need", "From the new computer"]);

    back.ok(&["settings", "nearby=off"]);
    meet(&bob, &back);
    assert_eq!(person(&bob, &now["person"])["devices"], 2);
    assert_eq!(person(&bob, &now["person"])["role"], "steward");
    assert_eq!(bob.json(&["people"])["people"].as_array().unwrap().len(), 2);
    assert!(
        bob.titles("needs")
            .contains(&"From the new computer".to_owned())
    );
    let page = bob.json(&["show", &need])["item"].take();
    assert_eq!(page["row"]["remaining"], 10, "{page}");
    assert_eq!(bob.json(&["set-aside"])["setAside"], serde_json::json!([]));
}

#[test]
fn with_the_words_and_one_ticket_bob_is_the_same_person_on_that_board() {
    let Shared {
        alice,
        bob,
        need,
        ticket,
    } = shared();
    bob.ok(&["claim", &need, "--quantity", "3"]);
    meet(&alice, &bob);
    let was = me(&bob);
    let words = bob.ok(&["recovery", "show"]);
    drop(bob);

    let back = new_computer();
    with_words(&back, &["recovery", "restore"], &words);
    assert_eq!(
        back.json(&["boards"])["boards"].as_array().unwrap().len(),
        0
    );
    let serving = alice.serve();
    // The ticket of then, good for one and used by him.
    back.ok(&["join", &ticket, "--name", "Bob"]);
    assert!(serving.stop().success());
    let now = me(&back);
    for same in ["person", "role", "name"] {
        assert_eq!(now[same], was[same], "{same}");
    }
    assert_eq!(now["devices"], 2);
    let page = back.json(&["show", &need])["item"].take();
    assert_eq!(page["row"]["claimedByMe"], true, "{page}");
    back.ok(&["release", &need]);
    meet(&alice, &back);
    let seen = person(&alice, &was["person"]);
    assert_eq!((&seen["role"], &seen["devices"]), (&was["role"], &2.into()));
    assert_eq!(
        alice.json(&["people"])["people"].as_array().unwrap().len(),
        2
    );
    assert_eq!(alice.json(&["tickets"])["tickets"][0]["used"], 1);
    assert_eq!(
        alice.json(&["set-aside"])["setAside"],
        serde_json::json!([])
    );
}

#[test]
fn with_the_words_and_one_member_the_founder_is_steward_of_her_board_again() {
    let Shared { alice, bob, .. } = shared();
    alice.ok(&["role", "Bob", "coordinator"]);
    meet(&alice, &bob);
    let was = me(&alice);
    let words = alice.ok(&["recovery", "show"]);
    drop(alice);

    // Bob is asked for a ticket: any will do, it gives her nothing that her words do not.
    let ticket = bob.ok(&["invite", "--kind", "reader"]);
    let back = new_computer();
    with_words(&back, &["recovery", "restore"], &words);
    let serving = bob.serve();
    back.ok(&["join", ticket.trim(), "--name", "Alice"]);
    assert!(serving.stop().success());
    let now = me(&back);
    for same in ["person", "role", "name"] {
        assert_eq!(now[same], was[same], "{same}");
    }
    assert_eq!(now["role"], "steward");
    back.ok(&["role", "Bob", "editor"]);
    meet(&bob, &back);
    assert_eq!(me(&bob)["role"], "editor");
    assert_eq!(person(&bob, &was["person"])["role"], "steward");
}

#[test]
fn a_copied_folder_starts_new_logs_says_so_and_both_copies_work_arrives() {
    let Shared { alice, bob, .. } = shared();
    let copy = Home::new();
    let (from, to) = (
        alice.folder().join("profiles/default"),
        copy.folder().join("profiles/default"),
    );
    std::fs::create_dir_all(&to).unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        if file.file_type().unwrap().is_file() {
            std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
        }
    }
    // Both go on from the same point: under one number of one log this would be two entries.
    alice.ok(&["add", "need", "From the old computer"]);
    copy.ok(&["add", "need", "From the copy"]);
    let told = copy.json(&["status"]);
    assert_eq!(told["notices"][0]["code"], "folderMoved", "{told}");
    assert_eq!(alice.json(&["status"])["notices"], serde_json::json!([]));
    meet(&bob, &alice);
    meet(&bob, &copy);
    meet(&bob, &alice);
    for home in [&alice, &bob, &copy] {
        assert_eq!(
            home.titles("needs"),
            ["From the copy", "From the old computer", "Sandbags", "Soup"]
        );
        assert_eq!(home.json(&["set-aside"])["setAside"], serde_json::json!([]));
    }
}

#[test]
fn a_backup_is_reminded_of_until_one_is_made_or_it_is_put_off() {
    let alice = Home::with_board("Alice");
    let backup = |home: &Home| home.json(&["status"])["backup"].take();
    let never = backup(&alice);
    assert_eq!(never["madeAt"], Value::Null);
    assert_eq!(never["boardsSince"], 1);
    assert!(never["entriesSince"].as_u64().unwrap() > 0);
    assert_eq!(never["words"], "notShown");
    // The board was made a moment ago: nobody is bothered yet.
    assert_eq!(never["due"], false);

    let words = alice.ok(&["recovery", "show"]);
    assert_eq!(backup(&alice)["words"], "shown");
    alice.ok(&["backup", "later"]);
    assert!(backup(&alice)["putOffUntil"].is_i64());
    let (exit, error) = alice.refused(&["backup", "later", "--days", "91"]);
    assert_eq!((exit, error["code"].as_str()), (1, Some("badField")));
    let file = alice.folder().join("alice.backup");
    let file = file.to_str().unwrap();
    alice.ok(&["backup", "make", file]);
    let made = backup(&alice);
    assert!(made["madeAt"].is_i64());
    assert_eq!(
        (
            &made["boardsSince"],
            &made["entriesSince"],
            &made["putOffUntil"]
        ),
        (&0.into(), &0.into(), &Value::Null)
    );
    alice.ok(&["add", "need", "Tea"]);
    assert!(backup(&alice)["entriesSince"].as_u64().unwrap() > 0);

    // The backup is known where it was restored, and the words are on paper: they were typed.
    let back = Home::new();
    with_words(&back, &["backup", "restore", file], &words);
    let known = backup(&back);
    assert_eq!(known["madeAt"], made["madeAt"]);
    assert_eq!(
        (&known["boardsSince"], &known["words"]),
        (&0.into(), &"typed".into())
    );
}
