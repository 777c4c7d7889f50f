//! A damaged file: what happened is told until it was read.

use super::home::Home;

#[test]
fn that_the_boards_were_damaged_is_told_until_it_was_seen() {
    let alice = Home::with_board("Alice");
    let log = alice.folder().join("profiles/default/log.db");
    std::fs::write(&log, vec![0x5a; 9_000]).unwrap();
    let told = |args: &[&str]| {
        let output = alice.run(args);
        let (text, said) = (output.stdout, String::from_utf8(output.stderr).unwrap());
        let damaged = said.contains("was found damaged") && said.contains("log.db.damaged-");
        (output.status.code(), !text.is_empty(), damaged)
    };
    // Nothing could be read: not even then is it hidden behind "no such board".
    assert_eq!(told(&["status"]), (Some(1), false, true));
    assert_eq!(told(&["boards"]), (Some(0), false, true));
    alice.ok(&["new", "Relief"]);
    assert_eq!(told(&["status"]), (Some(0), true, true));
    let status = alice.json(&["status"]);
    assert_eq!(status["notices"][0]["code"], "logDamaged");
    assert_eq!(status["notices"][0]["boards"], 0);
    assert_eq!(told(&["status", "--seen"]), (Some(0), true, true));
    assert_eq!(told(&["status"]), (Some(0), true, false));
}
