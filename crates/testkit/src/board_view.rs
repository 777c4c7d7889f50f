//! A board as one person sees it: what `model` makes of the accepted entries, in the order in which they were
//! accepted on that device.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use model::{ChangeHash, Derived, Edit, ItemDoc, Signed, Standing, Statement, derive_item, names};
use node::{Core, Judged, Verdict};
use trust::{BoardId, EntryId, ItemId, Kind, PersonId};

/// An item as somebody sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemView {
    /// Its fields with all standing values, each with the change that wrote it, sorted.
    pub fields: BTreeMap<String, Vec<(Option<String>, ChangeHash)>>,
    /// Its claims that stand, sorted.
    pub claims: Vec<EntryId>,
    /// What follows from its statements.
    pub derived: Derived,
}

/// A board as somebody sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct BoardView {
    /// What was decided about each entry.
    pub verdicts: BTreeMap<EntryId, Verdict>,
    /// Its items.
    pub items: BTreeMap<ItemId, ItemView>,
    /// What people are called.
    pub names: BTreeMap<PersonId, String>,
}

/// An item's document, and which entry wrote which change.
pub(crate) struct OpenItem {
    pub(crate) doc: ItemDoc,
    pub(crate) entries: BTreeMap<ChangeHash, EntryId>,
    pub(crate) creation: EntryId,
    pub(crate) statements: Vec<Signed>,
    edits: Vec<Edit>,
}

impl BoardView {
    /// Looks at a board through one core. `now_ms` is what leases are held against.
    ///
    /// # Errors
    /// Where an accepted entry cannot be applied: a defect.
    pub fn of(core: &Core, board: BoardId, now_ms: u64) -> Result<Self> {
        let all = core.verdicts_since(0, u32::MAX)?;
        let mut verdicts = BTreeMap::new();
        let mut items: BTreeMap<ItemId, Vec<&Judged>> = BTreeMap::new();
        let mut of_board = Vec::new();
        // What was decided last about each, in the order of these decisions: causes come first.
        let here = all.iter().filter(|judged| judged.board == board);
        let last: BTreeMap<EntryId, u64> = here.map(|judged| (judged.entry.id, judged.n)).collect();
        let stands = |judged: &&Judged| last.get(&judged.entry.id) == Some(&judged.n);
        // Who can open what not every member reads is another question, and each sees it differently.
        let for_all = |judged: &&Judged| !judged.entry.header.compartment.is_apart();
        for judged in all
            .iter()
            .filter(|judged| judged.board == board)
            .filter(stands)
            .filter(for_all)
        {
            verdicts.insert(judged.entry.id, judged.verdict.clone());
            if !judged.verdict.is_accepted() {
                continue;
            }
            match judged.entry.header.item {
                Some(item) => items.entry(item).or_default().push(judged),
                None if judged.entry.header.kind == Kind::Statement => of_board.push(judged),
                None => {}
            }
        }
        let mut views = BTreeMap::new();
        for (item, judged) in items {
            views.insert(item, OpenItem::of(&judged)?.view(now_ms)?);
        }
        Ok(Self {
            verdicts,
            items: views,
            names: names(&statements(&of_board)?),
        })
    }
}

impl OpenItem {
    /// Opens an item from what was accepted of it.
    pub(crate) fn of(accepted: &[&Judged]) -> Result<Self> {
        let mut doc = ItemDoc::new();
        let mut entries = BTreeMap::new();
        let (mut creation, mut edits, mut said) = (None, Vec::new(), Vec::new());
        for judged in accepted {
            let entry = &judged.entry;
            if entry.header.kind == Kind::Statement {
                said.push(*judged);
                continue;
            }
            let change = doc.apply(&entry.body)?;
            entries.insert(change.hash, entry.id);
            if entry.creates_item() {
                creation = Some(entry.id);
            }
            edits.push(Edit {
                position: entry.position(),
                author: judged.person.context("an accepted entry without author")?,
                time: entry.header.time,
                deps: entry.header.deps.clone(),
            });
        }
        Ok(Self {
            doc,
            entries,
            creation: creation.context("an item without its creation")?,
            statements: statements(&said)?,
            edits,
        })
    }

    fn view(&self, now_ms: u64) -> Result<ItemView> {
        let kind = self.doc.kind().context("an item without kind")?;
        let asked = self.doc.field("quantity");
        let asked = asked.and_then(|field| field.text()?.parse().ok());
        let fields = self.doc.fields().into_iter().map(|field| {
            let versions = field.versions.into_iter();
            let mut versions: Vec<_> = versions
                .map(|version| (version.text, version.change))
                .collect();
            versions.sort();
            (field.def.name.to_owned(), versions)
        });
        let standing = Standing::of(&self.statements);
        let claims = standing
            .iter()
            .filter(|signed| matches!(signed.statement, Statement::Claim { .. }));
        let mut claims: Vec<EntryId> = claims.map(|signed| signed.position.id).collect();
        claims.sort_unstable();
        Ok(ItemView {
            claims,
            fields: fields.collect(),
            derived: derive_item(kind, asked, &self.statements, &self.edits, now_ms),
        })
    }
}

fn statements(judged: &[&Judged]) -> Result<Vec<Signed>> {
    let one = |judged: &&Judged| {
        Ok(Signed {
            position: judged.entry.position(),
            author: judged.person.context("an accepted entry without author")?,
            time: judged.entry.header.time,
            witnessed: None,
            statement: Statement::from_body(&judged.entry.body)?,
        })
    };
    let mut all: Vec<Signed> = judged.iter().map(one).collect::<Result<_>>()?;
    for signed in &mut all {
        let others = judged.iter().filter(|other| {
            other.person != Some(signed.author)
                && other.entry.header.deps.contains(&signed.position.id)
        });
        signed.witnessed = others.map(|other| other.entry.header.time).min();
    }
    Ok(all)
}
