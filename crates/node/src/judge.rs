//! Who says whether the body of an entry may count. Implemented outside, because this room reads no bodies.

use trust::{Entry, EntryId, Header};

/// An accepted entry that the judged one rests on.
#[derive(Debug, Clone, Copy)]
pub struct Dep<'a> {
    /// Its id.
    pub id: EntryId,
    /// Its header.
    pub header: &'a Header,
    /// What the judge said about it.
    pub facts: &'a [u8],
}

/// Judges bodies. Pure and without state: the same answer on all devices for the same arguments.
pub trait Judge: Send + Sync {
    /// Judges a change or a statement whose author may write it. `deps` are the entries of
    /// `entry.header.deps`, in their order; `implied` is the log's previous change of the same item (for a
    /// change only); `earlier_in_log` counts the changes of the item that the log holds before this one.
    /// Returns facts, which are handed back for entries that rest on this one.
    ///
    /// # Errors
    /// A stable word that says why the entry does not count.
    fn judge(
        &self,
        entry: &Entry,
        deps: &[Dep<'_>],
        implied: Option<&Dep<'_>>,
        earlier_in_log: u64,
    ) -> Result<Vec<u8>, String>;

    /// Returns a number that goes up whenever bodies come to be known that were refused before for being unknown.
    fn version(&self) -> u32 {
        0
    }

    /// Returns the words of [`Judge::judge`] that say of a body that this version does not know it: another one may.
    fn unknown(&self) -> &'static [&'static str] {
        &[]
    }

    /// Returns the body of the statement that carries a report from outside.
    fn report_body(&self, report: &[u8]) -> Vec<u8> {
        report.to_vec()
    }
}
