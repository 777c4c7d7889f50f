//! The fields of items as data, and what a text must be to become a field's value.
//!
//! Owns names, shapes, lengths and choices, and the two ways between typed text and stored scalar.
//! Never touches a document: [`crate::ItemDoc`] writes what this module has checked.

mod table;
mod text;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use trust::ItemId;

pub use table::{FieldDef, ItemKind, Shape};
pub use text::{clean_line, clean_name, clean_text};

/// The longest string that a document may hold, in bytes.
pub const MAX_STRING_BYTES: usize = 64 * 1024;

/// The largest number that a field may hold.
pub const MAX_NUMBER: i64 = 1_000_000_000_000;

/// A plain value of a field, as it stands in a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scalar {
    /// Emptied: fields are never deleted, so that an emptied field beside an edited one shows as two versions.
    Empty,
    /// Text, a choice, a date or an item's id.
    Text(String),
    /// A whole number.
    Number(i64),
}

/// A text that cannot become the value of a field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the field {field} is {}", why.code())]
pub struct BadField {
    /// The field's name.
    pub field: String,
    /// What is wrong.
    pub why: BadFieldWhy,
}

/// What is wrong with a field's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadFieldWhy {
    /// It is required and has no text.
    Empty,
    /// It is longer than the field may be.
    TooLong,
    /// It is not a whole number from 0 to [`MAX_NUMBER`].
    NotANumber,
    /// It is none of the choices; also a date that is none, and an id that is none.
    NotAChoice,
    /// The kind of item has no such field.
    UnknownField,
}

impl BadFieldWhy {
    /// Returns the word that errors at the edge carry.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "tooLong",
            Self::NotANumber => "notANumber",
            Self::NotAChoice => "notAChoice",
            Self::UnknownField => "unknownField",
        }
    }
}

/// Reads what a person typed into a field. `None` and blank text empty it.
///
/// # Errors
/// Says which field and what is wrong with its text.
pub fn parse_field(kind: ItemKind, field: &str, text: Option<&str>) -> Result<Scalar, BadField> {
    let bad = |why| BadField {
        field: field.to_owned(),
        why,
    };
    let def = kind
        .field(field)
        .ok_or_else(|| bad(BadFieldWhy::UnknownField))?;
    let cleaned = clean(def.shape, text.unwrap_or_default());
    if cleaned.is_empty() {
        if def.required {
            return Err(bad(BadFieldWhy::Empty));
        }
        return Ok(Scalar::Empty);
    }
    if cleaned.len() > MAX_STRING_BYTES || cleaned.chars().count() > def.max_chars {
        return Err(bad(BadFieldWhy::TooLong));
    }
    parse_shape(def, cleaned).map_err(bad)
}

/// Reads all fields of a new item; blank ones are left out.
///
/// # Errors
/// The first field that is missing though required, unknown, or wrong.
pub fn parse_new(
    kind: ItemKind,
    fields: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, Scalar>, BadField> {
    let mut values = BTreeMap::new();
    for def in kind.fields().iter().filter(|def| def.required) {
        if !fields.contains_key(def.name) {
            return Err(BadField {
                field: def.name.to_owned(),
                why: BadFieldWhy::Empty,
            });
        }
    }
    for (name, text) in fields {
        let value = parse_field(kind, name, Some(text))?;
        if value != Scalar::Empty {
            values.insert(name.clone(), value);
        }
    }
    Ok(values)
}

/// Returns a stored value as the text that people see, or `None` where it is empty or not of the field's shape.
///
/// What others wrote is never trusted to be clean: too long text is cut, control characters go.
#[must_use]
pub fn show_field(def: &FieldDef, value: &Scalar) -> Option<String> {
    match (def.shape, value) {
        (_, Scalar::Empty) => None,
        (Shape::Number, Scalar::Number(number)) => Some(number.to_string()),
        (Shape::Number, Scalar::Text(_)) => None,
        (_, Scalar::Number(number)) => parse_shape(def, number.to_string())
            .ok()
            .map(|_| number.to_string()),
        (Shape::Line | Shape::Text, Scalar::Text(text)) => {
            let cleaned: String = clean(def.shape, text).chars().take(def.max_chars).collect();
            (!cleaned.is_empty()).then_some(cleaned)
        }
        (Shape::Choice | Shape::Date | Shape::Site, Scalar::Text(text)) => {
            match parse_shape(def, text.clone()) {
                Ok(Scalar::Text(shown)) => Some(shown),
                Ok(Scalar::Empty | Scalar::Number(_)) | Err(_) => None,
            }
        }
    }
}

fn clean(shape: Shape, text: &str) -> String {
    match shape {
        Shape::Text => clean_text(text),
        Shape::Line | Shape::Number | Shape::Choice | Shape::Date | Shape::Site => clean_line(text),
    }
}

fn parse_shape(def: &FieldDef, text: String) -> Result<Scalar, BadFieldWhy> {
    match def.shape {
        Shape::Line | Shape::Text => Ok(Scalar::Text(text)),
        Shape::Number => parse_number(&text)
            .map(Scalar::Number)
            .ok_or(BadFieldWhy::NotANumber),
        Shape::Choice if def.choices.contains(&text.as_str()) => Ok(Scalar::Text(text)),
        Shape::Date if is_date(&text) => Ok(Scalar::Text(text)),
        Shape::Site => text
            .parse::<ItemId>()
            .map(|id| Scalar::Text(id.to_string()))
            .map_err(|_| BadFieldWhy::NotAChoice),
        Shape::Choice | Shape::Date => Err(BadFieldWhy::NotAChoice),
    }
}

fn parse_number(text: &str) -> Option<i64> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|number| *number <= MAX_NUMBER)
}

/// Tells whether the text is a day of the calendar, as YYYY-MM-DD.
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return false;
    }
    let part = |range: std::ops::Range<usize>| text.get(range).and_then(parse_number);
    let (Some(year), Some(month), Some(day)) = (part(0..4), part(5..7), part(8..10)) else {
        return false;
    };
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}
