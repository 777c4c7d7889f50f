//! Which changes and statements count, and why the others are set aside.
//!
//! A pure function of the authority, the entries and the shape of their logs:
//! 1. **eligible**: the author ever held, by rights, a role that may write this;
//! 2. **ok**: eligible, and so is all that it depends on;
//! 3. **direct**: the grant is live, or the entry stands inside the removal's cut, or was adopted;
//! 4. of two branches of one log one counts: see [`forks`];
//! 5. **accepted**: direct and ok, and the changes that those depend on (vouching).
//!
//! Everything is judged item by item, so the entries of one item give the same result alone as
//! among all others; only [`forks`] looks at the whole board. Never reads a body.

use std::collections::BTreeMap;

use crate::{
    Authority, DeviceId, Entry, EntryId, GrantRef, ItemId, Kind, LogGraph, LogId, PersonId,
    Position,
};

mod accept;
mod forking;
mod graph;
mod links;
mod standing;
mod vouching;

pub use forking::{Built, Forks, built, forks};
pub use standing::{Aside, AsideKind, Standing};
pub use vouching::{Vouched, vouched};

use graph::Graph;

/// What is known of one change, statement or blob reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryFact<'a> {
    /// Where it stands.
    pub position: Position,
    /// What its body holds. Certificates have no place here: [`crate::evaluate`] judges them.
    pub kind: Kind,
    /// The item that it is about; `None` for the board itself.
    pub item: Option<ItemId>,
    /// Who wrote it.
    pub device: DeviceId,
    /// As what.
    pub grant: GrantRef,
    /// The dependencies that its header names. The previous change of the same item in the same log is implied.
    pub deps: &'a [EntryId],
    /// Whether it creates its item: [`crate::Entry::creates_item`].
    pub creates: bool,
    /// What was found in its body.
    pub body: Body,
}

impl<'a> EntryFact<'a> {
    /// Returns what is known of an entry; `body` is what its readers found.
    #[must_use]
    pub fn of(entry: &'a Entry, body: Body) -> Self {
        Self {
            position: entry.position(),
            kind: entry.header.kind,
            item: entry.header.item,
            device: entry.header.device,
            grant: entry.header.grant,
            deps: &entry.header.deps,
            creates: entry.creates_item(),
            body,
        }
    }
}

/// What was found in a body, by those who can read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Body {
    /// Nothing against it, or nobody here can read it.
    Fit,
    /// Refused: it is carried, and what depends on it falls with it.
    Refused,
    /// Reading it failed in a way that must not happen again.
    Suspect,
}

/// Which of some entries count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counting {
    standings: BTreeMap<EntryId, Standing>,
    cut: BTreeMap<LogId, u64>,
}

/// Says which entries count.
///
/// `entries` are all that are here of one item, of several, or of the whole board. A statement or
/// blob about no item stands alone. `logs` and `forks` are those of the whole board.
#[must_use]
pub fn counting(
    authority: &Authority,
    entries: &[EntryFact<'_>],
    logs: &LogGraph,
    forks: &Forks,
) -> Counting {
    let graph = Graph::of(authority, entries, logs);
    accept::count(&graph, forks)
}

impl Counting {
    /// Returns what became of an entry.
    #[must_use]
    pub fn of(&self, entry: EntryId) -> Option<Standing> {
        self.standings.get(&entry).copied()
    }

    /// Says whether an entry counts.
    #[must_use]
    pub fn is_accepted(&self, entry: EntryId) -> bool {
        self.of(entry).is_some_and(Standing::is_accepted)
    }

    /// Returns what became of each entry, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = (EntryId, Standing)> {
        self.standings.iter().map(|(id, standing)| (*id, *standing))
    }

    /// Returns the entries that count, with their authors.
    pub fn accepted(&self) -> impl Iterator<Item = (EntryId, PersonId)> {
        self.iter()
            .filter_map(|(id, standing)| Some((id, standing.author()?)))
    }

    /// Returns the entries that are set aside, and why.
    pub fn aside(&self) -> impl Iterator<Item = (EntryId, Aside)> {
        self.iter()
            .filter_map(|(id, standing)| Some((id, standing.aside()?)))
    }

    /// Returns how far a log counts where a cut ends it: the cut, or the last entry behind it that
    /// others vouched for. `None` where nothing of the log was cut off.
    ///
    /// It is only whole where all entries of the log were given.
    #[must_use]
    pub fn counts_until(&self, log: LogId) -> Option<u64> {
        self.cut.get(&log).copied()
    }
}
