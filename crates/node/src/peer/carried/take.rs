//! Taking frames: what of them is checked without a key, and what is kept.

use std::collections::{BTreeMap, BTreeSet};

use store::{LogDb, StoreError};
use sync::{Received, Want};
use trust::{BoardId, EndpointId, EntryId, Frame, LogId, Position};

use super::{Carried, CarryLimits};
use crate::NodeError;
use crate::peer::state::State;

/// One log of what arrives.
#[derive(Default)]
struct Run {
    /// Where it stands with what was looked at so far.
    tip: Option<Position>,
    /// The newest number that a signature proves.
    proven: u64,
    /// Nothing more of it is looked at.
    over: bool,
}

/// A frame that may be kept.
struct Fit {
    position: Position,
    signed: bool,
    bytes: Vec<u8>,
}

/// What became of a frame.
enum Looked {
    Fits(Fit),
    Known,
    /// This number is the first that is lacking.
    Gap(u64),
    Bad,
}

impl State {
    /// Takes frames from whoever knows the access key.
    pub(crate) fn carry_frames(
        &mut self,
        board: BoardId,
        from: EndpointId,
        frames: Vec<Vec<u8>>,
        now_ms: u64,
    ) -> Result<Received, NodeError> {
        let limits = self.carry_limits;
        let Some(carried) = self.carried.get_mut(&board) else {
            return Ok(Received::default());
        };
        let mut received = Received::default();
        let mut runs: BTreeMap<LogId, Run> = BTreeMap::new();
        let mut fits: Vec<Fit> = Vec::new();
        let mut known: BTreeMap<LogId, Position> = BTreeMap::new();
        for bytes in frames {
            let Ok(frame) = Frame::decode(&bytes) else {
                received.bad += 1;
                continue;
            };
            let run = runs.entry(frame.log).or_default();
            if run.over {
                continue;
            }
            match carried.look(&self.db, run, bytes, &frame)? {
                Looked::Fits(fit) => fits.push(fit),
                Looked::Known => {
                    if let Some(tip) = carried.tip(&frame.log).filter(|tip| tip.seq == frame.seq) {
                        known.insert(frame.log, tip);
                    }
                }
                Looked::Gap(next) => received.wants.push(Want {
                    log: frame.log,
                    from: next,
                }),
                Looked::Bad => received.bad += 1,
            }
        }
        fits.retain(|fit| {
            let run = runs.get(&fit.position.log);
            run.is_some_and(|run| fit.position.seq <= run.proven)
        });
        let all = u64::try_from(fits.len()).unwrap_or(u64::MAX);
        let before = carried.entries;
        let grown = carried.keep(&self.db, from, fits, limits, now_ms)?;
        self.no_room += u64::from(carried.entries - before < all);
        self.stored += u64::try_from(grown.len()).unwrap_or(u64::MAX);
        if !grown.is_empty() {
            let all = self.grown.entry(board).or_default();
            all.extend(grown.keys().copied());
        }
        self.carried_changed = true;
        known.extend(grown);
        let carried = self.carried.get(&board);
        let tip = |log| carried.and_then(|carried| carried.tip(log));
        received.tips = runs.keys().filter_map(tip).collect();
        received.verified = known.into_values().collect();
        Ok(received)
    }
}

impl Carried {
    /// Looks at one frame; returns it if it follows.
    fn look(
        &self,
        db: &LogDb,
        run: &mut Run,
        bytes: Vec<u8>,
        frame: &Frame,
    ) -> Result<Looked, StoreError> {
        let kept = self.logs.get(&frame.log);
        let position = Position {
            log: frame.log,
            seq: frame.seq,
            id: frame.id(),
        };
        if let Some((key, tip)) = kept
            && frame.seq <= tip.seq
        {
            let same = db.frame_at(*key, frame.seq)? == Some(position.id);
            run.over = !same;
            return Ok(if same { Looked::Known } else { Looked::Bad });
        }
        let before = run.tip.or(kept.map(|(_, tip)| *tip));
        let (seq, prev) = before.map_or((0, EntryId::ZERO), |tip| (tip.seq, tip.id));
        if frame.seq > seq + 1 {
            run.over = true;
            return Ok(Looked::Gap(seq + 1));
        }
        let signed = frame.signature.is_some();
        let good = frame.seq == seq + 1
            && frame.prev == prev
            && frame.check_hashes().is_ok()
            && (!signed || frame.verify_signature().is_ok());
        if !good {
            run.over = true;
            return Ok(Looked::Bad);
        }
        run.tip = Some(position);
        if signed {
            run.proven = frame.seq;
        }
        Ok(Looked::Fits(Fit {
            position,
            signed,
            bytes,
        }))
    }

    /// Keeps what is within the bounds, and returns the logs that grew.
    fn keep(
        &mut self,
        db: &LogDb,
        from: EndpointId,
        fits: Vec<Fit>,
        limits: CarryLimits,
        now_ms: u64,
    ) -> Result<BTreeMap<LogId, Position>, StoreError> {
        let mut grown = BTreeMap::new();
        let mut full: BTreeSet<LogId> = BTreeSet::new();
        let mut taken = 0;
        let before = self.peers.get(&from).map_or(0, |peer| peer.bytes);
        for fit in fits {
            let log = fit.position.log;
            let weight = u64::try_from(fit.bytes.len()).unwrap_or(u64::MAX);
            let over = self.bytes.saturating_add(weight) > limits.board
                || before.saturating_add(taken).saturating_add(weight) > limits.endpoint
                || (!self.logs.contains_key(&log) && self.logs.len() >= limits.logs);
            if over || full.contains(&log) {
                full.insert(log);
                continue;
            }
            let key = match self.logs.get(&log) {
                Some((key, _)) => *key,
                None => db.add_frame_log(self.key, log)?,
            };
            db.add_frame(key, fit.position, fit.signed, &fit.bytes)?;
            self.logs.insert(log, (key, fit.position));
            grown.insert(log, fit.position);
            self.entries += 1;
            self.bytes += weight;
            taken += weight;
        }
        if !full.is_empty() {
            tracing::warn!(?from, logs = full.len(), "a carried board is full");
            self.left_out.insert(from);
        } else if taken > 0 {
            self.left_out.remove(&from);
        }
        if taken > 0 {
            db.count_carried(self.key, self.entries, self.bytes)?;
        }
        self.heard(db, from, taken, Some(now_ms))?;
        Ok(grown)
    }
}
