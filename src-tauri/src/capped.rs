//! How much the web view may hand over at once.

use serde::de::DeserializeOwned;
use serde_json::Value;
use tauri::Runtime;
use tauri::ipc::{CommandArg, CommandItem, InvokeBody, InvokeError};

use app::api::{AppError, ErrorCode};

/// The most bytes of one argument. The largest thing that is typed, a long text, is far below.
const MOST: usize = 1024 * 1024;
/// The most bytes of a file's content: a list or a picture as base64, or an export's text.
const MOST_OF_A_FILE: usize = 32 * 1024 * 1024;
/// The only field that holds a file's content.
const FILE: &str = "base64";

/// An argument of a command that was measured before it was read.
pub struct Capped<T>(pub T);

/// A file's content: larger, and measured too.
pub struct CappedFile(pub String);

impl<'de, R: Runtime, T: DeserializeOwned> CommandArg<'de, R> for Capped<T> {
    fn from_command(command: CommandItem<'de, R>) -> Result<Self, InvokeError> {
        read(&command, MOST).map(Self)
    }
}

impl<'de, R: Runtime> CommandArg<'de, R> for CappedFile {
    fn from_command(command: CommandItem<'de, R>) -> Result<Self, InvokeError> {
        read(&command, MOST_OF_A_FILE).map(Self)
    }
}

fn read<R: Runtime, T: DeserializeOwned>(
    command: &CommandItem<'_, R>,
    most: usize,
) -> Result<T, InvokeError> {
    let value = match command.message.payload() {
        InvokeBody::Json(value) => value.get(command.key),
        InvokeBody::Raw(_) => None,
    };
    let value = value.ok_or_else(|| {
        let message = format!("{}: no argument {}", command.name, command.key);
        InvokeError::from(AppError::internal(message))
    })?;
    check(value, most).map_err(InvokeError::from)?;
    T::deserialize(value).map_err(|error| {
        let message = format!("{}: argument {}: {error}", command.name, command.key);
        InvokeError::from(AppError::internal(message))
    })
}

fn check(value: &Value, most: usize) -> Result<(), AppError> {
    for (size, most) in [
        (size(value, false), most),
        (size(value, true), MOST_OF_A_FILE),
    ] {
        if size > most {
            let message = format!("an argument of {size} bytes");
            return Err(AppError::new(ErrorCode::TooLarge, message).with("limit", most));
        }
    }
    Ok(())
}

/// How many bytes of text a value holds; a name, a number or a sign of punctuation counts too.
fn size(value: &Value, with_files: bool) -> usize {
    match value {
        Value::String(text) => text.len() + 1,
        Value::Array(values) => values.iter().map(|value| size(value, with_files) + 1).sum(),
        Value::Object(fields) => fields
            .iter()
            .filter(|(name, _)| with_files || name.as_str() != FILE)
            .map(|(name, value)| name.len() + size(value, with_files) + 1)
            .sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comment(bytes: usize) -> Value {
        serde_json::json!({ "type": "comment", "text": "a".repeat(bytes) })
    }

    #[test]
    fn typed_things_are_small_and_files_are_larger() {
        assert!(check(&comment(MOST / 2), MOST).is_ok());
        let refused = check(&comment(MOST), MOST).unwrap_err();
        assert_eq!(refused.code, ErrorCode::TooLarge);
        assert_eq!(refused.details["limit"], MOST.to_string());
        let file = |bytes| serde_json::json!({ "source": { "base64": "a".repeat(bytes) } });
        assert!(check(&file(MOST * 2), MOST).is_ok());
        assert!(check(&file(MOST_OF_A_FILE), MOST).is_err());
    }

    #[test]
    fn many_small_things_are_a_large_one() {
        let many = Value::Array(vec![Value::Null; MOST]);
        assert!(check(&many, MOST).is_err());
    }
}
