//! Lists: boards, things on a board, joins, and where changes are.

use app::api::{BoardRow, ItemKind, ItemRow, JoinProgress, JoinRow, PresentRow, StatusView};

use super::table::{Table, plain};
use crate::parse::moment_text;
use crate::words;

/// The boards on this device.
pub fn boards(rows: &[BoardRow]) -> String {
    let mut table = Table::new(&["BOARD", "ID", "PEOPLE", "OPEN NEEDS", "WHERE IT IS"]);
    for row in rows {
        table.row(&[
            row.name.clone(),
            row.board.get(..8).unwrap_or(&row.board).to_owned(),
            row.people.to_string(),
            row.open_needs.to_string(),
            match &row.removed {
                Some(removed) => format!("you were removed {}", words::people::removal(removed)),
                None if row.device_off => "this computer was taken off: only to read".to_owned(),
                None => words::saved(&row.saved),
            },
        ]);
    }
    text_of(&table, rows.is_empty())
}

/// Things on a board; the columns are those of the kind, where all are of one.
pub fn items(rows: &[ItemRow], kind: Option<ItemKind>) -> String {
    let mut table = match kind {
        None => Table::new(&["CODE", "KIND", "STATE", "TITLE", "CLAIMED BY"]),
        Some(ItemKind::Need | ItemKind::Offer) => Table::new(&[
            "CODE",
            "STATE",
            "TITLE",
            "HOW MUCH",
            "LEFT",
            "URGENCY",
            "BY",
            "AREA",
            "CLAIMED BY",
        ]),
        Some(ItemKind::Supply) => {
            Table::new(&["CODE", "TITLE", "ON HAND", "UNIT", "CATEGORY", "NOTE"])
        }
        Some(ItemKind::Site) => Table::new(&["CODE", "TITLE", "SORT", "ADDRESS", "AREA", "HOURS"]),
    };
    for row in rows {
        table.row(&match kind {
            None => vec![
                row.code.clone(),
                words::kind(row.kind).to_owned(),
                state(row),
                title(row),
                row.claimed_by.join(", "),
            ],
            Some(ItemKind::Need | ItemKind::Offer) => asked(row),
            Some(ItemKind::Supply) => supply(row),
            Some(ItemKind::Site) => site(row),
        });
    }
    text_of(&table, rows.is_empty())
}

fn asked(row: &ItemRow) -> Vec<String> {
    let much = format!("{} {}", field(row, "quantity"), field(row, "unit"));
    vec![
        row.code.clone(),
        state(row),
        title(row),
        much,
        row.remaining
            .map(|left| left.to_string())
            .unwrap_or_default(),
        words::urgency(&field(row, "urgency")),
        field(row, "neededBy"),
        field(row, "area"),
        row.claimed_by.join(", "),
    ]
}

fn supply(row: &ItemRow) -> Vec<String> {
    let on_hand = row.on_hand.unwrap_or(0);
    let least = field(row, "minimum").parse::<i64>().ok();
    let look = if on_hand < 0 {
        "recount"
    } else if least.is_some_and(|least| on_hand < least) {
        "low"
    } else {
        ""
    };
    vec![
        row.code.clone(),
        title(row),
        on_hand.to_string(),
        field(row, "unit"),
        field(row, "category"),
        look.to_owned(),
    ]
}

fn site(row: &ItemRow) -> Vec<String> {
    vec![
        row.code.clone(),
        title(row),
        field(row, "siteKind"),
        field(row, "address"),
        field(row, "area"),
        field(row, "hours"),
    ]
}

fn title(row: &ItemRow) -> String {
    let two = if row.two_versions {
        " (two versions)"
    } else {
        ""
    };
    format!("{}{two}", row.title)
}

fn state(row: &ItemRow) -> String {
    match row.kind {
        _ if row.archived => "put away".to_owned(),
        ItemKind::Need | ItemKind::Offer => words::state(row.state).to_owned(),
        ItemKind::Site | ItemKind::Supply => String::new(),
    }
}

fn field(row: &ItemRow, name: &str) -> String {
    row.fields.get(name).cloned().unwrap_or_default()
}

/// Joins under way.
pub fn joins(rows: &[JoinRow]) -> String {
    let mut table = Table::new(&["BOARD", "INVITED BY", "SINCE", "HOW IT GOES"]);
    for row in rows {
        table.row(&[
            row.board_name.clone(),
            row.inviter.clone(),
            moment_text(row.since),
            progress(&row.progress),
        ]);
    }
    text_of(&table, rows.is_empty())
}

/// How a join goes, in words.
pub fn progress(progress: &JoinProgress) -> String {
    match progress {
        JoinProgress::Waiting => "waiting for somebody to answer".to_owned(),
        JoinProgress::Fetching => "the board is on its way".to_owned(),
        JoinProgress::Done => "done".to_owned(),
        JoinProgress::Refused { code } => words::sentence(&app::api::AppError::new(*code, "")),
    }
}

/// Where the board's changes are. The count includes the reader.
pub fn status(board: &BoardRow, status: &StatusView) -> String {
    if let Some(out) = words::out(board) {
        return format!("{}\n{out}\n", plain(&board.name));
    }
    let mut text = format!("{}\n{}", plain(&board.name), words::saved(&status.saved));
    if status.saved.on > 1 {
        let holders = status
            .people
            .iter()
            .filter(|person| person.me || person.holds_all);
        let names: Vec<String> = holders
            .map(|person| match (person.me, person.at) {
                (true, _) => "you".to_owned(),
                (false, Some(at)) => format!("{} {}", plain(&person.name), moment_text(at)),
                (false, None) => plain(&person.name),
            })
            .collect();
        text.push_str(": ");
        text.push_str(&names.join(", "));
    }
    text.push('\n');
    text.push_str(&super::helpers(&status.helpers));
    text.push_str(&network(status));
    if let Some(why) = &status.not_saved {
        let word = if why == "diskFull" {
            "the disk is full"
        } else {
            "the disk does not take it"
        };
        text.push_str(&format!("Cannot save: {word}\n"));
    }
    let mut table = Table::new(&["NAME", "WAITING FOR THEM", "LAST HEARD", "CONNECTED"]);
    for person in status.people.iter().filter(|person| !person.me) {
        table.row(&[
            or_dash(&person.name),
            person.lacks.to_string(),
            person.at.map(moment_text).unwrap_or_default(),
            if person.connected { "yes" } else { "" }.to_owned(),
        ]);
    }
    text.push_str(&text_of(
        &table,
        !status.people.iter().any(|person| !person.me),
    ));
    text
}

/// Who else has the board open, where somebody is seen to.
pub fn open(others: &[PresentRow]) -> String {
    let named = |other: &PresentRow| {
        let name = or_dash(&plain(&other.name));
        match other.editing.is_empty() {
            true => name,
            false => format!("{name} (editing)"),
        }
    };
    let names: Vec<String> = others.iter().map(named).collect();
    if names.is_empty() {
        return String::new();
    }
    format!("Also has the board open: {}\n", names.join(", "))
}

fn network(status: &StatusView) -> String {
    if !status.network.listening {
        return "Not connected: works on this computer only\n".to_owned();
    }
    match status.network.connected {
        0 => "Nobody else is connected\n".to_owned(),
        1 => "1 device is connected\n".to_owned(),
        count => format!("{count} devices are connected\n"),
    }
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
