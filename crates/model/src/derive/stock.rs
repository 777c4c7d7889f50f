//! Stock of a supply: a ledger of moves, and recounts as absolute values with what they had seen
//! (domain.md, cases 8 to 10).

use std::collections::{BTreeMap, BTreeSet};

use trust::{EntryId, HybridTime, PersonId, Position};

use super::{Place, Signed, Standing, covered};
use crate::{MAX_COVERS, Statement, StockAction};

/// Stock at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteStock {
    /// The site; `None` where none was named.
    pub site: Place,
    /// On hand. Below zero: more was given out than was on the books.
    pub on_hand: i64,
    /// The counts that stand and that no other count knew of, the one in use first.
    pub counts: Vec<Count>,
}

/// A recount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// Its entry.
    pub entry: EntryId,
    /// By whom.
    pub author: PersonId,
    /// When.
    pub time: HybridTime,
    /// What was there.
    pub counted: u32,
}

/// A recount and all that it had seen.
struct Recount<'a> {
    signed: &'a Signed,
    counted: u32,
    covers: &'a [Position],
    /// The recounts of the shelf that it had seen, also through one another.
    seen: BTreeSet<usize>,
}

/// Derives the stock at each place that a move or a count names, by place.
#[must_use]
pub fn stock(standing: &Standing<'_>) -> Vec<SiteStock> {
    let places: BTreeSet<Place> = standing.iter().filter_map(place).collect();
    places
        .into_iter()
        .map(|site| site_stock(standing, site))
        .collect()
}

/// Returns what a new recount of a place covers: the newest moves and counts that its author has.
///
/// What an earlier count covers need not be named again, so the list stays short however long the history is.
#[must_use]
pub fn covers_for(statements: &[Signed], site: Option<trust::ItemId>) -> Vec<Position> {
    let standing = Standing::of(statements);
    let recounts = recounts(&standing, site);
    let mut newest: BTreeMap<_, Position> = BTreeMap::new();
    for signed in standing
        .everything()
        .filter(|signed| place(signed) == Some(site))
    {
        let position = signed.position;
        if (0..recounts.len()).any(|index| sees(&recounts, index, &position)) {
            continue;
        }
        let kept = newest.entry(position.log).or_insert(position);
        if position.seq > kept.seq {
            *kept = position;
        }
    }
    let mut covers: Vec<_> = newest.into_values().collect();
    covers.truncate(MAX_COVERS);
    covers
}

fn site_stock(standing: &Standing<'_>, site: Place) -> SiteStock {
    let recounts = recounts(standing, site);
    let live: Vec<usize> = (0..recounts.len())
        .filter(|index| standing.stands(recounts[*index].signed.position.id))
        .collect();
    let mut apart: Vec<usize> = live
        .iter()
        .copied()
        .filter(|index| {
            !live
                .iter()
                .any(|other| recounts[*other].seen.contains(index))
        })
        .collect();
    // The later by signed time leads.
    apart.sort_by_key(|index| {
        let signed = recounts[*index].signed;
        std::cmp::Reverse((signed.time, signed.position.id))
    });
    let leading = apart.first().copied();
    let mut on_hand = leading.map_or(0, |index| i64::from(recounts[index].counted));
    for signed in standing.iter().filter(|signed| place(signed) == Some(site)) {
        let seen = leading.is_some_and(|index| sees(&recounts, index, &signed.position));
        if !seen {
            on_hand = on_hand.saturating_add(signed_quantity(&signed.statement));
        }
    }
    let counts = apart.iter().map(|index| count(&recounts[*index])).collect();
    SiteStock {
        site,
        on_hand,
        counts,
    }
}

fn count(recount: &Recount<'_>) -> Count {
    Count {
        entry: recount.signed.position.id,
        author: recount.signed.author,
        time: recount.signed.time,
        counted: recount.counted,
    }
}

/// All recounts of a place, also those taken back: what they had seen, a later one had seen through them.
fn recounts<'a>(standing: &Standing<'a>, site: Place) -> Vec<Recount<'a>> {
    let mut recounts: Vec<_> = standing
        .everything()
        .filter(|signed| place(signed) == Some(site))
        .filter_map(recount)
        .collect();
    let direct: Vec<Vec<usize>> = recounts
        .iter()
        .enumerate()
        .map(|(index, recount)| directly_seen(&recounts, index, recount))
        .collect();
    for (index, recount) in recounts.iter_mut().enumerate() {
        let mut open = direct[index].clone();
        while let Some(next) = open.pop() {
            if next != index && recount.seen.insert(next) {
                open.extend(&direct[next]);
            }
        }
    }
    recounts
}

fn recount(signed: &Signed) -> Option<Recount<'_>> {
    let Statement::Recount {
        counted, covers, ..
    } = &signed.statement
    else {
        return None;
    };
    Some(Recount {
        signed,
        counted: *counted,
        covers,
        seen: BTreeSet::new(),
    })
}

fn directly_seen(recounts: &[Recount<'_>], index: usize, recount: &Recount<'_>) -> Vec<usize> {
    recounts
        .iter()
        .enumerate()
        .filter(|(other, seen)| {
            let position = seen.signed.position;
            *other != index && knows(recount, &position)
        })
        .map(|(other, _)| other)
        .collect()
}

/// Tells whether a recount had seen an entry: named it or a later one of its log, or wrote it before in its own log.
fn knows(recount: &Recount<'_>, position: &Position) -> bool {
    let own = recount.signed.position;
    covered(recount.covers, position.log, position.seq)
        || (own.log == position.log && own.seq > position.seq)
}

/// As [`knows`], also through the recounts that it had seen.
fn sees(recounts: &[Recount<'_>], index: usize, position: &Position) -> bool {
    let recount = &recounts[index];
    knows(recount, position)
        || recount
            .seen
            .iter()
            .any(|seen| knows(&recounts[*seen], position))
}

/// Returns where a move or a count was; the outer `None` is for other statements.
fn place(signed: &Signed) -> Option<Place> {
    if let Statement::StockMove { site, .. } | Statement::Recount { site, .. } = &signed.statement {
        return Some(*site);
    }
    None
}

fn signed_quantity(statement: &Statement) -> i64 {
    let Statement::StockMove {
        action, quantity, ..
    } = statement
    else {
        return 0;
    };
    match action {
        StockAction::Received => i64::from(*quantity),
        StockAction::GivenOut => -i64::from(*quantity),
    }
}
