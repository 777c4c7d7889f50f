//! Target `statement`: bodies of statements, and what several of them amount to.

use model::{Derived, FileKey, ItemKind, MAX_NAME_CHARS, Signed, Statement, derive_item, names};
use trust::{EntryId, HybridTime, LogId, PersonId, Position};

use super::{DEEPEST, Seed, Target, join, known, pieces, reached, seed};

pub(super) const TARGET: Target = Target {
    name: "statement",
    run,
    dress: None,
    seeds,
    longest: 30_000,
    words: &[
        &[0xf6],
        &[0x80],
        &[0x81, 0x58, 0x20],
        &[0x1a, 0xff, 0xff, 0xff, 0xff],
        &[0x9f],
    ],
};

/// One body is one statement within its limits; what all amount to depends on no order, and is there for any.
fn run(bytes: &[u8]) {
    let mut all: Vec<Signed> = Vec::new();
    for body in pieces(bytes).into_iter().take(40) {
        let Ok(statement) = Statement::from_body(body) else {
            continue;
        };
        reached(1);
        assert_eq!(statement.to_body(), body, "a statement has one form");
        statement
            .check()
            .expect("what is read is within the limits");
        let at = u64::try_from(all.len()).unwrap() + 1;
        all.push(signed(at, &statement));
    }
    if all.is_empty() {
        return;
    }
    if all.len() > 1 {
        reached(DEEPEST);
    }
    let mut turned = all.clone();
    turned.reverse();
    let kinds = [ItemKind::Need, ItemKind::Supply, ItemKind::Site];
    for (kind, asked) in kinds.into_iter().zip([Some(10), None, Some(i64::MIN)]) {
        let derived: Derived = derive_item(kind, asked, &all, &[], 1_780_000_000_000);
        let other = derive_item(kind, asked, &turned, &[], 1_780_000_000_000);
        assert_eq!(derived, other, "the order of arrival decides nothing");
    }
    let called = names(&all);
    assert_eq!(called, names(&turned));
    assert!(
        called
            .values()
            .all(|name| name.chars().count() <= MAX_NAME_CHARS)
    );
}

/// Position, author and time follow from the number, so that two people speak in turns.
fn signed(at: u64, statement: &Statement) -> Signed {
    let who = if at.is_multiple_of(3) { 2 } else { 1 };
    Signed {
        position: Position {
            log: LogId([who; 32]),
            seq: at,
            id: id(at),
        },
        author: PersonId([who; 32]),
        time: HybridTime {
            wall_ms: 1_780_000_000_000 ^ (at << 8),
            counter: 0,
        },
        witnessed: at.is_multiple_of(4).then_some(HybridTime {
            wall_ms: at,
            counter: 1,
        }),
        statement: statement.clone(),
    }
}

/// The id of the statement with that number: the inputs of the corpus name each other so.
fn id(at: u64) -> EntryId {
    EntryId([u8::try_from(at % 250).unwrap_or(0); 32])
}

fn seeds() -> Vec<Seed> {
    let body = |statement: Statement| statement.to_body();
    let claim = |quantity, replaces: Vec<EntryId>| {
        body(Statement::Claim {
            quantity,
            until_ms: Some(1_780_000_000_001),
            note: Some("on foot".to_owned()),
            replaces,
        })
    };
    let moved = |quantity, action| {
        body(Statement::StockMove {
            site: Some(known().item),
            action,
            quantity,
            note: None,
        })
    };
    let count = |counted| {
        let covers = vec![Position {
            log: LogId([1; 32]),
            seq: 2,
            id: id(2),
        }];
        body(Statement::Recount {
            site: None,
            counted,
            covers,
        })
    };
    let say = |text: &str| {
        body(Statement::Comment {
            text: text.to_owned(),
        })
    };
    let name = |name: &str| {
        body(Statement::Name {
            name: name.to_owned(),
            replaces: Vec::new(),
        })
    };
    let file = |name: &str, media: &str, size| {
        body(Statement::Attach {
            name: name.to_owned(),
            media: media.to_owned(),
            size,
            hash: [6; 32],
            key: FileKey([7; 32]),
        })
    };
    let archive = body(Statement::Archive { heads: vec![id(1)] });
    let largest = moved(u32::MAX, model::StockAction::GivenOut);
    vec![
        seed(
            "claims",
            join(&[
                claim(Some(3), vec![]),
                claim(None, vec![id(1)]),
                body(Statement::Release {
                    replaces: vec![id(2)],
                }),
            ]),
        ),
        seed(
            "stock",
            join(&[
                moved(3, model::StockAction::Received),
                count(7),
                moved(4, model::StockAction::GivenOut),
                count(9),
            ]),
        ),
        seed(
            "words",
            join(&[
                say("<script>alert(1)</script>"),
                name("Ali\u{202e}ce"),
                say("two\nlines"),
            ]),
        ),
        seed(
            "end",
            join(&[
                archive,
                body(Statement::Restore {
                    replaces: vec![id(1)],
                }),
                body(Statement::Retract {
                    replaces: vec![id(2)],
                }),
            ]),
        ),
        seed(
            "done",
            join(&[
                body(Statement::Deliver {
                    quantity: Some(4),
                    note: None,
                }),
                body(Statement::Withdraw { note: None }),
            ]),
        ),
        seed(
            "files",
            join(&[
                file("map.png", "image/png", 4_096),
                file("map.png", "image/png", 4_096),
                body(Statement::Retract {
                    replaces: vec![id(1)],
                }),
            ]),
        ),
        seed(
            "hostile-files",
            join(&[
                file("../../.ssh/x", "text/html", u64::MAX),
                file("gpj.\u{202e}exe", "image/png", 0),
                file(&"x".repeat(5_000), "", 1),
            ]),
        ),
        seed("hostile-largest-numbers", join(&vec![largest; 30])),
        seed(
            "hostile-retracts-itself",
            join(&[
                body(Statement::Retract {
                    replaces: vec![id(1)],
                }),
                body(Statement::Retract {
                    replaces: vec![id(1)],
                }),
            ]),
        ),
        seed(
            "hostile-not-canonical",
            join(&[[&[0x9f][..], &say("x")[1..], &[0xff]].concat()]),
        ),
        seed(
            "hostile-trailing-byte",
            join(&[[&say("x")[..], &[0]].concat()]),
        ),
        seed("hostile-newer-kind", join(&[vec![0x82, 0x18, 0x63, 0x80]])),
    ]
}
