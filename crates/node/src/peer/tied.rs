//! Boards between a member and a helper: [`sync::TiedHost`] over the state, and the member's side of it.
//!
//! Owns what a helper is told: sealed frames, rebuilt from what is kept, and a tag. Frames that a helper sends are
//! opened, put into the form in which members exchange entries, and taken by the one way that those are
//! (`receive`): nothing that a helper says is believed. Never hands a helper a key or a clear byte.

use std::collections::{BTreeMap, BTreeSet};

use sync::{Access, Host, HostError, Lacking, Layout, Received, SealedFrame, TiedHost, Transfer};
use trust::{
    BoardId, Compartment, DeviceId, EndpointHint, EndpointId, Entry, EntryError, Frame, KemPublic,
    LogId, Position, Wrap, wrap,
};

use super::board::Board;
use super::host::failed;
use super::state::State;
use crate::NodeError;

/// Logs of helpers that are remembered as worth nothing.
const MAX_WORTHLESS: usize = 4_096;
/// Sealed, an entry takes about so many times what is counted for it in the clear, at most.
const SEALED_TIMES: usize = 3;

impl TiedHost for State {
    fn carried(&mut self) -> Result<Vec<BoardId>, HostError> {
        let shown = self
            .carried
            .keys()
            .filter(|board| self.faces.shows(**board));
        Ok(shown.copied().collect())
    }

    fn access(&mut self, board: BoardId, peer: EndpointId) -> Result<Option<Access>, HostError> {
        if !self.faces.shows(board) {
            return Ok(None);
        }
        if let Some(carried) = self.carried.get(&board) {
            return Ok(Some(Access {
                carries: true,
                device: DeviceId(peer.0),
                keys: vec![carried.access.clone()],
            }));
        }
        let state = self
            .boards
            .get(&board)
            .filter(|_| !self.paused.contains(&board));
        Ok(state.and_then(|state| {
            let device = state.helper_at(peer)?;
            Some(Access {
                carries: false,
                device,
                keys: state.access_keys(device).collect(),
            })
        }))
    }

    fn is_tied(&mut self, board: BoardId, device: DeviceId) -> bool {
        let state = self.boards.get(&board);
        self.carried.contains_key(&board) || state.is_some_and(|state| state.is_helper(device))
    }

    fn is_worthless(&mut self, board: BoardId, device: DeviceId, announced: Position) -> bool {
        self.boards.get(&board).is_some_and(|state| {
            let here = state.logs.get(&announced.log).map_or(0, |log| log.tip.seq);
            state.worthless.get(&(device, announced.log)) == Some(&here)
                || state.locked.get(&announced.log) == Some(&device)
        })
    }

    fn frames(
        &mut self,
        board: BoardId,
        lacking: &[Lacking],
        max_bytes: usize,
    ) -> Result<Vec<SealedFrame>, HostError> {
        if self.carried.contains_key(&board) {
            self.kept_frames(board, lacking, max_bytes).map_err(failed)
        } else {
            self.sealed_frames(board, lacking, max_bytes)
        }
    }

    fn is_full(&mut self, board: BoardId, device: DeviceId) -> bool {
        let carried = self.carried.get(&board);
        carried.is_some_and(|carried| carried.is_full_for(EndpointId(device.0)))
    }

    fn told_full(&mut self, board: BoardId, device: DeviceId, full: bool) {
        self.told_room(board, device, full);
    }

    fn places(&mut self, board: BoardId, known: Option<u64>) -> Option<(u64, Vec<EndpointHint>)> {
        self.places_of(board, known)
    }

    fn told_places(&mut self, board: BoardId, places: Vec<EndpointHint>) {
        self.told_places_of(board, places);
    }

    fn receive_frames(
        &mut self,
        board: BoardId,
        from: DeviceId,
        frames: Vec<Vec<u8>>,
        now_ms: u64,
    ) -> Result<Received, HostError> {
        if self.carried.contains_key(&board) {
            let peer = EndpointId(from.0);
            self.carry_frames(board, peer, frames, now_ms)
                .map_err(failed)
        } else {
            self.open_frames(board, from, &frames, now_ms)
        }
    }
}

impl State {
    /// Seals entries for a helper.
    fn sealed_frames(
        &mut self,
        board: BoardId,
        lacking: &[Lacking],
        max_bytes: usize,
    ) -> Result<Vec<SealedFrame>, HostError> {
        let entries = self.range(board, lacking, max_bytes / SEALED_TIMES)?;
        let Some(state) = self.boards.get(&board) else {
            return Ok(Vec::new());
        };
        let (mut frames, mut bytes) = (Vec::new(), 0_usize);
        for entry in entries {
            let frame = entry.to_frame(&state.keyring);
            let frame = frame.map_err(|e| failed(NodeError::Defect(e.to_string())))?;
            let sealed = SealedFrame {
                position: entry.position(),
                signed: entry.signature.is_some(),
                bytes: frame.encode(),
            };
            bytes = bytes.saturating_add(sealed.bytes.len());
            if bytes > max_bytes && !frames.is_empty() {
                break;
            }
            frames.push(sealed);
        }
        Ok(frames)
    }

    /// Opens what a helper sent, as far as the keys reach, and takes it as from anybody. Where certificates in it bring
    /// keys that other frames need, it is looked at again.
    fn open_frames(
        &mut self,
        board: BoardId,
        from: DeviceId,
        frames: &[Vec<u8>],
        now_ms: u64,
    ) -> Result<Received, HostError> {
        let decoded = frames.iter().map(|bytes| Frame::decode(bytes));
        let frames: Vec<Frame> = decoded.clone().filter_map(Result::ok).collect();
        let undecoded = decoded.filter(Result::is_err).count();
        let mut received = Received::default();
        loop {
            let before = self.count_keys(board);
            let Some(state) = self.boards.get(&board) else {
                return Ok(received);
            };
            let opened = opened(&frames, state);
            if !opened.entries.is_empty() {
                let packed = Transfer::encode(&opened.entries, Layout::Whole);
                let transfer = packed.and_then(|bytes| Transfer::decode(&bytes));
                let Ok(transfer) = transfer else {
                    received.bad += 1;
                    break;
                };
                received = self.take(board, from, transfer, now_ms)?;
            }
            received.bad += opened.bad;
            if !opened.locked.is_empty() && self.count_keys(board) > before {
                continue;
            }
            if let Some(state) = self.boards.get_mut(&board) {
                state.keep_locked(&opened.locked, from);
            }
            break;
        }
        received.bad += u64::try_from(undecoded).unwrap_or(u64::MAX);
        self.note_worthless(board, from, &frames, &received);
        Ok(received)
    }

    /// Remembers the logs of which nothing could be used: they are not asked for again until they grow otherwise.
    fn note_worthless(
        &mut self,
        board: BoardId,
        from: DeviceId,
        frames: &[Frame],
        received: &Received,
    ) {
        let Some(state) = self.boards.get_mut(&board) else {
            return;
        };
        let mut ends: BTreeMap<LogId, u64> = BTreeMap::new();
        for frame in frames {
            let end = ends.entry(frame.log).or_default();
            *end = frame.seq.max(*end);
        }
        for (log, end) in ends {
            let here = state.logs.get(&log).map_or(0, |log| log.tip.seq);
            let asked = received.wants.iter().any(|want| want.log == log);
            if here >= end || asked || state.locked.contains_key(&log) {
                continue;
            }
            if state.worthless.len() >= MAX_WORTHLESS {
                state.worthless.pop_first();
            }
            state.worthless.insert((from, log), here);
        }
    }

    /// Seals the access key of a helper's device, and nothing else, for it.
    pub(crate) fn wrap_access(
        &mut self,
        board: BoardId,
        device: DeviceId,
        kem: &KemPublic,
    ) -> Result<Option<Wrap>, NodeError> {
        let entropy = self.random()?;
        let state = self.boards.get(&board).ok_or(NodeError::NoBoard(board))?;
        let access = state.access_keys(device).next();
        let keys = access.iter().map(|key| (Compartment::Members, key));
        Ok(wrap(keys, kem, device, board, entropy)
            .ok()
            .filter(|wrap| !wrap.keys.is_empty()))
    }
}

/// What could be opened of frames.
#[derive(Default)]
struct Opened {
    entries: Vec<Entry>,
    /// Logs whose next frame needs a key that is not here.
    locked: BTreeSet<LogId>,
    bad: u64,
}

fn opened(frames: &[Frame], state: &Board) -> Opened {
    let mut opened = Opened::default();
    let mut over: BTreeSet<LogId> = BTreeSet::new();
    for frame in frames {
        if over.contains(&frame.log) {
            continue;
        }
        match frame.open(&state.keyring) {
            Ok(entry) => opened.entries.push(entry),
            Err(EntryError::NoKey(_)) => {
                opened.locked.insert(frame.log);
                over.insert(frame.log);
            }
            Err(error) => {
                tracing::debug!(%error, "a frame of a helper is worth nothing");
                opened.bad += 1;
                over.insert(frame.log);
            }
        }
    }
    opened
}
