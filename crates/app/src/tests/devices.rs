//! Bob and his two computers, over real connections on this machine: one is added, both work, one is lost.

use super::marks::called;
use super::people::{Person, alice_and_bob, items_query, meet};
use crate::api::{
    DeviceAnswerView, DeviceRequestView, ErrorCode, Intent, ItemKind, Outcome, OwnDeviceRow,
    PersonView, Query, Reading, ReadingAnswer, RowData, Secret,
};

mod lost;

pub(super) async fn requested(person: &Person) -> DeviceRequestView {
    match person.does(Intent::RequestDevice).await {
        Outcome::DeviceRequested { request } => request,
        other => panic!("{other:?}"),
    }
}

pub(super) async fn answered(person: &Person, request: &str) -> DeviceAnswerView {
    let request = request.to_owned();
    match person.does(Intent::AddDevice { request }).await {
        Outcome::DeviceAnswered { answer } => answer,
        other => panic!("{other:?}"),
    }
}

pub(super) fn accept(answer: &str) -> Intent {
    Intent::AcceptDevice {
        answer: answer.to_owned(),
        words: None,
    }
}

/// A new computer of somebody: it asks, the old one answers, and the boards come.
async fn second_device(of: &Person, name: &str, board: &str, items: usize) -> Person {
    let phone = Person::online("a new computer").await;
    let named = Intent::NameDevice {
        device: None,
        name: name.into(),
    };
    phone.does(named).await;
    let request = requested(&phone).await;
    let answer = answered(of, &request.text).await;
    assert!(answer.fits_qr);
    assert_eq!(answer.device, name);
    phone.does(accept(&answer.text)).await;
    phone
        .sees(items_query(board), |rows| rows.len() >= items)
        .await;
    phone
}

async fn own_devices(person: &Person) -> Vec<OwnDeviceRow> {
    let rows = person.rows(Query::OwnDevices).await.into_iter();
    rows.map(|row| match row.data {
        RowData::OwnDevice(row) => row,
        other => panic!("{other:?}"),
    })
    .collect()
}

fn as_person(data: &RowData) -> &PersonView {
    match data {
        RowData::PersonPage(page) => page,
        other => panic!("{other:?}"),
    }
}

async fn page_of(person: &Person, board: &str, name: &str) -> Query {
    Query::Person {
        board: board.into(),
        person: called(person, board, name).await.person,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bobs_second_computer_is_bob_with_his_boards_and_both_work_apart() {
    let (alice, bob, board) = alice_and_bob().await;
    let phone = second_device(&bob, "phone", &board, 1).await;
    // It took his name, and is one person with his first computer.
    let settings = phone.rows(Query::Settings).await;
    assert!(matches!(&settings[0].data, RowData::Settings(s) if s.name == "Bob"));
    let people = phone.people(&board).await;
    let me = people.iter().find(|row| row.me).unwrap();
    assert_eq!((me.name.as_str(), me.role.as_str()), ("Bob", "editor"));
    // Offline, side by side: both claim, as the same person.
    bob.offline(true).await;
    phone.offline(true).await;
    let need = &alice.items(&board).await[0].item;
    phone.claims(&board, need, None).await;
    bob.adds(&board, ItemKind::Need, &[("title", "Bread")])
        .await;
    bob.offline(false).await;
    phone.offline(false).await;
    for person in [&alice, &bob, &phone] {
        person
            .sees(items_query(&board), |rows| rows.len() == 2)
            .await;
        person
            .sees_page(&board, need, |page| {
                page.claims.len() == 1 && page.claims[0].by == "Bob"
            })
            .await;
    }
    // Holdings count people: two of two, not three.
    meet(&board, &alice, &bob).await;
    let query = page_of(&alice, &board, "Bob").await;
    let rows = alice
        .sees(query, |rows| as_person(&rows[0].data).row.devices == 2)
        .await;
    let lines = &as_person(&rows[0].data).device_list;
    assert!(
        lines.iter().all(|line| line.name.is_empty()),
        "names stay with Bob"
    );
    let own = own_devices(&bob).await;
    let names: Vec<&str> = own.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["", "phone"]);
    assert!(own[0].me && own[1].boards.len() == 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_and_answers_say_what_they_are_and_each_wrong_text_has_its_word() {
    let (alice, bob, _) = alice_and_bob().await;
    let phone = Person::online("a new computer").await;
    let request = requested(&phone).await;
    assert_eq!(
        requested(&phone).await,
        request,
        "the same until it is answered"
    );
    let text = request.text.clone();
    let read = bob.app.read(Reading::ReadDeviceRequest { request: text });
    let ReadingAnswer::ReadDeviceRequest { number, mine, .. } = read.await.unwrap() else {
        panic!("no request");
    };
    assert_eq!((number.as_str(), mine), (request.number.as_str(), false));
    let answer = answered(&bob, &request.text).await;
    let text = answer.text.clone();
    let read = phone.app.read(Reading::ReadDeviceAnswer { answer: text });
    let ReadingAnswer::ReadDeviceAnswer {
        person,
        number,
        boards,
        words_needed,
        ..
    } = read.await.unwrap()
    else {
        panic!("no answer");
    };
    assert_eq!((person.as_str(), words_needed), ("Bob", false));
    assert_eq!(
        (number, boards),
        (answer.number.clone(), vec!["Mill Road".to_owned()])
    );
    let refused = |error: crate::api::AppError| (error.code, error.details["why"].clone());
    let damaged = |why: &str| (ErrorCode::DeviceTextDamaged, why.to_owned());
    let add = |request: &str| Intent::AddDevice {
        request: request.to_owned(),
    };
    for (bad, why) in [
        ("hello", "not-a-request"),
        (answer.text.as_str(), "not-a-request"),
        (&request.text[..90], "damaged"),
        (&"mhd1 ".repeat(9_000), "too-long"),
    ] {
        assert_eq!(refused(bob.fails(add(bad)).await), damaged(why));
    }
    let own = bob.fails(add(&requested(&bob).await.text)).await;
    assert_eq!(own.code, ErrorCode::NotYourself);
    assert_eq!(
        refused(phone.fails(accept(&request.text)).await),
        damaged("not-an-answer")
    );
    let newer = phone.fails(accept(&answer.text.replacen("mha1", "mha2", 1)));
    assert_eq!(newer.await.code, ErrorCode::AppTooOld);
    // Alice has boards of her own: she becomes nobody else's device.
    let hers = answered(&bob, &requested(&alice).await.text).await;
    assert_eq!(
        alice.fails(accept(&hers.text)).await.code,
        ErrorCode::ProfileInUse
    );
    // Another request's answer, then the right one, then the right one again.
    let other = |why: &str| (ErrorCode::DeviceAnswerOther, why.to_owned());
    assert_eq!(
        refused(phone.fails(accept(&hers.text)).await),
        other("otherRequest")
    );
    phone.does(accept(&answer.text)).await;
    assert_eq!(
        refused(phone.fails(accept(&answer.text)).await),
        other("noRequest")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_the_words_on_paper_the_new_computer_asks_for_them() {
    let (_alice, bob, board) = alice_and_bob().await;
    let words = bob.app.recovery_words(None).await.unwrap();
    let words = Secret::new(words.join(" "));
    bob.does(Intent::KeepWordsOnPaper {
        words: words.clone(),
    })
    .await;
    let phone = Person::online("a new computer").await;
    let answer = answered(&bob, &requested(&phone).await.text).await;
    assert!(answer.words_needed);
    let refused = phone.fails(accept(&answer.text)).await;
    assert_eq!(refused.code, ErrorCode::WordsNeeded);
    let others = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
    let with = |words: Secret| Intent::AcceptDevice {
        answer: answer.text.clone(),
        words: Some(words),
    };
    let refused = phone.fails(with(Secret::new(others.to_owned()))).await;
    assert_eq!(refused.code, ErrorCode::WordsWrong);
    let accepted = phone.does(with(words)).await;
    let (boards, words_kept) = (1, true);
    assert_eq!(accepted, Outcome::DeviceAccepted { boards, words_kept });
    phone
        .sees(items_query(&board), |rows| !rows.is_empty())
        .await;
}
