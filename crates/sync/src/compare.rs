//! Finding out where two sets of log positions differ, at a cost that follows the difference.
//!
//! Owns ranges of positions, their digests, and the answer to each. Pure functions; the turns are the
//! session's. How it goes: one side states digests of ranges of logs; the other answers a differing range
//! with smaller ranges, or, where it has few logs there, with all of them; that is answered with those that
//! differ. No answer left: both know everything about the difference.

use minicbor::{Decode, Decoder, Encode, Encoder, data::Type};
use trust::{EntryId, LogId, Position};

mod since;
#[cfg(test)]
mod tests;

pub(crate) use since::{needs_known, opening_since};

/// A range with at most so many logs is listed; a larger one is halved so many ways.
const FEW: usize = 16;
/// A listed range is answered with the differences where this side has at most so many logs in it.
const MANY: usize = 1_024;
/// So many ranges are made smaller in one message; the rest is put off to the next.
const PARTS: usize = 2_048;

/// Logs from `low` up to, and without, `high` (`None`: to the last).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) low: [u8; 32],
    pub(crate) high: Option<[u8; 32]>,
}

impl Range {
    const ALL: Self = Self {
        low: [0; 32],
        high: None,
    };

    fn holds(&self, log: &LogId) -> bool {
        self.low <= log.0 && self.high.is_none_or(|high| log.0 < high)
    }

    fn of<'a>(&self, positions: &'a [Position]) -> &'a [Position] {
        let from = positions.partition_point(|position| position.log.0 < self.low);
        let to = match self.high {
            Some(high) => positions.partition_point(|position| position.log.0 < high),
            None => positions.len(),
        };
        positions.get(from..to).unwrap_or_default()
    }
}

/// What is said of a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said {
    /// The digest of all positions in it.
    Digest([u8; 16]),
    /// All positions in it.
    All(Vec<Position>),
    /// Those that differ from what the other side listed; number 0 for a log that is not held.
    Differs(Vec<Position>),
    /// The digest of what the other side is known to hold in it, and those that differ from that; number 0 for a log
    /// that is not held.
    Since([u8; 16], Vec<Position>),
}

/// One range and what is said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) range: Range,
    pub(crate) said: Said,
}

/// What came of a message.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    /// To be sent; none if there is nothing left to find out.
    pub(crate) parts: Vec<Part>,
    /// Where the peer stands in logs where it differs from this side; number 0 for a log that it lacks.
    pub(crate) learned: Vec<Position>,
}

/// Ranges that overlap, or positions outside of their range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Disorder;

/// Returns the digest of a whole board: of sorted positions.
pub(crate) fn digest(positions: &[Position]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("manyhands 2026 positions");
    for position in positions {
        hasher.update(&position.log.0);
        hasher.update(&position.seq.to_be_bytes());
        hasher.update(&position.id.0);
    }
    *hasher.finalize().as_bytes()
}

/// Returns the first message of a comparison.
pub(crate) fn opening(own: &[Position]) -> Vec<Part> {
    let mut parts = Vec::new();
    smaller(Range::ALL, own, &mut parts);
    parts
}

/// Answers a message. `own` and `known`, what the other side is known to hold, are sorted by log; `budget` is how many
/// positions the answer may list.
pub(crate) fn answer(
    own: &[Position],
    known: &[Position],
    parts: &[Part],
    budget: usize,
) -> Result<Answer, Disorder> {
    check_order(parts)?;
    let mut out = Answer::default();
    let mut listed = 0;
    for part in parts {
        let mine = part.range.of(own);
        let full = out.parts.len() >= PARTS || listed >= budget;
        match &part.said {
            Said::Digest(theirs) if *theirs == short(mine) => {}
            Said::Digest(_) if full => out.parts.push(put_off(part.range, mine)),
            Said::Digest(_) => listed += smaller(part.range, mine, &mut out.parts),
            Said::All(theirs) => {
                let differing = differing(mine, theirs);
                out.learned
                    .extend(differing.iter().map(|(_, theirs)| *theirs));
                if differing.is_empty() {
                } else if full {
                    out.parts.push(put_off(part.range, mine));
                } else if mine.len() > MANY {
                    listed += smaller(part.range, mine, &mut out.parts);
                } else {
                    let ours: Vec<_> = differing.into_iter().map(|(ours, _)| ours).collect();
                    listed += ours.len();
                    out.parts.push(Part {
                        range: part.range,
                        said: Said::Differs(ours),
                    });
                }
            }
            Said::Differs(theirs) => out.learned.extend_from_slice(theirs),
            Said::Since(base, theirs) => {
                let known = part.range.of(known);
                if *base == short(known) {
                    listed += since::answer(part.range, mine, known, theirs, full, &mut out);
                } else if full {
                    out.parts.push(put_off(part.range, mine));
                } else {
                    listed += smaller(part.range, mine, &mut out.parts);
                }
            }
        }
    }
    Ok(out)
}

/// Says less about the same: lists a small range, cuts a large one. Returns how many positions it listed.
fn smaller(range: Range, mine: &[Position], parts: &mut Vec<Part>) -> usize {
    if mine.len() <= FEW {
        parts.push(Part {
            range,
            said: Said::All(mine.to_vec()),
        });
        return mine.len();
    }
    let size = mine.len().div_ceil(FEW);
    let mut low = range.low;
    let mut chunks = mine.chunks(size).peekable();
    while let Some(chunk) = chunks.next() {
        let high = match (chunk.last(), chunks.peek().and_then(|next| next.first())) {
            (Some(last), Some(next)) => Some(between(&last.log, &next.log)),
            _ => range.high,
        };
        parts.push(put_off(Range { low, high }, chunk));
        low = high.unwrap_or(low);
    }
    0
}

fn put_off(range: Range, mine: &[Position]) -> Part {
    Part {
        range,
        said: Said::Digest(short(mine)),
    }
}

/// Returns the shortest bound (most zeros at its end) that is above `below` and not above `above`.
fn between(below: &LogId, above: &LogId) -> [u8; 32] {
    let same = below
        .0
        .iter()
        .zip(&above.0)
        .take_while(|(one, other)| one == other)
        .count();
    let mut bound = [0; 32];
    let keep = (same + 1).min(32);
    bound[..keep].copy_from_slice(&above.0[..keep]);
    bound
}

fn short(positions: &[Position]) -> [u8; 16] {
    let mut short = [0; 16];
    short.copy_from_slice(&digest(positions)[..16]);
    short
}

/// Pairs (ours, theirs) of all logs in which two sorted lists differ.
fn differing(ours: &[Position], theirs: &[Position]) -> Vec<(Position, Position)> {
    let none = |log| Position {
        log,
        seq: 0,
        id: EntryId([0; 32]),
    };
    let mut out = Vec::new();
    let (mut left, mut right) = (ours.iter().peekable(), theirs.iter().peekable());
    loop {
        let order = match (left.peek(), right.peek()) {
            (None, None) => return out,
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(our), Some(their)) => our.log.cmp(&their.log),
        };
        let our = if order.is_le() {
            left.next().copied()
        } else {
            None
        };
        let their = if order.is_ge() {
            right.next().copied()
        } else {
            None
        };
        match (our, their) {
            (Some(our), Some(their)) if our == their => {}
            (Some(our), Some(their)) => out.push((our, their)),
            (Some(our), None) => out.push((our, none(our.log))),
            (None, Some(their)) => out.push((none(their.log), their)),
            (None, None) => return out,
        }
    }
}

fn check_order(parts: &[Part]) -> Result<(), Disorder> {
    let mut free = Some([0; 32]);
    for Part { range, said } in parts {
        let in_order = free.is_some_and(|free| free <= range.low)
            && range.high.is_none_or(|high| range.low < high);
        let listed: &[Position] = match said {
            Said::Digest(_) => &[],
            Said::All(positions) | Said::Differs(positions) | Said::Since(_, positions) => {
                positions
            }
        };
        let sorted = listed.windows(2).all(|pair| pair[0].log < pair[1].log);
        if !in_order || !sorted || !listed.iter().all(|position| range.holds(&position.log)) {
            return Err(Disorder);
        }
        free = range.high;
    }
    Ok(())
}

impl<C> Encode<C> for Part {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.array(4)?;
        encode_bound(&self.range.low, e)?;
        match &self.range.high {
            Some(high) => encode_bound(high, e)?,
            None => e.null()?.ok()?,
        }
        match &self.said {
            Said::Digest(digest) => e.u8(0)?.bytes(digest)?.ok(),
            Said::All(positions) => e.u8(1)?.encode_with(positions, ctx)?.ok(),
            Said::Differs(positions) => e.u8(2)?.encode_with(positions, ctx)?.ok(),
            Said::Since(base, positions) => {
                e.u8(3)?.array(2)?.bytes(base)?;
                e.encode_with(positions, ctx)?.ok()
            }
        }
    }
}

impl<'b, C> Decode<'b, C> for Part {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, minicbor::decode::Error> {
        if d.array()? != Some(4) {
            return Err(minicbor::decode::Error::message("a part has four fields"));
        }
        let low = decode_bound(d)?;
        let high = if d.datatype()? == Type::Null {
            d.null()?;
            None
        } else {
            Some(decode_bound(d)?)
        };
        let said = match d.u8()? {
            0 => Said::Digest(decode_digest(d)?),
            1 => Said::All(d.decode_with(ctx)?),
            2 => Said::Differs(d.decode_with(ctx)?),
            3 => {
                if d.array()? != Some(2) {
                    return Err(minicbor::decode::Error::message("a digest and positions"));
                }
                Said::Since(decode_digest(d)?, d.decode_with(ctx)?)
            }
            _ => return Err(minicbor::decode::Error::message("unknown kind of part")),
        };
        Ok(Self {
            range: Range { low, high },
            said,
        })
    }
}

fn decode_digest(d: &mut Decoder<'_>) -> Result<[u8; 16], minicbor::decode::Error> {
    d.bytes()?
        .try_into()
        .map_err(|_| minicbor::decode::Error::message("digest of a wrong length"))
}

/// A bound without the zeros at its end.
fn encode_bound<W: minicbor::encode::Write>(
    bound: &[u8; 32],
    e: &mut Encoder<W>,
) -> Result<(), minicbor::encode::Error<W::Error>> {
    let length = bound
        .iter()
        .rposition(|byte| *byte != 0)
        .map_or(0, |last| last + 1);
    e.bytes(&bound[..length])?.ok()
}

fn decode_bound(d: &mut Decoder<'_>) -> Result<[u8; 32], minicbor::decode::Error> {
    let bytes = d.bytes()?;
    let mut bound = [0; 32];
    bound
        .get_mut(..bytes.len())
        .ok_or_else(|| minicbor::decode::Error::message("bound of a wrong length"))?
        .copy_from_slice(bytes);
    Ok(bound)
}
