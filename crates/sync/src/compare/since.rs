//! A comparison that begins with what the other side is known to hold: two who met before say what is new, at once.
//!
//! Owns when that is worth its bytes, and what follows from it. Rests on nothing: what is said is what the speaker
//! holds, as a difference from what the listener heard of it before. Where the two do not mean the same by that (a
//! restored folder, a connection that was cut), the digests differ, and the range is compared as if nothing were known.

use std::collections::BTreeMap;

use trust::{LogId, Position};

use super::{FEW, MANY, Part, Range, Said, between, differing, opening, put_off, smaller};

/// So many logs that differ are listed in any range; in a large one up to a quarter of all. More than that has come
/// from others more often than not, to both: then ranges find it out for less.
const LISTED: usize = 4;

/// Returns the first message of a comparison with somebody who is known to hold these positions. `own` and `known` are
/// sorted by log; `most` is how many positions may be listed.
pub(crate) fn opening_since(own: &[Position], known: &[Position], most: usize) -> Vec<Part> {
    if known.is_empty() {
        return opening(own);
    }
    let mut parts = Vec::new();
    let mut listed = 0;
    for range in cut(known) {
        let (mine, before) = (range.of(own), range.of(known));
        let new: Vec<Position> = differing(mine, before)
            .into_iter()
            .map(|(ours, _)| ours)
            .collect();
        if new.len() > LISTED.max(mine.len() / 4) || listed + new.len() > most {
            parts.push(put_off(range, mine));
            continue;
        }
        listed += new.len();
        parts.push(Part {
            range,
            said: Said::Since(super::short(before), new),
        });
    }
    parts
}

/// Returns whether a message can be answered at its full worth only with what its sender is known to hold.
pub(crate) fn needs_known(parts: &[Part]) -> bool {
    parts
        .iter()
        .any(|part| matches!(part.said, Said::Since(..)))
}

/// Answers a range of which the speaker said what is new since `known`. Returns how many positions the answer lists.
pub(super) fn answer(
    range: Range,
    mine: &[Position],
    known: &[Position],
    new: &[Position],
    full: bool,
    out: &mut super::Answer,
) -> usize {
    let mut theirs: BTreeMap<LogId, Position> = known
        .iter()
        .map(|position| (position.log, *position))
        .collect();
    for position in new {
        if position.seq == 0 {
            theirs.remove(&position.log);
        } else {
            theirs.insert(position.log, *position);
        }
    }
    let theirs: Vec<Position> = theirs.into_values().collect();
    let differing = differing(mine, &theirs);
    out.learned
        .extend(differing.iter().map(|(_, theirs)| *theirs));
    if differing.is_empty() {
        return 0;
    }
    if full {
        out.parts.push(put_off(range, mine));
        return 0;
    }
    if differing.len() > MANY {
        return smaller(range, mine, &mut out.parts);
    }
    let ours: Vec<Position> = differing.into_iter().map(|(ours, _)| ours).collect();
    let listed = ours.len();
    out.parts.push(Part {
        range,
        said: Said::Differs(ours),
    });
    listed
}

/// Cuts everything so that each range holds about as many of the known logs: one for a few, sixteen for many.
fn cut(known: &[Position]) -> Vec<Range> {
    let size = if known.len() <= FEW {
        known.len()
    } else {
        known.len().div_ceil(FEW)
    };
    let mut ranges = Vec::new();
    let mut low = [0; 32];
    for pair in known.chunks(size).collect::<Vec<_>>().windows(2) {
        if let [one, next] = pair
            && let (Some(last), Some(first)) = (one.last(), next.first())
        {
            let high = between(&last.log, &first.log);
            ranges.push(Range {
                low,
                high: Some(high),
            });
            low = high;
        }
    }
    ranges.push(Range { low, high: None });
    ranges
}
