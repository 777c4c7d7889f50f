//! Lists out: a board's rows as CSV or JSON.
//!
//! Owns the columns of an export, and that no cell of it is run as a formula by a spreadsheet.
//! Never reads a board: it gets the rows as they are shown. What it writes, [`crate::import`] reads
//! back without adding anything, because each row carries its reference.

mod cells;
mod columns;

use serde::Serialize;

use crate::api::ItemRow;

pub use cells::{defuse, undefuse};
pub use columns::{csv, moment};

/// What a JSON export holds. The shape is documented in docs/manual/mh.md and only ever grows.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonExport<'a> {
    format: &'static str,
    version: u32,
    board: &'a str,
    name: &'a str,
    items: Vec<JsonItem<'a>>,
}

/// A row with the reference by which an import knows it again.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonItem<'a> {
    reference: String,
    #[serde(flatten)]
    row: &'a ItemRow,
}

/// Returns everything that the rows show, as JSON with an indent of two and one end of line behind it.
///
/// # Errors
/// None that rows can cause; the writer's own are handed on.
pub fn json(board: &str, name: &str, rows: &[ItemRow]) -> Result<String, serde_json::Error> {
    let items = rows
        .iter()
        .map(|row| JsonItem {
            reference: crate::import::exported_reference(&row.item, &row.fields),
            row,
        })
        .collect();
    let export = JsonExport {
        format: "manyhands-board",
        version: 1,
        board,
        name,
        items,
    };
    let mut text = serde_json::to_string_pretty(&export)?;
    text.push('\n');
    Ok(text)
}

/// Returns a file name for an export: the board's name as far as every system can write it.
#[must_use]
pub fn file_name(board_name: &str, ending: &str) -> String {
    let plain: String = board_name
        .chars()
        .map(|letter| {
            if letter.is_alphanumeric() {
                letter
            } else {
                ' '
            }
        })
        .take(60)
        .collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    if words.is_empty() {
        format!("board.{ending}")
    } else {
        format!("{}.{ending}", words.join("-"))
    }
}

#[cfg(test)]
mod tests;
