//! The index says the same whatever the batches and the order of arrival, finds what it holds, and
//! begins anew when it has to.

mod finding;
mod former;
mod many;
mod newer;
mod support;

use proptest::prelude::*;
use trust::BoardId;

use self::support::{KEY, Scene, dump, index_of, now};
use super::{Folded, Index, Listed, code, listing};
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

/// Lists the board's items.
fn list(index: &Index, filter: &ItemsFilter, sort: ItemSort) -> (u32, Vec<Listed>) {
    let (nothing, window) = (Folded::default(), Window::default());
    let list = |c: &rusqlite::Connection| listing::list(c, 1, None, &nothing, filter, sort, window);
    index.read(list).unwrap()
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
    let (total, listed) = list(&index, &all, ItemSort::Title);
    assert_eq!(total, 2);
    assert_eq!(listed[0].item, one.min(two));
    assert_eq!(listed[0].remaining, Some(-4));
    assert_eq!(listed[0].claimed_by.len(), 2);
}

#[test]
fn supplies_of_one_name_are_one_until_one_of_them_is_archived() {
    let mut scene = Scene::new(BOARD);
    let one = scene.add(0, ItemKind::Supply, &[("title", "Baby Wipes")]);
    let two = scene.add(1, ItemKind::Supply, &[("title", "baby  wipes")]);
    let shown_in = |scene: &Scene, archived: bool| {
        let filter = ItemsFilter {
            archived,
            ..ItemsFilter::default()
        };
        let (_, listed) = list(&index_of(&scene.news), &filter, ItemSort::Title);
        listed.into_iter().map(|l| l.item).collect::<Vec<_>>()
    };
    assert_eq!(shown_in(&scene, false), vec![one.min(two)]);
    let boxes = scene.add(
        1,
        ItemKind::Supply,
        &[("title", "Baby Wipes"), ("unit", "box")],
    );
    let mut shown = vec![one.min(two), boxes];
    shown.sort_unstable();
    let mut listed = shown_in(&scene, false);
    listed.sort_unstable();
    assert_eq!(listed, shown);
    scene.edit(1, boxes, "title", "Boxes of wipes");
    scene.state(0, one, Statement::Archive { heads: Vec::new() });
    assert_eq!(shown_in(&scene, false), vec![two, boxes]);
    assert_eq!(shown_in(&scene, true), vec![one]);
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
