//! Alice hands the board over, asks for a second steward, loses her laptop: over real connections.

use super::board_life::sees_head;
use super::marks::called;
use super::people::{Person, alice_and_bob, alices_board, items_query, meet, meet_three};
use crate::api::{
    BoardView, ErrorCode, Intent, ItemKind, Outcome, PersonRow, Query, RowData, Secret, Template,
};

pub(super) fn propose(board: &str, people: &[&PersonRow]) -> Intent {
    Intent::ProposeStewards {
        board: board.into(),
        people: people.iter().map(|row| row.person.clone()).collect(),
    }
}

fn names(head: &BoardView) -> Vec<&str> {
    let people = head.stewardship.people.iter();
    people.map(|line| line.name.as_str()).collect()
}

fn leave(board: &str) -> Intent {
    Intent::LeaveBoard {
        board: board.into(),
    }
}

/// Alice's board with Bob and Carol on it, who know each other's names.
pub(super) async fn three(alice: &Person, board: &str) -> (Person, Person) {
    let bob = alice.lets_in("Bob", board, 1).await;
    let carol = alice.lets_in("Carol", board, 1).await;
    for person in [alice, &bob, &carol] {
        knows_all(person, board).await;
    }
    (bob, carol)
}

async fn knows_all(person: &Person, board: &str) {
    let query = Query::People {
        board: board.into(),
    };
    person
        .sees(query, |rows| {
            let named = |row: &&crate::api::Row| matches!(&row.data, RowData::Person(p) if !p.name.is_empty());
            rows.iter().filter(named).count() == 3
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_steward_comes_at_once_and_from_then_on_both_must_agree() {
    let (alice, board) = alices_board().await;
    let (bob, carol) = three(&alice, &board).await;
    let head = sees_head(&alice, &board, |head| head.suggest_second_steward).await;
    assert_eq!(
        (head.stewardship.threshold, head.stewardship.may_propose),
        (1, true)
    );
    assert!(!head.stewardship.recovery_key);
    let refused = bob
        .fails(propose(&board, &[&called(&bob, &board, "Bob").await]))
        .await;
    assert_eq!(
        (refused.code, refused.details["role"].as_str()),
        (ErrorCode::NotAllowed, "editor")
    );
    let (a, b) = (
        called(&alice, &board, "Alice").await,
        called(&alice, &board, "Bob").await,
    );
    let c = called(&alice, &board, "Carol").await;
    for (people, why) in [
        (vec![], "none"),
        (vec![&a], "same"),
        (vec![&b, &b], "twice"),
    ] {
        let refused = alice.fails(propose(&board, &people)).await;
        assert_eq!(
            (refused.code, refused.details["why"].as_str()),
            (ErrorCode::BadStewards, why)
        );
    }
    alice.does(propose(&board, &[&a, &b])).await;
    for person in [&alice, &bob, &carol] {
        let head = sees_head(person, &board, |head| head.stewards == 2).await;
        assert_eq!(
            (names(&head), head.stewardship.threshold),
            (vec!["Alice", "Bob"], 2)
        );
        assert!(!head.suggest_second_steward);
    }
    // Neither can go without the other.
    let needed = bob.fails(leave(&board)).await;
    assert_eq!(
        (needed.code, needed.details["missing"].as_str()),
        (ErrorCode::StewardsNeedYou, "1")
    );
    // Bob proposes himself and Carol; Alice agrees, goes on as an editor, and may leave.
    bob.does(propose(&board, &[&b, &c])).await;
    let head = sees_head(&alice, &board, |head| {
        !head.stewardship.proposals.is_empty()
    })
    .await;
    let open = &head.stewardship.proposals[0];
    let line = |lines: &[crate::api::StewardLine]| -> Vec<String> {
        lines.iter().map(|line| line.name.clone()).collect()
    };
    assert_eq!(line(&open.people), ["Bob", "Carol"]);
    assert_eq!(
        (line(&open.agreed), line(&open.dropped)),
        (vec!["Bob".to_owned()], vec!["Alice".to_owned()])
    );
    assert_eq!((open.missing, open.may_agree, open.threshold), (1, true, 2));
    let agree = Intent::AgreeStewards {
        board: board.clone(),
        proposal: open.proposal.clone(),
    };
    assert_eq!(carol.fails(agree.clone()).await.code, ErrorCode::NotAllowed);
    alice.does(agree.clone()).await;
    for person in [&alice, &bob, &carol] {
        let head = sees_head(person, &board, |head| names(head) == ["Bob", "Carol"]).await;
        assert!(head.stewardship.proposals.is_empty());
    }
    assert_eq!(bob.fails(agree).await.code, ErrorCode::NoSuchProposal);
    assert_eq!(called(&bob, &board, "Alice").await.role, "editor");
    assert_eq!(carol.items(&board).await.len(), 1);
    alice
        .edits(
            &board,
            &alice.items(&board).await[0].item,
            "title",
            "Hot soup",
        )
        .await;
    bob.sees(
        items_query(&board),
        |rows| matches!(&rows[0].data, RowData::Item(item) if item.title == "Hot soup"),
    )
    .await;
    alice.does(leave(&board)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_board_is_handed_over_and_left() {
    let (alice, bob, board) = alice_and_bob().await;
    assert_eq!(
        alice.fails(leave(&board)).await.code,
        ErrorCode::LastSteward
    );
    let row = called(&alice, &board, "Bob").await;
    alice.does(propose(&board, &[&row])).await;
    let head = sees_head(&alice, &board, |head| names(head) == ["Bob"]).await;
    assert_eq!(
        (head.role.as_str(), head.stewardship.may_propose),
        ("coordinator", false)
    );
    sees_head(&bob, &board, |head| head.role == "steward").await;
    meet(&board, &alice, &bob).await;
    alice.does(leave(&board)).await;
    assert!(alice.rows(Query::Boards).await.is_empty());
    // Nothing that she made went with her.
    assert_eq!(bob.items(&board).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_key_on_paper_gives_a_board_other_stewards() {
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
    assert_eq!(words.len(), 12);
    alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    let (bob, carol) = three(&alice, &board).await;
    assert!(
        sees_head(&carol, &board, |_| true)
            .await
            .stewardship
            .recovery_key
    );
    meet_three(&board, [&alice, &bob, &carol]).await;
    // Alice's laptop is destroyed.
    alice.app.shutdown().await.unwrap();
    let row = called(&carol, &board, "Carol").await;
    let recover = |words: String| Intent::RecoverBoard {
        board: board.clone(),
        words: Secret::new(words),
        stewards: vec![row.person.clone()],
    };
    let mut typo = words.clone();
    typo.swap(0, 1);
    let wrong = carol.fails(recover(typo.join(" "))).await.code;
    assert!(
        matches!(wrong, ErrorCode::WordsWrong | ErrorCode::RecoveryKeyWrong),
        "{wrong:?}"
    );
    // The words of a person are no recovery key.
    let own = carol.app.recovery_words(None).await.unwrap();
    let other = carol.fails(recover(own.join(" "))).await;
    assert_eq!(
        (other.code, other.details["why"].as_str()),
        (ErrorCode::RecoveryKeyWrong, "other")
    );
    carol.does(recover(words.join(" "))).await;
    for person in [&bob, &carol] {
        let head = sees_head(person, &board, |head| names(head) == ["Carol"]).await;
        assert_eq!(head.stewardship.threshold, 1);
        let gone = called(person, &board, "Alice").await;
        let removed = gone.removed.unwrap();
        assert_eq!(
            (gone.role.as_str(), removed.by.as_str(), removed.mine),
            ("steward", "", false)
        );
        assert_eq!(person.items(&board).await.len(), 1);
    }
    assert_eq!(sees_head(&carol, &board, |_| true).await.role, "steward");
    // Alice, with a new laptop and new words, is let in again by Carol, and Carol makes her a coordinator.
    let again = Person::online("Alice again").await;
    again.joins(&carol.ticket(&board).await, 1).await;
}

#[tokio::test]
async fn a_board_without_a_recovery_key_says_so() {
    let alice = Person::alone("Alice").await;
    let board = alice.board("Mill Road").await;
    let words = alice.app.recovery_words(None).await.unwrap();
    let me = alice.people(&board).await.remove(0).person;
    let refused = alice
        .fails(Intent::RecoverBoard {
            board,
            words: Secret::new(words.join(" ")),
            stewards: vec![me],
        })
        .await;
    assert_eq!(
        (refused.code, refused.details["why"].as_str()),
        (ErrorCode::RecoveryKeyWrong, "none")
    );
}
