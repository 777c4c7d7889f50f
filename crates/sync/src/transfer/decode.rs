//! From bytes of whatever origin to rows. Nothing is believed here: sizes are capped, the rest is checked later.

use std::collections::BTreeSet;

use trust::{
    BoardId, BodyForm, Compartment, DeviceId, EntryId, EpochId, GrantRef, Header, HybridTime,
    ItemId, Kind, LogId, LogStart, Position,
};

use super::bytes::Reader;
use super::short::{CREATED_HERE, Lengthening};
use super::{
    Layout, MAX_REFERENCES, Reference, Row, Transfer, TransferError, apart, flag, shortens,
};
use crate::limits::{MAX_LISTED, MAX_UNFOLDED};

pub(super) fn decode(bytes: &[u8]) -> Result<Transfer, TransferError> {
    let mut reader = Reader(bytes);
    let stated = usize::try_from(reader.number()?).unwrap_or(usize::MAX);
    if stated > MAX_UNFOLDED {
        return Err(TransferError::TooLong);
    }
    // Stops at the stated length, whatever the frame would unfold to.
    let clear = zstd::bulk::decompress(reader.0, stated).map_err(|_| TransferError::Malformed)?;
    if clear.len() != stated {
        return Err(TransferError::Malformed);
    }
    Decoder::open(&clear)?.rows()
}

struct Decoder<'a> {
    reader: Reader<'a>,
    ids: &'a [[u8; 32]],
    items: &'a [[u8; 16]],
    references: usize,
    wall_ms: u64,
    layout: Layout,
    /// The items that rows of this transfer create, in their order.
    created: Vec<ItemId>,
}

impl<'a> Decoder<'a> {
    fn open(clear: &'a [u8]) -> Result<Self, TransferError> {
        let mut reader = Reader(clear);
        let layout = Layout::of_version(reader.byte()?).ok_or(TransferError::Malformed)?;
        let ids = table(&mut reader)?;
        let items = table(&mut reader)?;
        Ok(Self {
            reader,
            ids,
            items,
            references: 0,
            wall_ms: 0,
            layout,
            created: Vec::new(),
        })
    }

    fn rows(mut self) -> Result<Transfer, TransferError> {
        let total = self.reader.len(MAX_LISTED)?;
        let mut begun = BTreeSet::new();
        let mut rows: Vec<Row> = Vec::new();
        let mut lengths = Vec::new();
        while rows.len() < total {
            let log = LogId(self.id()?);
            let first = self.reader.number()?;
            let length = self.reader.len(total - rows.len())?;
            if length == 0 || first == 0 {
                return Err(TransferError::Malformed);
            }
            let mut prev = if begun.insert(log) {
                Some(self.reader.array::<8>()?)
            } else {
                None
            };
            for step in 0..length {
                let seq = u64::try_from(step)
                    .ok()
                    .and_then(|step| first.checked_add(step));
                let seq = seq.ok_or(TransferError::Malformed)?;
                let (row, body) = self.row(log, seq, prev.take(), rows.len())?;
                rows.push(row);
                lengths.push(body);
            }
        }
        let mut lengthening = Lengthening::default();
        for (at, (row, length)) in rows.iter_mut().zip(lengths).enumerate() {
            let travelled = self.reader.take(length)?;
            match shortens(&row.header, row.form) {
                Some(item) if self.layout == Layout::Short => {
                    row.body = lengthening.body(at, (row.log, item), travelled)?;
                    let length = u32::try_from(row.body.len());
                    row.header.body_len = length.map_err(|_| TransferError::Malformed)?;
                }
                Some(_) | None => {
                    lengthening.takes(length)?;
                    row.body = travelled.to_vec();
                }
            }
        }
        if rows.is_empty() || !self.reader.0.is_empty() {
            return Err(TransferError::Malformed);
        }
        Ok(Transfer { rows })
    }

    /// Reads a row without its body, and the length of the body.
    fn row(
        &mut self,
        log: LogId,
        seq: u64,
        prev: Option<[u8; 8]>,
        at: usize,
    ) -> Result<(Row, usize), TransferError> {
        let flags = self.reader.byte()?;
        let epoch = EpochId(self.id()?);
        let (mut header, form) = self.header(flags, (log, seq))?;
        let cert_heads = self.references(at)?;
        let deps = self.references(at)?;
        let signature = (flags & flag::SIGNATURE != 0)
            .then(|| self.reader.array())
            .transpose()?;
        let after = self.start(flags, at, &mut header)?;
        let length = self.reader.len(MAX_UNFOLDED)?;
        let clear = match form {
            BodyForm::Clear => length,
            BodyForm::Sealed | BodyForm::Erased => self.reader.len(MAX_UNFOLDED)?,
        };
        header.body_len = u32::try_from(clear).map_err(|_| TransferError::Malformed)?;
        let body = Vec::new();
        let row = Row {
            log,
            seq,
            prev,
            epoch,
            header,
            cert_heads,
            deps,
            after,
            body,
            form,
            signature,
        };
        Ok((row, length))
    }

    /// Reads what a header has besides references and the start of its log.
    fn header(&mut self, flags: u8, at: (LogId, u64)) -> Result<(Header, BodyForm), TransferError> {
        let has = |bit: u8| flags & bit != 0;
        let body_epoch = has(flag::BODY_EPOCH)
            .then(|| self.id().map(EpochId))
            .transpose()?;
        let (compartment, form) = match (has(flag::MAIN), body_epoch) {
            (true, _) => (Compartment::Main, BodyForm::Clear),
            (false, None) => (Compartment::Members, BodyForm::Clear),
            (false, Some(_)) => self.part()?,
        };
        let header = Header {
            kind: kind(flags),
            body_epoch,
            item: has(flag::ITEM).then(|| self.item(Some(at))).transpose()?,
            compartment,
            device: DeviceId(self.id()?),
            grant: self.grant()?,
            time: self.time()?,
            cert_heads: Vec::new(),
            deps: Vec::new(),
            body_len: 0,
            first: None,
        };
        Ok((header, form))
    }

    /// Reads which compartment apart it is, and how the body comes.
    fn part(&mut self) -> Result<(Compartment, BodyForm), TransferError> {
        let byte = self.reader.byte()?;
        let form = if byte & apart::ERASED == 0 {
            BodyForm::Sealed
        } else {
            BodyForm::Erased
        };
        let compartment = match byte & !apart::ERASED {
            apart::COORDINATORS => Compartment::Coordinators,
            apart::INBOX => Compartment::Inbox,
            apart::CASE => Compartment::Case(self.item(None)?),
            _ => return Err(TransferError::Malformed),
        };
        Ok((compartment, form))
    }

    fn grant(&mut self) -> Result<GrantRef, TransferError> {
        match self.reader.len(self.ids.len())? {
            0 => Ok(GrantRef::Steward),
            place => self
                .ids
                .get(place - 1)
                .map(|id| GrantRef::Entry(EntryId(*id)))
                .ok_or(TransferError::Malformed),
        }
    }

    fn time(&mut self) -> Result<HybridTime, TransferError> {
        self.wall_ms = self
            .wall_ms
            .wrapping_add(self.reader.difference()?.cast_unsigned());
        let counter = u16::try_from(self.reader.number()?).map_err(|_| TransferError::Malformed)?;
        Ok(HybridTime {
            wall_ms: self.wall_ms,
            counter,
        })
    }

    /// Reads how a log starts into the header. The id in `after` is filled in when its reference is resolved.
    fn start(
        &mut self,
        flags: u8,
        at: usize,
        header: &mut Header,
    ) -> Result<Option<Reference>, TransferError> {
        let has_after = flags & flag::AFTER != 0;
        if flags & flag::FIRST == 0 {
            return if has_after {
                Err(TransferError::Malformed)
            } else {
                Ok(None)
            };
        }
        let board = BoardId(self.id()?);
        let start = header.first.insert(LogStart {
            board,
            certification: self.reader.array()?,
            after: None,
        });
        if !has_after {
            return Ok(None);
        }
        let log = LogId(self.id()?);
        let seq = self.reader.number()?;
        start.after = Some(Position {
            log,
            seq,
            id: EntryId([0; 32]),
        });
        self.reference(at).map(Some)
    }

    fn references(&mut self, at: usize) -> Result<Vec<Reference>, TransferError> {
        let count = self.reader.len(MAX_REFERENCES - self.references)?;
        self.references += count;
        (0..count).map(|_| self.reference(at)).collect()
    }

    fn reference(&mut self, at: usize) -> Result<Reference, TransferError> {
        match self.reader.len(at)? {
            0 => Ok(Reference::Whole(EntryId(self.id()?))),
            distance => Ok(Reference::Row(at - distance)),
        }
    }

    fn id(&mut self) -> Result<[u8; 32], TransferError> {
        let place = self.reader.len(MAX_UNFOLDED)?;
        self.ids.get(place).copied().ok_or(TransferError::Malformed)
    }

    /// Reads an item; `by` is where the entry stands that is about it.
    fn item(&mut self, by: Option<(LogId, u64)>) -> Result<ItemId, TransferError> {
        let number = self.reader.number()?;
        let place = usize::try_from(number).map_err(|_| TransferError::Malformed)?;
        let listed = |place: usize| self.items.get(place).copied().map(ItemId);
        let item = match (self.layout, number) {
            (Layout::Whole, _) => listed(place),
            (Layout::Short, CREATED_HERE) => by.map(|(log, seq)| ItemId::derive(log, seq)),
            (Layout::Short, _) if (place - 1) & 1 == 1 => {
                self.created.get((place - 1) >> 1).copied()
            }
            (Layout::Short, _) => listed((place - 1) >> 1),
        };
        let item = item.ok_or(TransferError::Malformed)?;
        if (self.layout, number) == (Layout::Short, CREATED_HERE) {
            self.created.push(item);
        }
        Ok(item)
    }
}

/// Takes a table of ids: a count, then the ids.
fn table<'a, const N: usize>(reader: &mut Reader<'a>) -> Result<&'a [[u8; N]], TransferError> {
    let count = reader.len(MAX_UNFOLDED / N)?;
    let (ids, _) = reader.take(count * N)?.as_chunks::<N>();
    Ok(ids)
}

fn kind(flags: u8) -> Kind {
    match flags & 0b11 {
        0 => Kind::Certificate,
        1 => Kind::Change,
        2 => Kind::Statement,
        _ => Kind::Blob,
    }
}
