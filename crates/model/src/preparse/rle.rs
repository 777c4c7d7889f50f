//! Run-length encoded columns, read without expanding them.
//!
//! A column is a row of runs: a count above zero and one value, a count below zero and that many values, or zero and
//! a count of nulls. Honest columns of puts hold no nulls, so nulls are refused.

use super::{Refused, bytes::Reader};

/// How a value of a column is read.
type ReadValue<T> = fn(&mut Reader<'_>) -> Result<T, Refused>;

/// Walks the rows of a column.
pub(super) struct Rows<'a, T> {
    reader: Reader<'a>,
    read: ReadValue<T>,
    /// How many rows of the current run are left.
    left: u64,
    /// The value of the current run; `None` in a run of literals.
    value: Option<T>,
}

impl<'a, T: Copy> Rows<'a, T> {
    pub(super) const fn new(column: &'a [u8], read: ReadValue<T>) -> Self {
        Self {
            reader: Reader::new(column),
            read,
            left: 0,
            value: None,
        }
    }

    /// Returns the next row; `None` at the end of the column.
    pub(super) fn next_row(&mut self) -> Result<Option<T>, Refused> {
        if self.left == 0 {
            if self.reader.is_empty() {
                return Ok(None);
            }
            let (count, repeats) = run_header(&mut self.reader)?;
            self.left = count;
            self.value = if repeats {
                Some((self.read)(&mut self.reader)?)
            } else {
                None
            };
        }
        self.left -= 1;
        match self.value {
            Some(value) => Ok(Some(value)),
            None => (self.read)(&mut self.reader).map(Some),
        }
    }

    /// Returns the next row of a column that must have one.
    pub(super) fn expect_row(&mut self) -> Result<T, Refused> {
        self.next_row()?.ok_or(Refused::Columns)
    }

    /// Refuses a column that has more rows than were asked for.
    pub(super) const fn end(&self) -> Result<(), Refused> {
        if self.left == 0 && self.reader.is_empty() {
            Ok(())
        } else {
            Err(Refused::Columns)
        }
    }
}

/// Calls `each` with the length and the value of each run, in time that depends on the bytes only.
/// A literal is a run of one.
pub(super) fn for_each_run<T: Copy>(
    column: &[u8],
    read: ReadValue<T>,
    mut each: impl FnMut(u64, T) -> Result<(), Refused>,
) -> Result<(), Refused> {
    let mut reader = Reader::new(column);
    while !reader.is_empty() {
        let (count, repeats) = run_header(&mut reader)?;
        if repeats {
            each(count, read(&mut reader)?)?;
            continue;
        }
        // Every literal takes at least one byte, so this ends with the input.
        for _ in 0..count {
            each(1, read(&mut reader)?)?;
        }
    }
    Ok(())
}

/// Returns how many rows the run has, and whether they are one value repeated.
fn run_header(reader: &mut Reader<'_>) -> Result<(u64, bool), Refused> {
    match reader.signed()? {
        0 => Err(Refused::Columns),
        count if count > 0 => Ok((count.unsigned_abs(), true)),
        count => Ok((count.unsigned_abs(), false)),
    }
}

pub(super) fn read_unsigned(reader: &mut Reader<'_>) -> Result<u64, Refused> {
    reader.unsigned()
}

pub(super) fn read_signed(reader: &mut Reader<'_>) -> Result<i64, Refused> {
    reader.signed()
}
