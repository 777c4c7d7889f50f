//! Files that belong to an item: those that nobody took off it.

use trust::{EntryId, HybridTime, PersonId};

use super::{Signed, Standing};
use crate::{FileKey, Statement, clean_line};

/// A file of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The entry that says so.
    pub entry: EntryId,
    /// By whom.
    pub author: PersonId,
    /// When.
    pub time: HybridTime,
    /// What it is called, without control characters. Text to be shown: no name of a file on any disk.
    pub name: String,
    /// What kind of file its author says that it is.
    pub media: String,
    /// How many bytes it has.
    pub size: u64,
    /// The hash of its sealed bytes.
    pub hash: [u8; 32],
    /// What opens them.
    pub key: FileKey,
    /// When its author took it off the item; `None` where it stands.
    pub taken_off: Option<HybridTime>,
}

/// Returns all files that were ever put to an item, oldest first; those that stand have no `taken_off`.
#[must_use]
pub fn attachments(statements: &[Signed]) -> Vec<Attachment> {
    let standing = Standing::of(statements);
    let taken_off = |entry: EntryId, author: PersonId| {
        let by = statements.iter().filter(|signed| {
            signed.author == author
                && matches!(signed.statement, Statement::Retract { .. })
                && standing.stands(signed.position.id)
                && signed.statement.replaces().contains(&entry)
        });
        by.map(|signed| signed.time).min()
    };
    let mut all: Vec<_> = statements
        .iter()
        .filter_map(|signed| {
            let Statement::Attach {
                name,
                media,
                size,
                hash,
                key,
            } = &signed.statement
            else {
                return None;
            };
            let entry = signed.position.id;
            let gone = !standing.stands(entry);
            Some(Attachment {
                entry,
                author: signed.author,
                time: signed.time,
                name: clean_line(name),
                media: clean_line(media),
                size: *size,
                hash: *hash,
                key: *key,
                taken_off: gone.then(|| taken_off(entry, signed.author).unwrap_or(signed.time)),
            })
        })
        .collect();
    all.sort_by_key(|file| (file.time, file.entry));
    all.dedup_by_key(|file| file.entry);
    all
}
