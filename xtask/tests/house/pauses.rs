//! Where the product may sleep, and which of the four reasons each place has (docs/decisions/0125).
//!
//! A test never sleeps: `clippy.toml` and whoever reviews see to that. Whoever adds a pause to the product adds its row.

use std::collections::BTreeSet;

use super::sources;

/// Why a task sleeps, by the decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    AfterFailure,
    AfterNews,
    ForTime,
    SaysNothingUnasked,
}

use Why::{AfterFailure, AfterNews, ForTime, SaysNothingUnasked};

/// Where, how long (as it stands in the source), and why.
const PAUSES: &[(&str, &str, Why)] = &[
    ("crates/app/src/attachments/tend.rs", "SETTLE", AfterNews),
    ("crates/app/src/cases.rs", "EVERY", ForTime),
    ("crates/app/src/cases.rs", "SETTLE", AfterNews),
    (
        "crates/app/src/control/server.rs",
        "AFTER_FAILURE",
        AfterFailure,
    ),
    ("crates/app/src/follow.rs", "AFTER_FAILURE", AfterFailure),
    // A lease that ends.
    (
        "crates/app/src/follow.rs",
        "Duration::from_millis(wait)",
        ForTime,
    ),
    ("crates/app/src/live/subscription.rs", "FRAME", AfterNews),
    (
        "crates/cli/src/commands/bringing.rs",
        "LOOK",
        SaysNothingUnasked,
    ),
    (
        "crates/cli/src/commands/helper.rs",
        "LOOK",
        SaysNothingUnasked,
    ),
    (
        "crates/cli/src/commands/share.rs",
        "LOOK",
        SaysNothingUnasked,
    ),
    ("crates/cli/src/session.rs", "BETWEEN", SaysNothingUnasked),
    ("crates/node/src/node/devices.rs", "NOTICE", ForTime),
    // Until somebody who did not have a file is asked again.
    ("crates/node/src/node/files/fetch.rs", "at", AfterFailure),
    ("crates/node/src/node/run.rs", "REBIND", AfterFailure),
    ("crates/node/src/node/run.rs", "REFRESH", AfterNews),
    ("crates/node/src/node/run.rs", "TAG", ForTime),
    ("crates/node/src/node/run.rs", "TICK", ForTime),
    // Until somebody who was not reached is due again.
    ("crates/node/src/node/run.rs", "at", AfterFailure),
    // Where the system gives a relay no more connections.
    (
        "crates/sync/src/transport/relay/door.rs",
        "REST",
        AfterFailure,
    ),
];

/// What passes time without waiting for a state.
const SLEEPERS: &[&str] = &[
    "sleep",
    "sleep_until",
    "interval",
    "interval_at",
    "sleep_ms",
];

/// All pauses in the sources of the product: file, and what is said of how long.
fn found() -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let dev = [
        "crates/bench/",
        "crates/testkit/",
        "xtask/",
        "tests/",
        "ui/",
    ];
    for source in sources::with(&[".rs"]) {
        let path = &source.path;
        let in_tests = path.contains("/tests/") || path.ends_with("/tests.rs");
        if in_tests || dev.iter().any(|folder| path.starts_with(folder)) {
            continue;
        }
        let code = source.text.split("#[cfg(test)]\nmod tests {").next();
        let code = code.unwrap_or_default().lines();
        for line in code.filter(|line| !line.trim_start().starts_with("//")) {
            for length in pauses_in(line) {
                found.insert((path.clone(), length));
            }
        }
    }
    found
}

/// What the calls of sleepers in a line are given.
fn pauses_in(line: &str) -> Vec<String> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut all = Vec::new();
    for sleeper in SLEEPERS {
        let call = format!("{sleeper}(");
        for (at, _) in line.match_indices(&call) {
            let before = line[..at].chars().next_back();
            let declared = line[..at].ends_with("fn ");
            if before.is_some_and(is_name) || declared {
                continue;
            }
            let rest = &line[at + call.len()..];
            let mut depth = 1;
            let end = rest.find(|c| {
                depth += i32::from(c == '(') - i32::from(c == ')');
                depth == 0
            });
            all.push(rest[..end.unwrap_or(rest.len())].to_owned());
        }
    }
    all
}

#[test]
fn the_product_sleeps_only_where_the_list_says_why() {
    let listed = PAUSES.iter();
    let listed: BTreeSet<(String, String)> = listed
        .map(|(path, length, _)| ((*path).to_owned(), (*length).to_owned()))
        .collect();
    assert_eq!(listed.len(), PAUSES.len(), "a row stands once");
    let found = found();
    let new: Vec<_> = found.difference(&listed).collect();
    assert!(
        new.is_empty(),
        "wait for a state, or say which of the four reasons of decision 0125 it is: {new:#?}"
    );
    let gone: Vec<_> = listed.difference(&found).collect();
    assert!(gone.is_empty(), "no pauses any more: {gone:#?}");
    let reasons: BTreeSet<Why> = PAUSES.iter().map(|(.., why)| *why).collect();
    assert_eq!(reasons.len(), 4);
}

#[test]
fn a_pause_is_found_however_it_is_written() {
    let pauses = |line: &str| pauses_in(line);
    assert_eq!(pauses("tokio::time::sleep(LOOK).await"), ["LOOK"]);
    assert_eq!(pauses("() = sleep(a(1)) => sleep(B),"), ["a(1)", "B"]);
    assert_eq!(pauses("std::thread::sleep(X);"), ["X"]);
    assert!(pauses("fn sleep(of: Duration)").is_empty());
    assert!(pauses("has_no_sleep(X)").is_empty());
}
