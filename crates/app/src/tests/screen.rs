//! A screen: what somebody sees who applies updates in order.

use crate::api::{Row, ViewUpdate};

/// Does with updates what the UI's store does.
#[derive(Debug, Default)]
pub(super) struct Screen {
    pub(super) begun: bool,
    pub(super) total: u32,
    pub(super) rows: Vec<Row>,
    seq: u64,
}

impl Screen {
    pub(super) fn apply(&mut self, update: ViewUpdate) {
        match update {
            ViewUpdate::Snapshot { seq, total, rows } => {
                *self = Self {
                    begun: true,
                    total,
                    rows,
                    seq,
                };
            }
            ViewUpdate::Patch {
                seq,
                total,
                changed,
                removed,
                order,
            } => {
                assert_eq!(seq, self.seq + 1);
                (self.seq, self.total) = (seq, total);
                self.rows.retain(|row| !removed.contains(&row.key));
                for row in changed {
                    match self.rows.iter_mut().find(|old| old.key == row.key) {
                        Some(old) => *old = row,
                        None => self.rows.push(row),
                    }
                }
                if let Some(order) = order {
                    self.rows
                        .sort_by_key(|row| order.iter().position(|key| *key == row.key));
                }
            }
            ViewUpdate::Resync => self.begun = false,
            ViewUpdate::Ended => panic!("the view ended"),
        }
    }
}
