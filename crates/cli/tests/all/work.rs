//! One person at work: boards, needs, claims, stock, and what is refused.

use super::home::Home;

fn code_of(home: &Home, args: &[&str]) -> String {
    home.json(args)["code"].as_str().unwrap().to_owned()
}

#[test]
fn a_board_is_made_and_filled() {
    let alice = Home::new();
    let (exit, error) = alice.refused(&["new", "Relief"]);
    assert_eq!((exit, error["code"].as_str()), (1, Some("nameMissing")));
    assert_eq!(error["message"], "Say who you are first: mh name NAME");

    let made = alice.json(&["new", "Relief", "--name", "Alice"]);
    assert_eq!(alice.ok(&["name"]), "Alice\n");
    let boards = alice.json(&["boards"]);
    assert_eq!(boards["boards"][0]["board"], made["board"]);
    assert_eq!(boards["boards"][0]["name"], "Relief");

    let need = alice.ok(&[
        "add",
        "need",
        "Nappies size 4",
        "quantity=20",
        "unit=pack",
        "urgency=4",
        "needed-by=2026-11-30",
    ]);
    assert!(need.starts_with("N-"), "{need}");
    alice.ok(&["add", "offer", "Van on Tuesday", "what=service"]);
    alice.ok(&["add", "supply", "Blankets", "unit=each", "category=Bedding"]);
    alice.ok(&["add", "site", "Tithe Barn", "address=Barn Road"]);

    let list = alice.ok(&["list", "needs"]);
    let mut lines = list.lines();
    assert!(lines.next().unwrap().starts_with("CODE"), "{list}");
    assert!(lines.next().unwrap().contains("Nappies size 4"), "{list}");
    assert_eq!(lines.next(), None);
    assert_eq!(alice.titles("sites"), ["Tithe Barn"]);
    assert_eq!(alice.json(&["list"])["total"], 4);
    assert_eq!(alice.json(&["list", "--find", "nappies"])["total"], 1);
    assert_eq!(
        alice.json(&["list", "--find", "nothing like it"])["total"],
        0
    );
}

#[test]
fn things_are_changed_claimed_and_talked_about() {
    let alice = Home::with_board("Alice");
    let code = code_of(&alice, &["add", "need", "Soup", "quantity=12"]);
    alice.ok(&[
        "edit",
        &code,
        "title=Soup for 12",
        "unit=portion",
        "details=<b>hot</b>\nplease",
    ]);
    alice.ok(&[
        "claim",
        &code,
        "--quantity",
        "5",
        "--until",
        "3d",
        "--note",
        "after 5",
    ]);
    alice.ok(&["comment", &code, "On my way"]);
    let page = alice.json(&["show", &code])["item"].take();
    assert_eq!(page["row"]["title"], "Soup for 12");
    assert_eq!(page["row"]["fields"]["details"], "<b>hot</b>\nplease");
    assert_eq!(
        (
            page["row"]["remaining"].as_i64(),
            page["row"]["state"].as_str()
        ),
        (Some(7), Some("partClaimed"))
    );
    assert_eq!(page["claims"][0]["quantity"], 5);
    assert_eq!(page["comments"][0]["text"], "On my way");
    let text = alice.ok(&["show", &code]);
    for part in [
        "Soup for 12",
        "<b>hot</b>",
        "part claimed",
        "7 left",
        "On my way",
        "Only on this device",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }

    alice.ok(&["release", &code]);
    let (exit, error) = alice.refused(&["release", &code]);
    assert_eq!(
        (exit, error["code"].as_str()),
        (1, Some("nothingToRelease"))
    );
    alice.ok(&["edit", &code, "unit="]);
    assert_eq!(
        alice.json(&["show", &code])["item"]["row"]["fields"]["unit"],
        serde_json::Value::Null
    );

    alice.ok(&["archive", &code]);
    assert_eq!(alice.json(&["list", "needs"])["total"], 0);
    assert_eq!(alice.json(&["list", "needs", "--archived"])["total"], 1);
    alice.ok(&["restore", &code]);
    alice.ok(&["deliver", &code, "--quantity", "12"]);
    assert_eq!(
        alice.json(&["show", &code])["item"]["row"]["state"],
        "delivered"
    );
}

#[test]
fn stock_is_counted() {
    let alice = Home::with_board("Alice");
    let code = code_of(&alice, &["add", "supply", "Blankets"]);
    alice.ok(&["add", "site", "Tithe Barn"]);
    assert_eq!(alice.json(&["stock", &code, "+10"])["onHand"], 10);
    assert_eq!(
        alice.json(&["stock", &code, "-13", "--note", "two tables"])["onHand"],
        -3
    );
    assert!(alice.ok(&["list", "supplies"]).contains("recount"));
    assert_eq!(alice.json(&["stock", &code, "=4"])["onHand"], 4);
    assert_eq!(
        alice.json(&["stock", &code, "+2", "--site", "tithe barn"])["onHand"],
        6
    );
    let (exit, error) = alice.refused(&["stock", &code, "=5"]);
    assert_eq!((exit, error["code"].as_str()), (2, Some("whichSite")));
    let sites = error["details"]["sites"].as_str().unwrap();
    assert!(
        sites.contains("no site (4)") && sites.contains("Tithe Barn (2)"),
        "{sites}"
    );
    let (exit, error) = alice.refused(&["stock", &code, "4"]);
    assert_eq!((exit, error["code"].as_str()), (2, Some("usage")));
    alice.ok(&["undo"]);
    assert_eq!(alice.json(&["show", &code])["item"]["row"]["onHand"], 4);
}

#[test]
fn a_count_is_about_the_only_site_that_has_stock() {
    let alice = Home::with_board("Alice");
    let code = code_of(&alice, &["add", "supply", "Blankets"]);
    for site in ["Tithe Barn", "Hall"] {
        alice.ok(&["add", "site", site]);
    }
    let stock = |args: &[&str]| alice.json(&[&["stock", &code], args].concat())["onHand"].take();
    assert_eq!(stock(&["+10", "--site", "Tithe Barn"]), 10);
    assert_eq!(stock(&["=7"]), 7);
    let page = alice.json(&["show", &code])["item"].take();
    assert_eq!(page["stock"].as_array().unwrap().len(), 1, "{page}");
    assert_eq!(page["stock"][0]["siteName"], "Tithe Barn");
    assert_eq!(stock(&["+2", "--site", "Hall"]), 9);
    assert_eq!(alice.refused(&["stock", &code, "=7"]).0, 2);
    assert_eq!(stock(&["=5", "--site", "Hall"]), 12);
    assert_eq!(stock(&["=1", "--site", ""]), 13);
    assert_eq!(stock(&["-7", "--site", "Tithe Barn"]), 6);
}

#[test]
fn what_is_not_understood_says_why_and_changes_nothing() {
    let alice = Home::with_board("Alice");
    let refusals: [(&[&str], i32, &str); 7] = [
        (&["show", "N-ZZZZ"], 1, "noSuchItem"),
        (&["add", "need", "Tea", "quantity=many"], 1, "badField"),
        (&["add", "need", "Tea", "colour=red"], 1, "badField"),
        (&["add", "need", ""], 1, "badField"),
        (&["--board", "Garden", "list"], 1, "noSuchBoard"),
        (&["join", "mh1damaged", "--for", "1"], 1, "ticketDamaged"),
        (&["paint"], 2, "usage"),
    ];
    for (args, exit, code) in refusals {
        let (found, error) = alice.refused(args);
        assert_eq!(
            (found, error["code"].as_str()),
            (exit, Some(code)),
            "{args:?}"
        );
        let plain = alice.run(args);
        assert_eq!(plain.status.code(), Some(exit));
        assert!(plain.stdout.is_empty(), "{args:?}");
        assert!(!plain.stderr.is_empty(), "{args:?}");
    }
    assert_eq!(alice.json(&["list"])["total"], 0);
}

#[test]
fn several_boards_need_a_name() {
    let alice = Home::with_board("Alice");
    alice.ok(&["new", "Garden"]);
    let (exit, error) = alice.refused(&["list"]);
    assert_eq!((exit, error["code"].as_str()), (2, Some("whichBoard")));
    alice.ok(&["add", "need", "Water", "--board", "garden"]);
    assert_eq!(alice.json(&["list", "--board", "Garden"])["total"], 1);
    assert_eq!(alice.json(&["list", "--board", "Relief"])["total"], 0);
    alice.ok(&["--profile", "other", "name", "Carol"]);
    assert_eq!(
        alice.json(&["boards", "--profile", "other"])["boards"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
}

#[test]
fn no_text_of_a_board_commands_the_terminal() {
    let alice = Home::with_board("Alice");
    alice.ok(&["add", "need", "Tea\u{1b}[2Jand\u{7}coffee"]);
    let list = alice.ok(&["list"]);
    assert!(!list.contains(['\u{1b}', '\u{7}']), "{list:?}");
}
