//! The bytes of each kind of statement, frozen as version 1 of docs/protocol.md, "Statements". New kinds add lines; no
//! line changes any more.

use model::{FileKey, Statement, StockAction};
use trust::{EntryId, ItemId, LogId, Position};

const FROZEN: &str = include_str!("statements.txt");

fn one_of_each() -> Vec<(&'static str, Statement)> {
    let (one, two) = (EntryId([1; 32]), EntryId([2; 32]));
    let text = |words: &str| Some(words.to_owned());
    vec![
        (
            "name",
            Statement::Name {
                name: "Alice".to_owned(),
                replaces: vec![one],
            },
        ),
        (
            "claim",
            Statement::Claim {
                quantity: Some(300),
                until_ms: Some(1_790_000_000_000),
                note: text("by bike"),
                replaces: vec![one, two],
            },
        ),
        (
            "claim, bare",
            Statement::Claim {
                quantity: None,
                until_ms: None,
                note: None,
                replaces: Vec::new(),
            },
        ),
        (
            "release",
            Statement::Release {
                replaces: vec![one],
            },
        ),
        (
            "deliver",
            Statement::Deliver {
                quantity: Some(12),
                note: text("left at the door"),
            },
        ),
        ("withdraw", Statement::Withdraw { note: None }),
        (
            "stock move",
            Statement::StockMove {
                site: Some(ItemId([7; 16])),
                action: StockAction::GivenOut,
                quantity: 24,
                note: None,
            },
        ),
        (
            "recount",
            Statement::Recount {
                site: None,
                counted: 40,
                covers: vec![Position {
                    log: LogId([4; 32]),
                    seq: 300,
                    id: one,
                }],
            },
        ),
        (
            "comment",
            Statement::Comment {
                text: "Größe 38, bitte".to_owned(),
            },
        ),
        (
            "archive",
            Statement::Archive {
                heads: vec![one, two],
            },
        ),
        (
            "restore",
            Statement::Restore {
                replaces: vec![two],
            },
        ),
        (
            "retract",
            Statement::Retract {
                replaces: vec![one],
            },
        ),
        (
            "ask again",
            Statement::AskAgain {
                hides: vec![one],
                text: "it was about the other street".to_owned(),
            },
        ),
        (
            "report",
            Statement::Report {
                report: vec![12; 40],
            },
        ),
        (
            "attach",
            Statement::Attach {
                name: "Brücke.jpg".to_owned(),
                media: "image/jpeg".to_owned(),
                size: 300_000,
                hash: [13; 32],
                key: FileKey([14; 32]),
            },
        ),
    ]
}

#[test]
fn the_bytes_of_each_statement_are_frozen() {
    let hex = |bytes: &[u8]| {
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let line = |(name, one): &(&str, Statement)| format!("{name}: {}", hex(&one.to_body()));
    let made: Vec<String> = one_of_each().iter().map(line).collect();
    if std::env::var_os("MANYHANDS_WRITE_VECTORS").is_some() {
        for (at, frozen) in FROZEN.lines().enumerate() {
            assert_eq!(made.get(at).map(String::as_str), Some(frozen), "frozen");
        }
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/statements.txt");
        assert!(std::fs::write(path, made.join("\n") + "\n").is_ok());
        return;
    }
    assert_eq!(made, FROZEN.lines().collect::<Vec<_>>());
    for (name, one) in one_of_each() {
        let read = Statement::from_body(&one.to_body());
        assert_eq!(read.as_ref().ok(), Some(&one), "{name}");
    }
}
