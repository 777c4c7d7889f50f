//! The honest board that the targets stand on: Alice's, with Bob and Mallory on it. The same bytes on every machine.
//!
//! Owns all its keys, Mallory's log key too: whoever mutates may sign as she could. Never says what is right.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use model::{ItemDoc, ItemKind, Scalar, Statement};
use trust::{
    Authority, BoardId, BoardNonce, CertEntry, Certificate, Compartment, DeviceCert, DeviceKey,
    DeviceSecret, EndpointId, Entry, EntryId, FoundParams, GrantRef, HeaderDraft, HybridTime,
    ItemId, Join, JoinRequest, KemSecret, Keyring, Kind, LogGraph, LogWriter, PersonKey,
    PersonSeed, Position, Role, Ticket, TicketMode, TicketSecret, evaluate, found_board, wrap,
};

/// Somebody's keys.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) seed: PersonSeed,
    pub(crate) device: DeviceSecret,
    pub(crate) kem: KemSecret,
    pub(crate) endpoint: EndpointId,
}

impl Member {
    pub(crate) fn new(who: u8) -> Self {
        Self {
            seed: PersonSeed::from_bytes([who; 16]),
            device: DeviceSecret::from_bytes([who; 32]),
            kem: KemSecret::from_bytes([who; 32]),
            endpoint: EndpointId([who; 32]),
        }
    }

    pub(crate) fn person(&self, nonce: &BoardNonce) -> PersonKey {
        self.seed.person_key(nonce)
    }

    pub(crate) fn device_key(&self, nonce: &BoardNonce) -> DeviceKey {
        self.device.device_key(nonce)
    }

    pub(crate) fn cert(&self, nonce: &BoardNonce) -> DeviceCert {
        let (person, device) = (self.person(nonce), self.device_key(nonce));
        DeviceCert::make(&person, &device, self.kem.public(), self.endpoint, nonce)
    }
}

/// The board.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) board: BoardId,
    pub(crate) nonce: BoardNonce,
    pub(crate) keyring: Keyring,
    /// The keys of `Members` and `Main`.
    pub(crate) keys: [[u8; 32]; 2],
    pub(crate) alice: Member,
    pub(crate) bob: Member,
    pub(crate) mallory: Member,
    /// A ticket for contributors, and where it stands.
    pub(crate) secret: TicketSecret,
    pub(crate) ticket: EntryId,
    /// All entries, causes first.
    pub(crate) entries: Vec<Entry>,
    pub(crate) certs: BTreeMap<EntryId, CertEntry>,
    /// Alice's need, and the entry that makes it.
    pub(crate) item: ItemId,
    pub(crate) creation: EntryId,
    pub(crate) mallory_grant: GrantRef,
    /// Where Mallory's log stands.
    pub(crate) mallory_tip: Position,
}

/// The secret of Mallory's log.
pub(crate) const MALLORY_LOG: [u8; 32] = [66; 32];

/// Returns the board.
pub(crate) fn known() -> &'static Known {
    static KNOWN: OnceLock<Known> = OnceLock::new();
    KNOWN.get_or_init(build)
}

/// What a set of certificates amounts to on the board.
pub(crate) fn authority(certs: &BTreeMap<EntryId, CertEntry>) -> Authority {
    evaluate(known().board, certs, &LogGraph::default())
}

struct Book {
    keyring: Keyring,
    entries: Vec<Entry>,
    now: HybridTime,
}

impl Book {
    fn write(&mut self, log: &mut LogWriter, draft: HeaderDraft, body: Vec<u8>) -> Entry {
        self.now = self.now.tick(self.now.wall_ms + 1_000);
        let draft = HeaderDraft {
            time: self.now,
            ..draft
        };
        let entry = log
            .append(draft, body, &self.keyring)
            .expect("an honest entry");
        self.entries.push(entry.clone());
        entry
    }

    fn certify(&mut self, log: &mut LogWriter, grant: GrantRef, cert: &Certificate) -> Entry {
        self.write(
            log,
            draft(Kind::Certificate, None, grant, &[]),
            cert.to_body(),
        )
    }

    /// Lets somebody in, and gives them the keys.
    fn admit(&mut self, log: &mut LogWriter, join: Join, who: &Member, at: (BoardId, u8)) -> Entry {
        let device = join.request.device.device;
        let entry = self.certify(log, GrantRef::Steward, &Certificate::Join(join));
        let keys: Vec<_> = self
            .keyring
            .iter()
            .map(|(_, compartment, key)| (compartment, key.clone()))
            .collect();
        let keys = keys.iter().map(|(compartment, key)| (*compartment, key));
        let wrapped = wrap(keys, &who.kem.public(), device, at.0, [at.1; 32]).expect("a wrap");
        self.certify(log, GrantRef::Steward, &Certificate::Wrap(wrapped));
        entry
    }
}

/// A draft without time.
pub(crate) fn draft(
    kind: Kind,
    item: Option<ItemId>,
    grant: GrantRef,
    deps: &[EntryId],
) -> HeaderDraft {
    HeaderDraft {
        kind,
        item,
        compartment: match kind {
            Kind::Certificate => Compartment::Members,
            Kind::Change | Kind::Statement | Kind::Blob => Compartment::Main,
        },
        grant,
        cert_heads: Vec::new(),
        deps: deps.to_vec(),
        time: HybridTime::default(),
    }
}

fn build() -> Known {
    let [alice, bob, mallory] = [1, 2, 66].map(Member::new);
    let founding = found_board(FoundParams {
        seed: alice.seed.clone(),
        device: alice.device.clone(),
        kem: alice.kem.public(),
        endpoint: alice.endpoint,
        entropy: [7; 32],
        now: HybridTime {
            wall_ms: 1_780_000_000_000,
            counter: 0,
        },
    })
    .expect("a founding");
    let (board, nonce, mut log) = (founding.board, founding.nonce, founding.log);
    let mut book = Book {
        keyring: founding.keyring,
        now: founding.entries[2].header.time,
        entries: founding.entries,
    };
    let secret = TicketSecret::from_bytes([9; 16]);
    let ticket = Ticket {
        key: secret.ticket_key().id(),
        ceiling: Role::Contributor,
        mode: TicketMode::Open,
        uses: None,
        not_after_ms: None,
        under: GrantRef::Steward,
        label: None,
    };
    let ticket = book
        .certify(&mut log, GrantRef::Steward, &Certificate::Ticket(ticket))
        .id;
    let mut come = |who: &Member, book: &mut Book| {
        let request = JoinRequest::make(
            board,
            &secret.ticket_key(),
            &who.person(&nonce),
            who.cert(&nonce),
        );
        let join = Join {
            ticket,
            role: Role::Contributor,
            request,
        };
        let place = (board, who.endpoint.0[0]);
        GrantRef::Entry(book.admit(&mut log, join, who, place).id)
    };
    let bob_grant = come(&bob, &mut book);
    let mallory_grant = come(&mallory, &mut book);
    let (item, creation) = make_need(&mut book, &mut log);
    say(
        &mut book,
        &mut log,
        GrantRef::Steward,
        (item, creation),
        &comment("by Alice"),
    );
    let mut bobs = LogWriter::start([2; 32], board, &bob.device_key(&nonce), None);
    say(&mut book, &mut bobs, bob_grant, (item, creation), &claim());
    let mut hers = LogWriter::start(MALLORY_LOG, board, &mallory.device_key(&nonce), None);
    let tip = say(
        &mut book,
        &mut hers,
        mallory_grant,
        (item, creation),
        &comment("by Mallory"),
    );
    let keys = [Compartment::Members, Compartment::Main]
        .map(|of| *book.keyring.current(of).expect("a key").1.expose());
    Known {
        certs: read_certs(&book.entries, &nonce),
        mallory_tip: tip.position(),
        keyring: book.keyring,
        entries: book.entries,
        board,
        nonce,
        keys,
        alice,
        bob,
        mallory,
        secret,
        ticket,
        item,
        creation,
        mallory_grant,
    }
}

fn read_certs(entries: &[Entry], nonce: &BoardNonce) -> BTreeMap<EntryId, CertEntry> {
    let certs = entries
        .iter()
        .filter(|entry| entry.header.kind == Kind::Certificate);
    certs
        .map(|entry| {
            (
                entry.id,
                CertEntry::read(entry, nonce).expect("an honest certificate"),
            )
        })
        .collect()
}

fn make_need(book: &mut Book, log: &mut LogWriter) -> (ItemId, EntryId) {
    let item = ItemId::derive(log.log(), log.next_seq());
    let fields = BTreeMap::from([
        ("title".to_owned(), Scalar::Text("Blankets".to_owned())),
        ("quantity".to_owned(), Scalar::Number(10)),
    ]);
    let made = ItemDoc::create(ItemKind::Need, &fields, model::actor(log.log(), item));
    let (_, written) = made.expect("a need");
    let draft = draft(Kind::Change, Some(item), GrantRef::Steward, &[]);
    (item, book.write(log, draft, written.body).id)
}

fn say(
    book: &mut Book,
    log: &mut LogWriter,
    grant: GrantRef,
    (item, creation): (ItemId, EntryId),
    statement: &Statement,
) -> Entry {
    let draft = draft(Kind::Statement, Some(item), grant, &[creation]);
    book.write(log, draft, statement.to_body())
}

fn comment(text: &str) -> Statement {
    Statement::Comment {
        text: text.to_owned(),
    }
}

fn claim() -> Statement {
    Statement::Claim {
        quantity: Some(3),
        until_ms: None,
        note: None,
        replaces: Vec::new(),
    }
}
