//! What is told by itself: coordinators who want each other gone, stewards named twice, and whose work is kept.

use super::board_life::sees_head;
use super::marks::called;
use super::people::{Person, alices_board};
use super::removing::goes_offline;
use super::stewards::{propose, three};
use crate::api::{
    BoardView, DisputeView, ErrorCode, Intent, KeptWhy, Outcome, Query, RemoveReason, Role,
    RowData, Secret, Template,
};

fn ask(board: &str, person: &str, words: &str) -> Intent {
    Intent::AskToRemove {
        board: board.into(),
        person: person.into(),
        reason: RemoveReason::Harmful,
        note: Some(words.into()),
    }
}

fn read(board: &str, about: &str) -> Intent {
    Intent::MarkRead {
        board: board.into(),
        about: about.into(),
    }
}

/// Makes somebody a coordinator, and waits until they are told.
async fn coordinator(alice: &Person, who: &Person, board: &str, name: &str) {
    let person = called(alice, board, name).await.person;
    let intent = Intent::SetRole {
        board: board.into(),
        person,
        role: Role::Coordinator,
    };
    alice.does(intent).await;
    sees_head(who, board, |head| head.role == "coordinator").await;
}

/// Returns how many decisions wait, and how many rivals were not read of, as the list of boards tells.
async fn sees_told(person: &Person, told: (u32, u32)) {
    let shows = |data: &RowData| match data {
        RowData::Board(board) => (board.to_decide, board.rivals) == told,
        other => panic!("{other:?}"),
    };
    person
        .sees(Query::Boards, |rows| {
            rows.iter().all(|row| shows(&row.data))
        })
        .await;
}

fn sides(dispute: &DisputeView) -> Vec<(&str, &str, Option<&str>)> {
    let sides = dispute.sides.iter();
    let mut sides: Vec<_> = sides
        .map(|side| {
            assert_eq!(side.reason, RemoveReason::Harmful);
            assert!(side.at.is_some());
            let (by, against) = (side.by.name.as_str(), side.against.name.as_str());
            (by, against, side.note.as_deref())
        })
        .collect();
    sides.sort_unstable();
    sides
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_input_19_the_steward_is_told_of_coordinators_who_want_each_other_gone_and_decides() {
    let (alice, board) = alices_board().await;
    let (bob, carol) = three(&alice, &board).await;
    let row = called(&bob, &board, "Carol").await;
    assert!(!row.may_ask_to_remove && !row.asked_to_remove);
    let refused = bob.fails(ask(&board, &row.person, "shouts")).await;
    assert_eq!(refused.code, ErrorCode::NotAllowed);
    coordinator(&alice, &bob, &board, "Bob").await;
    coordinator(&alice, &carol, &board, "Carol").await;
    let may_ask = Query::People {
        board: board.clone(),
    };
    let others = |rows: &[crate::api::Row]| {
        rows.iter().any(|row| matches!(&row.data, RowData::Person(p) if p.name == "Carol" && p.may_ask_to_remove))
    };
    bob.sees(may_ask, others).await;
    bob.does(ask(&board, &row.person, "shouts at people")).await;
    // Once is enough, and nobody but the steward is told.
    bob.does(ask(&board, &row.person, "again")).await;
    let asked = called(&bob, &board, "Carol").await;
    assert!(asked.asked_to_remove && !asked.may_ask_to_remove && asked.removed.is_none());
    // When it was written is known once it is in the index.
    let dated = |dispute: &DisputeView| dispute.sides.iter().all(|side| side.at.is_some());
    let told = |head: &BoardView| {
        let disputes = &head.stewardship.disputes;
        disputes.len() == 1 && disputes.iter().all(dated)
    };
    let head = sees_head(&alice, &board, told).await;
    let dispute = &head.stewardship.disputes[0];
    assert_eq!(sides(dispute), [("Bob", "Carol", Some("shouts at people"))]);
    assert!(!dispute.read);
    sees_told(&alice, (1, 0)).await;
    for person in [&bob, &carol] {
        let head = sees_head(person, &board, |_| true).await;
        assert!(head.stewardship.disputes.is_empty());
    }
    // Alice leaves it so. Then Carol asks as well, and she is told anew.
    alice.does(read(&board, &dispute.dispute)).await;
    sees_told(&alice, (0, 0)).await;
    let head = sees_head(&alice, &board, told).await;
    assert!(head.stewardship.disputes[0].read);
    let bobs = called(&carol, &board, "Bob").await.person;
    carol.does(ask(&board, &bobs, "takes the van home")).await;
    let both = |head: &BoardView| {
        let first = head.stewardship.disputes.first();
        first.is_some_and(|dispute| dispute.sides.len() == 2 && dated(dispute))
    };
    let head = sees_head(&alice, &board, both).await;
    assert!(!head.stewardship.disputes[0].read && head.stewardship.disputes.len() == 1);
    let wanted = [
        ("Bob", "Carol", Some("shouts at people")),
        ("Carol", "Bob", Some("takes the van home")),
    ];
    assert_eq!(sides(&head.stewardship.disputes[0]), wanted);
    sees_told(&alice, (1, 0)).await;
    // She removes Bob: nothing is left to decide.
    let intent = Intent::RemovePerson {
        board: board.clone(),
        person: bobs,
        reason: RemoveReason::Harmful,
        note: None,
        keep_work: true,
        let_go: false,
        hide_let_in: false,
    };
    alice.does(intent).await;
    let over = |head: &BoardView| head.stewardship.disputes.is_empty();
    sees_head(&alice, &board, over).await;
    sees_told(&alice, (0, 0)).await;
    assert_eq!(called(&alice, &board, "Carol").await.role, "coordinator");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_input_14_everybody_is_told_of_stewards_who_were_named_twice_until_they_have_read_it() {
    let alice = Person::online("Alice").await;
    let made = alice
        .does(Intent::CreateRecoverableBoard {
            name: "Mill Road".into(),
            template: Template::Relief,
        })
        .await;
    let Outcome::RecoverableBoard { board, words } = made else {
        panic!("{made:?}");
    };
    alice
        .adds(&board, crate::api::ItemKind::Need, &[("title", "Soup")])
        .await;
    let (bob, carol) = three(&alice, &board).await;
    // Apart from each other: Carol uses the key on paper, Alice takes Bob as a second steward.
    goes_offline(&carol, &board).await;
    let row = called(&carol, &board, "Carol").await;
    carol
        .does(Intent::RecoverBoard {
            board: board.clone(),
            words: Secret::new(words.join(" ")),
            stewards: vec![row.person.clone()],
        })
        .await;
    let rows = [
        called(&alice, &board, "Alice").await,
        called(&alice, &board, "Bob").await,
    ];
    alice.does(propose(&board, &[&rows[0], &rows[1]])).await;
    sees_head(&bob, &board, |head| head.stewards == 2).await;
    sees_told(&bob, (0, 0)).await;
    carol.offline(false).await;
    for person in [&bob, &carol] {
        let told = |head: &BoardView| head.stewardship.rivals.len() == 1;
        let head = sees_head(person, &board, told).await;
        let names = |people: &[crate::api::StewardLine]| -> Vec<String> {
            people.iter().map(|line| line.name.clone()).collect()
        };
        let rival = &head.stewardship.rivals[0];
        assert_eq!(names(&head.stewardship.people), ["Carol"]);
        assert_eq!(names(&rival.people), ["Alice", "Bob"]);
        assert_eq!(names(&rival.signed), ["Alice"]);
        assert!(!rival.read && !rival.by_key);
        sees_told(person, (0, 1)).await;
        person.does(read(&board, &rival.rival)).await;
        sees_told(person, (0, 0)).await;
        let head = sees_head(person, &board, told).await;
        assert!(head.stewardship.rivals[0].read);
    }
    // What is told nowhere is no error, and nothing is noted of it.
    bob.does(read(&board, "nothing")).await;
    assert!(
        !bob.app
            .desk()
            .at(&board)
            .unwrap()
            .marks
            .read
            .contains("nothing")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_input_18_work_of_somebody_removed_says_because_of_whom_it_is_kept() {
    let (alice, board) = alices_board().await;
    let item = alice.items(&board).await[0].item.clone();
    let bob = alice.lets_in("Bob", &board, 1).await;
    let mallory = alice.lets_in("Mallory", &board, 1).await;
    for person in [&bob, &mallory] {
        called(person, &board, "Mallory").await;
    }
    let hers = called(&alice, &board, "Mallory").await.person;
    goes_offline(&alice, &board).await;
    mallory.edits(&board, &item, "title", "Soup, cheap").await;
    bob.sees_page(&board, &item, |page| page.row.title == "Soup, cheap")
        .await;
    bob.edits(&board, &item, "title", "Soup for twelve").await;
    let page = bob.page(&board, &item).await;
    assert!(page.kept.is_empty() && page.history.iter().all(|line| !line.kept));
    let intent = Intent::RemovePerson {
        board: board.clone(),
        person: hers,
        reason: RemoveReason::Spam,
        note: None,
        keep_work: true,
        let_go: false,
        hide_let_in: false,
    };
    alice.does(intent).await;
    alice.offline(false).await;
    for (person, me) in [(&alice, false), (&bob, true)] {
        let told = |page: &crate::api::ItemView| !page.kept.is_empty();
        let page = person.sees_page(&board, &item, told).await;
        assert_eq!(page.row.title, "Soup for twelve");
        let [kept] = &page.kept[..] else {
            panic!("{:?}", page.kept);
        };
        assert_eq!((kept.by.as_str(), kept.mine), ("Mallory", false));
        assert_eq!((kept.why, kept.made), (KeptWhy::Removed, false));
        let built = (kept.built_on_by_me, kept.built_on_by.join(", "));
        assert_eq!(
            built,
            (me, if me { String::new() } else { "Bob".to_owned() })
        );
        let lines = page.history.iter().filter(|line| line.kept);
        let lines: Vec<&str> = lines.map(|line| line.by.as_str()).collect();
        assert_eq!(lines, ["Mallory"]);
    }
}
