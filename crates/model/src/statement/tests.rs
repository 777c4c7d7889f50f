//! Statements: one encoding each, and limits that writers and readers share.

use proptest::prelude::*;
use trust::{EntryId, ItemId};

use super::*;
use crate::testing::position;

fn ids() -> impl Strategy<Value = Vec<EntryId>> {
    prop::collection::btree_set(any::<u8>(), 1..5)
        .prop_map(|set| set.into_iter().map(|byte| EntryId([byte; 32])).collect())
}

fn any_statement() -> impl Strategy<Value = Statement> {
    let note = || prop::option::of("[a-zäñ ]{1,20}[a-z]");
    let quantity = || prop::option::of(1_u32..1_000);
    let site = || prop::option::of(any::<u8>().prop_map(|byte| ItemId([byte; 16])));
    prop_oneof![
        ("[a-z]{1,80}", ids()).prop_map(|(name, replaces)| Statement::Name { name, replaces }),
        (quantity(), prop::option::of(any::<u64>()), note(), ids()).prop_map(
            |(quantity, until_ms, note, replaces)| Statement::Claim {
                quantity,
                until_ms,
                note,
                replaces
            }
        ),
        ids().prop_map(|replaces| Statement::Release { replaces }),
        (quantity(), note()).prop_map(|(quantity, note)| Statement::Deliver { quantity, note }),
        note().prop_map(|note| Statement::Withdraw { note }),
        (site(), any::<bool>(), 1_u32.., note()).prop_map(|(site, received, quantity, note)| {
            let action = if received {
                StockAction::Received
            } else {
                StockAction::GivenOut
            };
            Statement::StockMove {
                site,
                action,
                quantity,
                note,
            }
        }),
        (
            site(),
            any::<u32>(),
            prop::collection::btree_set(any::<u8>(), 0..5)
        )
            .prop_map(|(site, counted, logs)| {
                let covers = logs.into_iter().map(|who| position(who, 3)).collect();
                Statement::Recount {
                    site,
                    counted,
                    covers,
                }
            }),
        "[a-z]{1,200}".prop_map(|text| Statement::Comment { text }),
        ids().prop_map(|heads| Statement::Archive { heads }),
        ids().prop_map(|replaces| Statement::Restore { replaces }),
        ids().prop_map(|replaces| Statement::Retract { replaces }),
        (ids(), "[a-z]{1,200}").prop_map(|(hides, text)| Statement::AskAgain { hides, text }),
        (
            "[a-z./\\\\]{1,255}",
            0_u64..1 << 53,
            any::<[u8; 32]>(),
            any::<[u8; 32]>()
        )
            .prop_map(|(name, size, hash, key)| Statement::Attach {
                name,
                media: "image/png".to_owned(),
                size,
                hash,
                key: FileKey(key),
            }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_statement_reads_back_from_its_body(statement in any_statement()) {
        let body = statement.to_body();
        prop_assert_eq!(Statement::from_body(&body), Ok(statement));
        let mut longer = body.clone();
        longer.push(0);
        prop_assert_eq!(Statement::from_body(&longer), Err(BadStatement::NotCanonical));
    }

    #[test]
    fn a_spoilt_body_never_panics(statement in any_statement(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut body = statement.to_body();
        let at = at.index(body.len());
        body[at] = byte;
        if let Ok(read) = Statement::from_body(&body) {
            prop_assert_eq!(read.to_body(), body);
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Statement::from_body(&body);
    }
}

#[test]
fn limits_hold_for_writers_and_readers() {
    let id = EntryId([1; 32]);
    let comment = |text: &str| Statement::Comment {
        text: text.to_owned(),
    };
    let covers = vec![position(2, 1), position(1, 1)];
    for (bad, why) in [
        (comment("  \n"), BadStatement::Text),
        (
            comment(&"x".repeat(MAX_COMMENT_CHARS + 1)),
            BadStatement::Text,
        ),
        (
            Statement::Name {
                name: "x".repeat(MAX_NAME_CHARS + 1),
                replaces: vec![],
            },
            BadStatement::Text,
        ),
        (
            Statement::Withdraw {
                note: Some(String::new()),
            },
            BadStatement::Text,
        ),
        (
            Statement::Deliver {
                quantity: Some(0),
                note: None,
            },
            BadStatement::Quantity,
        ),
        (Statement::Release { replaces: vec![] }, BadStatement::List),
        (
            Statement::Retract {
                replaces: vec![id, id],
            },
            BadStatement::List,
        ),
        (
            Statement::Archive {
                heads: vec![EntryId([2; 32]), id],
            },
            BadStatement::List,
        ),
        (
            Statement::Recount {
                site: None,
                counted: 1,
                covers,
            },
            BadStatement::List,
        ),
    ] {
        assert_eq!(bad.check(), Err(why), "{bad:?}");
        assert_eq!(Statement::from_body(&bad.to_body()), Err(why));
    }
    comment(&"ä".repeat(MAX_COMMENT_CHARS)).check().unwrap();
}

#[test]
fn a_statement_of_a_newer_app_is_told_from_rubbish() {
    let newer = |body: &[u8]| Statement::is_newer(body);
    let number = u8::try_from(StatementKind::COUNT).unwrap();
    assert!(newer(&[0x82, number, 0x80]));
    assert!(newer(&[0x82, 0x18, 0x63, 0x81, 0x61, b'a']));
    // The newest that is known, something behind it, too little, another shape.
    for body in [
        &[0x82, number - 1, 0x80][..],
        &[0x82, number, 0x80, 0],
        &[0x82, number],
        &[0x82, number, 0x81],
        &[0x83, number, 0x80, 0],
        &[0x82, number, 0x01],
        &[1],
        &[],
    ] {
        assert!(!newer(body), "{body:?}");
        assert!(Statement::from_body(body).is_err());
    }
}

proptest! {
    #[test]
    fn no_statement_that_this_app_writes_is_a_newer_ones(statement in any_statement()) {
        prop_assert!(!Statement::is_newer(&statement.to_body()));
        let number = statement.kind() as u32;
        prop_assert!(number < StatementKind::COUNT);
    }
}
