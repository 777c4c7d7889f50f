//! Sealed cases and reports as people read them.

use app::api::{CaseMark, CaseView, ReportRow};

use super::plain;
use crate::parse::moment_text;

/// Returns a moment as `on 2026-12-06 at 10:00 UTC`.
pub fn day(ms: i64) -> String {
    format!("on {}", moment_text(ms))
}

/// Returns who can open a case.
pub fn openers(view: &CaseView) -> String {
    can_open(&view.mark)
}

/// Returns the line about who can open a case.
pub fn can_open(mark: &CaseMark) -> String {
    if mark.erased {
        return "The sealed case was erased.\n".to_owned();
    }
    let names: Vec<String> = mark.openers.iter().map(|name| named(name)).collect();
    let verb = if names.len() == 1 { "person" } else { "people" };
    format!(
        "{} {verb} can open this: {}\n",
        names.len(),
        names.join(", ")
    )
}

/// Returns a case, for who asked to see it.
pub fn case(view: &CaseView) -> String {
    let mut text = format!("{} {}\n", plain(&view.code), plain(&view.title));
    text.push_str(&can_open(&view.mark));
    if !view.earlier.is_empty() {
        let names: Vec<String> = view.earlier.iter().map(|name| named(name)).collect();
        text.push_str(&format!("Could open it before: {}\n", names.join(", ")));
    }
    if !view.mark.mine && !view.mark.erased {
        text.push_str("You cannot open it.\n");
    }
    for record in &view.records {
        text.push('\n');
        for (field, label) in [
            ("name", "Name"),
            ("address", "Address"),
            ("phone", "Phone"),
            ("accessNotes", "Access notes"),
        ] {
            if let Some(value) = record.fields.get(field) {
                let two = if record.two_versions.iter().any(|name| name == field) {
                    " (two versions)"
                } else {
                    ""
                };
                text.push_str(&format!("{label}: {}{two}\n", plain(value)));
            }
        }
        let by = named(&record.made_by);
        text.push_str(&format!("Made by {by}, {}\n", moment_text(record.made_at)));
    }
    if let Some(end) = view.erase_at {
        text.push_str(&format!("\nIt is erased {}.\n", day(end)));
    }
    text
}

/// Returns reports, the newest first.
pub fn reports(rows: &[ReportRow]) -> String {
    let mut text = String::new();
    for row in rows {
        let said = match &row.text {
            Some(said) => plain(said),
            None => "(sealed for another key)".to_owned(),
        };
        let (by, at) = (named(&row.taken_by), moment_text(row.taken_at));
        text.push_str(&format!("{at}, taken in by {by}\n{said}\n\n"));
        if row.more > 0 {
            let (more, ticket) = (row.more, plain(&row.ticket));
            text.push_str(&format!(
                "{more} more by this ticket: mh inbox --ticket {ticket}\n\n"
            ));
        }
    }
    text
}

fn named(name: &str) -> String {
    if name.is_empty() {
        "somebody".to_owned()
    } else {
        plain(name)
    }
}
