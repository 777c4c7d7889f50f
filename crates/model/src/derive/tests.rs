//! Derived state: the concurrency cases of domain.md one by one, then random histories in random orders.

mod appeals;
mod attachments;
mod claims;
mod orders;
mod others;
mod stock;

use trust::ItemId;

use super::*;
use crate::{StatementKind, StockAction};

pub(super) fn claim(quantity: Option<u32>, replaces: &[EntryId]) -> Statement {
    let mut replaces = replaces.to_vec();
    replaces.sort();
    Statement::Claim {
        quantity,
        until_ms: None,
        note: None,
        replaces,
    }
}

pub(super) fn deliver(quantity: Option<u32>) -> Statement {
    Statement::Deliver {
        quantity,
        note: None,
    }
}

pub(super) fn withdraw() -> Statement {
    Statement::Withdraw { note: None }
}

pub(super) fn retract(target: &Signed) -> Statement {
    Statement::Retract {
        replaces: vec![target.position.id],
    }
}

pub(super) fn moved(action: StockAction, quantity: u32) -> Statement {
    Statement::StockMove {
        site: None,
        action,
        quantity,
        note: None,
    }
}

/// A recount by somebody who has these statements.
pub(super) fn recount(site: Option<ItemId>, counted: u32, has: &[Signed]) -> Statement {
    Statement::Recount {
        site,
        counted,
        covers: covers_for(has, site),
    }
}

/// Derives from the statements in several orders, with doubles, and insists that all agree.
pub(super) fn derived(
    kind: ItemKind,
    asked: Option<i64>,
    said: &[Signed],
    edits: &[Edit],
) -> Derived {
    let expected = derive_item(kind, asked, said, edits, 0);
    let mut said = said.to_vec();
    let mut edits = edits.to_vec();
    for turn in 0..said.len().max(2) {
        let (said_by, edits_by) = (said.len().min(1), edits.len().min(1));
        said.rotate_left(said_by);
        edits.rotate_left(edits_by);
        if turn % 2 == 0 {
            said.reverse();
            edits.reverse();
        }
        let doubled = [said.clone(), said.clone()].concat();
        let doubled_edits = [edits.clone(), edits.clone()].concat();
        assert_eq!(
            derive_item(kind, asked, &doubled, &doubled_edits, 0),
            expected
        );
    }
    expected
}

pub(super) fn need(asked: Option<i64>, said: &[Signed]) -> Derived {
    derived(ItemKind::Need, asked, said, &[])
}

pub(super) fn supply(said: &[Signed]) -> Derived {
    derived(ItemKind::Supply, None, said, &[])
}
