//! How long it takes until an open list shows that all work of somebody who was removed is gone:
//! `cargo test -p app taken_back_figure -- --ignored --nocapture`.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use model::{ItemDoc, Scalar};
use node::{Appender, Draft};
use trust::{ItemId, Kind};

use super::marks::called;
use super::people::{Person, items_query, meet};
use super::removing::goes_offline;
use super::screen::Screen;
use crate::api::{Intent, ItemKind, RemoveReason};

/// How many changes each item gets, its making among them.
const CHANGES_OF_ITEM: usize = 10;
/// How many items one write makes.
const CHUNK: usize = 100;
/// For the largest run in a debug build on a machine that does other things too.
const PATIENCE: Duration = Duration::from_secs(300);

/// Makes an item and edits it, as somebody does.
fn work_on_one(appender: &mut Appender<'_>, number: usize) -> Result<(), String> {
    let log = appender.log()?;
    let item = ItemId::derive(log, appender.next_seq()?);
    let actor = model::actor(log, item);
    let titled = |round: usize| -> BTreeMap<String, Scalar> {
        let text = format!("Bread {number}, as of {round}");
        [("title".to_owned(), Scalar::Text(text))].into()
    };
    let (mut doc, made) = ItemDoc::create(model::ItemKind::Need, &titled(0), actor)
        .map_err(|error| error.to_string())?;
    // The log's own change before it is implied.
    let draft = |item: Option<ItemId>, body: Vec<u8>| Draft {
        kind: Kind::Change,
        item,
        deps: Vec::new(),
        body,
    };
    appender.append(draft(None, made.body))?;
    for round in 1..CHANGES_OF_ITEM {
        let edited = doc.edit(&titled(round), actor);
        for change in edited.map_err(|error| error.to_string())? {
            appender.append(draft(Some(item), change.body))?;
        }
    }
    Ok(())
}

/// How long a removal took.
struct Took {
    /// Until it was in the log and in the index.
    done: Duration,
    /// Until the open list was without the work.
    shown: Duration,
    /// The processor's time in it, in milliseconds.
    processor: u64,
}

/// Returns how much of the processor's time this process has used, in milliseconds.
fn processor_ms() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let after_name = stat.rsplit(')').next().unwrap();
    let fields = after_name.split_whitespace().skip(11).take(2);
    // Hundredths of a second, on every Linux that the app runs on.
    fields.map(|ticks| ticks.parse::<u64>().unwrap() * 10).sum()
}

/// Bob makes so many items; returns how long it takes from Alice's word until her open list is without them.
async fn take_back(items: usize) -> Took {
    let alice = Person::online("Alice").await;
    let board = alice.board("Mill Road").await;
    alice
        .adds(&board, ItemKind::Need, &[("title", "Soup")])
        .await;
    let bob = Person::online("Bob").await;
    bob.joins(&alice.ticket(&board).await, 1).await;
    let desk = &bob.app.desk;
    let id = desk.at(&board).unwrap().id;
    for from in (0..items).step_by(CHUNK) {
        let to = items.min(from + CHUNK);
        let build = move |appender: &mut Appender<'_>| {
            (from..to).try_for_each(|number| work_on_one(appender, number))
        };
        desk.write(id, Box::new(build)).await.unwrap();
    }
    let view = alice.app.subscribe(items_query(&board));
    let mut screen = Screen::default();
    let mut until = async |wanted: usize| {
        while !screen.begun || usize::try_from(screen.total).unwrap() != wanted {
            let next = tokio::time::timeout(PATIENCE, view.updates.recv()).await;
            screen.apply(next.unwrap().unwrap());
        }
        screen.rows.len()
    };
    until(items + 1).await;
    meet(&board, &alice, &bob).await;
    let row = called(&alice, &board, "Bob").await;
    let remove = Intent::RemovePerson {
        board: board.clone(),
        person: row.person,
        reason: RemoveReason::Spam,
        note: None,
        keep_work: false,
        let_go: false,
        hide_let_in: false,
    };
    // Bob's own device, in this process, would take its share of the processor.
    goes_offline(&alice, &board).await;
    let before = processor_ms();
    #[expect(clippy::disallowed_methods, reason = "a test that measures")]
    let begun = Instant::now();
    alice.does(remove).await;
    let done = begun.elapsed();
    assert_eq!(until(1).await, 1);
    let took = Took {
        done,
        shown: begun.elapsed(),
        processor: processor_ms().saturating_sub(before),
    };
    let aside = alice.app.desk.node.set_aside(id, u32::MAX).await.unwrap();
    assert!(aside.len() >= items * CHANGES_OF_ITEM, "{}", aside.len());
    took
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_open_list_loses_all_work_of_somebody_who_is_removed() {
    take_back(20).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "prints how long it takes for 20,000 changes to 2,000 items"]
#[expect(clippy::print_stderr, reason = "the figure is for whoever runs it")]
async fn twenty_thousand_changes_leave_an_open_list() {
    let took = take_back(2_000).await;
    eprintln!(
        "20,000 changes: the removal took {:?}, the list was without them after {:?}; {} ms of the processor",
        took.done, took.shown, took.processor
    );
}
