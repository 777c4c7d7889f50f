//! Files of an item: whose word puts one there and takes it off, and the order in which it is heard.

use proptest::prelude::*;

use super::*;
use crate::testing::{ALICE, BOB, MALLORY, signed};
use crate::{BadStatement, FileKey, MAX_FILE_NAME_CHARS, StatementKind};

fn file(name: &str, hash: u8) -> Statement {
    Statement::Attach {
        name: name.to_owned(),
        media: "image/png".to_owned(),
        size: 5,
        hash: [hash; 32],
        key: FileKey([9; 32]),
    }
}

fn shown(said: &[Signed]) -> Vec<(String, bool)> {
    let all = attachments(said);
    let one = |file: crate::Attachment| (file.name, file.taken_off.is_none());
    all.into_iter().map(one).collect()
}

#[test]
fn only_its_author_takes_a_file_off_an_item() {
    let put = signed(ALICE, 2, 10, file("bridge.png", 1));
    let by_mallory = signed(MALLORY, 1, 20, retract(&put));
    let said = [put.clone(), by_mallory];
    assert_eq!(shown(&said), [("bridge.png".to_owned(), true)]);
    let by_alice = signed(ALICE, 3, 30, retract(&put));
    let said = [put, by_alice];
    assert_eq!(shown(&said), [("bridge.png".to_owned(), false)]);
    assert_eq!(attachments(&said)[0].taken_off.unwrap().wall_ms, 30);
}

#[test]
fn taking_off_that_is_taken_back_lets_the_file_stand_again() {
    let put = signed(ALICE, 2, 10, file("bridge.png", 1));
    let off = signed(ALICE, 3, 20, retract(&put));
    let back = signed(ALICE, 4, 30, retract(&off));
    assert_eq!(shown(&[put, off, back]), [("bridge.png".to_owned(), true)]);
}

#[test]
fn a_name_is_shown_without_what_turns_it_around() {
    let put = signed(BOB, 1, 10, file("holiday\u{202e}gpj.exe\0", 1));
    assert_eq!(shown(&[put]), [("holidaygpj.exe".to_owned(), true)]);
}

#[test]
fn limits_hold_for_names_kinds_and_sizes_and_a_key_is_not_printed() {
    assert_eq!(
        file(&"x".repeat(MAX_FILE_NAME_CHARS + 1), 1).check(),
        Err(BadStatement::Text)
    );
    assert_eq!(file(" ", 1).check(), Err(BadStatement::Text));
    let Statement::Attach {
        name, hash, key, ..
    } = file("a", 1)
    else {
        panic!("a file");
    };
    let huge = Statement::Attach {
        name,
        media: "image/png".to_owned(),
        size: 1 << 53,
        hash,
        key,
    };
    assert_eq!(huge.check(), Err(BadStatement::Quantity));
    assert!(!format!("{huge:?}").contains("9, 9"));
    let body = file("a", 1).to_body();
    assert!(StatementKind::Attach.is_of(&body));
    assert!(!StatementKind::Report.is_of(&body));
    assert!(!StatementKind::Attach.is_of(&[]));
}

proptest! {
    #[test]
    fn the_order_of_arrival_and_doubles_decide_nothing_of_files(
        said in prop::collection::vec((0_usize..2, any::<bool>()), 1..8),
        turn in 0_usize..8,
    ) {
        let people = [ALICE, BOB];
        let mut all: Vec<Signed> = Vec::new();
        for (n, (who, off)) in said.into_iter().enumerate() {
            let n = u64::try_from(n).unwrap();
            let last = all.iter().rev().find(|one| one.author == crate::testing::person(people[who]));
            let statement = match last {
                Some(last) if off => retract(last),
                _ => file("a", u8::try_from(n).unwrap()),
            };
            all.push(signed(people[who], n + 1, n, statement));
        }
        let first = attachments(&all);
        let turn = turn % all.len();
        all.rotate_left(turn);
        all.extend(all.clone());
        prop_assert_eq!(first, attachments(&all));
    }
}
