//! People, tickets, and what is set aside.

use app::api::{
    ActivityKind, InvitationRow, InvitationState, PersonRow, PersonView, SetAsideKind, SetAsideRow,
};

use super::table::{Table, plain};
use crate::parse::moment_text;
use crate::words::people as words;

/// How much of an id is shown.
const SHORT: usize = 8;

/// Who is on the board, and who was.
pub fn people(rows: &[PersonRow]) -> String {
    let mut table = Table::new(&[
        "NAME",
        "ID",
        "ROLE",
        "LET IN BY",
        "HAS EVERYTHING",
        "LAST CONNECTED",
        "NOTES",
    ]);
    for row in rows {
        let me = if row.me { " (you)" } else { "" };
        table.row(&[
            format!("{}{me}", or_dash(&row.name)),
            short(&row.person),
            words::role(row),
            row.admitted_by.clone().unwrap_or_default(),
            match (row.removed.is_some(), row.holds_all) {
                (true, _) => "",
                (false, true) => "yes",
                (false, false) => "not known",
            }
            .to_owned(),
            if row.connected {
                "now".to_owned()
            } else {
                row.last_seen.map(moment_text).unwrap_or_default()
            },
            looks(row).join(", "),
        ]);
    }
    text_of(&table, rows.is_empty())
}

fn looks(row: &PersonRow) -> Vec<String> {
    let mut looks = Vec::new();
    if let Some(removed) = &row.removed {
        looks.push(format!("removed {}", words::removal(removed)));
    }
    if row.is_new {
        looks.push("not yet vouched".to_owned());
    }
    if row.met {
        looks.push("met in person".to_owned());
    }
    if row.blocked {
        looks.push("blocked by you".to_owned());
    }
    looks
}

/// A person's page.
pub fn person(page: &PersonView) -> String {
    let row = &page.row;
    let mut text = format!("{} ({})\n", plain(&or_dash(&row.name)), words::role(row));
    let mut line = |what: &str, said: &str| text.push_str(&format!("  {what}: {}\n", plain(said)));
    line("id", &row.person);
    if let Some(by) = &row.admitted_by {
        let at = page.admitted_at.map(moment_text).unwrap_or_default();
        line("let in by", &format!("{} {at}", or_dash(by)));
    }
    if let Some(safety) = &page.safety {
        line("safety number", safety);
    }
    for look in looks(row) {
        line("note", &look);
    }
    let mut devices = Table::new(&["DEVICE", "SINCE", "LAST HEARD", "NOTE"]);
    for device in &page.device_list {
        let look = match (device.me, device.revoked, device.connected) {
            (true, ..) => "this one",
            (_, true, _) => "off the board",
            (.., true) => "connected",
            _ => "",
        };
        devices.row(&[
            device.short.clone(),
            device.since.map(moment_text).unwrap_or_default(),
            device.last_seen.map(moment_text).unwrap_or_default(),
            look.to_owned(),
        ]);
    }
    text.push_str(&text_of(&devices, page.device_list.is_empty()));
    let mut knows = Table::new(&["KNOWS OF THE REMOVAL", "", "LAST HEARD"]);
    for one in &page.knows {
        knows.row(&[
            or_dash(&one.name),
            if one.knows { "yes" } else { "not yet" }.to_owned(),
            one.at.map(moment_text).unwrap_or_default(),
        ]);
    }
    text.push_str(&text_of(&knows, page.knows.is_empty()));
    text
}

/// The board's tickets.
pub fn tickets(rows: &[InvitationRow]) -> String {
    let mut table = Table::new(&[
        "TICKET", "FOR", "ROLE", "USED", "UNTIL", "MADE BY", "STATE", "CAME IN",
    ]);
    for row in rows {
        let of = row
            .uses
            .map(|uses| format!(" of {uses}"))
            .unwrap_or_default();
        let state = match row.state {
            InvitationState::Live => "works",
            InvitationState::Expired => "has run out",
            InvitationState::UsedUp => "used up",
            InvitationState::Removed => "removed",
            InvitationState::FromBefore => "leads here no more",
        };
        table.row(&[
            short(&row.ticket),
            words::whom(&row.kind),
            row.role.clone(),
            format!("{}{of}", row.used),
            row.expires_at.map(moment_text).unwrap_or_default(),
            row.made_by.clone(),
            state.to_owned(),
            row.used_by.join(", "),
        ]);
    }
    text_of(&table, rows.is_empty())
}

/// What is kept and does not count.
pub fn set_aside(rows: &[SetAsideRow]) -> String {
    let mut table = Table::new(&["ID", "WHY", "BY", "AT", "WHAT", "ABOUT", "LET IN"]);
    for row in rows {
        let kind = match row.kind {
            SetAsideKind::Waiting => "waits for something",
            SetAsideKind::NotAllowed => "not allowed",
            SetAsideKind::Invalid => "broken",
            SetAsideKind::Suspect => "made the app fail",
            SetAsideKind::Newer => "from a newer version: update to see it",
        };
        let about = [row.code.as_deref(), row.title.as_deref()];
        let about: Vec<&str> = about.into_iter().flatten().collect();
        table.row(&[
            short(&row.key),
            format!("{kind} ({})", row.reason),
            row.by.clone().unwrap_or_default(),
            row.at.map(moment_text).unwrap_or_default(),
            match (&row.what, &row.matter) {
                (Some(done), _) => what(done).to_owned(),
                (None, Some(matter)) => words::matter(matter),
                (None, None) => String::new(),
            },
            about.join(" "),
            if row.may_let_in { "you can" } else { "" }.to_owned(),
        ]);
    }
    text_of(&table, rows.is_empty())
}

fn what(kind: &ActivityKind) -> &'static str {
    match kind {
        ActivityKind::Made => "made it",
        ActivityKind::Edited { .. } => "an edit",
        ActivityKind::Claimed { .. } => "a claim",
        ActivityKind::Released => "took a claim back",
        ActivityKind::Delivered { .. } => "delivered",
        ActivityKind::Withdrawn { .. } => "withdrawn",
        ActivityKind::StockMoved { .. } => "moved stock",
        ActivityKind::Counted { .. } => "a count",
        ActivityKind::Commented => "a comment",
        ActivityKind::Attached { .. } => "a file",
        ActivityKind::Archived => "put away",
        ActivityKind::Restored => "brought back",
        ActivityKind::TakenBack => "took something back",
        ActivityKind::AskedAgain { .. } => "asked to show it again",
    }
}

fn short(id: &str) -> String {
    id.get(..SHORT).unwrap_or(id).to_owned()
}

fn or_dash(name: &str) -> String {
    if name.is_empty() {
        "–".to_owned()
    } else {
        name.to_owned()
    }
}

fn text_of(table: &Table, empty: bool) -> String {
    if empty { String::new() } else { table.text() }
}
