//! Search: what a person types becomes a condition over the index.
//!
//! Words of three letters or more are found anywhere (trigrams); shorter ones where a word begins.

/// A condition and what is bound to its `?`.
#[derive(Debug, PartialEq, Eq, Default)]
pub(crate) struct Found {
    pub(crate) sql: String,
    pub(crate) bound: Vec<String>,
}

/// Words beyond this many are not looked for.
const WORDS: usize = 16;

/// Returns the condition for a search text; `None` where nothing is searched.
pub(crate) fn condition(text: &str) -> Option<Found> {
    let text = fold(text);
    let words: Vec<&str> = text
        .split(' ')
        .filter(|w| !w.is_empty())
        .take(WORDS)
        .collect();
    let (long, short): (Vec<&str>, Vec<&str>) =
        words.iter().partition(|word| word.chars().count() >= 3);
    let mut found = Found::default();
    if !long.is_empty() {
        found.and("items.id IN (SELECT rowid FROM search WHERE search MATCH ?)");
        let phrases: Vec<String> = long
            .iter()
            .map(|word| format!("\"{}\"", word.replace('"', "\"\"")))
            .collect();
        found.bound.push(phrases.join(" AND "));
    }
    for word in short {
        // `words` begins and follows each word with a space.
        found.and("items.words LIKE ? ESCAPE '\\'");
        found.bound.push(format!("% {}%", escaped(word)));
    }
    (!found.bound.is_empty()).then_some(found)
}

/// Returns a text as it is searched in: lower case, one space around each word.
pub(crate) fn words(texts: &[&str]) -> String {
    format!(" {} ", fold(&texts.join(" ")))
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
