//! Which rows are the same: the reference that an imported item keeps for good.
//!
//! Owns the rule, on which two devices that import the same list apart have to agree
//! (docs/decisions/0030): the reference column of the list if it has one, else a hash over the fields
//! that tell one thing from another. Never compares titles alone: two sites called FEMA stay two.

use std::collections::BTreeMap;

use super::values;
use crate::api::ItemKind;

/// What stands in front of a hash, with the version of the rule.
const ROW: &str = "row1:";
/// What stands in front of the id of an item that never came from a list.
const ITEM: &str = "item:";

/// Returns the references under which a list could mean this item: its own, that of a row which says
/// what it says now, and its id as an export writes it.
#[must_use]
pub fn references_of_item(
    kind: ItemKind,
    item: &str,
    fields: &BTreeMap<String, String>,
) -> Vec<String> {
    let mut references = vec![format!("{ITEM}{item}"), row_reference(kind, fields)];
    references.extend(own_reference(fields).map(str::to_owned));
    references
}

/// Returns the reference that an export writes for an item.
pub(crate) fn exported_reference(item: &str, fields: &BTreeMap<String, String>) -> String {
    own_reference(fields).map_or_else(|| format!("{ITEM}{item}"), str::to_owned)
}

/// Returns the reference in the row's own column, if it has one.
pub(super) fn own_reference(fields: &BTreeMap<String, String>) -> Option<&str> {
    fields
        .get("importRef")
        .map(String::as_str)
        .filter(|reference| !reference.is_empty())
}

/// Returns the reference of a row by what it says: equal for rows that differ in capitals and spaces only.
#[must_use]
pub fn row_reference(kind: ItemKind, fields: &BTreeMap<String, String>) -> String {
    let value = |field: &str| {
        let text = fields.get(field).map(String::as_str).unwrap_or_default();
        values::line(text).to_lowercase()
    };
    let telling: Vec<String> = match kind {
        ItemKind::Need | ItemKind::Offer => [
            "title", "what", "quantity", "unit", "neededBy", "area", "site", "details",
        ]
        .map(value)
        .to_vec(),
        ItemKind::Supply => ["title", "category", "unit"].map(value).to_vec(),
        ItemKind::Site => vec![value("title"), place(value)],
    };
    let mut text = word(kind).to_owned();
    for part in telling {
        text.push('\u{1f}');
        text.push_str(&part);
    }
    format!("{ROW}{:032x}", fnv1a_128(text.as_bytes()))
}

/// Where a site is, by the best that is known: a better position later does not make it another site.
fn place(value: impl Fn(&str) -> String) -> String {
    let address = value("address");
    let (lat, lon) = (value("lat"), value("lon"));
    if !address.is_empty() {
        address
    } else if lat.is_empty() || lon.is_empty() {
        value("area")
    } else {
        format!("{lat} {lon}")
    }
}

/// The kind as it stands inside of a hash: must never change.
fn word(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Need => "need",
        ItemKind::Offer => "offer",
        ItemKind::Site => "site",
        ItemKind::Supply => "supply",
    }
}

/// FNV-1a with 128 bits. Nobody gains anything by a collision here: whoever could make one may as
/// well write the other row's reference.
fn fnv1a_128(bytes: &[u8]) -> u128 {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    bytes.iter().fold(OFFSET, |hash, byte| {
        (hash ^ u128::from(*byte)).wrapping_mul(PRIME)
    })
}
