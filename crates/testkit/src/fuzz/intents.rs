//! Target `intents`: what the web view, `mh` and the control socket say to the app, as JSON.

use std::collections::BTreeMap;

use app::api::{Intent, ItemKind, Query, Reading};
use app::control::Request;
use serde::de::DeserializeOwned;

use super::{DEEPEST, Seed, Target, reached, seed};

pub(super) const TARGET: Target = Target {
    name: "intents",
    run,
    dress: None,
    seeds,
    longest: 30_000,
    words: &[
        b"\"type\":",
        b"null",
        b"1e999",
        b"-1",
        b"\\u0000",
        b"\\ud800",
        b"[[[[[[[[",
        b"{\"type\":\"addItem\",",
        b"18446744073709551616",
    ],
};

/// What is understood prints to something that is understood the same.
fn run(bytes: &[u8]) {
    goes_round::<Request>(bytes, 1);
    goes_round::<Intent>(bytes, DEEPEST);
    goes_round::<Reading>(bytes, DEEPEST);
    goes_round::<Query>(bytes, DEEPEST);
}

fn goes_round<T: DeserializeOwned + serde::Serialize + PartialEq + std::fmt::Debug>(
    bytes: &[u8],
    step: u32,
) {
    let Ok(value) = serde_json::from_slice::<T>(bytes) else {
        return;
    };
    reached(step);
    let printed = serde_json::to_vec(&value).expect("prints");
    let again: T = serde_json::from_slice(&printed).expect("what is printed is understood");
    assert_eq!(again, value);
}

fn seeds() -> Vec<Seed> {
    let board = "ab".repeat(32);
    let fields = BTreeMap::from([
        ("title".to_owned(), "Blankets".to_owned()),
        ("quantity".to_owned(), "10".to_owned()),
    ]);
    let add = Intent::AddItem {
        board: board.clone(),
        kind: ItemKind::Need,
        fields,
    };
    let join = Intent::Join {
        ticket: "mh1abc".to_owned(),
    };
    let undo = Intent::Undo { board };
    let mut all: Vec<Seed> = [add, join.clone(), undo]
        .into_iter()
        .enumerate()
        .map(|(at, intent)| seed(format!("intent-{at}"), serde_json::to_vec(&intent).unwrap()))
        .collect();
    let request = Request::Dispatch { intent: join };
    all.extend([
        seed("request", serde_json::to_vec(&request).unwrap()),
        seed("ping", serde_json::to_vec(&Request::Ping).unwrap()),
        seed("hostile-deep", "[".repeat(20_000)),
        seed("hostile-unknown", "{\"type\":\"format\",\"disk\":true}"),
        seed("hostile-twice", "{\"type\":\"undo\",\"type\":\"join\",\"board\":\"a\",\"ticket\":\"b\"}"),
        seed("hostile-proto", "{\"type\":\"addItem\",\"board\":\"a\",\"kind\":\"need\",\"fields\":{\"__proto__\":\"x\",\"constructor\":\"y\"}}"),
        seed("hostile-numbers", "{\"type\":\"claim\",\"board\":\"a\",\"item\":\"b\",\"quantity\":1e308}"),
    ]);
    all
}
