//! From text to rows: delimiter, quotes, and the number that a spreadsheet gives each row.
//!
//! Owns: the guess of the delimiter, ragged rows, empty lines, and a quote that is never closed.
//! Never decides what a column means.

use csv::{ReaderBuilder, StringRecord};

use super::{ListError, MAX_COLUMNS, MAX_ROWS, headings};

/// A list as it stands in the file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    /// One for each column; each different from the others. `Column 3` where the file has none.
    pub headings: Vec<String>,
    /// Whether the first row was taken for headings.
    pub has_headings: bool,
    /// The rows that hold something.
    pub rows: Vec<TableRow>,
}

/// One row of the file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TableRow {
    /// Its number in a spreadsheet: the first row is 1, headings and empty rows count, and a cell with several lines
    /// does not make it several rows.
    pub number: u32,
    /// Its cells; there may be fewer than headings. (A `StringRecord`, because 16 MiB of commas as
    /// single `String`s would take 400 MB.)
    pub cells: StringRecord,
}

impl TableRow {
    /// Returns a cell; one that the row does not have is empty.
    pub(super) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or_default()
    }
}

const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];
/// How much of the text, and how many rows of it, the guess of the delimiter looks at.
const GUESS_BYTES: usize = 64 * 1024;
const GUESS_ROWS: usize = 50;
/// After so many quotes that are never closed, quotes are read as letters for the rest of the file.
const MAX_UNCLOSED: usize = 50;

/// Reads a list. `named` are headings that somebody has seen in a preview: they tell whether the
/// first row is one of headings.
///
/// # Errors
/// [`ListError::Empty`], [`ListError::TooManyRows`], [`ListError::TooManyColumns`].
pub(super) fn read(text: &str, named: Option<&[String]>) -> Result<Table, ListError> {
    let (delimiter, start) = delimiter_of(text);
    let mut rows = rows_of(text, start, delimiter)?;
    let Some(first) = rows.first() else {
        return Err(ListError::Empty);
    };
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let titled = heading_names(Some(&first.cells), width);
    let has_headings = match named {
        Some(named) => {
            let plain = heading_names(None, width);
            let fits = |names: &[String]| named.iter().filter(|name| names.contains(name)).count();
            fits(&titled) > fits(&plain)
        }
        None => headings::look_like_headings(&first.cells),
    };
    let headings = if has_headings {
        rows.remove(0);
        titled
    } else {
        heading_names(None, width)
    };
    if rows.is_empty() {
        return Err(ListError::Empty);
    }
    if rows.len() > MAX_ROWS {
        return Err(ListError::TooManyRows);
    }
    Ok(Table {
        headings,
        has_headings,
        rows,
    })
}

/// Returns the delimiter, and where the rows begin (after a `sep=;` line, which Excel writes).
fn delimiter_of(text: &str) -> (u8, usize) {
    let line_end = text.find(['\n', '\r']).unwrap_or(text.len());
    if let Some(named) = text[..line_end].strip_prefix("sep=")
        && let [one] = named.as_bytes()
    {
        return (*one, line_end);
    }
    let mut end = text.len().min(GUESS_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = &text[..end];
    let mut best = (DELIMITERS[0], (0, 0, 0));
    for delimiter in DELIMITERS {
        let score = score_of(sample, delimiter);
        if score > best.1 {
            best = (delimiter, score);
        }
    }
    (best.0, 0)
}

/// Known headings first; then how many rows are as wide as the first one; then how wide it is.
fn score_of(sample: &str, delimiter: u8) -> (usize, usize, usize) {
    let mut reader = reader(delimiter, true).from_reader(sample.as_bytes());
    let mut rows = reader.records().take(GUESS_ROWS).flatten();
    let Some(first) = rows.next() else {
        return (0, 0, 0);
    };
    if first.len() < 2 {
        return (0, 0, 0);
    }
    let alike = rows.filter(|row| row.len() == first.len()).count();
    (headings::known_in(&first), alike, first.len())
}

fn reader(delimiter: u8, quoting: bool) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .quoting(quoting);
    builder
}

/// Reads all rows. A quote that is opened and never closed would swallow the rest of the file: then
/// that line is read again with quotes as letters, and the reading goes on after it.
fn rows_of(text: &str, start: usize, delimiter: u8) -> Result<Vec<TableRow>, ListError> {
    let mut numbers = Numbers::new(text, start);
    let mut rows = Vec::new();
    let (mut from, mut unclosed) = (start, 0);
    while from < text.len() {
        let quoting = unclosed < MAX_UNCLOSED;
        let Some(bad) =
            read_until_unclosed(text, from, delimiter, quoting, &mut numbers, &mut rows)?
        else {
            break;
        };
        unclosed += 1;
        from = text[bad..]
            .find(['\n', '\r'])
            .map_or(text.len(), |at| bad + at);
        let mut row = StringRecord::new();
        let mut line = reader(delimiter, false).from_reader(&text.as_bytes()[bad..from]);
        if matches!(line.read_record(&mut row), Ok(true)) {
            push_row(&mut rows, numbers.of(bad, from), row)?;
        }
    }
    Ok(rows)
}

/// Reads rows from the byte `from` on; returns where a row begins whose quote is never closed.
fn read_until_unclosed(
    text: &str,
    from: usize,
    delimiter: u8,
    quoting: bool,
    numbers: &mut Numbers<'_>,
    rows: &mut Vec<TableRow>,
) -> Result<Option<usize>, ListError> {
    let rest = &text[from..];
    let mut reader = reader(delimiter, quoting).from_reader(rest.as_bytes());
    let mut record = StringRecord::new();
    // The text is valid UTF-8 and the reader is flexible: no error is left that a row could have.
    while matches!(reader.read_record(&mut record), Ok(true)) {
        let at = byte_of(record.position());
        // The position of a row that follows empty lines is that of the first of them.
        let row = rest[at..].trim_start_matches(['\n', '\r']);
        let begin = text.len() - row.len();
        let end = byte_of(Some(reader.position())).min(rest.len());
        let at_end = end >= rest.len();
        if quoting && at_end && is_unclosed(row, delimiter, record.len()) {
            return Ok(Some(begin));
        }
        push_row(rows, numbers.of(begin, from + end), record.clone())?;
    }
    Ok(None)
}

fn byte_of(position: Option<&csv::Position>) -> usize {
    position.map_or(0, |position| {
        usize::try_from(position.byte()).unwrap_or(usize::MAX)
    })
}

/// Whether the last row of the text swallows further lines with a quote that is never closed: then
/// one more cell written behind it stays inside of that quote.
fn is_unclosed(row: &str, delimiter: u8, cells: usize) -> bool {
    let row = row.trim_end_matches(['\n', '\r']);
    if !row.contains(['\n', '\r']) {
        return false;
    }
    let longer = format!("{row}{}z", char::from(delimiter));
    let mut reader = reader(delimiter, true).from_reader(longer.as_bytes());
    let mut record = StringRecord::new();
    matches!(reader.read_record(&mut record), Ok(true)) && record.len() == cells
}

fn push_row(rows: &mut Vec<TableRow>, number: u32, cells: StringRecord) -> Result<(), ListError> {
    if cells.iter().all(|cell| cell.trim().is_empty()) {
        return Ok(());
    }
    if cells.len() > MAX_COLUMNS {
        return Err(ListError::TooManyColumns);
    }
    // One more than the limit: the first may be the headings.
    if rows.len() > MAX_ROWS {
        return Err(ListError::TooManyRows);
    }
    rows.push(TableRow { number, cells });
    Ok(())
}

/// Gives each column a name of its own.
fn heading_names(first: Option<&StringRecord>, width: usize) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(width);
    for column in 0..width {
        let written = first
            .and_then(|first| first.get(column))
            .unwrap_or_default();
        let mut name = written.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            name = format!("Column {}", column + 1);
        }
        let mut unique = name.clone();
        let mut again = 1;
        while names.contains(&unique) {
            again += 1;
            unique = format!("{name} ({again})");
        }
        names.push(unique);
    }
    names
}

/// Counts rows once, from the front to the back.
struct Numbers<'a> {
    text: &'a str,
    at: usize,
    number: u32,
}

impl<'a> Numbers<'a> {
    /// The rows begin after the byte `start`: a `sep=;` line in front of them is no row.
    fn new(text: &'a str, start: usize) -> Self {
        Self {
            text,
            at: start,
            number: u32::from(start == 0),
        }
    }

    /// Returns the number of the row from `begin` to `end`, where ends of lines may follow. Rows are asked for in their order.
    fn of(&mut self, begin: usize, end: usize) -> u32 {
        let between = line_ends(&self.text[self.at..begin]);
        self.number = self.number.saturating_add(between);
        // What stands in the row's own cells ends no row.
        let row = self.text[begin..end.max(begin)].trim_end_matches(['\n', '\r']);
        self.at = begin + row.len();
        self.number
    }
}

/// Counts the ends of lines: `\n`, `\r\n` and `\r`.
pub(super) fn line_ends(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let ends = bytes.iter().enumerate().filter(|(at, byte)| {
        **byte == b'\n' || (**byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
    });
    u32::try_from(ends.count()).unwrap_or(u32::MAX)
}
