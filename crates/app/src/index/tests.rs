//! The index says the same whatever the batches and the order of arrival, finds what it holds, and
//! begins anew when it has to.

mod support;

use proptest::prelude::*;
use trust::BoardId;

use self::support::{KEY, Scene, dump, index_of, now};
use super::{Folded, Index, code, listing};
use crate::api::{ItemSort, ItemState, ItemsFilter, Window};
use model::{ItemKind, Statement, StockAction};

const BOARD: BoardId = BoardId([7; 32]);

fn claim() -> Statement {
    Statement::Claim {
        quantity: None,
        until_ms: None,
        note: None,
        replaces: Vec::new(),
    }
}

fn given_out(quantity: u32) -> Statement {
    Statement::StockMove {
        site: None,
        action: StockAction::GivenOut,
        quantity,
        note: None,
    }
}

#[test]
fn alice_and_bob_claim_the_same_need_and_both_are_named() {
    let mut scene = Scene::new(BOARD);
    let need = scene.add(0, ItemKind::Need, &[("title", "Blankets")]);
    scene.state(0, need, claim());
    scene.state(1, need, claim());
    let index = index_of(&scene.news);
    let listed = index.read(|c| listing::one(c, 1, need)).unwrap().unwrap();
    assert_eq!(listed.claimed_by.len(), 2);
    assert_eq!(listed.state, ItemState::Claimed);
}

#[test]
fn seven_and_six_of_ten_blankets_are_three_too_many() {
    let mut scene = Scene::new(BOARD);
    let supply = scene.add(0, ItemKind::Supply, &[("title", "Blankets")]);
    let counted = Statement::Recount {
        site: None,
        counted: 10,
        covers: Vec::new(),
    };
    scene.state(0, supply, counted);
    scene.state(0, supply, given_out(7));
    scene.state(1, supply, given_out(6));
    let index = index_of(&scene.news);
    let listed = index.read(|c| listing::one(c, 1, supply)).unwrap().unwrap();
    assert_eq!(listed.on_hand, Some(-3));
}

#[test]
fn two_people_edit_the_same_title_and_both_versions_stand() {
    let mut scene = Scene::new(BOARD);
    let need = scene.add(0, ItemKind::Need, &[("title", "Soup")]);
    scene.meet();
    scene.edit(0, need, "title", "Hot soup");
    scene.edit(1, need, "title", "Soup for 20");
    let index = index_of(&scene.news);
    let listed = index.read(|c| listing::one(c, 1, need)).unwrap().unwrap();
    assert!(listed.two_versions);
    scene.meet();
    scene.edit(0, need, "title", "Hot soup for 20");
    let index = index_of(&scene.news);
    let listed = index.read(|c| listing::one(c, 1, need)).unwrap().unwrap();
    assert_eq!(
        (listed.title.as_str(), listed.two_versions),
        ("Hot soup for 20", false)
    );
}

#[test]
fn one_list_imported_by_two_is_shown_once_and_statements_on_either_count() {
    let mut scene = Scene::new(BOARD);
    let fields = [
        ("title", "Blankets"),
        ("quantity", "10"),
        ("importRef", "row1:abc"),
    ];
    let one = scene.add(0, ItemKind::Need, &fields);
    let two = scene.add(1, ItemKind::Need, &fields);
    // The same reference on another row is another thing.
    scene.add(
        1,
        ItemKind::Need,
        &[("title", "Soup"), ("importRef", "row1:abc")],
    );
    let seven = Statement::Claim {
        quantity: Some(7),
        until_ms: None,
        note: None,
        replaces: Vec::new(),
    };
    scene.state(0, one, seven.clone());
    scene.state(1, two, seven);
    let index = index_of(&scene.news);
    let all = ItemsFilter::default();
    let window = Window::default();
    let (total, listed) = index
        .read(|c| {
            listing::list(
                c,
                1,
                None,
                &Folded::default(),
                &all,
                ItemSort::Title,
                window,
            )
        })
        .unwrap();
    assert_eq!(total, 2);
    assert_eq!(listed[0].item, one.min(two));
    assert_eq!(listed[0].remaining, Some(-4));
    assert_eq!(listed[0].claimed_by.len(), 2);
}

#[test]
fn an_item_is_found_by_its_code_and_by_the_beginning_of_it() {
    let mut scene = Scene::new(BOARD);
    let need = scene.add(0, ItemKind::Need, &[("title", "Blankets")]);
    let soup = scene.add(0, ItemKind::Need, &[("title", "Soup")]);
    let index = index_of(&scene.news);
    let found = |text: &str| -> Vec<trust::ItemId> {
        let filter = ItemsFilter {
            text: text.to_owned(),
            ..ItemsFilter::default()
        };
        let window = Window::default();
        let list = |c: &rusqlite::Connection| {
            listing::list(
                c,
                1,
                None,
                &Folded::default(),
                &filter,
                ItemSort::Title,
                window,
            )
        };
        let (total, listed) = index.read(list).unwrap();
        assert_eq!(total as usize, listed.len());
        listed.into_iter().map(|listed| listed.item).collect()
    };
    let code = index.read(|c| listing::one(c, 1, need)).unwrap().unwrap();
    let code = code.code;
    let shown = index
        .read(|c| code::shown(c, 1, ItemKind::Need, &code))
        .unwrap();
    for text in [
        shown.clone(),
        shown.to_lowercase(),
        format!("({shown})"),
        format!("{shown} Blankets"),
        format!("N-{}", &code[..4]),
        code[..4].to_lowercase(),
        code[..6].to_owned(),
    ] {
        assert_eq!(found(&text), [need], "{text}");
    }
    assert!(found(&format!("n-{}", &code[..2])).contains(&need));
    // The letter of another kind, another word beside it, and two letters alone are no code of this one.
    assert!(found(&format!("O-{}", &code[..4])).is_empty());
    assert!(found(&format!("{shown} Soup")).is_empty());
    assert_eq!(found("soup"), [soup]);
}

#[test]
fn supplies_of_one_name_are_one_until_one_of_them_is_archived() {
    let mut scene = Scene::new(BOARD);
    let one = scene.add(0, ItemKind::Supply, &[("title", "Baby Wipes")]);
    let two = scene.add(1, ItemKind::Supply, &[("title", "baby  wipes")]);
    let list = |scene: &Scene, archived: bool| {
        let filter = ItemsFilter {
            archived,
            ..ItemsFilter::default()
        };
        let window = Window::default();
        let index = index_of(&scene.news);
        let listed = index
            .read(|c| {
                listing::list(
                    c,
                    1,
                    None,
                    &Folded::default(),
                    &filter,
                    ItemSort::Title,
                    window,
                )
            })
            .unwrap();
        listed.1.into_iter().map(|l| l.item).collect::<Vec<_>>()
    };
    assert_eq!(list(&scene, false), vec![one.min(two)]);
    let boxes = scene.add(
        1,
        ItemKind::Supply,
        &[("title", "Baby Wipes"), ("unit", "box")],
    );
    let mut shown = vec![one.min(two), boxes];
    shown.sort_unstable();
    let mut listed = list(&scene, false);
    listed.sort_unstable();
    assert_eq!(listed, shown);
    scene.edit(1, boxes, "title", "Boxes of wipes");
    scene.state(0, one, Statement::Archive { heads: Vec::new() });
    assert_eq!(list(&scene, false), vec![two, boxes]);
    assert_eq!(list(&scene, true), vec![one]);
}

#[test]
fn search_finds_parts_of_words_short_beginnings_and_comments() {
    let mut scene = Scene::new(BOARD);
    let need = scene.add(
        0,
        ItemKind::Need,
        &[("title", "Wolldecken für Ältere"), ("area", "Mill Rd")],
    );
    scene.add(0, ItemKind::Need, &[("title", "Soup")]);
    scene.state(
        0,
        need,
        Statement::Comment {
            text: "50% are \"gone\"".into(),
        },
    );
    let index = index_of(&scene.news);
    let find = |text: &str| {
        let filter = ItemsFilter {
            text: text.into(),
            ..ItemsFilter::default()
        };
        index
            .read(|c| {
                listing::list(
                    c,
                    1,
                    None,
                    &Folded::default(),
                    &filter,
                    ItemSort::Changed,
                    Window::default(),
                )
            })
            .unwrap()
            .0
    };
    for hit in [
        "decke",
        "WOLLDECKEN",
        "ältere",
        "rd",
        "mill decken",
        "gone\"",
        "50%",
        "\"gone",
    ] {
        assert_eq!(find(hit), 1, "{hit}");
    }
    for miss in ["decked", "oll soup", "ix", "rd%", "0%"] {
        assert_eq!(find(miss), 0, "{miss}");
    }
    assert_eq!(find("  "), 2);
}

#[test]
fn codes_are_as_short_as_is_clear_and_any_prefix_is_accepted() {
    let mut scene = Scene::new(BOARD);
    for n in 0..300 {
        scene.add(0, ItemKind::Need, &[("title", &format!("Need {n}"))]);
    }
    let index = index_of(&scene.news);
    let items = scene.items();
    let codes = model::Codes::new(items.iter().map(|item| (*item, ItemKind::Need)));
    index
        .read(|c| {
            for item in &items {
                let shown = code::shown(c, 1, ItemKind::Need, &item.code())?;
                assert_eq!(shown, codes.code(*item));
                assert_eq!(code::find(c, 1, &shown)?, *item);
                assert_eq!(code::find(c, 1, &shown[2..].to_lowercase())?, *item);
                assert_eq!(code::find(c, 1, &item.to_string())?, *item);
                let said = item.code().replace('O', "0").replace('I', "1");
                assert_eq!(code::find(c, 1, &format!(" n - {said} "))?, *item);
                assert!(code::find(c, 1, &format!("S-{said}")).is_err());
            }
            let many = code::find(c, 1, &items[0].code()[..1]).unwrap_err();
            assert_eq!(many.code, crate::api::ErrorCode::AmbiguousCode);
            assert!(!many.details["items"].is_empty());
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_lease_that_ends_opens_the_need_again() {
    let mut scene = Scene::new(BOARD);
    let need = scene.add(0, ItemKind::Need, &[("title", "Drive Ana")]);
    let leased = Statement::Claim {
        quantity: None,
        until_ms: Some(now() + 1_000),
        note: None,
        replaces: Vec::new(),
    };
    scene.state(1, need, leased);
    let index = index_of(&scene.news);
    let state = |index: &Index| {
        index
            .read(|c| listing::one(c, 1, need))
            .unwrap()
            .unwrap()
            .state
    };
    assert_eq!(state(&index), ItemState::Claimed);
    assert_eq!(index.next_lease().unwrap(), Some(now() + 1_000));
    assert!(index.lapse(now() + 999).unwrap().is_empty());
    let touched = index.lapse(now() + 1_000).unwrap();
    assert!(touched.boards[&BOARD].items.contains(&need));
    assert_eq!(state(&index), ItemState::Open);
    assert_eq!(index.next_lease().unwrap(), None);
}

#[test]
fn an_index_of_another_version_or_of_rubbish_begins_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index.db");
    let mut scene = Scene::new(BOARD);
    scene.add(0, ItemKind::Site, &[("title", "Hall")]);
    let index = Index::open(&path, &KEY).unwrap();
    index.take(&scene.news, now()).unwrap();
    assert_eq!(index.cursor().unwrap(), 1);
    drop(index);
    assert_eq!(Index::open(&path, &KEY).unwrap().cursor().unwrap(), 1);
    node::open_database(&path, &KEY, node::Access::Write)
        .unwrap()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    let anew = Index::open(&path, &KEY).unwrap();
    assert_eq!(anew.cursor().unwrap(), 0);
    drop(anew);
    std::fs::write(&path, "not a database, for sure not").unwrap();
    assert_eq!(Index::open(&path, &KEY).unwrap().cursor().unwrap(), 0);
}

#[test]
fn an_index_begins_anew_while_it_is_open() {
    let mut scene = Scene::new(BOARD);
    let need = scene.add(0, ItemKind::Need, &[("title", "Soup")]);
    let index = index_of(&scene.news);
    let before = dump(&index);
    index.restart().unwrap();
    assert_eq!(index.cursor().unwrap(), 0);
    assert!(index.read(|c| listing::one(c, 1, need)).unwrap().is_none());
    index.take(&scene.news, now()).unwrap();
    assert_eq!(dump(&index), before);
}

#[test]
fn what_is_set_aside_is_counted_and_a_retraction_rebuilds_the_item() {
    let mut scene = Scene::new(BOARD);
    let need = scene.add(0, ItemKind::Need, &[("title", "Soup")]);
    scene.meet();
    scene.edit(1, need, "title", "Rubbish");
    let mut news = scene.news.clone();
    let index = index_of(&news);
    let mut last = news.last().unwrap().clone();
    last.accepted = false;
    last.n += 1;
    index.take(&[last.clone()], now()).unwrap();
    news.pop();
    let fresh = index_of(&news);
    let title = |index: &Index| {
        index
            .read(|c| listing::one(c, 1, need))
            .unwrap()
            .unwrap()
            .title
    };
    assert_eq!(title(&index), "Soup");
    assert_eq!(dump(&index), dump(&fresh));
    let aside = |index: &Index| index.read(|c| super::aside::count(c, 1)).unwrap();
    assert_eq!((aside(&index), aside(&fresh)), (1, 0));
    last.accepted = true;
    index.take(&[last], now()).unwrap();
    assert_eq!((title(&index).as_str(), aside(&index)), ("Rubbish", 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn rebuilt_at_once_or_grown_entry_by_entry_in_any_order_it_is_the_same(
        steps in prop::collection::vec((0usize..3, 0u8..9, 0usize..4, 0u8..4), 1..40),
        batch in 1usize..7,
        seed in any::<u64>(),
    ) {
        let mut scene = Scene::new(BOARD);
        for (person, what, which, how) in steps {
            scene.random_step(person, what, which, how);
        }
        let at_once = index_of(&scene.news);
        let folder = tempfile::tempdir().unwrap();
        let grown = Index::open(&folder.path().join("index.db"), &KEY).unwrap();
        for some in scene.shuffled(seed).chunks(batch) {
            grown.take(some, now()).unwrap();
        }
        prop_assert_eq!(dump(&at_once), dump(&grown));
    }
}
