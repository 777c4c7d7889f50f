//! Lists as people have them: in two encodings at once, with rows twice.

use std::path::Path;

use super::window::Window;

/// As they were meant. One byte is nothing in any encoding: it is shown as such, and its row stays.
const NAMES: &[&str] = &[
    "Crème brûlée",
    "Crème fraîche",
    "Eau potable – 1,5 l",
    "Rain ponchos “large”",
    "Saw 24\"",
    "Señora’s coats",
    "Tarpaulin 4×6 m",
    "Torch\u{fffd}es",
    "Äpfel",
    "Żurek",
    "Candles",
];

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn a_list_in_broken_encodings_comes_in_once_and_readable() {
    let list =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/supplies-broken-encoding.csv");
    let folder = tempfile::tempdir().unwrap();
    let alice = Window::open("Alice", folder.path()).unwrap();
    alice.introduce().unwrap();
    alice.make_board("Old Net Loft").unwrap();
    let first = alice.import("Supplies", &list).unwrap();
    assert!(first.starts_with("11 new, 1 already there"), "{first}");
    assert!(first.contains("two ways of writing letters"), "{first}");
    let rows = alice.whole_list(11).unwrap();
    for name in NAMES {
        let found = rows.iter().filter(|row| row.starts_with(name)).count();
        assert_eq!(found, 1, "{name}: {rows:#?}");
    }
    alice.keep_picture("import-broken-encoding");
    let second = alice.import("Supplies", &list).unwrap();
    assert!(second.starts_with("0 new, 12 already there"), "{second}");
    alice.go("Supplies").unwrap();
    alice.shows(11).unwrap();
    alice.close().unwrap();
}
