//! The first rows of a list for the preview: as they stand, and as they would be stored.

use super::table::Table;
use super::values;
use crate::api::ImportColumn;
use crate::export::undefuse;

/// How many rows a preview shows.
const SAMPLE_ROWS: usize = 10;

/// Returns the first rows, each as wide as the headings.
pub(super) fn sample(table: &Table) -> Vec<Vec<String>> {
    let width = table.headings.len();
    table
        .rows
        .iter()
        .take(SAMPLE_ROWS)
        .map(|row| {
            (0..width)
                .map(|column| row.cell(column).to_owned())
                .collect()
        })
        .collect()
}

/// The cells of the sample that are stored otherwise than they stand, as they are stored.
pub(super) fn sample_as_stored(
    table: &Table,
    columns: &[ImportColumn],
) -> Vec<Vec<Option<String>>> {
    let stored = |column: usize, cell: &str| {
        let field = columns.get(column)?.field.as_deref()?;
        values::read_otherwise(field, undefuse(cell))
    };
    let rows = table.rows.iter().take(SAMPLE_ROWS);
    rows.map(|row| {
        (0..table.headings.len())
            .map(|column| stored(column, row.cell(column)))
            .collect()
    })
    .collect()
}
