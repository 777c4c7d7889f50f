//! A board on which somebody works with a newer version of the app: what this one does not know stays as it is.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use model::{ItemDoc, Scalar};
use node::{Appender, Draft};
use trust::{ItemId, Kind};

use super::board_life::sees_head;
use super::people::{Person, edit, items_query};
use crate::api::{ErrorCode, FieldView, Intent, ItemKind, ItemView, Section};

fn text(value: &str) -> Scalar {
    Scalar::Text(value.to_owned())
}

/// Writes fields as a newer app does: nothing but the format limits them. Without an item it makes one of an unknown kind.
async fn writes_as_newer(
    person: &Person,
    board: &str,
    item: Option<&str>,
    fields: &[(&str, &str)],
) -> ItemId {
    let desk = &person.app.desk;
    let at = desk.at(board).unwrap();
    let values: BTreeMap<String, Scalar> = fields
        .iter()
        .map(|(field, value)| ((*field).to_owned(), text(value)))
        .collect();
    let item: Option<ItemId> = item.map(|item| item.parse().unwrap());
    let of = item;
    let (doc, kept) = desk
        .look(at.id, move |connection, number| {
            let Some(item) = of else {
                return Ok((ItemDoc::new(), Vec::new()));
            };
            let doc = crate::index::load_document(connection, number, item)?;
            Ok((doc, crate::index::kept_of_item(connection, number, of)?))
        })
        .await
        .unwrap();
    let wrote = Arc::new(Mutex::new(None));
    let out = Arc::clone(&wrote);
    let build = move |appender: &mut Appender<'_>| {
        let log = appender.log()?;
        let item = match item {
            Some(item) => item,
            None => ItemId::derive(log, appender.next_seq()?),
        };
        let mut doc = doc;
        for change in doc.edit(&values, model::actor(log, item)).unwrap() {
            let entry = |hash: &model::ChangeHash| {
                let wrote = kept.iter().find(|kept| kept.hash == Some(*hash));
                wrote.unwrap().position.id
            };
            let mut deps: Vec<_> = change.deps.iter().map(entry).collect();
            deps.sort_unstable();
            appender.append(Draft {
                kind: Kind::Change,
                item: of,
                deps,
                body: change.body,
            })?;
        }
        *out.lock().unwrap() = Some(item);
        Ok(())
    };
    desk.write(at.id, Box::new(build)).await.unwrap();
    let wrote = wrote.lock().unwrap().take();
    wrote.unwrap()
}

fn field<'a>(page: &'a ItemView, name: &str) -> &'a FieldView {
    let mut fields = page.fields.iter();
    fields.find(|field| field.field == name).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_input_61_parts_of_a_newer_app_are_read_only_and_never_rewritten() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    let need = alice
        .adds(
            &board,
            ItemKind::Need,
            &[("title", "Soup"), ("area", "Hall")],
        )
        .await;
    assert!(!alice.page(&board, &need).await.newer);
    let bob = Person::online("Bob").await;
    bob.joins(&alice.ticket(&board).await, 1).await;
    // Alice updates her app; Bob does not.
    writes_as_newer(
        &alice,
        &board,
        Some(&need),
        &[("what", "animal"), ("species", "cat")],
    )
    .await;
    let vote = writes_as_newer(&alice, &board, None, &[("title", "Vote")]).await;
    for person in [&alice, &bob] {
        let page = person.sees_page(&board, &need, |page| page.newer).await;
        let what = field(&page, "what");
        assert_eq!((what.newer, what.value.as_deref()), (true, None));
        assert!(!field(&page, "area").newer);
        let head = sees_head(person, &board, |head| head.newer == 1).await;
        assert_eq!((head.needs, head.set_aside), (1, 0));
        person
            .sees(items_query(&board), |rows| rows.len() == 1)
            .await;
    }
    // What Bob cannot see he does not write over; the rest of it is his to edit.
    let refused = bob.fails(edit(&board, &need, "what", "item")).await;
    assert_eq!(
        (refused.code, refused.details["field"].as_str()),
        (ErrorCode::UpdateToEdit, "what")
    );
    let code = &vote.code()[..6];
    let claim = Intent::Claim {
        board: board.clone(),
        item: code.to_owned(),
        quantity: None,
        until: None,
        note: None,
    };
    assert_eq!(bob.fails(claim).await.code, ErrorCode::UpdateToEdit);
    bob.edits(&board, &need, "title", "Hot soup").await;
    bob.claims(&board, &need, None).await;
    let page = alice
        .sees_page(&board, &need, |page| {
            page.row.title == "Hot soup" && !page.claims.is_empty()
        })
        .await;
    assert!(page.newer && field(&page, "what").newer);
    let id: ItemId = need.parse().unwrap();
    let at = bob.app.desk.at(&board).unwrap();
    let still = bob.app.desk.look(at.id, move |connection, number| {
        crate::index::load_document(connection, number, id)
    });
    assert!(still.await.unwrap().has_newer_fields());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sections_that_a_newer_app_hides_stay_hidden_when_others_are_changed() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    let at = alice.app.desk.at(&board).unwrap();
    let here = at.clone();
    let own = alice.app.desk.look(at.id, move |connection, number| {
        crate::views::board_item(connection, number, &here)
    });
    let own = own.await.unwrap().item.unwrap().to_string();
    writes_as_newer(
        &alice,
        &board,
        Some(&own),
        &[("hiddenSections", "petitions sites")],
    )
    .await;
    let sections = Intent::SetSections {
        board: board.clone(),
        hidden: vec![Section::Supplies],
    };
    alice.does(sections).await;
    let here = at.clone();
    let own = alice.app.desk.look(at.id, move |connection, number| {
        crate::views::board_item(connection, number, &here)
    });
    let own = own.await.unwrap();
    assert_eq!(own.hidden_sections, [Section::Supplies]);
    assert_eq!(own.other_sections, ["petitions"]);
}
