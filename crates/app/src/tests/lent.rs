//! Words on paper that are typed for one act: they sign that act, and nothing that is asked meanwhile.

use std::future::Future;
use std::pin::pin;

use super::people::Person;
use crate::api::{AppError, ErrorCode, Intent, Outcome, Secret, Template};

async fn on_paper(name: &str) -> (Person, String) {
    let person = Person::alone(name).await;
    let words = person.app.recovery_words(None).await.unwrap().join(" ");
    person
        .does(Intent::KeepWordsOnPaper {
            words: Secret::new(words.clone()),
        })
        .await;
    (person, words)
}

fn signed(words: &str, intent: Intent) -> Intent {
    Intent::WithWords {
        words: Secret::new(words.to_owned()),
        intent: Box::new(intent),
    }
}

fn make(name: &str) -> Intent {
    Intent::CreateBoard {
        name: name.to_owned(),
        template: Template::Relief,
    }
}

/// Does something else until it is done, while an act goes on that cannot end yet.
async fn meanwhile<T>(
    act: impl Future<Output = Result<Outcome, AppError>> + Unpin,
    other: impl Future<Output = T>,
) -> T {
    tokio::select! {
        biased;
        done = act => panic!("it did not wait: {done:?}"),
        done = other => done,
    }
}

#[tokio::test]
async fn lent_words_sign_the_act_they_were_typed_for_and_nothing_that_is_asked_meanwhile() {
    let carol = Person::alone("Carol").await;
    let carols = carol.board("Depot East").await;
    let join = Intent::Join {
        ticket: carol.ticket(&carols).await,
    };
    let (alice, words) = on_paper("Alice").await;
    // Her board is to be made; another edit is not through yet.
    let lane = alice.app.desk().lane.lock().await;
    let mut making = pin!(alice.app.dispatch(signed(&words, make("Mill Road"))));
    // A script asks for something that waits for no other edit.
    let refused = meanwhile(&mut making, alice.fails(join.clone())).await;
    assert_eq!(refused.code, ErrorCode::WordsNeeded);
    // Another act with the words, which ends first, takes them from nobody.
    let joined = meanwhile(&mut making, alice.does(signed(&words, join.clone()))).await;
    assert!(matches!(joined, Outcome::Joining { .. }), "{joined:?}");
    drop(lane);
    let made = making.await.unwrap();
    assert!(matches!(made, Outcome::Board { .. }), "{made:?}");
    assert_eq!(
        alice.fails(make("Harbour")).await.code,
        ErrorCode::WordsNeeded
    );
}
