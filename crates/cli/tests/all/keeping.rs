//! How the boards are kept: choices, passphrases, the twelve words and backups, by the binary itself.

use std::os::unix::net::UnixListener;
use std::process::Output;

use super::home::Home;

fn said(output: &Output) -> (i32, String) {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code().unwrap(), text)
}

#[test]
fn without_a_keyring_and_without_a_choice_nothing_is_made_and_the_words_say_how_to_choose() {
    let alice = Home::new();
    let output = alice
        .command(&["name", "Alice"])
        .env_remove("MANYHANDS_VAULT")
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all")
        .output()
        .unwrap();
    let (code, text) = said(&output);
    assert_eq!(code, 2, "{text}");
    assert!(
        text.contains("mh vault passphrase") && text.contains("MANYHANDS_VAULT"),
        "{text}"
    );
    assert_eq!(alice.json(&["vault", "status"])["state"], "new");
    let (code, error) = refused_with(&alice, ("MANYHANDS_VAULT", "somewhere"));
    assert_eq!((code, error.as_str()), (2, "vaultChoice"));
    // Chosen in words, and kept from then on.
    assert_eq!(alice.json(&["vault", "plain"])["way"], "plainFile");
    let output = alice
        .command(&["name", "Alice"])
        .env_remove("MANYHANDS_VAULT")
        .output();
    assert!(output.unwrap().status.success());
}

#[test]
fn no_keyring_is_asked_before_somebody_chose_it() {
    let alice = Home::new();
    let socket = alice.folder().join("bus");
    let bus = UnixListener::bind(&socket).unwrap();
    let name = |way: Option<&str>| {
        let mut mh = alice.command(&["name", "Alice"]);
        mh.env_remove("MANYHANDS_VAULT")
            .envs(way.map(|way| ("MANYHANDS_VAULT", way)));
        mh.env(
            "DBUS_SESSION_BUS_ADDRESS",
            format!("unix:path={}", socket.display()),
        );
        mh
    };
    let output = name(None).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    bus.set_nonblocking(true).unwrap();
    let called = bus.accept();
    assert_eq!(called.unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
    // Chosen, it is: the bus hangs up, and the words say that there is no keyring.
    bus.set_nonblocking(false).unwrap();
    let mut mh = name(Some("keyring"));
    let mh = mh.stderr(std::process::Stdio::piped()).spawn().unwrap();
    drop(bus.accept().unwrap());
    drop(bus);
    let output = mh.wait_with_output().unwrap();
    let (code, text) = said(&output);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("keyring"), "{text}");
}

fn refused_with(home: &Home, (name, value): (&str, &str)) -> (i32, String) {
    let output = home
        .command(&["name", "Alice", "--json"])
        .env(name, value)
        .output()
        .unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let code = answer["error"]["code"].as_str().unwrap().to_owned();
    (output.status.code().unwrap(), code)
}

#[test]
fn a_passphrase_opens_the_boards_and_another_one_does_not() {
    let alice = Home::with_board("Alice");
    alice.ok(&["add", "need", "Blankets for Kirchplatz"]);
    let (code, error) = alice.refused(&["vault", "passphrase"]);
    assert_eq!((code, error["code"].as_str()), (2, Some("usage")));
    let change = alice
        .command(&["vault", "passphrase"])
        .env("MANYHANDS_NEW_PASSPHRASE", "short")
        .output()
        .unwrap();
    assert_eq!(said(&change).0, 1);
    let change = alice
        .command(&["vault", "passphrase"])
        .env("MANYHANDS_NEW_PASSPHRASE", "correct horse battery")
        .output()
        .unwrap();
    assert_eq!(said(&change).0, 0, "{}", said(&change).1);
    assert_eq!(alice.json(&["vault", "status"])["way"], "passphrase");
    // MANYHANDS_VAULT is for a folder that has no way yet; this one has.
    let (code, error) = alice.refused(&["boards"]);
    assert_eq!(
        (code, error["code"].as_str()),
        (2, Some("passphraseNeeded"))
    );
    let (code, error) = refused_with(&alice, ("MANYHANDS_PASSPHRASE", "correct horse"));
    assert_eq!((code, error.as_str()), (1, "passphraseWrong"));
    let output = alice
        .command(&["list"])
        .env("MANYHANDS_PASSPHRASE", "correct horse battery")
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("Blankets"));
    let folder = alice.folder().join("profiles/default");
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap_or_default();
        let found = bytes.windows(10).any(|part| part == b"Kirchplatz");
        assert!(!found, "{}", path.display());
    }
}

#[test]
fn words_and_backup_bring_a_person_and_their_boards_back_on_another_computer() {
    let alice = Home::with_board("Alice");
    alice.ok(&["add", "need", "Blankets"]);
    let words = alice.ok(&["recovery", "show"]);
    assert_eq!(words.lines().count(), 12, "{words}");
    let file = alice.folder().join("alice.backup");
    let file = file.to_str().unwrap();
    let made = alice.json(&["backup", "make", file]);
    assert_eq!(made["backup"]["boards"], 1);
    assert!(made["backup"]["entries"].as_u64().unwrap() > 4);
    assert_eq!(
        alice.json(&["backup", "verify", file])["backup"],
        made["backup"]
    );
    // Beside a running program, by its socket.
    let serving = alice.serve();
    let again = alice.folder().join("again.backup");
    let beside = alice.json(&["backup", "make", again.to_str().unwrap()]);
    assert_eq!(beside["backup"]["boards"], 1);
    assert_eq!(alice.json(&["vault", "status"])["state"], "open");
    drop(serving);

    let laptop = Home::new();
    let wrong = words.replacen("12. ", "12. x", 1);
    let output = laptop.with_input(&["backup", "restore", file], wrong.as_bytes());
    let (code, text) = said(&output);
    assert_eq!(code, 1);
    assert!(text.contains("Word 12 is not on the list"), "{text}");
    assert_eq!(laptop.json(&["vault", "status"])["state"], "new");
    let output = laptop.with_input(
        &["backup", "restore", file],
        words.to_uppercase().as_bytes(),
    );
    assert!(output.status.success(), "{}", said(&output).1);
    assert_eq!(laptop.titles("need"), ["Blankets"]);
    assert_eq!(laptop.json(&["name"])["name"], "Alice");
    assert_eq!(laptop.ok(&["recovery", "show"]), words);
    // The same person, on a second device.
    laptop.ok(&["add", "need", "Soup"]);
    let people = laptop.json(&["people"]);
    assert_eq!(people["people"].as_array().unwrap().len(), 1);
    assert_eq!(people["people"][0]["devices"], 2, "{people}");
    // Another person's folder is not taken over.
    let bob = Home::with_board("Bob");
    let output = bob.with_input(&["backup", "restore", file], words.as_bytes());
    let (code, text) = said(&output);
    assert_eq!(code, 1);
    assert!(text.contains("another person"), "{text}");
}

#[test]
fn with_the_words_on_paper_boards_go_on_and_new_ones_ask_for_them() {
    let alice = Home::with_board("Alice");
    let words = alice.ok(&["recovery", "show"]);
    let bob = Home::with_board("Bob");
    let bobs = bob.ok(&["recovery", "show"]);
    let output = alice.with_input(&["recovery", "paper"], bobs.as_bytes());
    assert_eq!(said(&output).0, 1);
    let output = alice.with_input(&["recovery", "paper"], words.as_bytes());
    assert!(output.status.success(), "{}", said(&output).1);
    let (_, error) = alice.refused(&["recovery", "show"]);
    assert_eq!(error["code"], "wordsNeeded");
    alice.ok(&["add", "need", "Blankets"]);
    let (_, error) = alice.refused(&["new", "Another board"]);
    assert_eq!(error["code"], "wordsNeeded");
    // A backup needs none: it opens with them.
    let file = alice.folder().join("alice.backup");
    alice.ok(&["backup", "make", file.to_str().unwrap()]);
    let output = alice.with_input(&["recovery", "keep"], words.as_bytes());
    assert!(output.status.success(), "{}", said(&output).1);
    alice.ok(&["new", "Another board"]);
}

#[test]
fn a_copied_folder_says_so_until_it_was_seen() {
    let alice = Home::with_board("Alice");
    let copy = Home::new();
    let (from, to) = (
        alice.folder().join("profiles/default"),
        copy.folder().join("profiles/default"),
    );
    std::fs::create_dir_all(&to).unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
    let status = copy.json(&["status"]);
    assert_eq!(status["notices"][0]["code"], "folderMoved", "{status}");
    let notices = &alice.json(&["status"])["notices"];
    assert_eq!(notices.as_array().unwrap().len(), 0);
    copy.ok(&["status", "--seen"]);
    assert_eq!(
        copy.json(&["status"])["notices"].as_array().unwrap().len(),
        0
    );
}
