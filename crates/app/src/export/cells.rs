//! Cells that no spreadsheet takes for a formula, and back again.
//!
//! Owns the rule of domain.md ("Interchange"): cells that start with `= + - @`, tab or CR are
//! defused by an apostrophe, numbers stay numbers. Never changes a cell in another way, so that
//! [`undefuse`] gives back exactly what [`defuse`] was given.

/// Returns the cell as it may stand in a file for spreadsheets.
#[must_use]
pub fn defuse(cell: &str) -> String {
    // A cell that begins with an apostrophe and would be read back without it gets one more.
    if is_formula(cell.trim_start_matches('\'')) && !is_number(cell) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// Returns what a cell said before [`defuse`]; cells of other programs stay as they are.
#[must_use]
pub fn undefuse(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

/// The last four are how `= + - @` look in full width, which some spreadsheets take for the same.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// `-3`, `-74.015282`: what naive escaping breaks. `+49…` is no number here: it may be a phone's.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole) && all_digits(part)
}
