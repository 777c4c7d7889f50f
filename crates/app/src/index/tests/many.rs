//! Lists answer whatever others hide, block or ask again: how many ids that are is theirs to choose.

use std::collections::BTreeSet;

use model::ItemKind;
use trust::{ItemId, PersonId};

use super::super::{Folded, Index, counts, listing, open_needs};
use super::BOARD;
use super::support::{Scene, index_of};
use crate::api::{ItemSort, ItemsFilter, Window};

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
