//! A folder of version 0.1.0, which sealed nothing: it opens, with everything that stood in it, and is sealed.
//!
//! `tests/data/folder-0.1.0` was made by `tests/data/make-folder-0.1.0.sh` with the `mh` of then; `expected.json` is
//! what that `mh` said about it.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::home::Home;

fn frozen() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/folder-0.1.0")
}

fn expected() -> Value {
    let text = std::fs::read_to_string(frozen().join("expected.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Alice's computer, with the folder of then.
fn alice() -> Home {
    let alice = Home::new();
    let profile = alice.folder().join("profiles/default");
    std::fs::create_dir_all(&profile).unwrap();
    for file in ["keys", "log.db", "local.db", "index.db"] {
        std::fs::copy(frozen().join(file), profile.join(file)).unwrap();
    }
    alice
}

/// What the older `mh` said must be said still; more may be.
fn holds(now: &Value, then: &Value, at: &str) {
    match (now, then) {
        (Value::Object(now), Value::Object(then)) => {
            for (key, then) in then {
                let now = now.get(key).unwrap_or(&Value::Null);
                holds(now, then, &format!("{at}.{key}"));
            }
        }
        (Value::Array(now), Value::Array(then)) => {
            assert_eq!(now.len(), then.len(), "{at}: {now:?}");
            for (n, (now, then)) in now.iter().zip(then).enumerate() {
                holds(now, then, &format!("{at}[{n}]"));
            }
        }
        (now, then) => assert_eq!(now, then, "{at}"),
    }
}

#[test]
fn a_folder_of_the_version_before_opens_with_everything_in_it_and_is_sealed() {
    let alice = alice();
    assert_eq!(alice.json(&["vault", "status"])["state"], "older");
    let board = ["--board", "Mill Road"];
    let on = |words: &[&str]| alice.json(&[&board, words].concat());
    let then = expected();
    for (what, now) in [
        ("boards", alice.json(&["boards"])),
        ("people", on(&["people"])),
        ("items", on(&["list"])),
        ("archived", on(&["list", "--archived"])),
        ("choir", alice.json(&["--board", "Choir", "list"])),
        ("tickets", on(&["tickets"])),
    ] {
        holds(&now, &then[what]["result"], what);
    }
    let blankets = then["blankets"]["result"]["item"]["row"]["code"]
        .as_str()
        .unwrap();
    holds(
        &on(&["show", blankets]),
        &then["blankets"]["result"],
        "blankets",
    );
    // She is still herself there, and goes on.
    on(&["release", blankets]);
    on(&["edit", blankets, "title=Blankets, warm"]);
    on(&["undo"]);
    assert_eq!(alice.json(&["vault", "status"])["state"], "locked");
    assert_eq!(alice.ok(&["recovery", "show"]).lines().count(), 12);

    let profile = alice.folder().join("profiles/default");
    for file in std::fs::read_dir(profile).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap_or_default();
        for title in ["Kirchplatz", "Soup from Bob", "SQLite format 3"] {
            let found = bytes
                .windows(title.len())
                .any(|part| part == title.as_bytes());
            assert!(!found, "{title} in {}", path.display());
        }
    }
}

#[test]
fn without_a_choice_a_folder_of_the_version_before_stays_as_it_is() {
    let alice = alice();
    let keys = alice.folder().join("profiles/default/keys");
    let before = std::fs::read(&keys).unwrap();
    let output = alice
        .command(&["boards"])
        .env_remove("MANYHANDS_VAULT")
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/at/all")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(std::fs::read(&keys).unwrap(), before);
    assert_eq!(alice.json(&["vault", "status"])["state"], "older");
}
