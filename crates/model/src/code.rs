//! Spoken codes: the shortest clear prefix of an item's id, for phone, radio and paper (`N-7K4Q`).
//!
//! Nothing is stored for them: they follow from the ids of a board's items.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use trust::ItemId;

use crate::ItemKind;

/// The fewest letters of a code.
pub const MIN_CODE: usize = 4;

/// The items of a board by id, for codes in both directions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Codes {
    items: BTreeMap<ItemId, ItemKind>,
}

impl Codes {
    /// Returns the codes of these items.
    #[must_use]
    pub fn new(items: impl IntoIterator<Item = (ItemId, ItemKind)>) -> Self {
        Self {
            items: items.into_iter().collect(),
        }
    }

    /// Adds an item. Codes of others may become longer.
    pub fn insert(&mut self, item: ItemId, kind: ItemKind) {
        self.items.insert(item, kind);
    }

    /// Returns the letter and the shortest clear prefix: `N-7K4Q`. An item that is not on the board gets its whole code.
    #[must_use]
    pub fn code(&self, item: ItemId) -> String {
        let whole = item.code();
        let Some(kind) = self.items.get(&item) else {
            return whole;
        };
        // The nearest ids in order share the longest prefixes with it.
        let before = self.items.range(..item).next_back();
        let after = self.items.range(item..).nth(1);
        let shared = before
            .into_iter()
            .chain(after)
            .map(|(other, _)| shared_prefix(&whole, &other.code()))
            .max()
            .unwrap_or(0);
        let length = (shared + 1).clamp(MIN_CODE, whole.len());
        format!("{}-{}", kind.letter(), &whole[..length])
    }

    /// Returns the items that a spoken or typed code may mean, in the order of their ids.
    ///
    /// Accepts any prefix, small letters, spaces and dashes, the letter before the dash, and the digits 0, 1 and 8
    /// for the letters O, I and B. Without a single letter of a code it means nothing.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<ItemId> {
        let text = text.trim();
        let (kind, code) = match text.split_once('-') {
            Some((letter, code)) if letter.trim().len() == 1 => {
                (letter.trim().chars().next(), code)
            }
            Some(_) | None => (None, text),
        };
        let code = normal(code);
        if code.is_empty() {
            return Vec::new();
        }
        let with_letter = kind.map(|letter| letter.to_ascii_uppercase());
        self.items
            .iter()
            .filter(|(_, kind)| with_letter.is_none_or(|letter| kind.letter() == letter))
            .filter(|(item, _)| item.code().starts_with(&code))
            .map(|(item, _)| *item)
            .collect()
    }
}

fn normal(code: &str) -> String {
    code.chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c {
            '0' => 'O',
            '1' => 'I',
            '8' => 'B',
            other => other.to_ascii_uppercase(),
        })
        .collect()
}

fn shared_prefix(a: &str, b: &str) -> usize {
    a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count()
}
