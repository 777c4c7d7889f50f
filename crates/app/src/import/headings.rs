//! What the rows of a list are, and which column fills which field, guessed from the headings.
//!
//! Owns the guesses; the names that they go by stand in `names`. A guess is only ever a proposal: the
//! preview shows it, and the person (or `mh import --as`) has the last word.

mod names;

use csv::StringRecord;

use self::names::{
    ASKED, ASKED_NAMES, COMMON, Names, SITE, SITE_NAMES, SPEAK_FOR, SUPPLY, SUPPLY_NAMES,
};
use super::table::Table;
use super::values;
use crate::api::{ImportColumn, ItemKind};

/// The column that says for each row what it is; our own exports have it.
pub(super) const KIND: &str = "kind";

/// All kinds, in the order in which a draw is settled.
pub(super) const KINDS: [ItemKind; 4] = [
    ItemKind::Need,
    ItemKind::Offer,
    ItemKind::Supply,
    ItemKind::Site,
];

/// Returns the fields that a list can fill for one kind, in the order of the form.
#[must_use]
pub fn importable_fields(kind: ItemKind) -> &'static [&'static str] {
    match kind {
        ItemKind::Need | ItemKind::Offer => ASKED,
        ItemKind::Site => SITE,
        ItemKind::Supply => SUPPLY,
    }
}

/// Whether a first row is one of headings: it names a title, or two fields at least, and no number.
pub(super) fn look_like_headings(row: &StringRecord) -> bool {
    let number = |cell: &str| cell.trim().parse::<f64>().is_ok();
    if row.iter().any(number) {
        return false;
    }
    let titled = row.iter().any(|cell| is_name_of("title", cell));
    titled || known_in(row) >= 2
}

/// Counts the cells that are the name of a field of any kind.
pub(super) fn known_in(row: &StringRecord) -> usize {
    row.iter()
        .filter(|cell| {
            let plain = plain(cell);
            all_names().any(|names| names.names.contains(&plain.as_str()))
        })
        .count()
}

/// Guesses what the rows are; `None` if nothing speaks for anything.
pub(super) fn guess_kind(file_name: &str, table: &Table) -> Option<ItemKind> {
    let heads: Vec<String> = table
        .headings
        .iter()
        .map(|heading| plain(heading))
        .collect();
    let file = file_name.to_lowercase();
    let points = KINDS.map(|kind| {
        let spoken = SPEAK_FOR
            .iter()
            .filter(|(of, _, _)| *of == kind && table.has_headings)
            .flat_map(|(_, loud, words)| heads.iter().map(move |head| (loud, words, head)))
            .filter(|(_, words, head)| words.contains(&head.as_str()))
            .map(|(loud, _, _)| loud)
            .sum::<u32>();
        (spoken + file_speaks(&file, kind), kind)
    });
    let most = points.iter().map(|(points, _)| *points).max()?;
    points
        .iter()
        .find(|(points, _)| *points == most && most > 0)
        .map(|(_, kind)| *kind)
}

/// The name of a file may settle a draw, and speaks alone where the headings say nothing.
fn file_speaks(file: &str, kind: ItemKind) -> u32 {
    let words: &[&str] = match kind {
        ItemKind::Need => &["need", "request"],
        ItemKind::Offer => &["offer", "volunteer", "skill"],
        ItemKind::Supply => &["suppl", "stock", "inventor", "catalog", "item", "goods"],
        ItemKind::Site => &["site", "hub", "place", "location", "shelter", "pantr"],
    };
    u32::from(words.iter().any(|word| file.contains(word)))
}

/// Returns what each row says itself that it is, if there is a column for it and all rows do.
pub(super) fn kinds_of_rows(table: &Table) -> Option<Vec<ItemKind>> {
    let column = table
        .headings
        .iter()
        .position(|heading| is_name_of(KIND, heading))
        .filter(|_| table.has_headings)?;
    table
        .rows
        .iter()
        .map(|row| values::kind_of(row.cell(column)))
        .collect()
}

/// Proposes which column fills which field. Each field gets the column whose heading names it best;
/// `details` gets all columns that are named so. Without headings the first column is the title.
pub(super) fn guess_columns(table: &Table, kind: ItemKind, mixed: bool) -> Vec<ImportColumn> {
    let mut fields: Vec<Option<&'static str>> = vec![None; table.headings.len()];
    if table.has_headings {
        let wanted = wanted(kind, mixed);
        // A heading that is a field's own name is that field, before any other name is tried.
        for field in &wanted {
            let own = |heading: &String| plain(heading) == plain(field);
            if let Some(column) = table.headings.iter().position(own) {
                fields[column] = Some(*field);
            }
        }
        for field in wanted {
            fill(&mut fields, table, kind, field);
        }
        title_from_details(&mut fields);
    } else if let Some(first) = fields.first_mut() {
        *first = Some("title");
    }
    table
        .headings
        .iter()
        .zip(fields)
        .map(|(heading, field)| ImportColumn {
            heading: heading.clone(),
            field: field.map(str::to_owned),
        })
        .collect()
}

/// The fields that columns are looked for, each once: in a mixed list, those of all kinds.
pub(super) fn wanted(kind: ItemKind, mixed: bool) -> Vec<&'static str> {
    let mut wanted: Vec<&'static str> = importable_fields(kind).to_vec();
    if mixed {
        for other in KINDS {
            for field in importable_fields(other) {
                if !wanted.contains(field) {
                    wanted.push(field);
                }
            }
        }
        wanted.push(KIND);
    }
    wanted
}

fn fill(fields: &mut [Option<&'static str>], table: &Table, kind: ItemKind, field: &'static str) {
    if field != "details" && fields.contains(&Some(field)) {
        return;
    }
    let free = |column: &usize| fields[*column].is_none();
    let mut ranked: Vec<(usize, usize)> = (0..fields.len())
        .filter(free)
        .filter_map(|column| Some((rank(kind, field, &table.headings[column])?, column)))
        .filter(|(_, column)| field != "what" || all_are_choices(table, *column))
        .collect();
    ranked.sort_unstable();
    let take = if field == "details" { ranked.len() } else { 1 };
    for (_, column) in ranked.into_iter().take(take) {
        fields[column] = Some(field);
    }
}

/// A column "Type" fills `what` only if it says the words that `what` knows.
fn all_are_choices(table: &Table, column: usize) -> bool {
    table
        .rows
        .iter()
        .map(|row| row.cell(column))
        .filter(|cell| !cell.trim().is_empty())
        .all(|cell| values::what_of(cell).is_some())
}

/// "Description, Quantity": where no column is called a title, the first description is one.
fn title_from_details(fields: &mut [Option<&'static str>]) {
    if !fields.contains(&Some("title"))
        && let Some(column) = fields.iter_mut().find(|field| **field == Some("details"))
    {
        *column = Some("title");
    }
}

/// How well a heading names a field, 0 best: the kind's names first, then the common ones.
fn rank(kind: ItemKind, field: &str, heading: &str) -> Option<usize> {
    let head = plain(heading);
    let of_kind = names_of(kind).iter().chain(COMMON);
    of_kind
        .filter(|names| names.field == field)
        .flat_map(|names| names.names)
        .position(|name| *name == head)
}

fn names_of(kind: ItemKind) -> &'static [Names] {
    match kind {
        ItemKind::Need | ItemKind::Offer => ASKED_NAMES,
        ItemKind::Site => SITE_NAMES,
        ItemKind::Supply => SUPPLY_NAMES,
    }
}

fn all_names() -> impl Iterator<Item = &'static Names> {
    [COMMON, ASKED_NAMES, SITE_NAMES, SUPPLY_NAMES]
        .into_iter()
        .flatten()
}

fn is_name_of(field: &str, heading: &str) -> bool {
    let head = plain(heading);
    all_names().any(|names| names.field == field && names.names.contains(&head.as_str()))
}

/// Letters and digits in lower case; what stands in brackets is left out: `Qty (boxes)` → `qty`.
fn plain(heading: &str) -> String {
    let open = heading.find(['(', '[']).filter(|at| *at > 0);
    heading[..open.unwrap_or(heading.len())]
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
