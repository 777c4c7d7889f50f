//! The judge: may this entry count, given the accepted entries that it depends on?
//!
//! Owns the rules of format.md, "Causality" and "Automerge inside", that need no state: a verdict depends on the
//! entry, on the facts of its dependencies and on how many changes its log holds for the item, and on nothing else.
//! Never decides who may write (that is `trust`'s) and never looks at a document (that is [`crate::ItemDoc`]'s).

mod facts;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use automerge::Change;
use trust::{Entry, EntryId, Header, ItemId, Kind, LogId};

pub use facts::{ChangeFacts, Facts};

use crate::{Actor, BadStatement, Limits, ParsedChange, Refused, Statement, preparse};

/// An accepted entry that the judged one depends on.
#[derive(Debug, Clone, Copy)]
pub struct Dep<'a> {
    /// Its id.
    pub id: EntryId,
    /// Its header.
    pub header: &'a Header,
    /// What its own verdict said: the bytes that [`judge`] returned for it.
    pub facts: &'a [u8],
}

/// Why an entry does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Reason {
    /// The pre-parser refuses the change.
    #[error("the change is refused: {0}")]
    Change(#[from] Refused),
    /// The statement breaks its limits or its encoding.
    #[error("the statement is refused")]
    Statement(StatementFault),
    /// A change without an item, or an item where none belongs.
    #[error("the entry names no item, or one that does not belong there")]
    Item,
    /// The change creates the item and has dependencies, or does not create it and has none.
    #[error("a creating change with dependencies, or another without")]
    Creation,
    /// A dependency is of another item, compartment or kind, or its facts are damaged.
    #[error("a dependency does not fit")]
    Dep,
    /// The actor is not the one that log and item give.
    #[error("the actor is another's")]
    Actor,
    /// `seq` is not one more than the log's earlier changes to the item.
    #[error("the sequence number is out of turn")]
    Seq,
    /// The change's own dependencies are not those of the entry.
    #[error("the change depends on something else than its entry")]
    DepsDiffer,
    /// `start_op` is not one after the highest operation of the dependencies.
    #[error("the operations' numbers do not follow")]
    StartOp,
    /// A later change says what kind of item it is.
    #[error("the kind of an item never changes")]
    KindChanged,
    /// The entry is of a kind that has no judge here.
    #[error("not a change and not a statement")]
    Kind,
}

/// Why a statement is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatementFault {
    /// Not canonical, or of a newer version.
    Unknown,
    /// A limit is broken.
    Limits,
    /// It replaces what it may not, or does not depend on it.
    Replaces,
}

impl Reason {
    /// Returns the reason code that stands in a verdict.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Change(refused) => refused.code(),
            Self::Statement(StatementFault::Unknown) => "statementUnknown",
            Self::Statement(StatementFault::Limits) => "statementLimits",
            Self::Statement(StatementFault::Replaces) => "statementReplaces",
            Self::Item => "wrongItem",
            Self::Creation => "wrongCreation",
            Self::Dep => "wrongDependency",
            Self::Actor => "wrongActor",
            Self::Seq => "wrongSeq",
            Self::DepsDiffer => "depsDiffer",
            Self::StartOp => "wrongStartOp",
            Self::KindChanged => "kindChanged",
            Self::Kind => "wrongKind",
        }
    }
}

/// Goes up with each kind of statement, and of body, that comes to be known: what was unknown is judged again then.
pub const JUDGE_VERSION: u32 = 2;

/// The codes of reasons that say of a body that this version does not know it: another one may.
pub const UNKNOWN_REASONS: &[&str] = &[
    Reason::Statement(StatementFault::Unknown).code(),
    Reason::Kind.code(),
];

/// Returns the Automerge actor of a log in an item.
#[must_use]
pub fn actor(log: LogId, item: ItemId) -> Actor {
    Actor(trust::actor_of(log, item))
}

/// Judges a change or a statement, and returns the canonical bytes of its facts.
///
/// `deps` are the entries of `entry.header.deps`, in any order; `implied` is the log's previous change of the same
/// item; `earlier_in_log` is how many changes of the item the log holds before this one. All of them accepted.
///
/// # Errors
/// The first rule that the entry breaks.
pub fn judge(
    entry: &Entry,
    deps: &[Dep<'_>],
    implied: Option<&Dep<'_>>,
    earlier_in_log: u64,
) -> Result<Vec<u8>, Reason> {
    match entry.header.kind {
        Kind::Change => judge_change(entry, deps, implied, earlier_in_log)
            .map(|facts| Facts::Change(facts).to_bytes()),
        Kind::Statement => judge_statement(entry, deps)
            .map(|statement| Facts::Statement(statement.kind()).to_bytes()),
        Kind::Certificate | Kind::Blob => Err(Reason::Kind),
    }
}

/// Judges a change.
///
/// # Errors
/// The first rule that the entry breaks.
pub fn judge_change(
    entry: &Entry,
    deps: &[Dep<'_>],
    implied: Option<&Dep<'_>>,
    earlier_in_log: u64,
) -> Result<ChangeFacts, Reason> {
    let item = entry.header.item.ok_or(Reason::Item)?;
    let creates = ItemId::derive(entry.log, entry.seq) == item;
    let has_past = implied.is_some() || !deps.is_empty();
    if creates == has_past || !names_all(entry, deps) {
        return Err(Reason::Creation);
    }
    let change = check_change(&entry.body)?;
    if change.actor != actor(entry.log, item) {
        return Err(Reason::Actor);
    }
    if Some(change.seq) != earlier_in_log.checked_add(1) {
        return Err(Reason::Seq);
    }
    if change.sets_kind && !creates {
        return Err(Reason::KindChanged);
    }
    let past = deps
        .iter()
        .map(|dep| change_facts(entry, dep))
        .collect::<Result<Vec<_>, _>>()?;
    let own = implied.map(|dep| change_facts(entry, dep)).transpose()?;
    check_deps(&change, &past, own.as_ref())?;
    let max_before = past.iter().chain(&own).map(|facts| facts.max_op).max();
    if Some(change.start_op) != max_before.unwrap_or(0).checked_add(1) {
        return Err(Reason::StartOp);
    }
    Ok(ChangeFacts {
        hash: change.hash,
        max_op: change.max_op(),
        creates,
    })
}

/// Judges a statement.
///
/// # Errors
/// The first rule that the entry breaks.
pub fn judge_statement(entry: &Entry, deps: &[Dep<'_>]) -> Result<Statement, Reason> {
    let statement = Statement::from_body(&entry.body).map_err(|bad| match bad {
        BadStatement::NotCanonical => Reason::Statement(StatementFault::Unknown),
        BadStatement::Text | BadStatement::Quantity | BadStatement::List => {
            Reason::Statement(StatementFault::Limits)
        }
    })?;
    let about_board = matches!(statement, Statement::Name { .. } | Statement::Report { .. });
    if let Statement::Report { report } = &statement {
        // Whether its ticket counts is asked where it is shown.
        trust::Report::read(report).map_err(|_| Reason::Statement(StatementFault::Limits))?;
    }
    if about_board && entry.header.item.is_some()
        || !about_board && entry.header.item.is_none() && !retracts(&statement)
    {
        return Err(Reason::Item);
    }
    if !names_all(entry, deps) {
        return Err(Reason::Dep);
    }
    let mut replaced = BTreeSet::new();
    let mut creations = 0;
    for dep in deps {
        check_same(entry, dep)?;
        match Facts::from_bytes(dep.facts).ok_or(Reason::Dep)? {
            Facts::Change(facts) if facts.creates => creations += 1,
            Facts::Change(_) => return Err(Reason::Dep),
            Facts::Statement(kind) if statement.may_replace(kind) => {
                replaced.insert(dep.id);
            }
            Facts::Statement(_) => return Err(Reason::Statement(StatementFault::Replaces)),
        }
    }
    if creations != usize::from(entry.header.item.is_some()) {
        return Err(Reason::Creation);
    }
    if !replaced.iter().eq(statement.replaces()) {
        return Err(Reason::Statement(StatementFault::Replaces));
    }
    Ok(statement)
}

/// Reads a change and makes sure that its bytes are the only ones that stand for it.
///
/// Automerge keeps operations, not bytes: a document that was saved and loaded writes its changes anew. A change that
/// could be written otherwise would get another hash there, and the document could never be loaded again.
///
/// # Errors
/// The first rule that the bytes break.
pub fn check_change(body: &[u8]) -> Result<ParsedChange, Refused> {
    let parsed = preparse(body, &Limits::READER)?;
    let change = Change::try_from(body).map_err(|_| Refused::NotCanonical)?;
    let rewritten = Change::from(change.decode());
    if rewritten.raw_bytes() != body || change.hash().0 != parsed.hash.0 {
        return Err(Refused::NotCanonical);
    }
    Ok(parsed)
}

const fn retracts(statement: &Statement) -> bool {
    matches!(statement, Statement::Retract { .. })
}

/// Tells whether the dependencies that were handed in are those of the header.
fn names_all(entry: &Entry, deps: &[Dep<'_>]) -> bool {
    let given: BTreeSet<_> = deps.iter().map(|dep| dep.id).collect();
    given.len() == deps.len() && given.iter().eq(entry.header.deps.iter())
}

fn check_same(entry: &Entry, dep: &Dep<'_>) -> Result<(), Reason> {
    if dep.header.item != entry.header.item || dep.header.compartment != entry.header.compartment {
        return Err(Reason::Dep);
    }
    Ok(())
}

fn change_facts(entry: &Entry, dep: &Dep<'_>) -> Result<ChangeFacts, Reason> {
    check_same(entry, dep)?;
    match Facts::from_bytes(dep.facts) {
        Some(Facts::Change(facts)) => Ok(facts),
        Some(Facts::Statement(_)) | None => Err(Reason::Dep),
    }
}

/// The change depends on just what its entry depends on: the log's own previous change, and `deps`.
fn check_deps(
    change: &ParsedChange,
    past: &[ChangeFacts],
    own: Option<&ChangeFacts>,
) -> Result<(), Reason> {
    let expected: BTreeSet<_> = past.iter().chain(own).map(|facts| facts.hash).collect();
    // Doubles: the entry names what is implied, or one change twice.
    let single = expected.len() == past.len() + usize::from(own.is_some());
    if !single || !expected.iter().eq(change.deps.iter()) {
        return Err(Reason::DepsDiffer);
    }
    Ok(())
}
