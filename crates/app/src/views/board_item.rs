//! What a board says about itself: its name, and the sections that it does not use.
//!
//! It stands in an item of its own that only coordinators and stewards may write. The rules of membership let every
//! editor write on every item, so it is decided here, on each device alike, whose words about the board count: per
//! field the newest by the stamps of those who coordinate, or did.

use std::collections::BTreeMap;

use rusqlite::Connection;
use trust::{EntryId, HybridTime, ItemId};

use crate::api::{AppError, Section};
use crate::desk::At;
use crate::index;

/// A board's own item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct BoardItem {
    /// `None` until it has arrived.
    pub(crate) item: Option<ItemId>,
    pub(crate) name: String,
    pub(crate) hidden_sections: Vec<Section>,
    /// Words of newer apps for sections that this one does not know: they stay where they are.
    pub(crate) other_sections: Vec<String>,
    /// Whether what newcomers make is held. It is, unless somebody who coordinates said otherwise.
    pub(crate) hold_new: bool,
    /// After so many days a sealed case that is done is erased.
    pub(crate) case_days: u64,
}

impl BoardItem {
    fn not_here() -> Self {
        Self {
            hold_new: true,
            case_days: CASE_DAYS,
            ..Self::default()
        }
    }
}

/// Returns a board's own item: of several that were made by stewards, that of the lowest id.
pub(crate) fn board_item(
    connection: &Connection,
    number: i64,
    at: &At,
) -> Result<BoardItem, AppError> {
    let found = index::settings_items(connection, number)?;
    let mut found = found.into_iter();
    let Some((item, ..)) = found.find(|(_, _, made_by)| at.ever_steward(*made_by)) else {
        return Ok(BoardItem::not_here());
    };
    let mut said: BTreeMap<String, ((HybridTime, EntryId), Option<String>)> = BTreeMap::new();
    for kept in index::kept_of_item(connection, number, Some(item))? {
        if !kept.is_change || !at.ever_coordinated(kept.person) {
            continue;
        }
        let stamp = (kept.time, kept.position.id);
        for edit in kept.edits {
            let known = said.get(&edit.field);
            if known.is_none_or(|(newest, _)| *newest < stamp) {
                said.insert(edit.field, (stamp, edit.value));
            }
        }
    }
    let mut field = |name: &str| said.remove(name).and_then(|(_, value)| value);
    let sections = field("hiddenSections").unwrap_or_default();
    let (hidden_sections, other_sections) = read_sections(&sections);
    Ok(BoardItem {
        item: Some(item),
        name: field("title").unwrap_or_default(),
        hidden_sections,
        other_sections,
        hold_new: field("holdNew").as_deref() != Some("no"),
        case_days: field("caseDays")
            .and_then(|days| days.parse().ok())
            .filter(|days| (1..=MOST_CASE_DAYS).contains(days))
            .unwrap_or(CASE_DAYS),
    })
}

/// After so many days a sealed case that is done is erased, unless the board says otherwise.
const CASE_DAYS: u64 = 14;
/// The longest time that a board may say.
pub(crate) const MOST_CASE_DAYS: u64 = 365;

/// The sections and their words in the item.
const WORDS: [(&str, Section); 3] = [
    ("needs", Section::Needs),
    ("supplies", Section::Supplies),
    ("sites", Section::Sites),
];

/// Returns how sections stand in the item: each once, in their order, and behind them the words of newer apps.
pub(crate) fn section_words(sections: &[Section], other: &[String]) -> String {
    let named = WORDS
        .iter()
        .filter(|(_, section)| sections.contains(section));
    let named = named.map(|(word, _)| *word);
    let other = other.iter().map(String::as_str);
    named.chain(other).collect::<Vec<_>>().join(" ")
}

/// Returns the sections that words name, and the words that this app does not know.
fn read_sections(words: &str) -> (Vec<Section>, Vec<String>) {
    let words: Vec<&str> = words.split_whitespace().collect();
    let named = WORDS.iter().filter(|(word, _)| words.contains(word));
    let sections = named.map(|(_, section)| *section).collect();
    let known = |word: &str| WORDS.iter().any(|(known, _)| *known == word);
    let other = words.into_iter().filter(|word| !known(word));
    (sections, other.map(str::to_owned).collect())
}
