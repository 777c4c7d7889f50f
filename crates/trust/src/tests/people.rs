//! People with keys, and a board that they write certificates on.

use std::collections::BTreeMap;

use crate::{
    BoardId, BoardNonce, CertEntry, CertError, Certificate, Compartment, DeviceCert, DeviceKey,
    DeviceSecret, EndpointId, Entry, EntryId, FoundParams, Founding, GrantRef, HeaderDraft,
    HybridTime, Join, JoinRequest, KemSecret, Keyring, Kind, LogWriter, PersonId, PersonKey,
    PersonSeed, Role, Ticket, TicketKey, TicketMode, TicketSecret, evaluate, found_board,
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
    logs: u64,
}

impl Board {
    /// Founds a board; returns the founder's log too.
    pub(super) fn founded(by: &Person) -> (Self, LogWriter) {
        let founding = by.founding("a board");
        let mut board = Self {
            id: founding.board,
            nonce: founding.nonce,
            keyring: founding.keyring,
            certs: BTreeMap::new(),
            logs: 0,
        };
        for entry in &founding.entries {
            board.take(entry).unwrap();
        }
        (board, founding.log)
    }

    pub(super) fn log_of(&mut self, person: &Person) -> LogWriter {
        self.logs += 1;
        let secret = fixed(&format!("log {}", self.logs));
        LogWriter::start(secret, self.id, &person.device_key(&self.nonce), None)
    }

    pub(super) fn take(&mut self, entry: &Entry) -> Result<(), CertError> {
        let cert = CertEntry::read(entry, &self.nonce)?;
        self.certs.insert(entry.id, cert);
        Ok(())
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

    pub(super) fn authority(&self) -> crate::Authority {
        evaluate(self.id, &self.certs)
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
