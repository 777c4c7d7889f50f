//! `mh relay`: what it says, and how it ends. That it forwards is tested where it is made, and over real networks.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Stdio};

use serde_json::Value;

use super::home::Home;

fn relay(home: &Home, words: &[&str]) -> (Child, String) {
    let mut child = home
        .command(&[&["relay"], words].concat())
        .env("MANYHANDS_LOG", "trace")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    let out = child.stdout.as_mut().unwrap();
    BufReader::new(out).read_line(&mut said).unwrap();
    (child, said)
}

/// Ends it, and returns what it wrote to standard error.
fn end(mut child: Child) -> String {
    let killed = std::process::Command::new("kill")
        .args(["-s", "TERM", &child.id().to_string()])
        .status();
    assert!(killed.unwrap().success());
    assert!(child.wait().unwrap().success());
    let mut written = String::new();
    let mut err = child.stderr.take().unwrap();
    err.read_to_string(&mut written).unwrap();
    written
}

#[test]
fn a_relay_says_its_address_and_writes_nothing_down() {
    let home = Home::new();
    let (child, said) = relay(&home, &["--port", "0", "--name", "192.0.2.7", "--json"]);
    let answer: Value = serde_json::from_str(&said).unwrap();
    let port = answer["result"]["port"].as_u64().unwrap();
    let address = format!("http://192.0.2.7:{port}");
    assert_eq!(answer["result"]["addresses"][0], address.as_str());
    // Somebody comes and goes: nothing of it is written, whatever the environment asks for.
    drop(std::net::TcpStream::connect(("127.0.0.1", u16::try_from(port).unwrap())).unwrap());
    assert_eq!(end(child), "");
    assert_eq!(std::fs::read_dir(home.folder()).unwrap().count(), 0);

    let (child, said) = relay(&home, &["--port", "0", "--name", "hall.example"]);
    assert!(said.starts_with("Ready."), "{said}");
    assert!(end(child).contains("Without a certificate"));
}

#[test]
fn a_relay_that_cannot_start_says_why() {
    let home = Home::new();
    let (child, said) = relay(&home, &["--port", "0", "--json"]);
    let answer: Value = serde_json::from_str(&said).unwrap();
    let port = answer["result"]["port"].to_string();
    let (exit, error) = home.refused(&["relay", "--port", &port]);
    assert_eq!((exit, error["code"].as_str()), (1, Some("relayFailed")));
    end(child);
    let files = ["--certificate", "/nowhere", "--key", "/nowhere"];
    let words = [&["relay", "--port", "0", "--name", "a"][..], &files].concat();
    let (exit, error) = home.refused(&words);
    assert_eq!((exit, error["code"].as_str()), (1, Some("relayFailed")));
    // A certificate is for a name, and has a key.
    let (exit, error) = home.refused(&["relay", "--certificate", "/nowhere"]);
    assert_eq!((exit, error["code"].as_str()), (2, Some("usage")));
}
