//! What an item's document says, with all values that stand and the change that wrote each.

use std::collections::BTreeSet;

use automerge::{Change, ObjId, ROOT, ReadDoc, ScalarValue, Value, legacy::Key};

use super::{ItemDoc, KIND_KEY, own_hash};
use crate::{ChangeHash, FieldDef, ItemKind, Refused, Scalar, Shape, check_change, show_field};

/// A field of an item as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Which field.
    pub def: &'static FieldDef,
    /// The values that stand, the leading one first; none if nobody ever wrote the field.
    pub versions: Vec<Version>,
    /// Whether one of them is a choice that only newer apps know: whoever cannot show it must not write over it.
    pub newer: bool,
}

/// One value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The value as people see it; `None` is empty.
    pub text: Option<String>,
    /// The change that wrote it.
    pub change: ChangeHash,
}

impl Field {
    /// Returns the leading value.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.versions
            .first()
            .and_then(|version| version.text.as_deref())
    }

    /// Returns one version for each different text, the leading one first: more than one wants a person.
    #[must_use]
    pub fn different(&self) -> Vec<&Version> {
        let mut different: Vec<&Version> = Vec::new();
        for version in &self.versions {
            if !different.iter().any(|other| other.text == version.text) {
                different.push(version);
            }
        }
        different
    }
}

impl ItemDoc {
    /// Returns what kind of item it is; `None` for a kind of a newer app.
    #[must_use]
    pub fn kind(&self) -> Option<ItemKind> {
        let (value, _) = self.standing(KIND_KEY).pop()?;
        match scalar(&value)? {
            Scalar::Text(code) => ItemKind::from_code(&code),
            Scalar::Empty | Scalar::Number(_) => None,
        }
    }

    /// Returns all fields of its kind in the order of the form, filled or not.
    #[must_use]
    pub fn fields(&self) -> Vec<Field> {
        let defs = self.kind().map_or(&[][..], ItemKind::fields);
        defs.iter().map(|def| self.read(def)).collect()
    }

    /// Returns one field; `None` if its kind has no such field.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<Field> {
        self.kind()?.field(name).map(|def| self.read(def))
    }

    /// Returns whether the document holds fields that only newer apps know.
    #[must_use]
    pub fn has_newer_fields(&self) -> bool {
        let Some(kind) = self.kind() else {
            return false;
        };
        let mut keys = self.doc.keys(ROOT);
        keys.any(|key| key != KIND_KEY && kind.field(&key).is_none())
    }

    fn read(&self, def: &'static FieldDef) -> Field {
        let standing = self.standing(def.name);
        let newer = standing
            .iter()
            .filter_map(|(value, _)| scalar(value))
            .any(|value| is_newer_choice(def, &value));
        let mut versions: Vec<_> = standing
            .into_iter()
            .filter_map(|(value, id)| {
                Some(Version {
                    text: scalar(&value).and_then(|value| show_field(def, &value)),
                    change: own_hash(&self.doc.hash_for_opid(&id)?),
                })
            })
            .collect();
        // Automerge lists the leading value last.
        versions.reverse();
        Field {
            def,
            versions,
            newer,
        }
    }

    /// Returns the values that stand under a key, the leading one last.
    pub(super) fn standing(&self, key: &str) -> Vec<(Value<'_>, ObjId)> {
        self.doc.get_all(ROOT, key).unwrap_or_default()
    }

    /// Returns the values that stood under a key in the past that ends in these changes.
    pub(super) fn standing_at(&self, key: &str, past: &[ChangeHash]) -> Vec<(Value<'_>, ObjId)> {
        let past: Vec<_> = past
            .iter()
            .map(|hash| automerge::ChangeHash(hash.0))
            .collect();
        self.doc.get_all_at(ROOT, key, &past).unwrap_or_default()
    }

    /// Returns the changes that wrote values.
    pub(super) fn wrote(&self, values: &[(Value<'_>, ObjId)]) -> BTreeSet<ChangeHash> {
        let hashes = values
            .iter()
            .filter_map(|(_, id)| self.doc.hash_for_opid(id));
        hashes.map(|hash| own_hash(&hash)).collect()
    }
}

/// A choice is one word of a fixed list, which grows.
fn is_newer_choice(def: &FieldDef, value: &Scalar) -> bool {
    let Scalar::Text(text) = value else {
        return false;
    };
    let word = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric());
    def.shape == Shape::Choice && word && show_field(def, value).is_none()
}

/// Returns what a change wrote, key by key, for an item's history. Values of strange types count as empty.
///
/// # Errors
/// The bytes are not a change that readers accept.
pub fn written_values(body: &[u8]) -> Result<Vec<(String, Scalar)>, Refused> {
    check_change(body)?;
    let change = Change::try_from(body).map_err(|_| Refused::NotCanonical)?;
    let operations = change.decode().operations.into_iter();
    Ok(operations
        .filter_map(
            |operation| match (&operation.key, operation.primitive_value()) {
                (Key::Map(key), Some(value)) => {
                    let value = scalar(&Value::from(value)).unwrap_or(Scalar::Empty);
                    Some((key.to_string(), value))
                }
                (Key::Map(_) | Key::Seq(_), _) => None,
            },
        )
        .collect())
}

/// Reads a value of a type that fields have.
pub(super) fn scalar(value: &Value<'_>) -> Option<Scalar> {
    let Value::Scalar(value) = value else {
        return None;
    };
    match value.as_ref() {
        ScalarValue::Null => Some(Scalar::Empty),
        ScalarValue::Str(text) => Some(Scalar::Text(text.to_string())),
        ScalarValue::Int(number) => Some(Scalar::Number(*number)),
        ScalarValue::Uint(number) => i64::try_from(*number).ok().map(Scalar::Number),
        ScalarValue::Boolean(_)
        | ScalarValue::Bytes(_)
        | ScalarValue::F64(_)
        | ScalarValue::Counter(_)
        | ScalarValue::Timestamp(_)
        | ScalarValue::Unknown { .. } => None,
    }
}
