//! No source is longer than people read at a time (CONTRIBUTING.md).

use super::sources;

/// Lines.
const MOST: usize = 350;
/// What was longer when the rule became a test, and waits to be split. Nothing is added here.
const WAITING: &[&str] = &[
    "crates/cli/src/words.rs",
    "crates/node/src/peer/tests/hostile.rs",
    "crates/sync/src/host.rs",
    "crates/sync/src/shared.rs",
    "crates/trust/src/tests/worlds/maker/acts.rs",
];

#[test]
fn no_source_is_longer_than_people_read() {
    let sources = sources::with(&[".rs", ".ts", ".tsx", ".mjs"]);
    assert!(sources.len() > 500, "{} sources", sources.len());
    let long = sources.iter().filter_map(|source| {
        let lines = source.text.lines().count();
        let waits = WAITING.contains(&source.path.as_str());
        (lines > MOST && !waits).then(|| format!("{lines} lines: {}", source.path))
    });
    let long: Vec<String> = long.collect();
    assert!(long.is_empty(), "split these:\n{}", long.join("\n"));
}
