//! Lists in and out: the project's own samples, twice, and what an export gives back.

use std::path::PathBuf;

use super::home::Home;

fn sample(name: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/data");
    root.join(name).to_str().unwrap().to_owned()
}

fn counts(home: &Home, args: &[&str]) -> (u64, u64, u64) {
    let result = home.json(args);
    let number = |key: &str| result[key].as_u64().unwrap();
    (number("added"), number("alreadyThere"), number("skipped"))
}

#[test]
fn lists_are_imported_once() {
    let alice = Home::with_board("Alice");
    let lists = [
        ("supplies.csv", (64, 4, 0), (0, 68, 0)),
        ("sites.csv", (20, 0, 0), (0, 20, 0)),
        ("needs.csv", (7, 1, 2), (0, 8, 2)),
        ("supplies-broken-encoding.csv", (8, 4, 0), (0, 12, 0)),
    ];
    for (name, first, second) in lists {
        let path = sample(name);
        assert_eq!(counts(&alice, &["import", &path]), first, "{name}");
        assert_eq!(counts(&alice, &["import", &path]), second, "{name}");
    }
    let sites = alice.titles("sites");
    assert_eq!(
        sites.iter().filter(|title| *title == "Flood Desk").count(),
        2
    );
    let found = alice.json(&["list", "sites", "--find", "Millside Primary"]);
    assert_eq!(
        found["items"][0]["fields"]["details"],
        "<b>FULL</b> since Tuesday <script>alert('full')</script>"
    );
}

#[test]
fn an_import_can_be_previewed_mapped_and_taken_back() {
    let alice = Home::with_board("Alice");
    let path = sample("supplies.csv");
    let preview = alice.json(&["import", &path, "--preview"])["preview"].take();
    assert_eq!(
        (preview["kind"].as_str(), preview["new"].as_u64()),
        (Some("supply"), Some(64))
    );
    assert_eq!(alice.json(&["list"])["total"], 0);

    let german = "Artikel;Menge\nDecken;5\nSeife;viele\n".as_bytes();
    let output = alice.with_input(
        &[
            "import",
            "-",
            "--as",
            "need",
            "--map",
            "Column 1=title",
            "--map",
            "Column 2=quantity",
        ],
        german,
    );
    let (text, said) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(text.starts_with("1 need added"), "{text}{said}");
    assert!(said.contains("row 3: quantity cannot be read"), "{said}");
    alice.ok(&["undo"]);
    assert_eq!(alice.json(&["list"])["total"], 0);
}

#[test]
fn what_is_no_list_is_refused() {
    let alice = Home::with_board("Alice");
    for (bytes, why) in [
        (&b""[..], "empty"),
        (b"PK\x03\x04", "workbook"),
        (b"a,b\n1,2\n", "unknownKind"),
    ] {
        let output = alice.with_input(&["import", "-", "--json"], bytes);
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(answer["error"]["details"]["why"], why);
        assert_eq!(output.status.code(), Some(1));
    }
    let (exit, error) = alice.refused(&["import", "/nowhere/list.csv"]);
    assert_eq!((exit, error["code"].as_str()), (1, Some("file")));
}

#[test]
fn an_export_is_safe_to_open_and_adds_nothing_when_it_comes_back() {
    let alice = Home::with_board("Alice");
    for name in ["supplies.csv", "sites.csv", "needs.csv"] {
        alice.ok(&["import", &sample(name)]);
    }
    let code = alice.json(&["add", "need", "=1+1"])["code"]
        .as_str()
        .unwrap()
        .to_owned();
    alice.ok(&["edit", &code, "details=-3"]);
    let text = alice.ok(&["export", "--format", "csv"]);
    assert!(text.starts_with("kind,code,title,"), "{text}");
    assert!(text.contains(",'=1+1,"), "{text}");
    assert!(text.contains(",'=Water tablets,"), "{text}");
    assert!(text.contains(",-3,"), "{text}");
    let back = alice.with_input(&["import", "-", "--json"], text.as_bytes());
    let answer: serde_json::Value = serde_json::from_slice(&back.stdout).unwrap();
    assert_eq!(answer["result"]["added"], 0, "{answer}");
    assert_eq!(answer["result"]["alreadyThere"], 92);

    let json = alice.ok(&["export", "--format", "json", "sites"]);
    let export: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(export["items"].as_array().unwrap().len(), 20);
    let file = alice.folder().join("board.csv");
    let path = file.to_str().unwrap();
    alice.ok(&["export", "--format", "csv", "--out", path]);
    assert!(
        std::fs::read(&file)
            .unwrap()
            .starts_with(b"\xEF\xBB\xBFkind,")
    );
    assert_eq!(
        alice
            .refused(&["export", "--format", "csv", "--out", path])
            .0,
        1
    );
}

/// Things that are shown as one are led by the lower id: the list's reference may stand on the other.
#[test]
fn supplies_made_by_hand_do_not_make_a_list_come_twice() {
    let alice = Home::with_board("Alice");
    let titles =
        "Blankets\nPillows\nMops\nBread\nCoffee\nTorches\nCandles\nMatches\nRope 10 mm\nSoap\n";
    let made = alice.with_input(&["add", "supply", "-"], titles.as_bytes());
    assert!(made.status.success());
    let path = sample("supplies.csv");
    alice.ok(&["import", &path]);
    assert_eq!(counts(&alice, &["import", &path]).0, 0);
}
