//! Relays in the settings, and the network check, as `mh` says them.

use serde_json::{Value, json};

use super::home::Home;

/// What `mh check-network` says, and how it ends.
fn check(home: &Home, more: &[&str]) -> (Option<i32>, Value) {
    let output = home.run(&[&["check-network", "--json"], more].concat());
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["ok"], true, "{answer}");
    (output.status.code(), answer["result"].clone())
}

fn codes(result: &Value) -> Vec<&str> {
    let findings = result["findings"].as_array().unwrap();
    findings
        .iter()
        .map(|finding| finding["code"].as_str().unwrap())
        .collect()
}

#[test]
fn what_stands_in_the_way_is_told_by_words_and_by_how_it_ends() {
    let alice = Home::with_board("Alice");
    alice.ok(&["settings", "offline=on"]);
    let (exit, result) = check(&alice, &[]);
    assert_eq!((exit, codes(&result)), (Some(8), vec!["workingOffline"]));
    let told = alice.run(&["check-network"]);
    let told = String::from_utf8(told.stdout).unwrap();
    assert_eq!(
        told,
        "You work offline, so this computer connects to nobody. Switch it off: mh settings offline=off\n"
    );
    alice.ok(&["settings", "offline=off"]);
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let gone = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    alice.ok(&["settings", &format!("relays={gone}")]);
    let (exit, result) = check(&alice, &[]);
    // A computer without any network says so, and nothing else.
    if codes(&result) == ["noNetwork"] {
        assert_eq!(exit, Some(8));
        return;
    }
    assert_eq!(
        (exit, codes(&result)),
        (Some(8), vec!["relayUnreachable"]),
        "{result}"
    );
    assert_eq!(
        result["findings"][0],
        json!({ "code": "relayUnreachable", "relays": 1, "of": 1, "why": "silent" })
    );
    assert_eq!(result["addresses"], Value::Null);
    assert!(!result.to_string().contains("127.0.0.1"), "{result}");
    let (_, result) = check(&alice, &["--addresses"]);
    assert_eq!(result["addresses"]["silent"], json!([gone]));
    assert!(!result["addresses"]["own"].as_array().unwrap().is_empty());
    alice.ok(&["settings", "relays="]);
    let (exit, result) = check(&alice, &[]);
    assert_eq!((exit, codes(&result)), (Some(0), vec!["well"]), "{result}");
}

#[test]
fn relays_are_checked_kept_in_one_form_and_listed_with_how_they_stand() {
    let alice = Home::with_board("Alice");
    alice.ok(&["settings", "offline=on"]);
    for bad in [
        "relay.alice.example",
        "ftp://a.example",
        "https://a.example/x",
    ] {
        let (exit, error) = alice.refused(&["settings", &format!("relays={bad}")]);
        assert_eq!((exit, &error["code"]), (1, &json!("badField")));
        assert_eq!(error["details"]["why"], "noRelay");
        assert_eq!(error["details"]["value"], bad);
    }
    let told = alice.ok(&[
        "settings",
        "relays=https://Relay.alice.example/,http://192.0.2.7:3340,https://relay.alice.example",
    ]);
    assert!(
        told.contains("relay: https://relay.alice.example (not asked)\n"),
        "{told}"
    );
    assert!(
        told.contains("relay: http://192.0.2.7:3340 (not asked, without a certificate)\n"),
        "{told}"
    );
    let settings = &alice.json(&["settings", "relays=public"])["settings"];
    let states = settings["relayStates"].as_array().unwrap();
    assert_eq!(states.len(), 4);
    assert!(states.iter().all(|relay| relay["public"] == true));
    let settings = &alice.json(&["settings", "relays="])["settings"];
    assert_eq!(settings["relays"], json!([]));
}
