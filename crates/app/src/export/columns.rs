//! The columns of a CSV export.
//!
//! Owns their names and order: fields under their own names, so that an import knows them without a
//! mapper, and derived ones that an import leaves out. A column that is empty in all rows is left out.

use std::collections::BTreeSet;

use super::cells::defuse;
use crate::api::{ItemKind, ItemRow, ItemState};
use crate::import::{exported_reference, importable_fields};

/// How spreadsheets know a file for UTF-8.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// What stands in every export, whatever the rows hold.
const ALWAYS: [&str; 4] = ["kind", "code", "title", "importRef"];

/// Returns the rows as CSV: comma, quotes where needed, `\n`, a byte order mark in front.
///
/// `site_name` gives the name of a site by its id.
#[must_use]
pub fn csv(rows: &[ItemRow], site_name: &dyn Fn(&str) -> Option<String>) -> String {
    let columns = columns_of(rows);
    let mut out = csv::WriterBuilder::new().from_writer(Vec::new());
    let mut put = |cells: Vec<String>| {
        // Writing into memory: there is no error that it could have.
        let _ = out.write_record(&cells);
    };
    put(columns.iter().map(|column| (*column).to_owned()).collect());
    for row in rows {
        let cell = |column: &&str| defuse(&value(row, column, site_name).unwrap_or_default());
        put(columns.iter().map(cell).collect());
    }
    let bytes = out.into_inner().unwrap_or_default();
    let mut text = String::from(BYTE_ORDER_MARK);
    text.push_str(&String::from_utf8_lossy(&bytes));
    text
}

fn columns_of(rows: &[ItemRow]) -> Vec<&'static str> {
    let filled = |column: &&'static str| {
        ALWAYS.contains(column)
            || rows
                .iter()
                .any(|row| value(row, column, &|_| Some(String::new())).is_some())
    };
    all_columns().into_iter().filter(filled).collect()
}

/// All columns, in the order in which they stand.
fn all_columns() -> Vec<&'static str> {
    let mut columns = vec!["kind", "code", "title", "state"];
    let mut seen: BTreeSet<&str> = BTreeSet::from(["title", "importRef"]);
    let kinds = [
        ItemKind::Need,
        ItemKind::Offer,
        ItemKind::Supply,
        ItemKind::Site,
    ];
    for field in kinds.into_iter().flat_map(importable_fields) {
        if seen.insert(field) {
            columns.push(field);
            if *field == "site" {
                columns.push("siteName");
            }
        }
    }
    columns.extend([
        "remaining",
        "onHand",
        "claimedBy",
        "madeBy",
        "changedAt",
        "changedBy",
        "archived",
        "importRef",
    ]);
    columns
}

/// What a row says in a column; `None` where it says nothing.
fn value(
    row: &ItemRow,
    column: &str,
    site_name: &dyn Fn(&str) -> Option<String>,
) -> Option<String> {
    match column {
        "kind" => Some(kind_word(row.kind).to_owned()),
        "code" => Some(row.code.clone()),
        "title" => Some(row.title.clone()),
        "state" => matches!(row.kind, ItemKind::Need | ItemKind::Offer)
            .then(|| state_word(row.state).to_owned()),
        "siteName" => row.fields.get("site").and_then(|site| site_name(site)),
        "remaining" => row.remaining.map(|number| number.to_string()),
        "onHand" => row.on_hand.map(|number| number.to_string()),
        "claimedBy" => (!row.claimed_by.is_empty()).then(|| row.claimed_by.join(", ")),
        "madeBy" => Some(row.made_by.clone()),
        "changedAt" => Some(moment(row.changed_at)),
        "changedBy" => Some(row.changed_by.clone()),
        "archived" => row.archived.then(|| "yes".to_owned()),
        "importRef" => Some(exported_reference(&row.item, &row.fields)),
        field => row.fields.get(field).cloned(),
    }
}

fn kind_word(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Need => "need",
        ItemKind::Offer => "offer",
        ItemKind::Supply => "supply",
        ItemKind::Site => "site",
    }
}

fn state_word(state: ItemState) -> &'static str {
    match state {
        ItemState::Open => "open",
        ItemState::PartClaimed => "part claimed",
        ItemState::Claimed => "claimed",
        ItemState::Delivered => "delivered",
        ItemState::Withdrawn => "withdrawn",
    }
}

/// Returns milliseconds since 1970 as `2026-11-22T05:30:00Z` (Howard Hinnant's `civil_from_days`).
#[must_use]
pub fn moment(at: i64) -> String {
    let seconds = at.div_euclid(1_000);
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let shifted = days.saturating_add(719_468);
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}
