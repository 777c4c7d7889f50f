//! Statements before the judge.

use super::*;
use crate::{StatementFault, StockAction};

#[test]
fn statements_depend_on_the_creation_and_on_what_they_replace() {
    let (mut book, _, created) = started();
    let claimed = book.accept(statement(BOB, 1, &[created], &claim(&[])));
    book.accept(statement(BOB, 2, &[created, claimed], &claim(&[claimed])));
    let release = Statement::Release {
        replaces: vec![claimed],
    };
    let released = book.accept(statement(BOB, 3, &[created, claimed], &release));
    book.accept(statement(
        BOB,
        4,
        &[created, released],
        &Statement::Retract {
            replaces: vec![released],
        },
    ));
    let fault = |deps: &[EntryId], said: &Statement| {
        book.judge(&statement(BOB, 9, deps, said)).unwrap_err()
    };
    let replaces = Reason::Statement(StatementFault::Replaces);
    assert_eq!(fault(&[], &claim(&[])), Reason::Creation);
    assert_eq!(fault(&[claimed], &claim(&[claimed])), Reason::Creation);
    assert_eq!(fault(&[created], &claim(&[claimed])), replaces);
    assert_eq!(fault(&[created, claimed], &claim(&[])), replaces);
    assert_eq!(fault(&[created, released], &claim(&[released])), replaces);
}

#[test]
fn names_are_about_the_board_and_the_rest_about_items() {
    let (book, _, created) = started();
    let name = Statement::Name {
        name: "Alice".to_owned(),
        replaces: Vec::new(),
    };
    assert_eq!(
        book.judge(&statement(ALICE, 2, &[created], &name)),
        Err(Reason::Item)
    );
    let mut about_board = statement(ALICE, 2, &[], &name);
    about_board.header.item = None;
    book.judge(&about_board).unwrap();
    let mut claim = statement(ALICE, 2, &[], &claim(&[]));
    claim.header.item = None;
    assert_eq!(book.judge(&claim), Err(Reason::Item));
}

#[test]
fn statements_that_break_their_limits_are_refused() {
    let (book, _, created) = started();
    let none = Statement::StockMove {
        site: None,
        action: StockAction::Received,
        quantity: 0,
        note: None,
    };
    let limits = Reason::Statement(StatementFault::Limits);
    assert_eq!(
        book.judge(&statement(BOB, 1, &[created], &none)),
        Err(limits)
    );
    let unknown = entry(
        BOB,
        1,
        Kind::Statement,
        &[created],
        vec![0x82, 0x18, 99, 0x80],
    );
    assert_eq!(
        book.judge(&unknown),
        Err(Reason::Statement(StatementFault::Unknown))
    );
    let certificate = entry(BOB, 1, Kind::Certificate, &[], Vec::new());
    assert_eq!(book.judge(&certificate), Err(Reason::Kind));
}
