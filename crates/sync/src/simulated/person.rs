//! A person with one device: the smallest host that is a real one.

use std::collections::{BTreeMap, BTreeSet};

use trust::{
    Authority, BoardId, BoardNonce, CertEntry, Certificate, Chain, Compartment, DeviceCert,
    DeviceId, DeviceSecret, EndpointId, Entry, EntryId, FoundParams, GrantRef, HeaderDraft,
    HybridTime, Join, JoinRequest, KemSecret, Keyring, Kind, LogId, LogWriter, PersonSeed,
    Position, Role, Ticket, TicketMode, TicketSecret, Wrap, evaluate, found_board, prove_device,
    unwrap, wrap,
};

use super::Dice;
use crate::{
    Admission, Chains, Channel, Host, HostError, JoinRefusal, Lacking, Proof, Received, Standing,
    Transfer, Want,
};

/// A board at one person's.
pub(crate) struct Held {
    pub(crate) nonce: BoardNonce,
    pub(crate) keyring: Keyring,
    /// In the order of arrival.
    pub(crate) entries: Vec<Entry>,
    pub(crate) logs: BTreeMap<LogId, Vec<usize>>,
    pub(crate) mine: BTreeSet<LogId>,
    pub(crate) authority: Authority,
    pub(crate) forked: Vec<Entry>,
    pub(crate) writer: Option<LogWriter>,
}

/// What somebody needs to join.
#[derive(Clone)]
pub(crate) struct Ticketed {
    pub(crate) board: BoardId,
    pub(crate) nonce: BoardNonce,
    pub(crate) secret: TicketSecret,
}

pub(crate) struct Person {
    pub(crate) dice: Dice,
    pub(crate) seed: PersonSeed,
    pub(crate) device: DeviceSecret,
    pub(crate) kem: KemSecret,
    pub(crate) endpoint: EndpointId,
    pub(crate) boards: BTreeMap<BoardId, Held>,
    pub(crate) joining: BTreeMap<BoardId, BoardNonce>,
    /// What grew since the sessions were last told.
    pub(crate) grown: Vec<(BoardId, Vec<Position>)>,
    /// What others said that they hold.
    pub(crate) holdings: BTreeMap<(BoardId, DeviceId), BTreeMap<LogId, u64>>,
    /// Entries that arrived more than once.
    pub(crate) known: u64,
    pub(crate) bad: u64,
    pub(crate) ranges: u64,
}

impl Held {
    pub(crate) fn new(nonce: BoardNonce, keyring: Keyring, board: BoardId) -> Self {
        Self {
            nonce,
            keyring,
            entries: Vec::new(),
            logs: BTreeMap::new(),
            mine: BTreeSet::new(),
            authority: evaluate(board, &BTreeMap::new()),
            forked: Vec::new(),
            writer: None,
        }
    }

    pub(crate) fn ids(&self) -> BTreeSet<EntryId> {
        self.entries.iter().map(|entry| entry.id).collect()
    }

    pub(crate) fn tip(&self, log: LogId) -> Option<Position> {
        let last = *self.logs.get(&log)?.last()?;
        Some(self.entries[last].position())
    }

    fn at(&self, log: LogId, seq: u64) -> Option<&Entry> {
        let place = usize::try_from(seq.checked_sub(1)?).ok()?;
        self.logs
            .get(&log)?
            .get(place)
            .map(|entry| &self.entries[*entry])
    }

    pub(crate) fn store(&mut self, board: BoardId, entries: Vec<Entry>) {
        let mut certified = false;
        for entry in entries {
            certified |= entry.header.kind == Kind::Certificate;
            self.logs
                .entry(entry.log)
                .or_default()
                .push(self.entries.len());
            self.entries.push(entry);
        }
        if certified {
            let read = |entry: &Entry| Some((entry.id, CertEntry::read(entry, &self.nonce).ok()?));
            self.authority = evaluate(board, &self.entries.iter().filter_map(read).collect());
        }
    }

    /// Loses the newest entries, as a restored backup does.
    pub(crate) fn forget(&mut self, board: BoardId, keep: usize) {
        let kept = self.entries[..keep].to_vec();
        self.entries.clear();
        self.logs.clear();
        self.store(board, kept);
    }
}

impl Chains for Held {
    fn chain(&mut self, log: LogId) -> Result<Chain, HostError> {
        let last = self.logs.get(&log).and_then(|log| log.last());
        Ok(last.map_or_else(
            || Chain::new(log),
            |last| Chain::behind(&self.entries[*last]),
        ))
    }

    fn id_at(&mut self, log: LogId, seq: u64) -> Result<Option<EntryId>, HostError> {
        Ok(self.at(log, seq).map(|entry| entry.id))
    }
}

impl Person {
    pub(crate) fn new(mut dice: Dice) -> Self {
        Self {
            seed: PersonSeed::from_bytes(dice.bytes()),
            device: DeviceSecret::from_bytes(dice.bytes()),
            kem: KemSecret::from_bytes(dice.bytes()),
            endpoint: EndpointId(dice.bytes()),
            dice,
            boards: BTreeMap::new(),
            joining: BTreeMap::new(),
            grown: Vec::new(),
            holdings: BTreeMap::new(),
            known: 0,
            bad: 0,
            ranges: 0,
        }
    }

    pub(crate) fn device_on(&self, nonce: &BoardNonce) -> DeviceId {
        self.device.device_key(nonce).id()
    }

    pub(crate) fn found(&mut self) -> BoardId {
        let founding = found_board(FoundParams {
            seed: self.seed.clone(),
            device: self.device.clone(),
            kem: self.kem.public(),
            endpoint: self.endpoint,
            entropy: self.dice.bytes(),
            now: HybridTime::default(),
        })
        .unwrap();
        let mut held = Held::new(founding.nonce, founding.keyring, founding.board);
        held.mine.insert(founding.log.log());
        held.store(founding.board, founding.entries);
        held.writer = Some(founding.log);
        self.boards.insert(founding.board, held);
        founding.board
    }

    /// Starts the app anew: a fresh log on each board.
    pub(crate) fn restart(&mut self) {
        for held in self.boards.values_mut() {
            held.writer = None;
        }
    }

    /// Writes an entry; a certificate, or a statement with these bytes.
    pub(crate) fn write(
        &mut self,
        board: BoardId,
        body: Result<&Certificate, Vec<u8>>,
    ) -> Position {
        let key = self.device.device_key(&self.boards[&board].nonce);
        let secret = self.dice.bytes();
        let held = self.boards.get_mut(&board).unwrap();
        let after = held.mine.iter().next_back().and_then(|log| held.tip(*log));
        let writer = held
            .writer
            .get_or_insert_with(|| LogWriter::start(secret, board, &key, after));
        held.mine.insert(writer.log());
        let person = held.authority.person_of(key.id());
        let grant = person
            .and_then(|person| held.authority.grant_of(person))
            .unwrap_or(GrantRef::Steward);
        let newest = held.entries.last().map(|entry| entry.id);
        let draft = HeaderDraft {
            kind: if body.is_ok() {
                Kind::Certificate
            } else {
                Kind::Statement
            },
            item: None,
            compartment: if body.is_ok() {
                Compartment::Members
            } else {
                Compartment::Main
            },
            grant,
            cert_heads: Vec::new(),
            deps: newest.into_iter().collect(),
            time: HybridTime {
                wall_ms: self.dice.roll() >> 24,
                counter: 3,
            },
        };
        let body = body.map_or_else(|bytes| bytes, Certificate::to_body);
        let entry = writer.append(draft, body, &held.keyring).unwrap();
        let position = entry.position();
        held.store(board, vec![entry]);
        self.grown.push((board, vec![position]));
        position
    }

    pub(crate) fn say(&mut self, board: BoardId, text: &str) -> Position {
        self.write(board, Err(text.as_bytes().to_vec()))
    }

    pub(crate) fn invite(
        &mut self,
        board: BoardId,
        uses: Option<u32>,
        not_after_ms: Option<u64>,
    ) -> Ticketed {
        let secret = TicketSecret::from_bytes(self.dice.bytes());
        let nonce = self.boards[&board].nonce;
        let ticket = Ticket {
            key: secret.ticket_key().id(),
            ceiling: Role::Contributor,
            mode: TicketMode::Invite,
            uses,
            not_after_ms,
            under: GrantRef::Steward,
        };
        self.write(board, Ok(&Certificate::Ticket(ticket)));
        Ticketed {
            board,
            nonce,
            secret,
        }
    }

    pub(crate) fn ask(&mut self, ticket: &Ticketed) -> JoinRequest {
        self.joining.insert(ticket.board, ticket.nonce);
        let person = self.seed.person_key(&ticket.nonce);
        let device = self.device.device_key(&ticket.nonce);
        let cert = DeviceCert::make(
            &person,
            &device,
            self.kem.public(),
            self.endpoint,
            &ticket.nonce,
        );
        JoinRequest::make(ticket.board, &ticket.secret.ticket_key(), &person, cert)
    }

    fn let_in(&mut self, request: &JoinRequest, ticket: EntryId) -> Admission {
        let board = request.board;
        let join = Join {
            ticket,
            role: Role::Contributor,
            request: request.clone(),
        };
        let join = self.write(board, Ok(&Certificate::Join(join)));
        let wrap = self.wrap_for(request);
        self.write(board, Ok(&Certificate::Wrap(wrap.clone())));
        let entries = u64::try_from(self.boards[&board].entries.len()).unwrap();
        Admission {
            wrap,
            join,
            entries,
        }
    }

    fn wrap_for(&mut self, request: &JoinRequest) -> Wrap {
        let entropy = self.dice.bytes();
        let keys = self.boards[&request.board]
            .keyring
            .iter()
            .map(|(_, compartment, key)| (compartment, key));
        wrap(
            keys,
            &request.device.kem,
            request.device.device,
            request.board,
            entropy,
        )
        .unwrap()
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
        match self.boards[&board].authority.person_of(device) {
            Some(_) => Standing::Member,
            None => Standing::Unknown,
        }
    }

    fn positions(&mut self, board: BoardId) -> Result<Vec<Position>, HostError> {
        let held = &self.boards[&board];
        Ok(held.logs.keys().filter_map(|log| held.tip(*log)).collect())
    }

    fn wrote(&mut self, board: BoardId, log: LogId) -> bool {
        self.boards[&board].mine.contains(&log)
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
        let logs: BTreeSet<LogId> = transfer.ends().into_iter().map(|(log, _)| log).collect();
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
