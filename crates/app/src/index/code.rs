//! Spoken codes: the shortest prefix that is clear on a board, and how one is read back.

use rusqlite::{Connection, OptionalExtension};

use super::newer;
use crate::api::{AppError, ErrorCode};
use model::ItemKind;
use trust::ItemId;

/// The shortest code that is shown (format.md, "Ids").
pub(crate) const SHORTEST: usize = 4;

/// Returns the code of an item as people say it: `N-7K4Q`, longer where that is not clear.
pub(crate) fn shown(
    connection: &Connection,
    board: i64,
    kind: ItemKind,
    code: &str,
) -> Result<String, AppError> {
    let neighbour = |sql: &str| -> Result<Option<String>, AppError> {
        Ok(connection
            .prepare_cached(sql)?
            .query_row((board, code), |row| row.get(0))
            .optional()?)
    };
    let before = neighbour(
        "SELECT code FROM items WHERE board = ? AND code < ? ORDER BY code DESC LIMIT 1",
    )?;
    let after =
        neighbour("SELECT code FROM items WHERE board = ? AND code > ? ORDER BY code LIMIT 1")?;
    let shared = [before, after]
        .into_iter()
        .flatten()
        .map(|other| common(code, &other) + 1)
        .max()
        .unwrap_or(0);
    let len = shared.max(SHORTEST).min(code.len());
    Ok(format!("{}-{}", kind.letter(), &code[..len]))
}

fn common(one: &str, other: &str) -> usize {
    one.bytes()
        .zip(other.bytes())
        .take_while(|(a, b)| a == b)
        .count()
}

/// Finds the item that an id or a spoken code means: any prefix of a code, in any case, with or without its letter.
pub(crate) fn find(connection: &Connection, board: i64, said: &str) -> Result<ItemId, AppError> {
    let no_such = || AppError::new(ErrorCode::NoSuchItem, "no such item").with("item", said);
    if let Ok(id) = said.parse::<ItemId>() {
        let known: bool = connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM items WHERE board = ? AND item = ?)")?
            .query_row((board, id.as_bytes()), |row| row.get(0))?;
        return if known { Ok(id) } else { Err(no_such()) };
    }
    let (letter, code) = spoken(said);
    if code.is_empty() || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(no_such());
    }
    let newer = || AppError::new(ErrorCode::UpdateToEdit, "only newer apps know this item");
    let kind = match letter.map(kind_of_letter) {
        // The letter of a kind that only newer apps know.
        Some(None) if newer::has(connection, board, &code)? => return Err(newer()),
        Some(None) => return Err(no_such()),
        Some(Some(kind)) => Some(kind.code()),
        None => None,
    };
    let mut statement = connection.prepare_cached(
        "SELECT item, code FROM items
         WHERE board = ?1 AND code >= ?2 AND code < ?2 || '~' AND kind = coalesce(?3, kind) LIMIT 20",
    )?;
    let found: Vec<([u8; 16], String)> = statement
        .query_map((board, &code, kind), |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    match found.as_slice() {
        [] if kind.is_none() && newer::has(connection, board, &code)? => Err(newer()),
        [] => Err(no_such()),
        [(only, _)] => Ok(ItemId(*only)),
        several => {
            let codes: Vec<&str> = several
                .iter()
                .map(|(_, code)| &code[..8.min(code.len())])
                .collect();
            Err(
                AppError::new(ErrorCode::AmbiguousCode, "several items have this code")
                    .with("items", codes.join(" ")),
            )
        }
    }
}

/// Reads a code as people say and type it: the letter of its kind, if it was said, and the code itself. The digits
/// that base32 does not have stand for the letters that look like them (as in [`model::Codes::find`]).
pub(crate) fn spoken(said: &str) -> (Option<char>, String) {
    let said = said.trim();
    let (letter, code) = match said.split_once('-') {
        Some((letter, code)) if letter.trim().len() == 1 => (letter.trim().chars().next(), code),
        Some(_) | None => (None, said),
    };
    let code = code
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c {
            '0' => 'O',
            '1' => 'I',
            '8' => 'B',
            other => other.to_ascii_uppercase(),
        })
        .collect();
    (letter.map(|letter| letter.to_ascii_uppercase()), code)
}

pub(super) fn kind_of_letter(letter: char) -> Option<ItemKind> {
    ItemKind::ALL
        .into_iter()
        .find(|kind| kind.letter() == letter)
}
