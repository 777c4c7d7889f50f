//! The columns of a change that puts plain values into a root map, and what their rows may say.

use super::{
    ACTOR_RECORD, Limits, Refused,
    bytes::Reader,
    rle::{Rows, for_each_run, read_signed, read_unsigned},
};

// Column specifications: id << 4 | deflate << 3 | type.
const KEY: u64 = 0x15;
const INSERT: u64 = 0x34;
const ACTION: u64 = 0x42;
const VALUE_META: u64 = 0x56;
const VALUE: u64 = 0x57;
const PRED_GROUP: u64 = 0x70;
const PRED_ACTOR: u64 = 0x71;
const PRED_COUNTER: u64 = 0x73;
/// Columns of operations below the root map: object, element, expand, mark name.
const BELOW_ROOT: [u64; 6] = [0x01, 0x02, 0x11, 0x13, 0x94, 0xa5];
const DEFLATE: u64 = 0x08;

const ACTION_PUT: u64 = 1;
const KIND_KEY: &[u8] = b"kind";

/// The columns' bytes; an empty one was not there.
#[derive(Default)]
pub(super) struct Table<'a> {
    key: &'a [u8],
    insert: &'a [u8],
    action: &'a [u8],
    value_meta: &'a [u8],
    value: &'a [u8],
    pred_group: &'a [u8],
    pred_actor: &'a [u8],
    pred_counter: &'a [u8],
}

/// What the change's header says that its rows must agree with.
pub(super) struct Context<'a> {
    pub(super) actor: &'a [u8; 16],
    /// Records of [`ACTOR_RECORD`] bytes.
    pub(super) others: &'a [u8],
    pub(super) start_op: u64,
    pub(super) limits: &'a Limits,
}

/// What the rows amount to.
pub(super) struct Summary {
    pub(super) ops: u64,
    pub(super) sets_kind: bool,
}

/// Reads the column table and the columns behind it.
pub(super) fn table<'a>(reader: &mut Reader<'a>) -> Result<Table<'a>, Refused> {
    let count = reader.unsigned()?;
    let mut specs = *reader;
    let mut last = None;
    for _ in 0..count {
        let spec = reader.unsigned()?;
        reader.unsigned()?;
        check_spec(spec)?;
        if last.is_some_and(|last| last >= spec) {
            return Err(Refused::Columns);
        }
        last = Some(spec);
    }
    let mut table = Table::default();
    for _ in 0..count {
        let spec = specs.unsigned()?;
        let length = specs.unsigned()?;
        if length == 0 {
            return Err(Refused::Columns);
        }
        *table.slot(spec)? = reader.take_u64(length)?;
    }
    Ok(table)
}

fn check_spec(spec: u64) -> Result<(), Refused> {
    if spec & DEFLATE != 0 {
        return Err(Refused::Compressed);
    }
    if BELOW_ROOT.contains(&spec) {
        return Err(Refused::Objects);
    }
    Ok(())
}

impl<'a> Table<'a> {
    fn slot(&mut self, spec: u64) -> Result<&mut &'a [u8], Refused> {
        Ok(match spec {
            KEY => &mut self.key,
            INSERT => &mut self.insert,
            ACTION => &mut self.action,
            VALUE_META => &mut self.value_meta,
            VALUE => &mut self.value,
            PRED_GROUP => &mut self.pred_group,
            PRED_ACTOR => &mut self.pred_actor,
            PRED_COUNTER => &mut self.pred_counter,
            _ => return Err(Refused::Columns),
        })
    }
}

/// Checks all rows.
pub(super) fn check(table: &Table<'_>, context: &Context<'_>) -> Result<Summary, Refused> {
    let ops = count_ops(table, context)?;
    check_insert(table.insert, ops)?;
    let sets_kind = check_keys(table.key, ops, context.limits)?;
    check_values(table, ops, context.limits)?;
    check_preds(table, ops, context)?;
    Ok(Summary { ops, sets_kind })
}

/// Counts the operations from the runs of their actions, which must all be puts.
fn count_ops(table: &Table<'_>, context: &Context<'_>) -> Result<u64, Refused> {
    let mut ops = 0_u64;
    for_each_run(table.action, read_unsigned, |count, action| {
        ops = ops.saturating_add(count);
        if ops > context.limits.ops {
            return Err(Refused::TooManyOps);
        }
        match action {
            ACTION_PUT => Ok(()),
            // Make a map, a list, a text, a table; mark a text.
            0 | 2 | 4 | 6 | 7 => Err(Refused::Objects),
            5 => Err(Refused::Counter),
            _ => Err(Refused::Action),
        }
    })?;
    let last = context.start_op.saturating_add(ops);
    if last > context.limits.max_op {
        return Err(Refused::StartOp);
    }
    Ok(ops)
}

/// The insert column of puts is one count: that many times "no".
fn check_insert(column: &[u8], ops: u64) -> Result<(), Refused> {
    let mut reader = Reader::new(column);
    let count = if ops == 0 { 0 } else { reader.unsigned()? };
    if count != ops || !reader.is_empty() {
        return Err(Refused::Objects);
    }
    Ok(())
}

/// Keys are literals, each after the one before it: no key is put twice.
fn check_keys(column: &[u8], ops: u64, limits: &Limits) -> Result<bool, Refused> {
    let mut reader = Reader::new(column);
    if ops == 0 {
        return if reader.is_empty() {
            Ok(false)
        } else {
            Err(Refused::Columns)
        };
    }
    if reader
        .signed()?
        .checked_neg()
        .and_then(|count| u64::try_from(count).ok())
        != Some(ops)
    {
        return Err(Refused::Key);
    }
    let mut last: &[u8] = &[];
    let mut sets_kind = false;
    for _ in 0..ops {
        let length = reader.unsigned()?;
        if length > limits.key_bytes {
            return Err(Refused::Key);
        }
        let key = reader.take_u64(length)?;
        // The first key is after the empty one, so an empty key is refused too.
        if key <= last {
            return Err(Refused::Key);
        }
        std::str::from_utf8(key).map_err(|_| Refused::Malformed)?;
        sets_kind |= key == KIND_KEY;
        last = key;
    }
    if reader.is_empty() {
        Ok(sets_kind)
    } else {
        Err(Refused::Columns)
    }
}

fn check_values(table: &Table<'_>, ops: u64, limits: &Limits) -> Result<(), Refused> {
    let mut metas = Rows::new(table.value_meta, read_unsigned);
    let mut values = Reader::new(table.value);
    for _ in 0..ops {
        let meta = metas.expect_row()?;
        let length = meta >> 4;
        if length > limits.value_bytes {
            return Err(Refused::Value);
        }
        check_value(meta & 0x0f, values.take_u64(length)?)?;
    }
    metas.end()?;
    if values.is_empty() {
        Ok(())
    } else {
        Err(Refused::Columns)
    }
}

fn check_value(kind: u64, bytes: &[u8]) -> Result<(), Refused> {
    let mut reader = Reader::new(bytes);
    match kind {
        // Null, false, true.
        0..=2 => {}
        3 => {
            reader.unsigned()?;
        }
        4 => {
            reader.signed()?;
        }
        6 => {
            std::str::from_utf8(bytes).map_err(|_| Refused::Malformed)?;
            return Ok(());
        }
        7 => return Ok(()),
        8 => return Err(Refused::Counter),
        // Floating point, timestamps, and what no version knows.
        _ => return Err(Refused::Value),
    }
    if reader.is_empty() {
        Ok(())
    } else {
        Err(Refused::Value)
    }
}

/// The overwritten values: sorted, older than the change, and by actors that the header names.
fn check_preds(table: &Table<'_>, ops: u64, context: &Context<'_>) -> Result<(), Refused> {
    count_preds(table.pred_group, context.limits)?;
    let mut groups = Rows::new(table.pred_group, read_unsigned);
    let mut actors = Rows::new(table.pred_actor, read_unsigned);
    let mut deltas = Rows::new(table.pred_counter, read_signed);
    let mut counter = 0_i64;
    let mut used = [0_u64; 17];
    for _ in 0..ops {
        let mut last = None;
        for _ in 0..groups.expect_row()? {
            let index = usize::try_from(actors.expect_row()?).map_err(|_| Refused::Preds)?;
            let actor = context.actor(index).ok_or(Refused::Preds)?;
            let delta = deltas.expect_row()?;
            counter = counter.checked_add(delta).ok_or(Refused::Preds)?;
            let number = u64::try_from(counter).map_err(|_| Refused::Preds)?;
            if number == 0 || number >= context.start_op || last >= Some((number, actor)) {
                return Err(Refused::Preds);
            }
            last = Some((number, actor));
            *used.get_mut(index / 64).ok_or(Refused::Actors)? |= 1 << (index % 64);
        }
    }
    groups.end()?;
    actors.end()?;
    deltas.end()?;
    let named: u64 = used.iter().map(|word| u64::from(word.count_ones())).sum();
    let own = used[0] & 1;
    let others = (context.others.len() / ACTOR_RECORD) as u64;
    if named - own != others {
        return Err(Refused::Actors);
    }
    Ok(())
}

/// Counts before anything walks: a run may claim any number of rows.
fn count_preds(column: &[u8], limits: &Limits) -> Result<(), Refused> {
    let mut preds = 0_u64;
    for_each_run(column, read_unsigned, |count, group| {
        preds = preds.saturating_add(count.saturating_mul(group));
        if preds > limits.preds {
            Err(Refused::Preds)
        } else {
            Ok(())
        }
    })
}

impl Context<'_> {
    /// Returns the actor of that index: the author is 0, the others follow.
    fn actor(&self, index: usize) -> Option<&[u8]> {
        match index.checked_sub(1) {
            None => Some(self.actor),
            Some(other) => {
                let start = other.checked_mul(ACTOR_RECORD)?;
                self.others.get(start + 1..start + ACTOR_RECORD)
            }
        }
    }
}
