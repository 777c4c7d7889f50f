//! The sentences about people: roles, removals, invite tickets, and what is set aside of that.

use app::api::{AsideMatter, PersonRow, RemoveReason, RemovedView};

use crate::parse::moment_text;
use crate::print::plain;

/// Returns why somebody was removed, with what was said about it.
pub fn reason(reason: RemoveReason, note: Option<&str>) -> String {
    let words = match reason {
        RemoveReason::Spam => "writes what nobody wants",
        RemoveReason::Harmful => "does harm to others",
        RemoveReason::LeftGroup => "has left the group",
        RemoveReason::LostDevice => "has lost their device",
        RemoveReason::Mistake => "was let in by mistake",
        RemoveReason::Other => "",
    };
    match (words, note.map(plain)) {
        ("", None) => "no reason given".to_owned(),
        ("", Some(note)) => note,
        (words, None) => words.to_owned(),
        (words, Some(note)) => format!("{words}: {note}"),
    }
}

/// Returns by whom, when and why somebody was removed: `by Alice 2026-11-22 10:42 (does harm to others)`.
pub fn removal(removed: &RemovedView) -> String {
    let why = reason(removed.reason, removed.note.as_deref());
    let at = removed.at.map(moment_text).unwrap_or_default();
    let by = match (removed.by.as_str(), removed.mine) {
        (_, true) => "by you".to_owned(),
        ("", false) => "since the stewards were changed".to_owned(),
        (by, false) => format!("by {}", plain(by)),
    };
    [by, at, format!("({why})")]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Returns what a person is, or was.
pub fn role(row: &PersonRow) -> String {
    if row.removed.is_some() {
        format!("was {}", row.role)
    } else {
        row.role.clone()
    }
}

/// Returns whom an invite ticket lets in.
pub fn whom(kind: &str) -> String {
    match kind {
        "invite" => "people you choose",
        "open" => "whoever sees it",
        "reader" => "whoever sees it, to read",
        "reporter" => "reports from outside",
        "helper" => "a helper",
        other => other,
    }
    .to_owned()
}

/// Returns what something would have done that is not about an item.
pub fn matter(matter: &AsideMatter) -> String {
    let somebody = |name: &str| {
        if name.is_empty() {
            "somebody".to_owned()
        } else {
            plain(name)
        }
    };
    match matter {
        AsideMatter::Ticket { kind } => format!("made an invite ticket, for {}", whom(kind)),
        AsideMatter::LetIn { person } if person.is_empty() => "let somebody in".to_owned(),
        AsideMatter::LetIn { person } => {
            format!("let in who calls themselves {}", plain(person))
        }
        AsideMatter::Role { person, role } => format!("made {} {role}", somebody(person)),
        AsideMatter::Removal => "removed a person or an invite ticket".to_owned(),
        AsideMatter::Adoption => "let in what did not count".to_owned(),
        AsideMatter::Device => "added a device".to_owned(),
        AsideMatter::DeviceOff => "took a device off the board".to_owned(),
        AsideMatter::Stewards => "changed the stewards".to_owned(),
        AsideMatter::Hiding => "hid something, or showed it again".to_owned(),
        AsideMatter::Keys => "changed the keys".to_owned(),
        AsideMatter::Erasing => "erased a sealed case".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_removal_without_a_reason_says_so_and_another_one_says_its_own() {
        let by = |reason, note: Option<&str>| RemovedView {
            by: "Alice".into(),
            at: None,
            reason,
            note: note.map(str::to_owned),
            mine: false,
        };
        for (removed, said) in [
            (by(RemoveReason::Other, None), "by Alice (no reason given)"),
            (by(RemoveReason::Other, Some("Moved")), "by Alice (Moved)"),
            (
                by(RemoveReason::Spam, None),
                "by Alice (writes what nobody wants)",
            ),
            (
                by(RemoveReason::Mistake, Some("Bo\u{1b}b")),
                "by Alice (was let in by mistake: Bo b)",
            ),
        ] {
            assert_eq!(removal(&removed), said);
        }
    }
}
