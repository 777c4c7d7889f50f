//! A person as the host of a session.

use std::collections::{BTreeMap, BTreeSet};

use trust::{
    BoardId, DeviceId, EndpointId, Entry, JoinRequest, Keyring, LogId, Position, prove_device,
    unwrap,
};

use super::{Held, Person};
use crate::{
    Admission, Channel, Host, HostError, JoinRefusal, Known, Lacking, Notice, Proof, Received,
    Standing, Transfer, Want,
};

impl crate::TiedHost for Person {}

impl crate::PresenceHost for Person {
    fn shows(&mut self, _: BoardId, _: DeviceId) -> Option<crate::Open> {
        self.open
    }

    fn is_seen(&mut self, _: BoardId, _: DeviceId) -> bool {
        true
    }
}

impl crate::ScreenHost for Person {
    fn wants_screen(&mut self, board: BoardId) -> bool {
        self.boards
            .get(&board)
            .is_some_and(|held| held.entries.is_empty())
    }

    fn screen(&mut self, _: BoardId, _: DeviceId) -> Option<crate::FirstScreen> {
        self.screen.clone()
    }

    fn take_screen(&mut self, board: BoardId, from: DeviceId, screen: crate::FirstScreen) {
        let here = self.boards[&board].entries.len();
        self.screens.push((from, screen, here));
    }
}

impl crate::NearHost for Person {
    fn has_enough(&mut self, _: BoardId, _: DeviceId) -> bool {
        self.has_enough
    }
}

impl crate::PairHost for Person {
    fn pair(&mut self, peer: EndpointId) -> Result<Option<crate::Pair>, HostError> {
        Ok(self.pairs.get(&peer).cloned())
    }

    fn keep_pair(&mut self, peer: EndpointId, pair: &crate::Pair) -> Result<(), HostError> {
        self.pairs.insert(peer, pair.clone());
        Ok(())
    }
}

impl Host for Person {
    fn boards(&mut self) -> Result<Vec<BoardId>, HostError> {
        Ok(self.boards.keys().copied().collect())
    }

    fn tags(&mut self, board: BoardId, channel: &Channel) -> Result<Vec<[u8; 32]>, HostError> {
        let tag = self.boards.get(&board).and_then(|held| {
            held.keyring
                .board_tag(&channel.binding, channel.side.byte())
        });
        Ok(tag.into_iter().collect())
    }

    fn prove(&mut self, board: BoardId, channel: &Channel) -> Result<Option<Proof>, HostError> {
        Ok(self.boards.get(&board).map(|held| {
            let key = self.device.device_key(&held.nonce);
            Proof {
                device: key.id(),
                signature: prove_device(&key, board, &channel.of_side()),
            }
        }))
    }

    fn standing(&mut self, board: BoardId, device: DeviceId) -> Standing {
        if self.refused.contains(&device) {
            return Standing::Refused;
        }
        match self.boards[&board].authority.person_of(device) {
            Some(_) => Standing::Member,
            None => Standing::Unknown,
        }
    }

    fn notice(&mut self, _: BoardId, device: DeviceId) -> Result<Option<Notice>, HostError> {
        let why = || Notice {
            frames: b"why".to_vec(),
            keys: None,
        };
        Ok(self.refused.contains(&device).then(why))
    }

    fn told(&mut self, _: BoardId, _: DeviceId, frames: &[u8], _: u64) -> Result<(), HostError> {
        self.told.push(frames.to_vec());
        Ok(())
    }

    fn positions(&mut self, board: BoardId) -> Result<Vec<Position>, HostError> {
        let held = &self.boards[&board];
        Ok(held.logs.keys().filter_map(|log| held.tip(*log)).collect())
    }

    fn wrote(&mut self, board: BoardId, log: LogId) -> bool {
        self.boards[&board].mine.contains(&log)
    }

    fn is_expected(&mut self, board: BoardId, announced: Position, _now: u64) -> bool {
        let device = self.boards[&board].device_of(announced.log);
        device.is_some_and(|device| self.near.contains(&device))
    }

    fn range(
        &mut self,
        board: BoardId,
        lacking: &[Lacking],
        max_bytes: usize,
    ) -> Result<Vec<Entry>, HostError> {
        self.ranges += 1;
        let lacking: BTreeMap<LogId, &Lacking> = lacking
            .iter()
            .map(|lacking| (lacking.log, lacking))
            .collect();
        let asked = |entry: &&Entry| {
            lacking
                .get(&entry.log)
                .is_some_and(|range| range.from <= entry.seq && entry.seq <= range.to)
        };
        let mut bytes = 0;
        let fits = |entry: &&Entry| {
            let first = bytes == 0;
            bytes += entry.body.len() + 256;
            first || bytes <= max_bytes
        };
        Ok(self.boards[&board]
            .entries
            .iter()
            .filter(asked)
            .take_while(fits)
            .cloned()
            .collect())
    }

    fn receive(
        &mut self,
        board: BoardId,
        _from: DeviceId,
        transfer: Transfer,
        _now: u64,
    ) -> Result<Received, HostError> {
        let held = self.boards.get_mut(&board).unwrap();
        let keyring = held.keyring.clone();
        let logs: BTreeSet<LogId> = transfer.ends().into_keys().collect();
        let rebuilt = transfer.rebuild(board, &keyring, held)?;
        self.known += rebuilt.known;
        self.bad += rebuilt.bad;
        let grown: BTreeSet<LogId> = rebuilt.entries.iter().map(|entry| entry.log).collect();
        held.store(board, rebuilt.entries);
        held.forked.extend(rebuilt.forked);
        let tips: Vec<Position> = logs.iter().filter_map(|log| held.tip(*log)).collect();
        let grown: Vec<Position> = tips
            .iter()
            .filter(|tip| grown.contains(&tip.log))
            .copied()
            .collect();
        if !grown.is_empty() {
            self.grown.push((board, grown));
        }
        let parted = rebuilt
            .parted
            .into_iter()
            .map(|(log, _)| Want { log, from: 1 });
        let wants = rebuilt.wants.into_iter().chain(parted).collect();
        Ok(Received {
            tips,
            wants,
            bad: rebuilt.bad,
            verified: rebuilt.verified.into_values().collect(),
        })
    }

    fn forked(
        &mut self,
        board: BoardId,
        _from: DeviceId,
        theirs: Position,
    ) -> Result<Option<u64>, HostError> {
        let known = self.boards[&board]
            .forked
            .iter()
            .any(|entry| entry.id == theirs.id);
        Ok((!known).then_some(1))
    }

    fn known(&mut self, board: BoardId, device: DeviceId, most: usize) -> Result<Known, HostError> {
        let Some(held) = self.boards.get(&board) else {
            return Ok(Known::default());
        };
        let known = self.holdings.get(&(board, device)).into_iter().flatten();
        let positions: Vec<Position> = known
            .filter_map(|(log, seq)| held.at(*log, *seq).map(Entry::position))
            .collect();
        let read = positions.len();
        if read > most {
            return Ok(Known::default());
        }
        self.read += read;
        Ok(Known { positions, read })
    }

    fn holds(
        &mut self,
        board: BoardId,
        device: DeviceId,
        positions: &[Position],
        _now: u64,
    ) -> Result<(), HostError> {
        let holding = self.holdings.entry((board, device)).or_default();
        for position in positions {
            let seq = holding.entry(position.log).or_insert(0);
            *seq = position.seq.max(*seq);
        }
        Ok(())
    }

    fn holds_only(
        &mut self,
        board: BoardId,
        device: DeviceId,
        positions: &[Position],
        now: u64,
    ) -> Result<(), HostError> {
        self.holdings.remove(&(board, device));
        self.holds(board, device, positions, now)
    }

    fn admit(
        &mut self,
        request: &JoinRequest,
        _peer: EndpointId,
        now_ms: u64,
    ) -> Result<Result<Admission, JoinRefusal>, HostError> {
        let Some(held) = self.boards.get(&request.board) else {
            return Ok(Err(JoinRefusal::Unknown));
        };
        if request.verify(&held.nonce).is_err() {
            return Ok(Err(JoinRefusal::Damaged));
        }
        let Some(state) = held.authority.ticket(request.ticket) else {
            return Ok(Err(JoinRefusal::Unknown));
        };
        if held.authority.role_of(request.device.person).is_some() {
            return Ok(Err(JoinRefusal::AlreadyMember));
        }
        if state.ticket.not_after_ms.is_some_and(|end| end < now_ms) {
            return Ok(Err(JoinRefusal::Expired));
        }
        if state
            .ticket
            .uses
            .is_some_and(|uses| u64::from(uses) <= u64::from(state.uses_so_far))
        {
            return Ok(Err(JoinRefusal::UsedUp));
        }
        let ticket = state.entry;
        Ok(Ok(self.let_in(request, ticket)))
    }

    fn admitted(
        &mut self,
        board: BoardId,
        admission: &Admission,
        _now: u64,
    ) -> Result<Result<(), JoinRefusal>, HostError> {
        let Some(nonce) = self.joining.remove(&board) else {
            return Ok(Err(JoinRefusal::OtherBoard));
        };
        let Ok(keys) = unwrap(&admission.wrap, &self.kem, board) else {
            return Ok(Err(JoinRefusal::OtherBoard));
        };
        let mut keyring = Keyring::default();
        for (_, compartment, key) in keys {
            keyring.insert(compartment, key);
        }
        self.boards.insert(board, Held::new(nonce, keyring, board));
        Ok(Ok(()))
    }
}
