//! Finds the sources that people wrote.

use std::path::{Path, PathBuf};

/// What is made or fetched, and nobody's work.
const NOT_OURS: &[&str] = &["target", "node_modules", "dist", "bindings", "gen", "found"];
/// Where sources are, below the root.
const PLACES: &[&str] = &["crates", "src-tauri", "tests", "ui", "xtask"];

/// The folder of the repository.
pub fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    root.canonicalize().expect("a root")
}

/// A source: its path below the root, with slashes, and its text.
pub struct Source {
    pub path: String,
    pub text: String,
}

/// All sources with one of these endings, sorted by path.
pub fn with(endings: &[&str]) -> Vec<Source> {
    let mut paths = Vec::new();
    for place in PLACES {
        walk(&root().join(place), endings, &mut paths);
    }
    paths.sort();
    let read = |path: PathBuf| Source {
        path: below_root(&path),
        text: std::fs::read_to_string(&path).expect("a readable source"),
    };
    paths.into_iter().map(read).collect()
}

/// The folders directly below a folder, sorted; none where it is not there.
pub fn folders_in(place: &str) -> Vec<String> {
    let Ok(all) = std::fs::read_dir(root().join(place)) else {
        return Vec::new();
    };
    let all = all.map(|entry| entry.expect("an entry").path());
    let folders = all.filter(|path| path.is_dir());
    let mut names: Vec<String> = folders.map(|path| name(&path)).collect();
    names.sort();
    names
}

fn walk(folder: &Path, endings: &[&str], into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        let known = name(&path);
        if path.is_dir() {
            if !NOT_OURS.contains(&known.as_str()) && !known.starts_with('.') {
                walk(&path, endings, into);
            }
        } else if endings.iter().any(|ending| known.ends_with(ending)) {
            into.push(path);
        }
    }
}

fn name(path: &Path) -> String {
    let name = path.file_name().expect("a name");
    name.to_string_lossy().into_owned()
}

fn below_root(path: &Path) -> String {
    let below = path.strip_prefix(root()).expect("below the root");
    below.to_string_lossy().replace('\\', "/")
}
