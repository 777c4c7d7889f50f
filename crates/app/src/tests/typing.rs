//! Typing over a change that arrives meanwhile: both values are kept and shown, and nothing of others is touched.

use super::people::{Person, edit, meet};
use crate::api::{
    Activity, ActivityKind, ErrorCode, FieldChange, Intent, ItemKind, ItemView, Outcome,
};

/// What stands in a field: the base of an edit that begins now.
async fn stood(person: &Person, board: &str, item: &str, field: &str) -> Vec<String> {
    let page = person.page(board, item).await;
    let shown = page.fields.into_iter().find(|shown| shown.field == field);
    shown.unwrap().stood
}

fn typed(board: &str, item: &str, field: &str, value: &str, base: &[String]) -> Intent {
    Intent::EditItem {
        board: board.into(),
        item: item.into(),
        changes: vec![FieldChange {
            field: field.into(),
            value: Some(value.into()),
            base: Some(base.to_vec()),
        }],
    }
}

/// The versions of the title, by name.
fn versions(page: &ItemView) -> Vec<(String, String)> {
    let title = page.fields[0].versions.iter();
    let mut versions: Vec<_> = title
        .map(|version| {
            (
                version.by.clone(),
                version.value.clone().unwrap_or_default(),
            )
        })
        .collect();
    versions.sort_unstable();
    versions
}

fn two(alices: &str, bobs: &str) -> Vec<(String, String)> {
    vec![("Alice".into(), alices.into()), ("Bob".into(), bobs.into())]
}

/// Alice made a need, Bob is there, and what stood in its title then.
async fn soup() -> (Person, Person, String, String, Vec<String>) {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    let need = alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    let bob = Person::online("Bob").await;
    bob.joins(&alice.ticket(&board).await, 1).await;
    let base = stood(&alice, &board, &need, "title").await;
    assert_eq!(base.len(), 1);
    (alice, bob, board, need, base)
}

async fn sees_title(person: &Person, board: &str, item: &str, title: &str) {
    person
        .sees_page(board, item, |page| page.row.title == title)
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_bob_writes_while_alice_types_stands_beside_hers() {
    let (alice, bob, board, need, base) = soup().await;
    alice
        .does(typed(&board, &need, "title", "Hot", &base))
        .await;
    sees_title(&bob, &board, &need, "Hot").await;
    bob.edits(&board, &need, "title", "Bread").await;
    sees_title(&alice, &board, &need, "Bread").await;
    // She types on, and never saw it come.
    for text in ["Hot s", "Hot soup"] {
        alice.does(typed(&board, &need, "title", text, &base)).await;
        assert_eq!(
            versions(&alice.page(&board, &need).await),
            two(text, "Bread")
        );
    }
    bob.sees_page(&board, &need, |page| {
        versions(page) == two("Hot soup", "Bread")
    })
    .await;
    // Taken back, it leaves Bob's alone.
    let undo = Intent::Undo {
        board: board.clone(),
    };
    assert!(matches!(alice.does(undo).await, Outcome::Undone { .. }));
    for person in [&alice, &bob] {
        person
            .sees_page(&board, &need, |page| {
                page.row.title == "Bread" && !page.row.two_versions
            })
            .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_from_before_a_crash_stands_beside_what_came_since_and_a_choice_settles_it() {
    let (alice, bob, board, need, base) = soup().await;
    // Saved once before the crash; what she typed after that is in the draft, with the base of the whole.
    alice
        .does(typed(&board, &need, "title", "Hot", &base))
        .await;
    let alice = alice.reopened().await;
    alice
        .does(typed(&board, &need, "title", "Hot s", &base))
        .await;
    assert_eq!(stood(&alice, &board, &need, "title").await.len(), 1);
    sees_title(&bob, &board, &need, "Hot s").await;
    bob.edits(&board, &need, "title", "Bread").await;
    sees_title(&alice, &board, &need, "Bread").await;
    let alice = alice.reopened().await;
    alice
        .does(typed(&board, &need, "title", "Hot soup", &base))
        .await;
    for person in [&alice, &bob] {
        person
            .sees_page(&board, &need, |page| {
                versions(page) == two("Hot soup", "Bread")
            })
            .await;
    }
    let both = stood(&bob, &board, &need, "title").await;
    bob.does(typed(&board, &need, "title", "Hot soup", &both))
        .await;
    for person in [&alice, &bob] {
        person
            .sees_page(&board, &need, |page| {
                page.row.title == "Hot soup" && !page.row.two_versions
            })
            .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_has_built_on_the_newer_value_asks_instead() {
    let (alice, bob, board, need, base) = soup().await;
    bob.edits(&board, &need, "title", "Bread").await;
    bob.edits(&board, &need, "unit", "loaf").await;
    alice
        .sees_page(&board, &need, |page| page.row.fields.contains_key("unit"))
        .await;
    alice.edits(&board, &need, "unit", "loaves").await;
    let late = typed(&board, &need, "title", "Hot soup", &base);
    let refused = alice.fails(late.clone()).await;
    assert_eq!(
        (refused.code, refused.details["person"].as_str()),
        (ErrorCode::ChangedSince, "Bob")
    );
    assert_eq!(refused.details["field"], "title");
    assert_eq!(alice.page(&board, &need).await.row.title, "Bread");
    // "Keep mine": over what she has been shown now.
    let shown = stood(&alice, &board, &need, "title").await;
    alice
        .does(typed(&board, &need, "title", "Hot soup", &shown))
        .await;
    sees_title(&bob, &board, &need, "Hot soup").await;
    // Another run of hers can still write beside.
    let alice = alice.reopened().await;
    bob.edits(&board, &need, "title", "Bread").await;
    sees_title(&alice, &board, &need, "Bread").await;
    alice.does(late).await;
    assert_eq!(
        versions(&alice.page(&board, &need).await),
        two("Hot soup", "Bread")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_base_what_stands_is_replaced_and_a_wrong_base_replaces_nothing() {
    let (alice, bob, board, need, _) = soup().await;
    bob.edits(&board, &need, "title", "Bread").await;
    sees_title(&alice, &board, &need, "Bread").await;
    alice.does(edit(&board, &need, "title", "Hot soup")).await;
    sees_title(&bob, &board, &need, "Hot soup").await;
    let wrong = ["nothing".to_owned()];
    bob.does(typed(&board, &need, "title", "Bread", &wrong))
        .await;
    assert_eq!(
        versions(&bob.page(&board, &need).await),
        two("Hot soup", "Bread")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_taken_back_beside_two_values_of_others_leaves_both() {
    let (alice, bob, board, need, base) = soup().await;
    let carol = Person::online("Carol").await;
    carol.joins(&alice.ticket(&board).await, 1).await;
    let of = |page: &ItemView| -> Vec<String> {
        let mut all: Vec<_> = versions(page).into_iter().map(|(_, text)| text).collect();
        all.sort_unstable();
        all
    };
    // Each began to type before the others' came.
    for (person, text) in [(&bob, "Bread"), (&carol, "Rice")] {
        let change = typed(&board, &need, "title", text, &base);
        person.does(change).await;
    }
    let both = |page: &ItemView| of(page) == ["Bread", "Rice"];
    alice.sees_page(&board, &need, both).await;
    let hers = typed(&board, &need, "title", "Hot soup", &base);
    alice.does(hers).await;
    let all = of(&alice.page(&board, &need).await);
    assert_eq!(all, ["Bread", "Hot soup", "Rice"]);
    let undo = Intent::Undo {
        board: board.clone(),
    };
    assert!(matches!(alice.does(undo).await, Outcome::Undone { .. }));
    for person in [&alice, &bob, &carol] {
        person.sees_page(&board, &need, both).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_seen_of_one_field_replaces_nothing_in_another() {
    let (alice, bob, board, need, base) = soup().await;
    let change = |field: &str, value: &str, base: Option<&[String]>| FieldChange {
        field: field.into(),
        value: Some(value.into()),
        base: base.map(<[String]>::to_vec),
    };
    let edit = |changes| Intent::EditItem {
        board: board.clone(),
        item: need.clone(),
        changes,
    };
    let both = vec![change("title", "Bread", None), change("unit", "loaf", None)];
    bob.does(edit(both)).await;
    sees_title(&alice, &board, &need, "Bread").await;
    // The title from before Bob's change, the unit from after it.
    let unit = stood(&alice, &board, &need, "unit").await;
    let late = vec![
        change("title", "Hot soup", Some(&base)),
        change("unit", "bowls", Some(&unit)),
    ];
    let refused = alice.fails(edit(late)).await;
    assert_eq!(refused.code, ErrorCode::ChangedSince);
    assert_eq!(alice.page(&board, &need).await.row.title, "Bread");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn undo_never_touches_the_work_of_others() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    let put_away = alice
        .adds(&board, ItemKind::Need, &[("title", "Old")])
        .await;
    let need = alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    let bob = Person::online("Bob").await;
    bob.joins(&alice.ticket(&board).await, 2).await;
    bob.edits(&board, &need, "title", "Bread").await;
    alice
        .sees_page(&board, &need, |page| page.row.title == "Bread")
        .await;
    let undo = || Intent::Undo {
        board: board.clone(),
    };
    let refused = alice.fails(undo()).await;
    assert_eq!(refused.code, ErrorCode::ChangedSince);
    assert!(!alice.page(&board, &need).await.row.archived);
    // Both put it away, apart: Alice's undo lifts her own word only.
    meet(&board, &alice, &bob).await;
    alice.offline(true).await;
    for person in [&alice, &bob] {
        let (board, item) = (board.clone(), put_away.clone());
        person.does(Intent::Archive { board, item }).await;
    }
    alice.offline(false).await;
    meet(&board, &alice, &bob).await;
    // What has come is on her page a moment later.
    let twice = |page: &ItemView| {
        let archived = |line: &&Activity| line.what == ActivityKind::Archived;
        page.history.iter().filter(archived).count() == 2
    };
    alice.sees_page(&board, &put_away, twice).await;
    alice.does(undo()).await;
    assert!(alice.page(&board, &put_away).await.row.archived);
    bob.does(undo()).await;
    alice
        .sees_page(&board, &put_away, |page| !page.row.archived)
        .await;
}
