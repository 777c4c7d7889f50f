//! What must hold once everything has come to rest.

use std::collections::BTreeMap;

use anyhow::{Result, bail, ensure};
use trust::EntryId;

use crate::{BoardView, World};

/// Checks that all people see the same, and that nothing that was acknowledged is lost.
pub(crate) fn check(world: &World) -> Result<usize> {
    let now_ms = world.now_ms();
    let mut first: Option<(BoardView, &str)> = None;
    let stay = world.people.iter().enumerate();
    let stay = stay.filter(|(at, _)| world.helper != Some(*at) && !world.removed.contains(at));
    for (at, person) in stay {
        let core = world.core(at)?;
        let name = person.name;
        ensure!(core.joins().is_empty(), "{name} is still coming in");
        ensure!(
            core.waiting(world.board) == 0 || !world.removed.is_empty(),
            "{name} has entries that wait"
        );
        let view = BoardView::of(core, world.board, now_ms)?;
        // What a branch that lost takes with it is looked at there (`world/cloning`).
        if world.clones.is_none() {
            nothing_lost(world, &view, name)?;
        }
        match &first {
            None => first = Some((view, name)),
            Some((leader, other)) => same(leader, other, &view, name)?,
        }
    }
    Ok(first.map_or(0, |(view, _)| view.verdicts.len()))
}

fn same(a: &BoardView, a_name: &str, b: &BoardView, b_name: &str) -> Result<()> {
    if a.verdicts != b.verdicts {
        let differ = a
            .verdicts
            .iter()
            .filter(|(id, verdict)| b.verdicts.get(id) != Some(verdict));
        let more = b.verdicts.keys().filter(|id| !a.verdicts.contains_key(id));
        let list: BTreeMap<&EntryId, _> = differ.take(5).collect();
        bail!(
            "{a_name} and {b_name} decided differently: {list:?}; {b_name} has {} more",
            more.count()
        );
    }
    ensure!(a.names == b.names, "{a_name} and {b_name} see other names");
    for (item, view) in &a.items {
        ensure!(
            b.items.get(item) == Some(view),
            "{a_name} and {b_name} see {item:?} differently: {view:?} and {:?}",
            b.items.get(item)
        );
    }
    ensure!(a.items.len() == b.items.len(), "{b_name} sees more items");
    Ok(())
}

fn nothing_lost(world: &World, view: &BoardView, name: &str) -> Result<()> {
    let stay = world.acknowledged.iter();
    for (id, _) in stay.filter(|(_, who)| !world.removed.contains(who)) {
        let verdict = view.verdicts.get(id);
        ensure!(
            verdict.is_some_and(node::Verdict::is_accepted),
            "{name} has lost {id:?}: {verdict:?}"
        );
    }
    let standing: Vec<EntryId> = view
        .items
        .values()
        .flat_map(|item| item.claims.iter().copied())
        .collect();
    for claim in &world.claims {
        ensure!(
            standing.contains(claim),
            "{name} has lost the claim {claim:?}"
        );
    }
    Ok(())
}
