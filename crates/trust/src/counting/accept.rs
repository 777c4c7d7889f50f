//! From what each entry is by itself to what counts.

use std::collections::BTreeMap;

use super::graph::Graph;
use super::{Aside, Counting, Forks, Standing};
use crate::broken::broken;
use crate::{Kind, LogId};

/// Says of all entries which count.
pub(super) fn count(graph: &Graph<'_>, forks: &Forks) -> Counting {
    let lost = lost(graph, forks);
    let vouched = vouched(graph, &lost);
    let mut counting = Counting::default();
    for (at, fact) in graph.facts.iter().enumerate() {
        let standing = match (graph.ok[at], graph.direct[at]) {
            (Err(aside), _) => Standing::Aside(aside),
            (Ok(_), _) if lost[at] => Standing::Aside(Aside::LostBranch),
            (Ok(_), Ok(person)) => Standing::Direct(person),
            (Ok(person), Err(_)) if vouched[at] => Standing::Vouched(person),
            (Ok(_), Err(refusal)) => Standing::Aside(Aside::Refused(refusal)),
        };
        counting.standings.insert(fact.position.id, standing);
    }
    counting.cut = cut(graph, &counting);
    counting
}

/// Marks what stands on a lost branch, and all that depends on it.
pub(super) fn lost(graph: &Graph<'_>, forks: &Forks) -> Vec<bool> {
    let mut lost = vec![false; graph.facts.len()];
    for log in forks.logs() {
        let mut of_log = graph.of_log(log).peekable();
        if of_log.peek().is_some() {
            let ids = forks.lost_in(log, graph.logs);
            for at in of_log {
                lost[at] = ids.contains(&graph.facts[at].position.id);
            }
        }
    }
    let mut open: Vec<usize> = (0..lost.len()).filter(|at| lost[*at]).collect();
    while let Some(at) = open.pop() {
        for next in &graph.on_it[at] {
            if !lost[*next] && !broken!(ForksWithoutDescendants) {
                lost[*next] = true;
                open.push(*next);
            }
        }
    }
    lost
}

/// Marks the changes that something depends on which counts.
pub(super) fn vouched(graph: &Graph<'_>, lost: &[bool]) -> Vec<bool> {
    let mut vouched = vec![false; lost.len()];
    if broken!(NoVouching) {
        return vouched;
    }
    let counts = |at: &usize| graph.ok[*at].is_ok() && graph.direct[*at].is_ok() && !lost[*at];
    let mut open: Vec<usize> = (0..lost.len()).filter(counts).collect();
    while let Some(at) = open.pop() {
        for dep in &graph.deps[at] {
            let reached = graph.facts[*dep].kind == Kind::Change || broken!(VouchingForStatements);
            if reached && !vouched[*dep] {
                vouched[*dep] = true;
                open.push(*dep);
            }
        }
    }
    vouched
}

/// Finds how far logs count that a cut ends.
fn cut(graph: &Graph<'_>, counting: &Counting) -> BTreeMap<LogId, u64> {
    let mut until: BTreeMap<LogId, u64> = BTreeMap::new();
    for (at, fact) in graph.facts.iter().enumerate() {
        if let Some(seq) = graph.cut_at(at) {
            let highest = until.entry(fact.position.log).or_default();
            *highest = (*highest).max(seq);
        }
    }
    for fact in graph.facts {
        if let Some(highest) = until.get_mut(&fact.position.log)
            && counting.is_accepted(fact.position.id)
        {
            *highest = (*highest).max(fact.position.seq);
        }
    }
    until
}
