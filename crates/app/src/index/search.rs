//! Search: what a person types becomes a condition over the index.
//!
//! Words of three letters or more are found anywhere (trigrams); shorter ones where a word begins. A word that may be
//! a spoken code, or the beginning of one, finds its item too.

use rusqlite::types::Value;

use super::code::{self, kind_of_letter, spoken};

/// A condition and what is bound to its `?`.
#[derive(Debug, PartialEq, Default)]
pub(crate) struct Found {
    pub(crate) sql: String,
    pub(crate) bound: Vec<Value>,
}

/// Words beyond this many are not looked for.
const WORDS: usize = 16;
/// A longer word without the letter of a kind is none of the codes that are shown.
const LONGEST_BARE: usize = 8;

const TEXTS: &str = "SELECT rowid FROM search WHERE search MATCH ?";
/// Items that are shown as one with another are found under that one, whichever code was written down.
const CODES: &str = "SELECT lead.id FROM items AS coded JOIN items AS lead
     ON lead.board = coded.board AND lead.item = coded.leader
     WHERE coded.board = ? AND coded.code >= ? AND coded.code < ? AND coded.kind = coalesce(?, coded.kind)";

/// Returns the condition for a search text on a board; `None` where nothing is searched.
pub(crate) fn condition(board: i64, text: &str) -> Option<Found> {
    let text = fold(text);
    let words: Vec<&str> = text
        .split(' ')
        .filter(|w| !w.is_empty())
        .take(WORDS)
        .collect();
    let (long, short): (Vec<&str>, Vec<&str>) =
        words.iter().partition(|word| word.chars().count() >= 3);
    let (codes, long): (Vec<&str>, Vec<&str>) =
        long.into_iter().partition(|word| code_in(word).is_some());
    let mut found = Found::default();
    if !long.is_empty() {
        found.and(&format!("items.id IN ({TEXTS})"));
        let phrases: Vec<String> = long.into_iter().map(phrase).collect();
        found.bound.push(phrases.join(" AND ").into());
    }
    for word in codes {
        if let Some((kind, code)) = code_in(word) {
            found.and(&format!("items.id IN ({TEXTS} UNION {CODES})"));
            let after = format!("{code}~");
            found.bound.push(phrase(word).into());
            found.bound.push(board.into());
            found.bound.extend([code.into(), after.into()]);
            found.bound.push(kind.map(str::to_owned).into());
        }
    }
    for word in short {
        // `words` begins and follows each word with a space.
        found.and("items.words LIKE ? ESCAPE '\\'");
        found.bound.push(format!("% {}%", escaped(word)).into());
    }
    (!found.bound.is_empty()).then_some(found)
}

/// Reads a word as a code or the beginning of one: `n-jf`, `N-JF4I`, `(jf4i)`. Without the letter of its kind it has to
/// be as long as the shortest code that is shown: any two or three letters begin the code of something.
fn code_in(word: &str) -> Option<(Option<&'static str>, String)> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let (letter, code) = spoken(word);
    let base32 = |b: u8| b.is_ascii_uppercase() || (b'2'..=b'7').contains(&b);
    if code.is_empty() || !code.bytes().all(base32) {
        return None;
    }
    match letter {
        Some(letter) => Some((Some(kind_of_letter(letter)?.code()), code)),
        None => {
            let fits = (code::SHORTEST..=LONGEST_BARE).contains(&word.len());
            (fits && code.len() == word.len()).then_some((None, code))
        }
    }
}

/// Returns a text as it is searched in: lower case, one space around each word.
pub(crate) fn words(texts: &[&str]) -> String {
    format!(" {} ", fold(&texts.join(" ")))
}

fn phrase(word: &str) -> String {
    format!("\"{}\"", word.replace('"', "\"\""))
}

fn fold(text: &str) -> String {
    text.to_lowercase()
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn escaped(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        if matches!(c, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

impl Found {
    fn and(&mut self, condition: &str) {
        if !self.sql.is_empty() {
            self.sql.push_str(" AND ");
        }
        self.sql.push_str(condition);
    }
}
