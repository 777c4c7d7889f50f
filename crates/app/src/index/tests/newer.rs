//! What only newer apps know is counted and told, and shown nowhere else.

use std::collections::BTreeMap;

use model::{ItemDoc, ItemKind, Scalar, Statement};
use trust::{ItemId, Kind};

use super::support::{Scene, index_of, now};
use super::{BOARD, list};
use crate::api::{ErrorCode, ItemSort, ItemsFilter};
use crate::index::{Index, code, newer};

/// A statement of a kind that nobody knows yet.
const STATEMENT: [u8; 4] = [0x82, 0x18, 0x63, 0x80];

fn count(index: &Index) -> u32 {
    index.read(|c| newer::count(c, 1)).unwrap()
}

#[test]
fn an_item_of_an_unknown_kind_is_counted_and_no_code_finds_it() {
    let mut scene = Scene::new(BOARD);
    let item = ItemId::derive(trust::LogId([2; 32]), 1);
    let values = BTreeMap::from([("title".to_owned(), Scalar::Text("Vote".to_owned()))]);
    let actor = model::actor(trust::LogId([2; 32]), item);
    let made = ItemDoc::new().edit(&values, actor).unwrap().remove(0);
    scene.append(1, Kind::Change, Some(item), Vec::new(), made.body);
    let index = index_of(&scene.news);
    assert_eq!(count(&index), 1);
    assert_eq!(list(&index, &ItemsFilter::default(), ItemSort::Title).0, 0);
    for said in [item.code()[..5].to_owned(), format!("P-{}", item.code())] {
        let told = index.read(|c| code::find(c, 1, &said)).unwrap_err();
        assert_eq!(told.code, ErrorCode::UpdateToEdit, "{said}");
    }
    let need = index.read(|c| code::find(c, 1, &format!("N-{}", item.code())));
    assert_eq!(need.unwrap_err().code, ErrorCode::NoSuchItem);
    // Whoever made it was removed: it goes as everything else does.
    let mut gone = scene.news[0].clone();
    (gone.n, gone.accepted, gone.reason) = (2, false, "removed".to_owned());
    index.take(&[gone], now()).unwrap();
    assert_eq!(count(&index), 0);
}

#[test]
fn what_an_unknown_statement_is_about_says_so_until_it_is_known() {
    let mut scene = Scene::new(BOARD);
    let need = scene.add(0, ItemKind::Need, &[("title", "Soup")]);
    for (kind, item, body, reason) in [
        (
            Kind::Statement,
            Some(need),
            &STATEMENT[..],
            "statementUnknown",
        ),
        (Kind::Certificate, None, &STATEMENT[..], "unknown-kind"),
        // Rubbish is of no version.
        (Kind::Statement, Some(need), &[1][..], "statementUnknown"),
        (Kind::Statement, Some(need), &STATEMENT[..], "removed"),
        (Kind::Certificate, None, &[1][..], "not-canonical"),
    ] {
        scene.append(1, kind, item, Vec::new(), body.to_vec());
        let news = scene.news.last_mut().unwrap();
        (news.accepted, news.reason) = (false, reason.to_owned());
    }
    let index = index_of(&scene.news);
    assert_eq!(count(&index), 2);
    let about = |index: &Index| index.read(|c| newer::said_about(c, 1, [need])).unwrap();
    assert!(about(&index));
    let listed = index
        .read(|c| crate::index::list_aside(c, 1, 0, 10))
        .unwrap();
    assert_eq!(listed.iter().filter(|aside| aside.newer).count(), 2);
    // After an update it counts: with a body that this app can read, for it knows no other.
    let mut known = scene.news[1].clone();
    (known.n, known.accepted) = (9, true);
    index.take(&[known], now()).unwrap();
    assert!(!about(&index));
    assert_eq!(count(&index), 1);
    assert!(Statement::is_newer(&STATEMENT));
}
