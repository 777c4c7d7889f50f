//! What texts, quantities and lists of statements may be.

use trust::EntryId;

use super::{BadStatement, MAX_NOTE_CHARS};

pub(super) fn check_text(text: &str, max: usize) -> Result<(), BadStatement> {
    let long = text.len() > max.saturating_mul(4) || text.chars().count() > max;
    if long || text.trim().is_empty() {
        return Err(BadStatement::Text);
    }
    Ok(())
}

pub(super) fn check_note(note: Option<&str>) -> Result<(), BadStatement> {
    note.map_or(Ok(()), |note| check_text(note, MAX_NOTE_CHARS))
}

pub(super) const fn check_quantity(quantity: u32) -> Result<(), BadStatement> {
    if quantity == 0 {
        return Err(BadStatement::Quantity);
    }
    Ok(())
}

pub(super) fn check_ids(ids: &[EntryId], max: usize) -> Result<(), BadStatement> {
    let sorted = ids.windows(2).all(|pair| pair[0] < pair[1]);
    if !sorted || ids.len() > max {
        return Err(BadStatement::List);
    }
    Ok(())
}
