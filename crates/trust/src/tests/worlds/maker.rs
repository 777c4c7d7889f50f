//! Makes random worlds of certificates: mostly sensible ones, with every kind of wrong among them.

use std::collections::BTreeMap;

use super::super::random::Random;
use crate::{
    BoardId, CertEntry, Certificate, Compartment, DeviceCert, DeviceId, EndpointId, EntryId, Epoch,
    EpochId, Genesis, Grant, GrantRef, Join, JoinRequest, KemPublic, LogId, PersonId, Position,
    Role, Ticket, TicketId, TicketMode, Wrap,
};

pub(super) const PEOPLE: u8 = 7;
const ROLES: [Role; 7] = [
    Role::Steward,
    Role::Coordinator,
    Role::Editor,
    Role::Contributor,
    Role::Reader,
    Role::Helper,
    Role::Reporter,
];
const MODES: [TicketMode; 4] = [
    TicketMode::Invite,
    TicketMode::Open,
    TicketMode::Reader,
    TicketMode::Reporter,
];

pub(super) struct World {
    pub(super) board: BoardId,
    pub(super) certs: BTreeMap<EntryId, CertEntry>,
}

pub(super) fn person(n: u8) -> PersonId {
    PersonId([n; 32])
}

fn device(n: u8) -> DeviceId {
    DeviceId([0x80 + n; 32])
}

fn device_cert(person_n: u8, device_n: u8) -> DeviceCert {
    DeviceCert {
        person: person(person_n),
        device: device(device_n),
        kem: KemPublic([device_n; 32]),
        endpoint: EndpointId([device_n; 32]),
        by_person: [0; 64],
        by_device: [0; 64],
    }
}

/// What the maker of a world remembers, to make sense more often than chance would.
struct Maker {
    random: Random,
    board: BoardId,
    certs: Vec<(EntryId, CertEntry)>,
    /// Grants and joins with who should hold them; the first is the founder as steward.
    grants: Vec<(GrantRef, u8)>,
    tickets: Vec<(EntryId, TicketId, Role)>,
}

pub(super) fn world(seed: u64) -> World {
    let mut random = Random(seed);
    let board = BoardId(random.bytes());
    let mut maker = Maker {
        random,
        board,
        certs: Vec::new(),
        grants: vec![(GrantRef::Steward, 0)],
        tickets: Vec::new(),
    };
    maker.genesis();
    for _ in 0..maker.random.below(40) {
        maker.step();
    }
    World {
        board,
        certs: maker.certs.into_iter().collect(),
    }
}

impl Maker {
    fn genesis(&mut self) {
        let mut stewards = vec![person(0)];
        let mut threshold = 1;
        if self.random.percent(30) {
            stewards.push(person(1));
            threshold = 2;
            self.grants.push((GrantRef::Steward, 1));
        }
        if self.random.percent(3) {
            threshold = self.random.next().to_be_bytes()[0] % 4;
        }
        if self.random.percent(2) {
            stewards.push(person(0));
        }
        let mut genesis = Genesis {
            stewards,
            threshold,
            recovery: None,
            nonce: crate::BoardNonce([0; 16]),
            device: device_cert(0, 0),
        };
        let id = self.board.genesis();
        let (mut seq, mut by, mut grant) = (1, 0, GrantRef::Steward);
        match self.random.below(100) {
            0 => seq = 2,
            1 => by = 1,
            2 => grant = GrantRef::Entry(id),
            3 => genesis.device = device_cert(3, 0),
            _ => {}
        }
        self.put(id, seq, by, grant, Certificate::Genesis(genesis));
        for n in 1..PEOPLE {
            if self.random.percent(80) {
                let id = EntryId(self.random.bytes());
                let cert = Certificate::DeviceCert(device_cert(n, n));
                self.put(id, 2, 0, GrantRef::Steward, cert);
            }
        }
    }

    fn put(&mut self, id: EntryId, seq: u64, device_n: u8, grant: GrantRef, cert: Certificate) {
        let position = Position {
            log: LogId([device_n; 32]),
            seq,
            id,
        };
        let entry = CertEntry::assumed(position, device(device_n), grant, cert);
        self.certs.push((id, entry));
    }

    fn someone(&mut self) -> u8 {
        u8::try_from(self.random.below(usize::from(PEOPLE))).unwrap()
    }

    fn step(&mut self) {
        let id = EntryId(self.random.bytes());
        // Mostly the founder, so that there is something for the others to stand on.
        let end = if self.random.percent(40) {
            1
        } else {
            self.grants.len()
        };
        let (mut grant, mut author) = self.random.pick(&self.grants[..end]);
        if self.random.percent(10) {
            author = self.someone();
        }
        if self.random.percent(5) {
            let any = self.random.below(self.certs.len());
            grant = GrantRef::Entry(self.certs[any].0);
        }
        let under = if self.random.percent(4) {
            self.random.pick(&self.grants).0
        } else {
            grant
        };
        let cert = match self.random.below(12) {
            0..=2 => self.grant(id, under),
            3 => self.ticket(id, under),
            4..=8 if !self.tickets.is_empty() => self.join(id),
            9 => {
                let (whose, which) = (self.someone(), self.someone());
                Certificate::DeviceCert(device_cert(whose, which))
            }
            10 => Certificate::Epoch(Epoch {
                compartment: Compartment::Main,
                epoch: EpochId(self.random.bytes()),
                prev: None,
            }),
            _ => Certificate::Wrap(Wrap {
                device: device(author),
                keys: Vec::new(),
            }),
        };
        self.put(id, 2, author, grant, cert);
    }

    fn grant(&mut self, id: EntryId, under: GrantRef) -> Certificate {
        let to = self.someone();
        let role = if self.random.percent(40) {
            Role::Coordinator
        } else {
            self.random.pick(&ROLES)
        };
        self.grants.push((GrantRef::Entry(id), to));
        Certificate::Grant(Grant {
            person: person(to),
            role,
            under,
            heals: None,
        })
    }

    fn ticket(&mut self, id: EntryId, under: GrantRef) -> Certificate {
        let key = TicketId([self.random.next().to_be_bytes()[0] % 8; 32]);
        let mode = self.random.pick(&MODES);
        let sensible = match mode {
            TicketMode::Invite => &ROLES[2..5],
            TicketMode::Open => &ROLES[3..5],
            TicketMode::Reader => &ROLES[4..5],
            TicketMode::Reporter => &ROLES[6..7],
        };
        let ceiling = if self.random.percent(80) {
            self.random.pick(sensible)
        } else {
            self.random.pick(&ROLES)
        };
        self.tickets.push((id, key, ceiling));
        Certificate::Ticket(Ticket {
            key,
            ceiling,
            mode,
            uses: Some(1),
            not_after_ms: Some(5),
            under,
        })
    }

    fn join(&mut self, id: EntryId) -> Certificate {
        let joiner = self.someone();
        let (mut ticket, mut key, ceiling) = self.random.pick(&self.tickets);
        let role = if self.random.percent(70) {
            ceiling
        } else {
            self.random.pick(&ROLES)
        };
        let mut board = self.board;
        match self.random.below(30) {
            0 => board = BoardId([9; 32]),
            1 => key = TicketId([77; 32]),
            2 => ticket = self.board.genesis(),
            _ => {}
        }
        let with = if self.random.percent(90) {
            joiner
        } else {
            self.someone()
        };
        self.grants.push((GrantRef::Entry(id), joiner));
        Certificate::Join(Join {
            ticket,
            role,
            request: JoinRequest {
                board,
                ticket: key,
                device: device_cert(joiner, with),
                by_ticket: [0; 64],
                by_person: [0; 64],
            },
        })
    }
}
