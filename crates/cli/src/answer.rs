//! What a run of `mh` says: on standard output the answer, on standard error what one should know.
//!
//! Owns the outer shape of `--json` (docs/manual/mh.md). A reader that went away (`mh list | head`) is
//! no failure.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::trouble::{Exit, Trouble};

/// The answer to one command, in both forms.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// What `--json` gives as `result`.
    pub result: Value,
    /// What a person reads; may be empty.
    pub text: String,
    /// Sentences for standard error: they are about the answer and no part of it.
    pub asides: Vec<String>,
    /// How the process ends, where the answer is more than that it was done.
    pub exit: Option<Exit>,
}

impl Answer {
    /// Makes an answer without asides.
    pub fn new(result: Value, text: impl Into<String>) -> Self {
        Self {
            result,
            text: text.into(),
            asides: Vec::new(),
            exit: None,
        }
    }

    /// Adds a sentence for standard error.
    pub fn aside(mut self, sentence: impl Into<String>) -> Self {
        self.asides.push(sentence.into());
        self
    }
}

/// Where answers go.
#[derive(Debug, Clone, Copy)]
pub struct Out {
    /// In JSON, or for people.
    pub json: bool,
}

impl Out {
    /// Prints an answer, and hands it on at once.
    pub fn answer(self, answer: &Answer) {
        if self.json {
            put(
                &mut io::stdout().lock(),
                &format!("{{\"ok\":true,\"result\":{}}}", answer.result),
                true,
            );
            return;
        }
        if !answer.text.is_empty() {
            put(
                &mut io::stdout().lock(),
                &answer.text,
                !answer.text.ends_with('\n'),
            );
        }
        for aside in &answer.asides {
            put(&mut io::stderr().lock(), aside, true);
        }
    }

    /// Prints what went wrong: in JSON on standard output, for people on standard error.
    pub fn trouble(self, trouble: &Trouble) {
        if self.json {
            let error = json!(trouble);
            put(
                &mut io::stdout().lock(),
                &format!("{{\"ok\":false,\"error\":{error}}}"),
                true,
            );
        } else {
            put(
                &mut io::stderr().lock(),
                &format!("mh: {}", trouble.message),
                true,
            );
        }
    }
}

fn put(out: &mut impl Write, text: &str, end_line: bool) {
    let end = if end_line { "\n" } else { "" };
    // Nobody reads any more: there is nobody left to tell either.
    let _ = write!(out, "{text}{end}").and_then(|()| out.flush());
}
