//! The twelve words: a person's seed as BIP-39 words of the English list, to be written down and typed in again.
//!
//! Owns how they are shown and how forgivingly they are read: in any case, with numbers and commas between them,
//! and by their first four letters, which are enough to tell the words of the list apart. Says which word is
//! wrong by its number. Never keeps them: what was read is wiped when dropped.

use std::fmt;

use bip39::{Language, Mnemonic};
use trust::PersonSeed;
use zeroize::{Zeroize, Zeroizing};

/// How many words there are.
pub const WORDS: usize = 12;
/// So many letters tell every word of the list apart.
const ENOUGH: usize = 4;
/// More than twelve words ever have.
const MAX_LEN: usize = 4096;
/// So many words are suggested in place of a wrong one.
const NEAR: usize = 3;

/// What is wrong with words that were typed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// There are fewer or more than twelve.
    #[error("these are {found} words, and there must be {WORDS}")]
    Count {
        /// How many there are.
        found: usize,
    },
    /// One is not on the list.
    #[error("word {number} is not on the list{}", did_you_mean(.near))]
    Unknown {
        /// Which one, from 1.
        number: usize,
        /// What it may have been, the nearest first.
        near: Vec<&'static str>,
    },
    /// All are on the list, and together they are nobody's: one is another word, or two changed places.
    #[error(
        "all twelve are words of the list, but one of them is another word, or two changed places"
    )]
    Checksum,
}

/// A person's seed as words.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryWords(PersonSeed);

impl RecoveryWords {
    /// Returns the words of a seed.
    #[must_use]
    pub const fn of(seed: PersonSeed) -> Self {
        Self(seed)
    }

    /// Reads words that a person typed.
    ///
    /// # Errors
    /// [`WordsError`]: which word is wrong, by its number.
    pub fn parse(text: &str) -> Result<Self, WordsError> {
        let mut text = Zeroizing::new(text.chars().take(MAX_LEN).collect::<String>());
        text.make_ascii_lowercase();
        let typed: Vec<&str> = text
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| !word.is_empty())
            .collect();
        if typed.len() != WORDS {
            return Err(WordsError::Count { found: typed.len() });
        }
        let mut whole = Zeroizing::new(String::with_capacity(128));
        for (at, typed) in typed.into_iter().enumerate() {
            let word = listed(typed).ok_or_else(|| WordsError::Unknown {
                number: at + 1,
                near: near(typed),
            })?;
            whole.push_str(word);
            whole.push(' ');
        }
        let mut read = Mnemonic::parse_in_normalized(Language::English, whole.trim_end())
            .map_err(|_| WordsError::Checksum)?;
        let seed = seed_of(&read);
        read.zeroize();
        Ok(Self(seed))
    }

    /// Returns the words in their order.
    #[must_use]
    pub fn words(&self) -> Vec<&'static str> {
        // Sixteen bytes are always twelve words.
        let Ok(mut words) = Mnemonic::from_entropy_in(Language::English, self.0.expose()) else {
            return Vec::new();
        };
        let list = words.words().collect();
        words.zeroize();
        list
    }

    /// Returns the seed.
    #[must_use]
    pub const fn seed(&self) -> &PersonSeed {
        &self.0
    }
}

/// The words as they are written down: `1. word`, each on its line.
impl fmt::Display for RecoveryWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, word) in self.words().into_iter().enumerate() {
            writeln!(f, "{:>2}. {word}", at + 1)?;
        }
        Ok(())
    }
}

impl fmt::Debug for RecoveryWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryWords(hidden)")
    }
}

fn seed_of(words: &Mnemonic) -> PersonSeed {
    let (mut entropy, _) = words.to_entropy_array();
    let mut seed = Zeroizing::new([0; PersonSeed::LEN]);
    seed.copy_from_slice(&entropy[..PersonSeed::LEN]);
    entropy.zeroize();
    PersonSeed::from_bytes(*seed)
}

/// Returns the word of the list that was meant; `None` where none is, or several could be.
fn listed(typed: &str) -> Option<&'static str> {
    let list = Language::English.word_list();
    if let Ok(at) = list.binary_search(&typed) {
        return Some(list[at]);
    }
    // The beginning of a word; a longer one whose end is wrong is not guessed at.
    if typed.chars().count() < ENOUGH {
        return None;
    }
    let mut beginning = Language::English.words_by_prefix_iter(typed);
    let word = beginning.next()?;
    beginning.next().is_none().then_some(word)
}

/// Returns words of the list that look like this one.
fn near(typed: &str) -> Vec<&'static str> {
    let mut all: Vec<(usize, &'static str)> = Language::English
        .word_list()
        .iter()
        .map(|word| (steps(typed, word), *word))
        .filter(|(steps, _)| *steps <= 2)
        .collect();
    all.sort_unstable();
    all.into_iter().take(NEAR).map(|(_, word)| word).collect()
}

/// Counts the letters that have to be put in, taken out or changed between two words.
fn steps(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().take(MAX_WORD).enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let changed = corner + usize::from(a != *b);
            corner = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(corner + 1);
        }
    }
    row[to.len()]
}

/// No word of the list is longer than eight letters; what is far longer is near none.
const MAX_WORD: usize = 32;

fn did_you_mean(near: &[&str]) -> String {
    if near.is_empty() {
        return String::new();
    }
    format!("; near it: {}", near.join(", "))
}

#[cfg(test)]
mod tests;
