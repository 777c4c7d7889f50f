//! What a subscriber has on screen, and how it becomes what is true now.

use std::collections::{BTreeMap, BTreeSet};

use crate::api::{Row, ViewUpdate};

/// The rows that a subscriber was sent.
#[derive(Debug, Default)]
pub(super) struct Shown {
    seq: u64,
    total: u32,
    order: Vec<String>,
    rows: BTreeMap<String, Row>,
    begun: bool,
}

impl Shown {
    /// Makes the next update a snapshot: the query changed, or updates were lost.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Takes what is true now, and returns what the subscriber must hear of it, if anything.
    pub(super) fn become_now(&mut self, total: u32, rows: Vec<Row>) -> Option<ViewUpdate> {
        if !self.begun {
            self.begun = true;
            self.seq = 0;
            self.keep(total, rows.clone());
            return Some(ViewUpdate::Snapshot {
                seq: 0,
                total,
                rows,
            });
        }
        let order: Vec<String> = rows.iter().map(|row| row.key.clone()).collect();
        let now: BTreeSet<&String> = order.iter().collect();
        let removed: Vec<String> = self
            .order
            .iter()
            .filter(|key| !now.contains(key))
            .cloned()
            .collect();
        let changed: Vec<Row> = rows
            .iter()
            .filter(|row| self.rows.get(&row.key) != Some(row))
            .cloned()
            .collect();
        let moved = order != self.order;
        if !moved && changed.is_empty() && total == self.total {
            return None;
        }
        self.seq += 1;
        let seq = self.seq;
        self.keep(total, rows);
        Some(ViewUpdate::Patch {
            seq,
            total,
            changed,
            removed,
            order: moved.then_some(order),
        })
    }

    fn keep(&mut self, total: u32, rows: Vec<Row>) {
        self.total = total;
        self.order = rows.iter().map(|row| row.key.clone()).collect();
        self.rows = rows.into_iter().map(|row| (row.key.clone(), row)).collect();
    }
}
