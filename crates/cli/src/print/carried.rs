//! Boards that this computer carries as a helper, and what a board's helpers hold.

use app::api::{CarriedRow, CarriedState, HelperHolding};

use super::table::{Table, plain};
use crate::parse::moment_text;
use crate::words;

/// The boards that this computer carries.
pub fn carried(rows: &[CarriedRow]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut table = Table::new(&["BOARD", "SINCE", "TAKES", "LAST CONTACT", "HOW IT GOES"]);
    for row in rows {
        table.row(&[
            row.code.clone(),
            moment_text(row.since),
            size(row.bytes),
            row.last_contact.map(moment_text).unwrap_or_default(),
            state(row),
        ]);
    }
    table.text()
}

fn state(row: &CarriedRow) -> String {
    match &row.state {
        CarriedState::Waiting => "waiting for somebody to answer".to_owned(),
        CarriedState::Carrying if row.full => "full: it takes nothing new".to_owned(),
        CarriedState::Carrying if row.connected > 0 => format!("{} connected", row.connected),
        CarriedState::Carrying => "carried".to_owned(),
        CarriedState::Refused { code } => words::sentence(&app::api::AppError::new(*code, "")),
    }
}

fn size(bytes: i64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

/// What the helpers of a board are known to hold, a line for each.
pub fn helpers(helpers: &[HelperHolding]) -> String {
    let line = |helper: &HelperHolding| {
        let name = words::helper(&plain(&helper.name));
        let connected = if helper.connected { ", connected" } else { "" };
        let lacks = words::several(helper.lacks, "change", "changes");
        match (helper.holds_all, helper.behind_since) {
            (false, _) if helper.full => format!(
                "{name} is full: it keeps what it has and takes nothing new ({lacks} waiting){connected}\n"
            ),
            (true, _) => format!("{name} has all of it{connected}\n"),
            (false, Some(since)) => format!(
                "{name} seems behind since {}: {lacks}{connected}\n",
                moment_text(since)
            ),
            (false, None) => format!("{name} was not heard yet{connected}\n"),
        }
    };
    helpers.iter().map(line).collect()
}
