//! Asking again: whoever made an item that is hidden for everybody wants it looked at once more.
//!
//! Owns which of these words counts. Whether the item is hidden, and by which act, is told from outside: it stands in
//! certificates. An answer is another act, so a word about the act before it is answered.

use std::collections::BTreeSet;

use trust::{EntryId, HybridTime, PersonId};

use super::{Signed, Standing};
use crate::{Statement, clean_text};

/// A word that asks to look at something again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal {
    /// Its entry.
    pub entry: EntryId,
    /// When, by its author's clock.
    pub time: HybridTime,
    /// What they say, without control characters.
    pub text: String,
}

/// Returns the open word of an item's owner about the acts by which it is hidden now: of several the last by their clock.
///
/// Nobody else's word counts, and none that is about other acts only.
#[must_use]
pub fn open_appeal(
    statements: &[Signed],
    owner: PersonId,
    hidden_by: &BTreeSet<EntryId>,
) -> Option<Appeal> {
    let standing = Standing::of(statements);
    let own = standing.iter().filter(|signed| signed.author == owner);
    let about = own.filter_map(|signed| match &signed.statement {
        Statement::AskAgain { hides, text } => {
            let open = hides.iter().any(|hide| hidden_by.contains(hide));
            open.then(|| Appeal {
                entry: signed.position.id,
                time: signed.time,
                text: clean_text(text),
            })
        }
        Statement::Name { .. }
        | Statement::Claim { .. }
        | Statement::Release { .. }
        | Statement::Deliver { .. }
        | Statement::Withdraw { .. }
        | Statement::StockMove { .. }
        | Statement::Recount { .. }
        | Statement::Comment { .. }
        | Statement::Archive { .. }
        | Statement::Restore { .. }
        | Statement::Retract { .. }
        | Statement::Report { .. }
        | Statement::Attach { .. } => None,
    });
    about.max_by_key(|appeal| (appeal.time, appeal.entry))
}
