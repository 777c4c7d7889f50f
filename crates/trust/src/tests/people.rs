//! People with keys, and a board that they write certificates on.

use std::collections::BTreeMap;

use crate::{
    BoardId, BoardNonce, Body, CertEntry, CertError, Certificate, Compartment, Counting, Cut,
    DeviceCert, DeviceKey, DeviceSecret, EndpointId, Entry, EntryFact, EntryId, FoundParams,
    Founding, Grant, GrantRef, HeaderDraft, HybridTime, ItemId, Join, JoinRequest, KemSecret,
    Keyring, Kind, LogGraph, LogWriter, PersonId, PersonKey, PersonSeed, Position, Reason, Remove,
    Role, Ticket, TicketKey, TicketMode, TicketSecret, counting, evaluate, forks, found_board,
};

pub(super) struct Person {
    pub(super) seed: PersonSeed,
    pub(super) device: DeviceSecret,
    pub(super) kem: KemSecret,
    pub(super) endpoint: EndpointId,
}

/// Bytes that are always the same for a word.
pub(super) fn fixed<const N: usize>(word: &str) -> [u8; N] {
    let mut bytes = [0; N];
    bytes.copy_from_slice(&blake3::hash(word.as_bytes()).as_bytes()[..N]);
    bytes
}

impl Person {
    pub(super) fn named(name: &str) -> Self {
        Self {
            seed: PersonSeed::from_bytes(fixed(&format!("{name} seed"))),
            device: DeviceSecret::from_bytes(fixed(&format!("{name} device"))),
            kem: KemSecret::from_bytes(fixed(&format!("{name} kem"))),
            endpoint: EndpointId(fixed(&format!("{name} endpoint"))),
        }
    }

    pub(super) fn founding(&self, word: &str) -> Founding {
        found_board(FoundParams {
            seed: self.seed.clone(),
            device: self.device.clone(),
            kem: self.kem.public(),
            endpoint: self.endpoint,
            entropy: fixed(word),
            now: HybridTime {
                wall_ms: 1_790_000_000_000,
                counter: 0,
            },
        })
        .unwrap()
    }

    pub(super) fn key(&self, nonce: &BoardNonce) -> PersonKey {
        self.seed.person_key(nonce)
    }

    pub(super) fn id(&self, nonce: &BoardNonce) -> PersonId {
        self.key(nonce).id()
    }

    pub(super) fn device_key(&self, nonce: &BoardNonce) -> DeviceKey {
        self.device.device_key(nonce)
    }

    pub(super) fn cert(&self, nonce: &BoardNonce) -> DeviceCert {
        DeviceCert::make(
            &self.key(nonce),
            &self.device_key(nonce),
            self.kem.public(),
            self.endpoint,
            nonce,
        )
    }
}

/// A board as one holds it who has every certificate.
pub(super) struct Board {
    pub(super) id: BoardId,
    pub(super) nonce: BoardNonce,
    pub(super) keyring: Keyring,
    pub(super) certs: BTreeMap<EntryId, CertEntry>,
    /// The shape of all logs; of entries that are no certificates too: see [`Board::place`].
    pub(super) logs: LogGraph,
    /// Changes and statements.
    pub(super) work: Vec<Entry>,
    started: u64,
}

impl Board {
    /// Founds a board; returns the founder's log too.
    pub(super) fn founded(by: &Person) -> (Self, LogWriter) {
        Self::of(by.founding("a board"))
    }

    /// Takes a founded board over.
    pub(super) fn of(founding: Founding) -> (Self, LogWriter) {
        let mut board = Self {
            id: founding.board,
            nonce: founding.nonce,
            keyring: founding.keyring,
            certs: BTreeMap::new(),
            logs: LogGraph::default(),
            work: Vec::new(),
            started: 0,
        };
        for entry in &founding.entries {
            board.take(entry).unwrap();
        }
        (board, founding.log)
    }

    pub(super) fn log_of(&mut self, person: &Person) -> LogWriter {
        self.started += 1;
        let secret = fixed(&format!("log {}", self.started));
        LogWriter::start(secret, self.id, &person.device_key(&self.nonce), None)
    }

    pub(super) fn take(&mut self, entry: &Entry) -> Result<(), CertError> {
        self.place(entry);
        let cert = CertEntry::read(entry, &self.nonce)?;
        self.certs.insert(entry.id, cert);
        Ok(())
    }

    /// Notes where an entry stands.
    pub(super) fn place(&mut self, entry: &Entry) {
        assert!(self.logs.add(entry));
    }

    /// Writes a certificate; returns its id.
    pub(super) fn write(
        &mut self,
        log: &mut LogWriter,
        grant: GrantRef,
        cert: &Certificate,
    ) -> EntryId {
        let entry = log
            .append(
                draft(Kind::Certificate, grant),
                cert.to_body(),
                &self.keyring,
            )
            .unwrap();
        self.take(&entry).unwrap();
        entry.id
    }

    /// Writes a certificate whose author says what they had seen.
    pub(super) fn write_seeing(
        &mut self,
        log: &mut LogWriter,
        grant: GrantRef,
        cert: &Certificate,
        heads: &[EntryId],
    ) -> EntryId {
        let mut draft = draft(Kind::Certificate, grant);
        draft.cert_heads = heads.to_vec();
        let entry = log.append(draft, cert.to_body(), &self.keyring).unwrap();
        self.take(&entry).unwrap();
        entry.id
    }

    pub(super) fn ticket(
        &mut self,
        log: &mut LogWriter,
        under: GrantRef,
        (mode, ceiling): (TicketMode, Role),
        word: &str,
    ) -> (EntryId, TicketKey) {
        let key = TicketSecret::from_bytes(fixed(word)).ticket_key();
        let ticket = Ticket {
            key: key.id(),
            ceiling,
            mode,
            uses: Some(1),
            not_after_ms: None,
            under,
            label: None,
        };
        (self.write(log, under, &Certificate::Ticket(ticket)), key)
    }

    pub(super) fn join(
        &mut self,
        log: &mut LogWriter,
        under: GrantRef,
        (ticket, key): (EntryId, &TicketKey),
        who: &Person,
        role: Role,
    ) -> EntryId {
        let request = JoinRequest::make(self.id, key, &who.key(&self.nonce), who.cert(&self.nonce));
        let join = Join {
            ticket,
            role,
            request,
        };
        self.write(log, under, &Certificate::Join(join))
    }

    /// Starts a log that says where the device stopped before.
    pub(super) fn log_after(&mut self, person: &Person, after: Option<Position>) -> LogWriter {
        self.started += 1;
        let secret = fixed(&format!("log {}", self.started));
        let device = person.device_key(&self.nonce);
        LogWriter::start(secret, self.id, &device, after)
    }

    /// Gives somebody a role.
    pub(super) fn grant(
        &mut self,
        log: &mut LogWriter,
        under: GrantRef,
        (who, role): (&Person, Role),
    ) -> GrantRef {
        let cert = who.cert(&self.nonce);
        self.write(log, under, &Certificate::DeviceCert(cert));
        let grant = Grant {
            person: who.id(&self.nonce),
            role,
            under,
            heals: None,
        };
        GrantRef::Entry(self.write(log, under, &Certificate::Grant(grant)))
    }

    /// Removes a grant, a join or a ticket.
    pub(super) fn remove(
        &mut self,
        log: &mut LogWriter,
        under: GrantRef,
        target: GrantRef,
        cut: Cut,
    ) -> EntryId {
        let GrantRef::Entry(target) = target else {
            panic!("stewards are dropped by charters");
        };
        let remove = Remove {
            target,
            cut,
            reason: Reason::Other,
            text: None,
            under,
        };
        self.write(log, under, &Certificate::Remove(remove))
    }

    /// Changes an item, or makes one; returns the entry and the item.
    pub(super) fn change(
        &mut self,
        log: &mut LogWriter,
        grant: GrantRef,
        item: Option<ItemId>,
        deps: &[EntryId],
    ) -> (EntryId, ItemId) {
        let item = item.unwrap_or_else(|| ItemId::derive(log.log(), log.next_seq()));
        let mut draft = draft(Kind::Change, grant);
        draft.item = Some(item);
        draft.deps = deps.to_vec();
        let body = self.work.len().to_be_bytes().to_vec();
        let entry = log.append(draft, body, &self.keyring).unwrap();
        let id = entry.id;
        self.place(&entry);
        self.work.push(entry);
        (id, item)
    }

    /// Says something about an item.
    pub(super) fn say(
        &mut self,
        log: &mut LogWriter,
        grant: GrantRef,
        item: ItemId,
        deps: &[EntryId],
    ) -> EntryId {
        let mut draft = draft(Kind::Statement, grant);
        draft.item = Some(item);
        draft.deps = deps.to_vec();
        let body = self.work.len().to_be_bytes().to_vec();
        let entry = log.append(draft, body, &self.keyring).unwrap();
        let id = entry.id;
        self.place(&entry);
        self.work.push(entry);
        id
    }

    /// Everything that is here, as a cut.
    pub(super) fn now(&self) -> Cut {
        self.logs.cut_of(self.logs.logs())
    }

    /// Says which changes and statements count.
    pub(super) fn counting(&self) -> Counting {
        let authority = self.authority();
        let fact = |entry| EntryFact::of(entry, Body::Fit);
        let facts: Vec<EntryFact<'_>> = self.work.iter().map(fact).collect();
        let lost = forks(&authority, &facts, &self.logs);
        counting(&authority, &facts, &self.logs, &lost)
    }

    pub(super) fn authority(&self) -> crate::Authority {
        evaluate(self.id, &self.certs, &self.logs)
    }
}

pub(super) fn draft(kind: Kind, grant: GrantRef) -> HeaderDraft {
    HeaderDraft {
        kind,
        item: None,
        compartment: match kind {
            Kind::Certificate => Compartment::Members,
            Kind::Change | Kind::Statement | Kind::Blob => Compartment::Main,
        },
        grant,
        cert_heads: Vec::new(),
        deps: Vec::new(),
        time: HybridTime {
            wall_ms: 1_790_000_000_000,
            counter: 7,
        },
    }
}
