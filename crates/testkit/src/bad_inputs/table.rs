//! The table of the bad inputs tells the truth: each test that it names is there, and each number is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The numbers that the issues of trust and of syncing ask for.
const ASKED: &[std::ops::RangeInclusive<u32>] =
    &[1..=32, 34..=37, 40..=51, 53..=59, 61..=61, 71..=71];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The rows of the table: number, and the rest of the line.
fn rows() -> Vec<(u32, String)> {
    let text = std::fs::read_to_string(root().join("docs/bad-inputs.md")).unwrap();
    let row = |line: &str| {
        let (number, rest) = line.strip_prefix("| ")?.split_once(" | ")?;
        Some((number.parse().ok()?, rest.to_owned()))
    };
    text.lines().filter_map(row).collect()
}

/// The sources at a path: a file, or all below a folder.
fn sources(path: &Path) -> String {
    if path.is_file() {
        return std::fs::read_to_string(path).unwrap();
    }
    let mut all = String::new();
    for inside in
        std::fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    {
        let inside = inside.unwrap().path();
        if inside.is_dir() || inside.extension().is_some_and(|ending| ending == "rs") {
            all.push_str(&sources(&inside));
        }
    }
    all
}

/// The tests that a row names: `` `path#name` ``.
fn named(row: &str) -> Vec<(String, String)> {
    let quoted = row.split('`').skip(1).step_by(2);
    quoted
        .filter_map(|text| text.split_once('#'))
        .map(|(path, name)| (path.to_owned(), name.to_owned()))
        .collect()
}

#[test]
fn every_test_that_the_table_names_is_there() {
    let mut read: BTreeMap<String, String> = BTreeMap::new();
    let mut tests = 0;
    for (number, row) in rows() {
        for (path, name) in named(&row) {
            let source = read
                .entry(path.clone())
                .or_insert_with(|| sources(&root().join(&path)));
            assert!(
                source.contains(&format!("fn {name}(")),
                "{number}: {path} has no {name}"
            );
            tests += 1;
        }
    }
    assert!(tests >= 60, "{tests}");
}

#[test]
fn every_number_is_in_the_table_with_a_test_or_with_what_it_waits_for() {
    let rows = rows();
    for number in ASKED.iter().cloned().flatten() {
        let (_, row) = rows
            .iter()
            .find(|(other, _)| *other == number)
            .unwrap_or_else(|| panic!("{number} is missing"));
        let open = row.contains("**open**") || row.contains("**in part**");
        assert!(
            open || !named(row).is_empty(),
            "{number} has neither a test nor a reason"
        );
        assert!(
            named(row).is_empty() <= row.contains("**open**"),
            "{number} has no test and is not open"
        );
    }
    let numbers: BTreeSet<u32> = rows.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers.len(), rows.len(), "a number stands once");
}

#[test]
fn every_numbered_test_is_in_the_row_of_its_number() {
    let rows = rows();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/bad_inputs");
    let mut tests = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        if file == "table.rs" {
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        for part in source.split("fn bad_input_").skip(1) {
            let Some((name, _)) = part.split_once("()") else {
                continue;
            };
            let number: u32 = name[..2].parse().unwrap();
            let wanted = format!("crates/testkit/src/bad_inputs/{file}#bad_input_{name}`");
            let row = rows.iter().find(|(other, _)| *other == number);
            assert!(
                row.is_some_and(|(_, row)| row.contains(&wanted)),
                "{wanted} is not in row {number}"
            );
            tests += 1;
        }
    }
    assert!(tests >= 25, "{tests}");
}
