//! Holds the manifests and the sources against the table.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::paths;
use super::table::{FOREIGN, MAY_TEST_WITH_TESTKIT, ROOMS, Room};

struct Package {
    name: String,
    /// (crate, kind): kind is `normal`, `dev` or `build`.
    dependencies: Vec<(String, String)>,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn packages() -> Vec<Package> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "cargo metadata failed");
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo tells JSON");
    let list = told["packages"].as_array().expect("packages");
    list.iter().map(package).collect()
}

fn package(told: &serde_json::Value) -> Package {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or("normal").to_owned();
    let dependencies = told["dependencies"].as_array().expect("dependencies");
    Package {
        name: text(&told["name"]),
        dependencies: dependencies
            .iter()
            .map(|dependency| (text(&dependency["name"]), text(&dependency["kind"])))
            .collect(),
    }
}

fn is_room(name: &str) -> bool {
    ROOMS.iter().any(|room| room.name == name)
}

/// Whether `room` may use `name` in `folder` (below its sources; `None` asks for anywhere in it).
fn may_use(room: &Room, folder: Option<&str>, name: &str) -> bool {
    if is_room(name) {
        return name == room.name || room.may_import.contains(&name);
    }
    let Some(foreign) = FOREIGN.iter().find(|foreign| foreign.name == name) else {
        return false;
    };
    foreign
        .places
        .iter()
        .any(|place| match place.split_once('/') {
            None => *place == "*" || *place == room.name,
            Some((of, inside)) => {
                of == room.name
                    && folder.is_none_or(|folder| {
                        folder.strip_prefix(inside).is_some_and(|rest| {
                            rest.is_empty() || rest.starts_with('/') || rest.starts_with(".rs")
                        })
                    })
            }
        })
}

#[test]
fn every_package_is_a_room_of_the_table() {
    let found: BTreeSet<_> = packages().into_iter().map(|package| package.name).collect();
    let known: BTreeSet<_> = ROOMS.iter().map(|room| room.name.to_owned()).collect();
    assert_eq!(found, known, "packages, and the rooms of the table");
}

#[test]
fn every_manifest_keeps_to_the_table() {
    let mut wrong = Vec::new();
    for package in packages() {
        let room = ROOMS.iter().find(|room| room.name == package.name);
        let room = room.expect("every package is a room");
        for (name, kind) in &package.dependencies {
            let fine = match kind.as_str() {
                "dev" => name != "testkit" || MAY_TEST_WITH_TESTKIT.contains(&room.name),
                "build" => name == "tauri-build" && room.name == "manyhands",
                _ => may_use(room, None, name),
            };
            if !fine {
                wrong.push(format!("{} may not import {name} ({kind})", room.name));
            }
        }
    }
    assert!(wrong.is_empty(), "against the table:\n{}", wrong.join("\n"));
}

#[test]
fn every_path_in_the_sources_keeps_to_the_table() {
    let mut wrong = Vec::new();
    let governed: BTreeMap<String, &str> = ROOMS
        .iter()
        .map(|room| room.name)
        .chain(FOREIGN.iter().map(|foreign| foreign.name))
        .map(|name| (name.replace('-', "_"), name))
        .collect();
    for room in ROOMS {
        for used in uses(room) {
            let Some(name) = governed.get(&used.root) else {
                continue;
            };
            // Tests inside a room may use its dev-dependencies; the manifest check rules those.
            if !used.in_tests && !may_use(room, Some(&used.file), name) {
                wrong.push(format!("{}/{} uses {name}", room.sources, used.file));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "against the table:\n{}", wrong.join("\n"));
}

#[test]
fn the_table_keeps_its_own_promises() {
    for room in ROOMS {
        for never in room.never {
            assert!(
                !may_use(room, None, never),
                "{} must never import {never}",
                room.name
            );
        }
    }
    for foreign in FOREIGN {
        assert!(
            !foreign.because.is_empty(),
            "{} needs a reason",
            foreign.name
        );
    }
    let sync = ROOMS.iter().find(|room| room.name == "sync").expect("sync");
    assert!(may_use(sync, Some("transport/endpoint.rs"), "iroh"));
    assert!(may_use(sync, Some("transport.rs"), "iroh"));
    assert!(!may_use(sync, Some("session.rs"), "iroh"));
    assert!(!may_use(sync, Some("transported.rs"), "tokio"));
}

#[test]
fn trust_and_model_have_the_bans_of_all_and_their_own() {
    let bans = |path: &str| -> Vec<String> {
        let text = std::fs::read_to_string(root().join(path)).expect("clippy.toml");
        let lines = text
            .lines()
            .filter(|line| line.trim().starts_with("{ path"));
        lines.map(str::to_owned).collect()
    };
    let all = bans("clippy.toml");
    for room in ["trust", "model"] {
        let own = bans(&format!("crates/{room}/clippy.toml"));
        assert!(
            all.iter().all(|ban| own.contains(ban)),
            "{room} lacks a ban"
        );
        for name in ["HashMap", "HashSet"] {
            assert!(own.iter().any(|ban| ban.contains(name)), "{room}: {name}");
        }
    }
}

struct Used {
    file: String,
    root: String,
    in_tests: bool,
}

fn uses(room: &Room) -> Vec<Used> {
    let base = root().join(room.sources);
    let mut files = Vec::new();
    rust_files(&base, &mut files);
    let texts: Vec<(String, String)> = files
        .iter()
        .map(|file| {
            let name = file
                .strip_prefix(&base)
                .expect("below")
                .display()
                .to_string();
            (
                name,
                std::fs::read_to_string(file).expect("a readable source"),
            )
        })
        .collect();
    let modules: BTreeSet<String> = texts
        .iter()
        .flat_map(|(_, text)| paths::modules(text))
        .collect();
    let mut found = Vec::new();
    for (file, text) in &texts {
        let in_tests = file.ends_with("tests.rs") || file.contains("tests/");
        // The dev-dependencies of tests in the same file are ruled by the manifest check too.
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        for root in paths::roots(code, &modules) {
            found.push(Used {
                file: file.clone(),
                root,
                in_tests,
            });
        }
    }
    found
}

fn rust_files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push(path);
        }
    }
}
