//! What went wrong, as `mh` tells it: a code, a sentence, and how the process ends.
//!
//! Owns the exit codes and the codes that `mh` adds to those of the app. The sentences for the app's
//! own codes stand in `words`.

use std::collections::BTreeMap;
use std::io::ErrorKind;

use app::api::{AppError, ErrorCode};
use serde::Serialize;

use crate::words;

/// How a run of `mh` ends. Documented in docs/manual/mh.md; numbers never change their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Refused: nothing was changed, unless the message says what was.
    Refused = 1,
    /// The command line is not understood, or does not say which one is meant.
    Usage = 2,
    /// Another process holds the data folder and does not answer.
    InUse = 3,
    /// The disk is full or broken: not saved.
    NotSaved = 4,
    /// Nothing is wrong, but it is not finished: nobody could be reached in time.
    NotYet = 5,
    /// Who does the work ended without an answer: nobody knows whether it was saved.
    NotKnown = 6,
    /// The answer to `only-here`: something exists on this computer only.
    OnlyHere = 7,
    /// The answer to `check-network`: something stands in the way, or nobody is connected.
    Network = 8,
}

/// A refusal, ready to be printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trouble {
    /// A code of the app in camelCase, or `usage`, `whichBoard`, `whichSite`, `whichPerson`, `whichTicket`, `whichDevice`,
    /// `whichEntry`, `notYet`, `relayFailed`, `file`.
    pub code: String,
    /// The sentence for people.
    pub message: String,
    /// What the sentence is about: field, line, limit and the like.
    pub details: BTreeMap<String, String>,
    #[serde(skip)]
    exit: Option<Exit>,
}

impl Trouble {
    fn new(code: &str, message: impl Into<String>, exit: Exit) -> Self {
        Self {
            code: code.to_owned(),
            message: message.into(),
            details: BTreeMap::new(),
            exit: Some(exit),
        }
    }

    /// The command line says something that `mh` does not know.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new("usage", message, Exit::Usage)
    }

    /// `--profile` or the system's own settings name no folder.
    pub fn profile(why: &node::StoreError) -> Self {
        Self::usage(format!("There is no data folder for this profile: {why}."))
    }

    /// The stock stands at several sites.
    pub fn which_site(places: &[String]) -> Self {
        let list = places.join(", ");
        let mut trouble = Self::new(
            "whichSite",
            format!("Say at which site you counted with --site (\"\" for none): {list}"),
            Exit::Usage,
        );
        trouble.details.insert("sites".to_owned(), list);
        trouble
    }

    /// There are several boards, or several that fit.
    pub fn which_board(names: &[String]) -> Self {
        let list = names.join(", ");
        let mut trouble = Self::new(
            "whichBoard",
            format!("Say which board you mean with --board: {list}"),
            Exit::Usage,
        );
        trouble.details.insert("boards".to_owned(), list);
        trouble
    }

    /// Several people, tickets, devices or entries fit what was typed.
    pub fn which(code: &str, what: &str, fits: &[String]) -> Self {
        let list = fits.join(", ");
        let message = format!("Several {what} fit. Say which one you mean: {list}");
        let mut trouble = Self::new(code, message, Exit::Usage);
        trouble.details.insert(what.to_owned(), list);
        trouble
    }

    /// It goes on, but not in this run.
    pub fn not_yet(message: impl Into<String>) -> Self {
        Self::new("notYet", message, Exit::NotYet)
    }

    /// A relay does not start.
    pub fn relay(why: impl Into<String>) -> Self {
        Self::new("relayFailed", why, Exit::Refused)
    }

    /// A file that was named on the command line cannot be read or written.
    pub fn file(path: &std::path::Path, why: &std::io::Error) -> Self {
        let path = path.display().to_string();
        let message = if why.kind() == ErrorKind::NotFound {
            format!("There is no such file or folder: {path}")
        } else if why.kind() == ErrorKind::PermissionDenied {
            format!("This account may not open it: {path}")
        } else {
            format!("{path}: {why}")
        };
        let mut trouble = Self::new("file", message, Exit::Refused);
        trouble.details.insert("path".to_owned(), path);
        trouble
    }

    /// Says something else first, that has to be told in any case.
    pub fn after(mut self, sentences: &[String]) -> Self {
        let all = sentences.iter().chain([&self.message]);
        self.message = all.map(String::as_str).collect::<Vec<_>>().join("\n");
        self
    }

    /// Returns how the process ends.
    pub fn exit(&self) -> Exit {
        self.exit.unwrap_or(Exit::Refused)
    }
}

impl From<AppError> for Trouble {
    fn from(error: AppError) -> Self {
        let exit = if error.code == ErrorCode::InUse {
            Exit::InUse
        } else if matches!(error.code, ErrorCode::DiskFull | ErrorCode::DiskFailed) {
            Exit::NotSaved
        } else if matches!(
            error.code,
            ErrorCode::VaultChoice | ErrorCode::PassphraseNeeded
        ) {
            Exit::Usage
        } else if error.code == ErrorCode::Unanswered {
            Exit::NotKnown
        } else {
            Exit::Refused
        };
        Self {
            code: word(error.code),
            message: words::sentence(&error),
            details: error.details,
            exit: Some(exit),
        }
    }
}

/// The code as it stands in JSON.
fn word(code: ErrorCode) -> String {
    match serde_json::to_value(code) {
        Ok(serde_json::Value::String(word)) => word,
        _ => "internal".to_owned(),
    }
}
