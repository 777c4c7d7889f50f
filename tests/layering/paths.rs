//! Finds the first segments of all paths in a Rust source, without a parser.
//!
//! The compiler already refuses a crate that no manifest names; this finds what it cannot see: a crate
//! used in a folder of a room where it may not be. It errs towards finding too much, except for names
//! that are modules of the crate or were brought in by a `use`.

use std::collections::BTreeSet;

/// Returns the names of the modules that a source declares.
pub fn modules(text: &str) -> Vec<String> {
    let tokens = tokens(text);
    let pairs = tokens.windows(2).filter(|pair| pair[0] == "mod");
    pairs.map(|pair| pair[1].clone()).collect()
}

/// Returns the first segments of the paths of a source that are not modules of its crate.
pub fn roots(text: &str, modules: &BTreeSet<String>) -> BTreeSet<String> {
    let tokens = tokens(text);
    let mut found = BTreeSet::new();
    let mut local = modules.clone();
    let mut rest = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let starts_use = tokens[at] == "use" && (at == 0 || tokens[at - 1] != "::");
        if starts_use {
            let end = (at..tokens.len()).find(|&i| tokens[i] == ";");
            let end = end.unwrap_or(tokens.len());
            let (of_use, names) = read_use(&tokens[at + 1..end]);
            found.extend(of_use);
            local.extend(names);
            at = end;
        } else {
            rest.push(tokens[at].as_str());
            at += 1;
        }
    }
    for (i, pair) in rest.windows(2).enumerate() {
        let starts = i == 0 || (rest[i - 1] != "::" && rest[i - 1] != ".");
        if pair[1] == "::" && starts && is_name(pair[0]) && !local.contains(pair[0]) {
            found.insert(pair[0].to_owned());
        }
    }
    found.retain(|name| !modules.contains(name));
    found
}

/// Reads the inside of a `use`: the first segments, and the names that it brings in.
fn read_use(tokens: &[String]) -> (Vec<String>, Vec<String>) {
    let mut roots = Vec::new();
    let mut names = Vec::new();
    let mut depth_of_path = Vec::new();
    let mut after_path = false;
    for (i, token) in tokens.iter().enumerate() {
        match token.as_str() {
            "{" => depth_of_path.push(after_path),
            "}" => after_path = depth_of_path.pop().unwrap_or(false),
            "," => after_path = depth_of_path.last().copied().unwrap_or(false),
            "::" => after_path = true,
            name if is_name(name) => {
                if !after_path && !["as", "crate", "self", "super"].contains(&name) {
                    roots.push(name.to_owned());
                }
                let next = tokens.get(i + 1).map(String::as_str);
                if after_path && next != Some("::") {
                    names.push(name.to_owned());
                }
                after_path = true;
            }
            _ => {}
        }
    }
    (roots, names)
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Splits a source into names, `::` and single signs; comments, strings and characters are left out.
fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        let next = chars.get(at + 1).copied();
        if c == '/' && next == Some('/') {
            at = find(&chars, at, "\n");
        } else if c == '/' && next == Some('*') {
            at = find(&chars, at + 2, "*/") + 2;
        } else if c == '"' {
            at = end_of_string(&chars, at + 1);
        } else if c == 'r' && matches!(next, Some('#' | '"')) && raw_string(&chars, at).is_some() {
            at = raw_string(&chars, at).unwrap_or(at + 1);
        } else if c == '\'' && (next == Some('\\') || chars.get(at + 2) == Some(&'\'')) {
            at = find(&chars, at + if next == Some('\\') { 3 } else { 2 }, "'") + 1;
        } else if c.is_alphanumeric() || c == '_' {
            let end = (at..chars.len()).find(|&i| !(chars[i].is_alphanumeric() || chars[i] == '_'));
            let end = end.unwrap_or(chars.len());
            found.push(chars[at..end].iter().collect());
            at = end;
        } else if c == ':' && next == Some(':') {
            found.push("::".to_owned());
            at += 2;
        } else {
            if !c.is_whitespace() {
                found.push(c.to_string());
            }
            at += 1;
        }
    }
    found
}

fn find(chars: &[char], from: usize, what: &str) -> usize {
    let what: Vec<char> = what.chars().collect();
    (from..chars.len())
        .find(|&i| chars[i..].starts_with(&what))
        .unwrap_or(chars.len())
}

fn end_of_string(chars: &[char], from: usize) -> usize {
    let mut at = from;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// The position after a raw string that starts at `at`, if one does.
fn raw_string(chars: &[char], at: usize) -> Option<usize> {
    let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
    let opens = chars.get(at + 1 + hashes) == Some(&'"');
    let after_name = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
    if !opens || after_name {
        return None;
    }
    let closing = format!("\"{}", "#".repeat(hashes));
    Some(find(chars, at + 2 + hashes, &closing) + closing.len())
}

#[test]
fn finds_first_segments_and_nothing_else() {
    let text = r##"
        //! iroh::Comment
        use std::{sync::Arc, collections::BTreeMap as Map};
        use tokio::{self, sync::mpsc};
        use {csv::Reader, trust::ids::BoardId};
        use store;
        mod codec;
        fn f<'a>(c: char) -> codec::Thing { let _ = ('\'', "iroh::Text", r#"iroh::"Raw""#); mpsc::channel(4); rusqlite::open::<Map>(); trust::x.sync::y() }
    "##;
    let modules = modules(text).into_iter().collect();
    let found: Vec<_> = roots(text, &modules).into_iter().collect();
    assert_eq!(found, ["csv", "rusqlite", "std", "store", "tokio", "trust"]);
}
