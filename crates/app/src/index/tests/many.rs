//! Lists answer whatever others hide, block or ask again: how many ids that are is theirs to choose. And they cost the
//! same on a large board.

use std::collections::BTreeSet;

use model::ItemKind;
use rusqlite::params_from_iter;
use rusqlite::types::Value;
use trust::{ItemId, PersonId};

use super::super::rows::SETTINGS;
use super::super::{Folded, Index, NEXT_LEASE, counts, listing, open_needs};
use super::BOARD;
use super::support::{Scene, index_of};
use crate::api::{ItemKind as ApiKind, ItemSort, ItemState, ItemsFilter, Window};

/// More than SQLite takes as values of their own.
const VERY_MANY: u16 = 33_000;

fn made_up<const N: usize>(number: u16) -> [u8; N] {
    let mut id = [0xee; N];
    id[..2].copy_from_slice(&number.to_be_bytes());
    id
}

fn titles(index: &Index, folded: &Folded, filter: &ItemsFilter) -> Vec<String> {
    let (sort, window) = (ItemSort::Title, Window::default());
    let list = |c: &rusqlite::Connection| listing::list(c, 1, None, folded, filter, sort, window);
    let (total, listed) = index.read(list).unwrap();
    assert_eq!(usize::try_from(total).unwrap(), listed.len());
    listed.into_iter().map(|item| item.title).collect()
}

#[test]
fn thirty_three_thousand_hidden_blocked_and_asked_again() {
    let mut scene = Scene::new(BOARD);
    let bread = scene.add(0, ItemKind::Need, &[("title", "Bread")]);
    scene.add(0, ItemKind::Need, &[("title", "Milk")]);
    scene.add(1, ItemKind::Need, &[("title", "Soup")]);
    let bob = scene.news.last().unwrap().person.unwrap();
    let index = index_of(&scene.news);
    let mut items: BTreeSet<ItemId> = (0..VERY_MANY).map(|n| ItemId(made_up(n))).collect();
    let mut people: BTreeSet<PersonId> = (0..VERY_MANY).map(|n| PersonId(made_up(n))).collect();
    items.insert(bread);
    people.insert(bob);
    let folded = Folded {
        asked_again: items.clone(),
        items,
        people,
        ..Folded::default()
    };
    let plain = ItemsFilter::default();
    assert_eq!(titles(&index, &folded, &plain), ["Milk"]);
    let away = ItemsFilter {
        folded: true,
        ..ItemsFilter::default()
    };
    assert_eq!(titles(&index, &folded, &away), ["Bread", "Soup"]);
    let asked = ItemsFilter {
        asked_again: true,
        ..ItemsFilter::default()
    };
    assert_eq!(titles(&index, &folded, &asked), ["Bread"]);
    let open = index.read(|c| open_needs(c, 1, &folded)).unwrap();
    let all = index.read(|c| counts(c, 1, &folded)).unwrap();
    assert_eq!((open, all.get("need")), (1, Some(&1)));
}

/// Returns how SQLite goes about a statement.
fn plan(index: &Index, sql: &str, bound: &[Value]) -> String {
    let explained = |c: &rusqlite::Connection| {
        let mut statement = c.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
        let steps = statement.query_map(params_from_iter(bound), |row| row.get::<_, String>(3))?;
        Ok(steps.collect::<Result<Vec<_>, _>>()?.join("; "))
    };
    index.read(explained).unwrap()
}

/// After each edit the views are read again: what that costs must not grow with the board.
#[test]
fn a_page_is_read_in_its_order_and_the_count_reads_no_row() {
    let index = index_of(&Scene::new(BOARD).news);
    let (nothing, needs) = (Folded::default(), vec![ApiKind::Need]);
    let states = vec![ItemState::Open, ItemState::PartClaimed];
    let filters = [
        ItemsFilter::default(),
        ItemsFilter {
            kinds: needs.clone(),
            ..ItemsFilter::default()
        },
        ItemsFilter {
            kinds: needs,
            states,
            ..ItemsFilter::default()
        },
    ];
    for filter in filters {
        for (sort, by) in [
            (ItemSort::Changed, "items_by_change"),
            (ItemSort::Urgency, "items_by_urgency"),
            (ItemSort::Title, "items_by_title"),
        ] {
            let [(count, to_count), (page, mut to_list)] =
                listing::statements(1, None, &nothing, &filter, sort);
            let counted = plan(&index, &count, &to_count);
            assert!(
                counted.contains("COVERING INDEX items_by_kind"),
                "{counted}"
            );
            to_list.extend([Value::from(200), Value::from(0)]);
            let listed = plan(&index, &page, &to_list);
            assert!(listed.contains(by) && !listed.contains("TEMP"), "{listed}");
        }
    }
    let lease = plan(&index, NEXT_LEASE, &[]);
    assert!(lease.contains("COVERING INDEX items_by_lease"), "{lease}");
    let settings = plan(&index, SETTINGS, &[Value::from(1)]);
    let by_index = settings.contains("items_of_boards");
    assert!(by_index && !settings.contains("TEMP"), "{settings}");
}
