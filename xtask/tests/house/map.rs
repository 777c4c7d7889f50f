//! The map in ARCHITECTURE.md names each room and each folder of a room that is there, and none that is not.

use std::collections::BTreeSet;

use super::sources::{folders_in, root};

/// Where the folders of a room are, by its name in the map.
fn place_of(room: &str) -> String {
    match room {
        "manyhands" => "src-tauri/src".to_owned(),
        "ui" => "ui/src".to_owned(),
        "xtask" => "xtask/src".to_owned(),
        krate => format!("crates/{krate}/src"),
    }
}

fn architecture() -> String {
    std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md")
}

/// What stands in backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The rows of the table below a heading: the first cell, and the rest.
fn rows(heading: &str) -> Vec<(String, String)> {
    let text = architecture();
    let (_, below) = text.split_once(heading).expect("the heading");
    let below = below.lines().skip_while(|line| !line.starts_with('|'));
    let table = below.take_while(|line| line.starts_with('|')).skip(2);
    let row = |line: &str| {
        let (first, rest) = line.trim_start_matches('|').split_once('|').expect("cells");
        (first.trim().to_owned(), rest.to_owned())
    };
    table.map(row).collect()
}

#[test]
fn the_map_names_each_room_and_its_folders_and_no_other() {
    let rows = rows("### The folders of the rooms");
    let mut mapped = BTreeSet::new();
    for (first, rest) in &rows {
        let room = quoted(first).next().expect("a room");
        let named: BTreeSet<String> = quoted(rest).map(str::to_owned).collect();
        let found = folders_in(&place_of(room)).into_iter();
        let found: BTreeSet<String> = found.filter(|name| name != "tests").collect();
        assert_eq!(named, found, "the folders of {room}");
        mapped.insert(room.to_owned());
    }
    let mut rooms: BTreeSet<String> = folders_in("crates").into_iter().collect();
    rooms.extend(["manyhands", "ui", "xtask"].map(str::to_owned));
    let flat = |room: &String| folders_in(&place_of(room)).is_empty();
    let with_folders: BTreeSet<String> = rooms.iter().filter(|room| !flat(room)).cloned().collect();
    assert_eq!(mapped, with_folders, "rooms with folders");
    let table = self::rows("## The rooms");
    let told: BTreeSet<&str> = table.iter().flat_map(|(first, _)| quoted(first)).collect();
    for room in rooms.iter().filter(|room| *room != "ui") {
        assert!(told.contains(room.as_str()), "{room} is in no row");
    }
}

#[test]
fn the_inside_of_a_peer_names_each_of_its_files_and_no_other() {
    let rows = rows("### Inside of `node/src/peer`");
    let named: BTreeSet<String> = rows
        .iter()
        .flat_map(|(_, rest)| quoted(rest))
        .map(str::to_owned)
        .collect();
    let files = std::fs::read_dir(root().join("crates/node/src/peer")).expect("the folder");
    let names = files.map(|file| file.expect("a file").file_name());
    let names = names.map(|name| name.to_string_lossy().into_owned());
    let found: BTreeSet<String> = names
        .filter_map(|name| name.strip_suffix(".rs").map(str::to_owned))
        .filter(|name| name != "tests")
        .collect();
    let missing: Vec<_> = found.difference(&named).collect();
    assert!(missing.is_empty(), "not on the map: {missing:?}");
    let gone: Vec<_> = named.difference(&found).collect();
    assert!(gone.is_empty(), "not there: {gone:?}");
}
