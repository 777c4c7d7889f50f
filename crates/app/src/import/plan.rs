//! What an import would do, row by row: the preview shows it, and the import does exactly that.
//!
//! Owns the order in which a row is judged: its kind, its fields, its reference. Never writes.

use std::collections::{BTreeMap, BTreeSet};

use super::headings::{self, KIND, importable_fields};
use super::places::{UnknownSites, name_site};
use super::sample::{sample, sample_as_stored};
use super::table::{Table, TableRow};
use super::{ListError, MAX_FILE_BYTES, identity, table, text, values};
use crate::api::{ImportColumn, ImportPreview, ImportRowProblem, ItemKind};
use crate::export::undefuse;

/// How many problems are listed one by one; [`Plan::skipped`] counts all of them.
const LISTED_PROBLEMS: usize = 1_000;

/// A file, and how a person wants it read.
#[derive(Debug, Clone, Copy)]
pub struct List<'a> {
    /// The file's name: may hint at what its rows are.
    pub name: &'a str,
    /// The file.
    pub bytes: &'a [u8],
    /// What its rows are; `None` guesses. A column `kind` that is mapped says it for each row.
    pub kind: Option<ItemKind>,
    /// Which column fills which field; `None` guesses.
    pub columns: Option<&'a [ImportColumn]>,
}

/// What the board has already, asked row by row.
pub struct Known<'a> {
    /// Whether an item has this reference (one of [`super::references_of_item`]).
    pub has_reference: &'a dyn Fn(&str) -> bool,
    /// The id of the one site that is meant by an id, a spoken code or a name.
    pub site_named: &'a dyn Fn(&str) -> Option<String>,
    /// Whether a field of that kind takes this value (lengths, choices: the rules of `model`).
    pub takes: &'a dyn Fn(ItemKind, &str, &str) -> bool,
}

/// What an import would do.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// What the rows are; in a mixed list, what most of them are.
    pub kind: ItemKind,
    /// Which column fills which field.
    pub columns: Vec<ImportColumn>,
    /// The rows to add, in the order of the file.
    pub rows: Vec<PlannedRow>,
    /// How many rows are there already or stand twice in the file.
    pub already_there: u32,
    /// How many rows are left out.
    pub skipped: u32,
    /// Why, for the first thousand of them.
    pub problems: Vec<ImportRowProblem>,
    /// The encoding that the file was read in.
    pub encoding: &'static str,
    /// Lines in which a byte did not fit the encoding: they are kept, and want a look.
    pub doubtful_lines: Vec<u32>,
    /// Characters that could not be read and stand as U+FFFD.
    pub replaced: u32,
    /// The first few places that are named and are no site of the board, in the order of the file, and how many there are.
    pub unknown_sites: UnknownSites,
    fields: Vec<String>,
    sample: Vec<Vec<String>>,
    shown: Vec<Vec<Option<String>>>,
}

/// A row that becomes an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedRow {
    /// Its number in a spreadsheet; the first row, mostly of headings, is 1.
    pub number: u32,
    /// What it becomes.
    pub kind: ItemKind,
    /// Its fields, `importRef` among them; empty ones are left out.
    pub fields: BTreeMap<String, String>,
}

impl Plan {
    /// Returns the plan as the preview shows it.
    #[must_use]
    pub fn preview(&self, name: &str) -> ImportPreview {
        ImportPreview {
            name: name.to_owned(),
            kind: self.kind,
            columns: self.columns.clone(),
            fields: self.fields.clone(),
            sample: self.sample.clone(),
            shown: self.shown.clone(),
            unknown_sites: self.unknown_sites.count,
            unknown_site_names: self.unknown_sites.names.clone(),
            new: count(self.rows.len()),
            already_there: self.already_there,
            problems: self.problems.clone(),
            encoding: self.encoding.to_owned(),
        }
    }
}

/// Reads a list and says what an import of it would do.
///
/// # Errors
/// Any [`ListError`].
pub fn plan(list: &List<'_>, known: &Known<'_>) -> Result<Plan, ListError> {
    if list.bytes.len() > MAX_FILE_BYTES {
        return Err(ListError::TooLarge);
    }
    let text = text::decode(list.bytes)?;
    let named: Option<Vec<String>> = list.columns.map(|columns| {
        columns
            .iter()
            .map(|column| column.heading.clone())
            .collect()
    });
    let table = table::read(&text.text, named.as_deref())?;
    let (kind, columns) = meaning(list, &table)?;
    let mixed = columns
        .iter()
        .any(|column| column.field.as_deref() == Some(KIND));
    let mut plan = Plan {
        kind,
        fields: headings::wanted(kind, mixed)
            .into_iter()
            .map(str::to_owned)
            .collect(),
        sample: sample(&table),
        shown: sample_as_stored(&table, &columns),
        unknown_sites: UnknownSites::default(),
        rows: Vec::new(),
        already_there: 0,
        skipped: 0,
        problems: Vec::new(),
        encoding: text.encoding,
        doubtful_lines: lines_of(&text.text, &text.doubtful),
        replaced: text.replaced,
        columns,
    };
    judge_rows(&mut plan, &table, known);
    Ok(plan)
}

/// What the rows are, and which column fills which field.
fn meaning(list: &List<'_>, table: &Table) -> Result<(ItemKind, Vec<ImportColumn>), ListError> {
    let mixed =
        list.kind.is_none() && list.columns.is_none() && headings::kinds_of_rows(table).is_some();
    let kind = match list.kind {
        Some(kind) => kind,
        None if mixed => most_frequent(table),
        None => headings::guess_kind(list.name, table).ok_or(ListError::UnknownKind)?,
    };
    let columns = match list.columns {
        None => headings::guess_columns(table, kind, mixed),
        Some(wanted) => table
            .headings
            .iter()
            .map(|heading| ImportColumn {
                heading: heading.clone(),
                field: wanted
                    .iter()
                    .find(|column| column.heading == *heading)
                    .and_then(|column| column.field.clone()),
            })
            .collect(),
    };
    Ok((kind, columns))
}

fn most_frequent(table: &Table) -> ItemKind {
    let mut counts = BTreeMap::new();
    for kind in headings::kinds_of_rows(table).into_iter().flatten() {
        *counts.entry(kind).or_insert(0_u32) += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map_or(ItemKind::Need, |(kind, _)| kind)
}

/// Adds each row to the plan: as one to add, as one that is there, or as one that wants a look.
fn judge_rows(plan: &mut Plan, table: &Table, known: &Known<'_>) {
    let mut seen = BTreeSet::new();
    for row in &table.rows {
        match read_row(plan, row, known) {
            Err(problem) => {
                plan.skipped = plan.skipped.saturating_add(1);
                if plan.problems.len() < LISTED_PROBLEMS {
                    plan.problems.push(problem);
                }
            }
            Ok(Read {
                planned,
                references,
                unknown_site,
            }) => {
                let there = references
                    .iter()
                    .any(|reference| seen.contains(reference) || (known.has_reference)(reference));
                if there {
                    plan.already_there = plan.already_there.saturating_add(1);
                } else {
                    plan.rows.push(planned);
                    if let Some(named) = unknown_site {
                        plan.unknown_sites.add(&named);
                    }
                }
                seen.extend(references);
            }
        }
    }
}

/// A row that can be read.
struct Read {
    planned: PlannedRow,
    /// Under these it may be there already.
    references: Vec<String>,
    /// The place that it names, where the board does not know it.
    unknown_site: Option<String>,
}

fn read_row(plan: &Plan, row: &TableRow, known: &Known<'_>) -> Result<Read, ImportRowProblem> {
    let problem = |why: &str, field: Option<&str>| ImportRowProblem {
        line: row.number,
        why: why.to_owned(),
        field: field.map(str::to_owned),
    };
    let (kind, written) = cells_by_field(plan, row);
    let mut fields = BTreeMap::new();
    for (field, cell) in &written {
        let value = values::tidy(field, cell).ok_or_else(|| problem("badField", Some(field)))?;
        if !value.is_empty() {
            fields.insert(field.clone(), value);
        }
    }
    if !fields.contains_key("title") {
        return Err(problem("noTitle", Some("title")));
    }
    let written = identity::row_reference(kind, &fields);
    let unknown_site = name_site(&mut fields, known);
    let references = if let Some(own) = identity::own_reference(&fields) {
        vec![own.to_owned()]
    } else {
        // The reference keeps what the list says; an item made by hand is met by what it says now.
        let settled = identity::row_reference(kind, &fields);
        fields.insert("importRef".to_owned(), written.clone());
        vec![written, settled]
    };
    if let Some((field, _)) = fields
        .iter()
        .find(|(field, value)| !(known.takes)(kind, field, value))
    {
        return Err(problem("badField", Some(field)));
    }
    let planned = PlannedRow {
        number: row.number,
        kind,
        fields,
    };
    Ok(Read {
        planned,
        references,
        unknown_site,
    })
}

/// Gathers the cells of a row by field. Several columns for one field: the first that says something,
/// but all of them one under the other for `details`.
fn cells_by_field(plan: &Plan, row: &TableRow) -> (ItemKind, BTreeMap<String, String>) {
    let mut cells: BTreeMap<String, String> = BTreeMap::new();
    for (column, wanted) in plan.columns.iter().enumerate() {
        let cell = undefuse(row.cell(column));
        let Some(field) = wanted.field.as_deref().filter(|_| !cell.trim().is_empty()) else {
            continue;
        };
        match cells.get_mut(field) {
            None => {
                cells.insert(field.to_owned(), cell.to_owned());
            }
            Some(details) if field == "details" => {
                details.push('\n');
                details.push_str(cell);
            }
            Some(_) => {}
        }
    }
    let kind = cells
        .remove(KIND)
        .and_then(|cell| values::kind_of(&cell))
        .unwrap_or(plan.kind);
    // In a mixed list a column may be meant for the other kinds.
    cells.retain(|field, _| importable_fields(kind).contains(&field.as_str()));
    (kind, cells)
}

fn lines_of(text: &str, places: &[usize]) -> Vec<u32> {
    let (mut at, mut line) = (0, 1_u32);
    let mut lines = Vec::new();
    for place in places {
        line = line.saturating_add(table::line_ends(&text[at..*place]));
        at = *place;
        if lines.last() != Some(&line) {
            lines.push(line);
        }
    }
    lines
}

fn count(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}
