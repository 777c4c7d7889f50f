//! Sealed cases and reports by `mh`: made, opened, closed, erased; sent from outside.

use super::home::Home;

const STREET: &str = "address=12 Hill Road";

#[test]
fn a_case_is_sealed_opened_closed_and_erased() {
    let alice = Home::with_board("Alice");
    let need = alice.json(&["add", "need", "Soup"]);
    let code = need["code"].as_str().unwrap();
    let (exit, error) = alice.refused(&["case", "close", code]);
    assert_eq!((exit, error["code"].as_str()), (1, Some("noSuchCase")));
    let (exit, error) = alice.refused(&["case", "add", code, STREET]);
    assert_eq!((exit, error["code"].as_str()), (1, Some("badField")));
    let (exit, error) = alice.refused(&["case", "add", code, "papers=none"]);
    assert_eq!((exit, error["code"].as_str()), (2, Some("usage")));

    let said = alice.ok(&["case", "add", code, "name=Rosa", STREET]);
    assert_eq!(said, "1 person can open this: Alice\n");
    alice.ok(&["case", "add", code, "access-notes=second bell"]);
    let page = alice.ok(&["case", "open", code]);
    for line in [
        "Name: Rosa",
        "Address: 12 Hill Road",
        "Access notes: second bell",
    ] {
        assert!(page.contains(line), "{page}");
    }
    assert!(alice.ok(&["show", code]).contains("1 person can open"));
    for words in [
        &["list", "--find", "Hill"][..],
        &["export", "--format", "json"],
    ] {
        assert!(!alice.ok(words).contains("Hill Road"));
    }
    alice.ok(&["case", "days", "3"]);
    let closed = alice.json(&["case", "close", code]);
    assert!(closed["eraseAt"].as_i64().is_some());
    let open = alice.json(&["case", "open", code])["case"].take();
    assert_eq!(open["eraseAt"], closed["eraseAt"]);
    alice.ok(&["case", "erase", code]);
    let open = alice.json(&["case", "open", code])["case"].take();
    assert_eq!(open["mark"]["erased"], true);
    assert_eq!(open["records"], serde_json::json!([]));
    let (exit, error) = alice.refused(&["case", "add", code, "name=Rosa"]);
    assert_eq!((exit, error["code"].as_str()), (1, Some("caseErased")));
}

#[test]
fn a_report_comes_in_from_outside() {
    let (alice, rosa) = (Home::with_board("Alice"), Home::new());
    let ticket = alice.ok(&["invite", "--kind", "reporter"]);
    rosa.ok(&["settings", "nearby=off"]);
    let (exit, error) = rosa.refused(&["join", ticket.trim(), "--name", "Rosa"]);
    assert_eq!((exit, error["code"].as_str()), (1, Some("otherTicketKind")));
    let serving = alice.serve();
    rosa.ok(&["report", ticket.trim(), "the boiler leaks"]);
    assert!(serving.stop().success());
    let inbox = alice.json(&["inbox"])["reports"].take();
    assert_eq!(inbox[0]["text"], "the boiler leaks");
    assert!(alice.ok(&["inbox"]).contains("the boiler leaks"));
    let (exit, error) = rosa.refused(&["report", "mh1nonsense", "x"]);
    assert_eq!((exit, error["code"].as_str()), (1, Some("ticketDamaged")));
}

#[test]
fn a_report_waits_on_the_computer_until_somebody_of_the_board_is_there() {
    let (alice, rosa) = (Home::with_board("Alice"), Home::new());
    let ticket = alice.ok(&["invite", "--kind", "reporter"]);
    rosa.ok(&["settings", "nearby=off", "offline=on"]);
    let told = rosa.ok(&["report", ticket.trim(), "the boiler leaks"]);
    assert!(told.contains("waits on this computer"), "{told}");
    let list = rosa.ok(&["report"]);
    assert!(list.contains("waits for somebody of the board"), "{list}");
    assert!(list.contains("the boiler leaks"), "{list}");
    // The next day both are there, and nobody does anything.
    rosa.ok(&["settings", "offline=off"]);
    let (serving, there) = (alice.serve(), rosa.serve());
    let list = rosa.until(&["report"], |told| told.contains("handed in"));
    assert!(!list.contains("the boiler leaks"), "{list}");
    let inbox = alice.json(&["inbox"])["reports"].take();
    assert_eq!(inbox[0]["text"], "the boiler leaks");
    let report = rosa.json(&["report"])["reports"][0]["report"].take();
    rosa.ok(&["report", "--forget", report.as_str().unwrap()]);
    assert!(rosa.ok(&["report"]).contains("No reports"));
    assert!(there.stop().success() && serving.stop().success());
}
