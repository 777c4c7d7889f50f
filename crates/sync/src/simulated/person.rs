//! A person with one device: the smallest host that is a real one.

mod host;

use std::collections::{BTreeMap, BTreeSet};

use trust::{
    Authority, BoardId, BoardNonce, CertEntry, Certificate, Chain, Compartment, DeviceCert,
    DeviceId, DeviceSecret, EndpointId, Entry, EntryId, FoundParams, GrantRef, HeaderDraft,
    HybridTime, Join, JoinRequest, KemSecret, Keyring, Kind, LogGraph, LogId, LogWriter,
    PersonSeed, Position, Role, Ticket, TicketMode, TicketSecret, Wrap, evaluate, found_board,
    wrap,
};

use super::Dice;
use crate::{Admission, Chains, HostError};

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
    /// Devices that are connected.
    pub(crate) near: BTreeSet<DeviceId>,
    /// Entries that arrived more than once.
    pub(crate) known: u64,
    pub(crate) bad: u64,
    pub(crate) ranges: u64,
    /// Positions of others that were read.
    pub(crate) read: usize,
    /// Devices that were removed, as far as this person has heard.
    pub(crate) refused: BTreeSet<DeviceId>,
    /// What is remembered with others.
    pub(crate) pairs: BTreeMap<EndpointId, crate::Pair>,
    /// What others said of removals of this person.
    pub(crate) told: Vec<Vec<u8>>,
    /// What this person shows of each board to whoever comes in.
    pub(crate) screen: Option<crate::FirstScreen>,
    /// First screens that came, with the number of entries that were here.
    pub(crate) screens: Vec<(DeviceId, crate::FirstScreen, usize)>,
    /// What this person has open, on all boards.
    pub(crate) open: Option<crate::Open>,
    /// Whether it has neighbours enough.
    pub(crate) has_enough: bool,
}

impl Held {
    pub(crate) fn new(nonce: BoardNonce, keyring: Keyring, board: BoardId) -> Self {
        Self {
            nonce,
            keyring,
            entries: Vec::new(),
            logs: BTreeMap::new(),
            mine: BTreeSet::new(),
            authority: evaluate(board, &BTreeMap::new(), &LogGraph::default()),
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

    /// Returns who wrote a log, once its first entry is here.
    fn device_of(&self, log: LogId) -> Option<DeviceId> {
        self.at(log, 1).map(|entry| entry.header.device)
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
            let mut logs = LogGraph::default();
            for entry in &self.entries {
                logs.add(entry);
            }
            let certs = self.entries.iter().filter_map(read).collect();
            self.authority = evaluate(board, &certs, &logs);
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
            near: BTreeSet::new(),
            known: 0,
            read: 0,
            bad: 0,
            ranges: 0,
            refused: BTreeSet::new(),
            told: Vec::new(),
            pairs: BTreeMap::new(),
            open: None,
            screen: None,
            screens: Vec::new(),
            has_enough: false,
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
            label: None,
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
