//! What somebody is called who was removed, whatever they write afterwards and however they set their clock.

use std::sync::Arc;

use model::Statement;
use trust::{Kind, PersonId};

use super::super::aside::former_name;
use super::super::{Index, News};
use super::BOARD;
use super::support::{Scene, index_of};

const MALLORY: usize = 1;

/// The news that somebody calls themselves so, by their clock.
fn named(name: &str, wall_ms: u64, accepted: bool, n: u64) -> News {
    let mut scene = Scene::new(BOARD);
    let statement = Statement::Name {
        name: name.to_owned(),
        replaces: Vec::new(),
    };
    for _ in 0..n {
        let body = statement.to_body();
        scene.append(MALLORY, Kind::Statement, None, Vec::new(), body);
    }
    let mut news = scene.news.pop().unwrap();
    let mut entry = (*news.entry).clone();
    entry.header.time.wall_ms = wall_ms;
    news.entry = Arc::new(entry);
    verdict(&news, accepted, n)
}

/// Another verdict on the same entry.
fn verdict(of: &News, accepted: bool, n: u64) -> News {
    News {
        n,
        accepted,
        reason: if accepted { "" } else { "removed" }.to_owned(),
        ..of.clone()
    }
}

fn called(index: &Index, person: PersonId, removed_at: i64) -> Option<String> {
    let read = |c: &rusqlite::Connection| former_name(c, 1, person, Some(removed_at));
    index.read(read).unwrap()
}

#[test]
fn a_name_that_mallory_writes_after_her_removal_and_stamps_before_it_is_not_hers() {
    let hers = named("Mallory", 100, true, 1);
    let person = hers.person.unwrap();
    let removed = verdict(&hers, false, 5);
    // On a new log, one moment before Alice removed her at 200.
    let cora = named("Cora", 199, false, 6);
    let index = index_of(&[hers.clone(), removed.clone()]);
    assert_eq!(called(&index, person, 200).as_deref(), Some("Mallory"));
    index.take(std::slice::from_ref(&cora), 0).unwrap();
    assert_eq!(called(&index, person, 200).as_deref(), Some("Mallory"));
    // Another reason later, and an index that is made anew from all verdicts, say the same.
    let again = verdict(&hers, false, 7);
    index.take(std::slice::from_ref(&again), 0).unwrap();
    assert_eq!(called(&index, person, 200).as_deref(), Some("Mallory"));
    let anew = index_of(&[hers, removed, cora, again]);
    assert_eq!(called(&anew, person, 200).as_deref(), Some("Mallory"));
}

#[test]
fn what_counted_here_for_a_while_after_the_removal_does_not_take_the_names_place() {
    let (bob, alice) = (named("Bob", 100, true, 1), named("Alice", 300, true, 2));
    let person = bob.person.unwrap();
    let (one, two) = (verdict(&bob, false, 5), verdict(&alice, false, 6));
    let index = index_of(&[bob, alice, one, two]);
    assert_eq!(called(&index, person, 200).as_deref(), Some("Bob"));
}

#[test]
fn who_heard_of_neither_in_time_has_nothing_but_the_clocks() {
    let (bob, later) = (named("Bob", 100, false, 1), named("Alice", 300, false, 2));
    let person = bob.person.unwrap();
    let index = index_of(&[bob, later]);
    assert_eq!(called(&index, person, 200).as_deref(), Some("Bob"));
    assert_eq!(called(&index, person, 50).as_deref(), Some("Bob"));
}
