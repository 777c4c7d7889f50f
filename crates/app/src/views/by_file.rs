//! The file that is being saved for somebody, or read.

use node::ParcelStep;

use super::as_number;
use crate::api::{ByFileRow, ByFileStep, Row, RowData};
use crate::desk::Desk;

/// Returns how far it is; nothing while there is no such file.
pub(super) fn list(desk: &Desk) -> Vec<Row> {
    let far = desk.parcel.progress().map(|far| {
        let short = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
        let row = ByFileRow {
            step: match far.step {
                ParcelStep::Gathering => ByFileStep::Gathering,
                ParcelStep::Saving => ByFileStep::Saving,
                ParcelStep::Checking => ByFileStep::Checking,
                ParcelStep::Taking => ByFileStep::Taking,
            },
            bytes: as_number(far.bytes),
            of_bytes: far.of_bytes.map(as_number),
            changes: short(far.changes),
            of_changes: far.of_changes.map(short),
        };
        super::row("byFile", RowData::ByFile(row))
    });
    far.into_iter().collect()
}
