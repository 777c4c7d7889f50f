//! Conditions on ids.
//!
//! Owns how a set of ids is handed to SQLite: as one value. How many there are is often for others to decide, and
//! SQLite takes a bounded number of values.

use rusqlite::types::Value;

/// Returns the condition that a column is one of some ids, and binds them as one value.
pub(crate) fn one_of_ids<'a>(
    column: &str,
    ids: impl Iterator<Item = &'a [u8]>,
    bound: &mut Vec<Value>,
) -> String {
    let quoted = ids.map(|id| format!("\"{}\"", data_encoding::HEXLOWER.encode(id)));
    let json = quoted.collect::<Vec<_>>().join(",");
    bound.push(Value::from(format!("[{json}]")));
    format!("{column} IN (SELECT unhex(value) FROM json_each(?))")
}
