//! From entries to the bytes of a transfer.

use std::collections::BTreeMap;

use trust::{
    BodyForm, Compartment, Entry, EntryId, GrantRef, Header, ItemId, Kind, LogId, LogStart,
};

use super::bytes::{put, put_difference, put_len};
use super::short::{CREATED_HERE, Shortening};
use super::{Layout, TransferError, apart, flag, shortens};
use crate::limits::{MAX_LISTED, MAX_UNFOLDED};

/// The level of compression: entries are small and alike, higher levels cost more than they save.
const LEVEL: i32 = 3;

pub(super) fn encode(entries: &[Entry], layout: Layout) -> Result<Vec<u8>, TransferError> {
    if entries.iter().map(|entry| entry.body.len()).sum::<usize>() > MAX_UNFOLDED {
        return Err(TransferError::TooLong);
    }
    let clear = unfolded(entries, layout)?;
    if clear.len() > MAX_UNFOLDED {
        return Err(TransferError::TooLong);
    }
    fold(&clear)
}

/// As somebody would send them who looks at no cap.
#[cfg(test)]
pub(super) fn unchecked(entries: &[Entry]) -> Vec<u8> {
    fold(&unfolded(entries, Layout::Short).unwrap_or_default()).unwrap_or_default()
}

fn fold(clear: &[u8]) -> Result<Vec<u8>, TransferError> {
    let mut bytes = Vec::new();
    put_len(&mut bytes, clear.len());
    let folded = zstd::bulk::compress(clear, LEVEL).map_err(|_| TransferError::TooLong)?;
    bytes.extend_from_slice(&folded);
    Ok(bytes)
}

fn unfolded(entries: &[Entry], layout: Layout) -> Result<Vec<u8>, TransferError> {
    if entries.is_empty() {
        return Err(TransferError::Empty);
    }
    if entries.len() > MAX_LISTED {
        return Err(TransferError::TooLong);
    }
    let stands_clear =
        |entry: &Entry| entry.header.compartment.is_apart() && entry.form == BodyForm::Clear;
    if entries.iter().any(stands_clear) {
        return Err(TransferError::Clear);
    }
    let last: BTreeMap<LogId, usize> = entries
        .iter()
        .enumerate()
        .map(|(row, entry)| (entry.log, row))
        .collect();
    if let Some((log, _)) = last
        .iter()
        .find(|(_, row)| entries[**row].signature.is_none())
    {
        return Err(TransferError::Unsigned(*log));
    }
    let mut tables = Tables::of(layout);
    let bodies = bodies(entries, layout);
    let mut rows = Vec::new();
    let mut begun = BTreeMap::new();
    let mut at = 0;
    while let Some(first) = entries.get(at) {
        let length = run_length(&entries[at..]);
        put_len(&mut rows, tables.id(&first.log.0));
        put(&mut rows, first.seq);
        put_len(&mut rows, length);
        if begun.insert(first.log, ()).is_none() {
            rows.extend_from_slice(&first.prev.0[..8]);
        }
        for row in at..at + length {
            let signed = last.get(&entries[row].log) == Some(&row);
            put_row(
                &mut rows,
                &mut tables,
                (entries, bodies[row].len()),
                row,
                signed,
            );
        }
        at += length;
    }
    Ok(tables.finish(layout, entries.len(), [rows, bodies.concat()]))
}

/// Returns the bodies as they travel.
fn bodies(entries: &[Entry], layout: Layout) -> Vec<Vec<u8>> {
    let mut shortening = Shortening::default();
    let mut body = |(row, entry): (usize, &Entry)| match shortens(&entry.header, entry.form) {
        Some(item) if layout == Layout::Short => {
            shortening.body(row, (entry.log, item), &entry.body)
        }
        Some(_) | None => entry.body.clone(),
    };
    entries.iter().enumerate().map(&mut body).collect()
}

/// Returns how many entries at the front follow each other in one log.
fn run_length(entries: &[Entry]) -> usize {
    let follows = |pair: &[Entry]| {
        pair[0].log == pair[1].log && pair[0].seq.checked_add(1) == Some(pair[1].seq)
    };
    1 + entries.windows(2).take_while(|pair| follows(pair)).count()
}

fn put_row(
    out: &mut Vec<u8>,
    tables: &mut Tables,
    (entries, body): (&[Entry], usize),
    row: usize,
    last_of_log: bool,
) {
    let entry = &entries[row];
    let header = &entry.header;
    let stands_alone = matches!(header.kind, Kind::Certificate | Kind::Statement);
    let signature = entry.signature.filter(|_| last_of_log || stands_alone);
    let mut flags = flags(header);
    if signature.is_some() {
        flags |= flag::SIGNATURE;
    }
    out.push(flags);
    put_len(out, tables.id(&entry.epoch.0));
    if let Some(epoch) = header.body_epoch {
        put_len(out, tables.id(&epoch.0));
        put_part(out, tables, entry);
    }
    if let Some(item) = header.item {
        tables.put_item(out, item, Some((entry.log, entry.seq)));
    }
    put_len(out, tables.id(&header.device.0));
    match header.grant {
        GrantRef::Steward => put(out, 0),
        GrantRef::Entry(id) => put_len(out, tables.id(&id.0).saturating_add(1)),
    }
    put_difference(
        out,
        header
            .time
            .wall_ms
            .wrapping_sub(tables.wall_ms)
            .cast_signed(),
    );
    tables.wall_ms = header.time.wall_ms;
    put(out, u64::from(header.time.counter));
    tables.put_references(out, row, &header.cert_heads);
    tables.put_references(out, row, &header.deps);
    if let Some(signature) = signature {
        out.extend_from_slice(&signature);
    }
    if let Some(first) = &header.first {
        put_start(out, tables, row, first);
    }
    put_len(out, body);
    if entry.form != BodyForm::Clear {
        put(out, u64::from(header.body_len));
    }
    tables.rows.insert(entry.id, row);
}

/// Says which compartment apart it is, and how the body comes.
fn put_part(out: &mut Vec<u8>, tables: &mut Tables, entry: &Entry) {
    let part = match entry.header.compartment {
        Compartment::Members | Compartment::Main => return,
        Compartment::Coordinators => apart::COORDINATORS,
        Compartment::Inbox => apart::INBOX,
        Compartment::Case(_) => apart::CASE,
    };
    let erased = match entry.form {
        BodyForm::Erased => apart::ERASED,
        BodyForm::Clear | BodyForm::Sealed => 0,
    };
    out.push(part | erased);
    if let Compartment::Case(item) = entry.header.compartment {
        tables.put_item(out, item, None);
    }
}

fn put_start(out: &mut Vec<u8>, tables: &mut Tables, row: usize, start: &LogStart) {
    put_len(out, tables.id(&start.board.0));
    out.extend_from_slice(&start.certification);
    if let Some(after) = start.after {
        put_len(out, tables.id(&after.log.0));
        put(out, after.seq);
        tables.put_reference(out, row, after.id);
    }
}

/// Returns the flags but for the signature, which not every transfer of the entry carries.
fn flags(header: &Header) -> u8 {
    let kind = match header.kind {
        Kind::Certificate => 0,
        Kind::Change => 1,
        Kind::Statement => 2,
        Kind::Blob => 3,
    };
    let after = header.first.as_ref().and_then(|first| first.after);
    let parts = [
        (flag::ITEM, header.item.is_some()),
        (flag::MAIN, header.compartment == Compartment::Main),
        (flag::BODY_EPOCH, header.body_epoch.is_some()),
        (flag::FIRST, header.first.is_some()),
        (flag::AFTER, after.is_some()),
    ];
    let set = parts.into_iter().filter(|(_, set)| *set);
    set.fold(kind, |flags, (bit, _)| flags | bit)
}

/// What rows name by a number.
struct Tables {
    layout: Layout,
    ids: Vec<[u8; 32]>,
    id_index: BTreeMap<[u8; 32], usize>,
    items: Vec<[u8; 16]>,
    item_index: BTreeMap<[u8; 16], usize>,
    /// The items that rows of this transfer create, in their order.
    created: BTreeMap<ItemId, usize>,
    rows: BTreeMap<EntryId, usize>,
    wall_ms: u64,
}

impl Tables {
    const fn of(layout: Layout) -> Self {
        Self {
            layout,
            ids: Vec::new(),
            id_index: BTreeMap::new(),
            items: Vec::new(),
            item_index: BTreeMap::new(),
            created: BTreeMap::new(),
            rows: BTreeMap::new(),
            wall_ms: 0,
        }
    }

    /// Names an item; `by` is where the entry stands that is about it.
    fn put_item(&mut self, out: &mut Vec<u8>, item: ItemId, by: Option<(LogId, u64)>) {
        if self.layout == Layout::Whole {
            put_len(out, self.item(&item.0));
        } else if by.is_some_and(|(log, seq)| ItemId::derive(log, seq) == item) {
            let place = self.created.len();
            self.created.entry(item).or_insert(place);
            put(out, CREATED_HERE);
        } else if let Some(place) = self.created.get(&item) {
            put_len(out, ((place << 1) | 1) + 1);
        } else {
            put_len(out, (self.item(&item.0) << 1) + 1);
        }
    }

    fn id(&mut self, id: &[u8; 32]) -> usize {
        *self.id_index.entry(*id).or_insert_with(|| {
            self.ids.push(*id);
            self.ids.len() - 1
        })
    }

    fn item(&mut self, item: &[u8; 16]) -> usize {
        *self.item_index.entry(*item).or_insert_with(|| {
            self.items.push(*item);
            self.items.len() - 1
        })
    }

    fn put_references(&mut self, out: &mut Vec<u8>, row: usize, ids: &[EntryId]) {
        put_len(out, ids.len());
        for id in ids {
            self.put_reference(out, row, *id);
        }
    }

    /// An earlier row as its distance, anything else as 0 and its place in the table.
    fn put_reference(&mut self, out: &mut Vec<u8>, row: usize, id: EntryId) {
        if let Some(earlier) = self.rows.get(&id) {
            put_len(out, row - earlier);
        } else {
            put(out, 0);
            put_len(out, self.id(&id.0));
        }
    }

    fn finish(self, layout: Layout, count: usize, parts: [Vec<u8>; 2]) -> Vec<u8> {
        let mut out = vec![layout.version()];
        put_len(&mut out, self.ids.len());
        out.extend(self.ids.iter().flatten());
        put_len(&mut out, self.items.len());
        out.extend(self.items.iter().flatten());
        put_len(&mut out, count);
        out.extend(parts.into_iter().flatten());
        out
    }
}
