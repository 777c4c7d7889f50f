//! What an open app does only for who proves who they are: by the passphrase once more, or by the words on paper.

use super::people::Person;
use crate::api::{
    AppError, ErrorCode, Intent, Outcome, Query, Reading, ReadingAnswer, Secret, Template,
    VaultEntry, VaultWay,
};

const PASSPHRASE: &str = "four unusual words";

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

fn with(passphrase: &str, intent: Intent) -> Intent {
    Intent::WithPassphrase {
        passphrase: secret(passphrase),
        intent: Box::new(intent),
    }
}

fn signed(words: &str, intent: Intent) -> Intent {
    Intent::WithWords {
        words: secret(words),
        intent: Box::new(intent),
    }
}

fn lock(way: VaultWay, passphrase: Option<&str>) -> Intent {
    Intent::ChangeVault {
        entry: VaultEntry {
            way: Some(way),
            passphrase: passphrase.map(secret),
        },
    }
}

fn again(error: &AppError) -> (ErrorCode, Option<&str>) {
    let why = error.details.get("why");
    (error.code, why.map(String::as_str))
}

const NEEDED: (ErrorCode, Option<&str>) = (ErrorCode::PassphraseNeeded, Some("again"));
const WRONG: (ErrorCode, Option<&str>) = (ErrorCode::PassphraseWrong, Some("again"));

async fn way(person: &Person) -> VaultWay {
    match person.app.read(Reading::Safety).await.unwrap() {
        ReadingAnswer::Safety { safety } => safety.way,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_open_app_tells_the_words_and_lets_in_for_good_only_who_types_the_passphrase_again() {
    let alice = Person::alone("Alice").await;
    assert_eq!(alice.app.recovery_words(None).await.unwrap().len(), 12);
    alice
        .does(lock(VaultWay::Passphrase, Some(PASSPHRASE)))
        .await;
    // The words.
    let refused = alice.app.recovery_words(None).await.unwrap_err();
    assert_eq!(again(&refused), NEEDED);
    let guess = secret("four usual words");
    let refused = alice.app.recovery_words(Some(&guess)).await.unwrap_err();
    assert_eq!(again(&refused), WRONG);
    let typed = secret(PASSPHRASE);
    let words = alice.app.recovery_words(Some(&typed)).await.unwrap();
    assert_eq!(words.len(), 12);
    // They are no reading, by which a page or a process of the account would get them in one call.
    let reading = serde_json::from_str::<Reading>(r#"{"type":"recoveryWords"}"#);
    assert!(reading.is_err(), "{reading:?}");
    // Another lock, which would open to whoever chose it.
    for other in [
        lock(VaultWay::Passphrase, Some("a passphrase of mine")),
        lock(VaultWay::PlainFile, None),
    ] {
        assert_eq!(again(&alice.fails(other.clone()).await), NEEDED);
        let refused = alice.fails(with("four usual words", other.clone())).await;
        assert_eq!(again(&refused), WRONG);
        // Words that are right prove nothing about the lock.
        let refused = alice.fails(signed(&words.join(" "), other)).await;
        assert_eq!(again(&refused), NEEDED);
    }
    assert_eq!(way(&alice).await, VaultWay::Passphrase);
    alice.app.recovery_words(Some(&typed)).await.unwrap();
    // Another device, which would be hers.
    let phone = Person::alone("a new computer").await;
    let Outcome::DeviceRequested { request } = phone.does(Intent::RequestDevice).await else {
        panic!("no request");
    };
    let add = Intent::AddDevice {
        request: request.text,
    };
    assert_eq!(again(&alice.fails(add.clone()).await), NEEDED);
    let nested = with(PASSPHRASE, with(PASSPHRASE, add.clone()));
    assert_eq!(alice.fails(nested).await.code, ErrorCode::Internal);
    let added = alice.does(with(PASSPHRASE, add)).await;
    assert!(matches!(added, Outcome::DeviceAnswered { .. }), "{added:?}");
    alice
        .does(with(PASSPHRASE, lock(VaultWay::PlainFile, None)))
        .await;
    assert_eq!(way(&alice).await, VaultWay::PlainFile);
}

#[tokio::test]
async fn with_the_words_on_paper_a_board_is_made_with_them_typed_and_they_are_not_kept() {
    let alice = Person::alone("Alice").await;
    let words = alice.app.recovery_words(None).await.unwrap().join(" ");
    alice
        .does(Intent::KeepWordsOnPaper {
            words: secret(&words),
        })
        .await;
    let make = |name: &str| Intent::CreateBoard {
        name: name.to_owned(),
        template: Template::Relief,
    };
    let needed = async |intent| alice.fails(intent).await.code;
    assert_eq!(needed(make("Mill Road")).await, ErrorCode::WordsNeeded);
    let others = "abandon ".repeat(11) + "about";
    let refused = alice.fails(signed(&others, make("Mill Road"))).await;
    assert_eq!(
        again(&refused),
        (ErrorCode::WordsWrong, Some("otherPerson"))
    );
    let made = alice.does(signed(&words, make("Mill Road"))).await;
    let Outcome::Board { board } = made else {
        panic!("{made:?}");
    };
    // She is its steward, and works on it without the words, also after a restart.
    let need = [("title", "Blankets")];
    alice.adds(&board, crate::api::ItemKind::Need, &need).await;
    assert_eq!(needed(make("Depot East")).await, ErrorCode::WordsNeeded);
    let alice = alice.reopened().await;
    alice.adds(&board, crate::api::ItemKind::Need, &need).await;
    assert_eq!(alice.people(&board).await[0].role, "steward");
    assert_eq!(alice.items(&board).await.len(), 2);
    let refused = alice.fails(make("Depot East")).await;
    assert_eq!(refused.code, ErrorCode::WordsNeeded);
    let refused = alice.app.recovery_words(None).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::WordsNeeded);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_join_that_was_signed_with_the_words_finishes_after_a_restart_without_them() {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    let ticket = alice.ticket(&board).await;
    alice.offline(true).await;
    let bob = Person::online("Bob").await;
    let words = bob.app.recovery_words(None).await.unwrap().join(" ");
    bob.does(Intent::KeepWordsOnPaper {
        words: secret(&words),
    })
    .await;
    let join = Intent::Join { ticket };
    assert_eq!(bob.fails(join.clone()).await.code, ErrorCode::WordsNeeded);
    bob.does(signed(&words, join)).await;
    // Nobody can be reached; he closes the app, and opens it later.
    let bob = bob.reopened().await;
    alice.offline(false).await;
    bob.sees(Query::Boards, |rows| rows.len() == 1).await;
    bob.sees(
        Query::People {
            board: board.clone(),
        },
        |rows| rows.len() == 2,
    )
    .await;
    let need = [("title", "Blankets")];
    bob.adds(&board, crate::api::ItemKind::Need, &need).await;
    alice
        .sees(super::people::items_query(&board), |rows| rows.len() == 1)
        .await;
}
