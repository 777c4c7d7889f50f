//! From a world that is written down to what the evaluator takes.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a test looks for one kind among all"
)]

use std::collections::BTreeMap;

use super::spec::{self, At, By, PEOPLE, RECOVERY, What};
use crate::{
    BoardId, BoardNonce, Body, CertEntry, Certificate, Charter, CharterId, CharterSignature,
    Compartment, Cut, DeviceCert, DeviceId, EndpointId, EntryFact, EntryId, Epoch, EpochId,
    Genesis, Grant, GrantRef, ItemId, Join, JoinRequest, KemPublic, Kind, LogGraph, LogId,
    PersonId, Position, Role, Ticket, TicketId, TicketMode, Wrap,
};

pub(crate) const ROLES: [Role; 7] = [
    Role::Steward,
    Role::Coordinator,
    Role::Editor,
    Role::Contributor,
    Role::Reader,
    Role::Helper,
    Role::Reporter,
];
const MODES: [TicketMode; 5] = [
    TicketMode::Invite,
    TicketMode::Open,
    TicketMode::Reader,
    TicketMode::Reporter,
    TicketMode::Helper,
];

mod ending;

/// A change or a statement, with the dependencies that it names.
#[derive(Debug, Clone)]
pub(crate) struct Fact {
    pub(crate) fact: EntryFact<'static>,
    pub(crate) deps: Vec<EntryId>,
}

/// A world as its holder has it.
pub(crate) struct Built {
    pub(crate) board: BoardId,
    pub(crate) ids: Vec<EntryId>,
    pub(crate) positions: Vec<Position>,
    pub(crate) certs: BTreeMap<EntryId, CertEntry>,
    pub(crate) facts: Vec<Fact>,
    /// Each entry with the one before it, and after what its log began.
    pub(crate) links: Vec<(Position, EntryId, Option<Position>)>,
    pub(crate) logs: LogGraph,
    pub(crate) charters: BTreeMap<At, CharterId>,
}

pub(crate) fn person(n: u8) -> PersonId {
    PersonId([n; 32])
}

pub(crate) fn device(n: u8) -> DeviceId {
    DeviceId([0x80 + n; 32])
}

pub(crate) fn device_cert(person_n: u8, device_n: u8) -> DeviceCert {
    DeviceCert {
        person: person(person_n),
        device: device(device_n),
        kem: KemPublic([device_n; 32]),
        endpoint: EndpointId([device_n; 32]),
        by_person: [0; 64],
        by_device: [0; 64],
        number: None,
    }
}

fn id(seed: u64, at: usize) -> EntryId {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&seed.to_be_bytes());
    hasher.update(&at.to_be_bytes());
    EntryId(*hasher.finalize().as_bytes())
}

/// Numbers of people that a world may have; the recovery key is none of them.
pub(crate) const PEOPLE_AT_MOST: u8 = PEOPLE;

/// The role with this rank.
pub(crate) fn role(rank: u8) -> Role {
    ROLES[usize::from(rank - 1)]
}

impl Built {
    pub(crate) fn of(world: &spec::World) -> Self {
        let mut built = Self {
            board: BoardId::of_genesis(id(world.seed, 0)),
            ids: (0..world.entries.len())
                .map(|at| id(world.seed, at))
                .collect(),
            positions: Vec::new(),
            certs: BTreeMap::new(),
            facts: Vec::new(),
            links: Vec::new(),
            logs: LogGraph::default(),
            charters: BTreeMap::new(),
        };
        built.charters.insert(0, built.board.charter());
        for (at, entry) in world.entries.iter().enumerate() {
            built.add(world, at, entry);
        }
        for (position, prev, after) in &built.links {
            assert!(built.logs.add_link(*position, *prev, *after));
        }
        built
    }

    /// The facts as the evaluator takes them.
    pub(crate) fn facts(&self) -> Vec<EntryFact<'_>> {
        let one = |fact: &Fact| -> EntryFact<'static> { fact.fact };
        self.facts
            .iter()
            .map(|fact| EntryFact {
                deps: &fact.deps,
                ..one(fact)
            })
            .collect()
    }

    fn add(&mut self, world: &spec::World, at: usize, entry: &spec::Entry) {
        let (device_n, after) = world.logs[usize::from(entry.log)];
        let before = entry
            .before
            .map(|before| self.positions[usize::from(before)]);
        let position = Position {
            log: LogId([entry.log; 32]),
            seq: before.map_or(1, |before| before.seq + 1),
            id: self.ids[at],
        };
        self.positions.push(position);
        let prev = before.map_or(EntryId::ZERO, |before| before.id);
        let after = after
            .filter(|_| before.is_none())
            .map(|after| self.positions[usize::from(after)]);
        let by = self.grant(entry.by);
        let at = At::try_from(at).unwrap();
        let cert = self.certificate(at, device_n, &entry.what);
        if world.lacks.contains(&at) {
            return;
        }
        self.links.push((position, prev, after));
        if let Some(cert) = cert {
            let heads = self.seen(world, at, &cert);
            let entry = CertEntry::assumed(position, device(device_n), by, cert).seeing(heads);
            self.certs.insert(position.id, entry);
            return;
        }
        let fact = self.fact(position, device(device_n), by, &entry.what);
        self.facts.push(fact);
    }

    /// Every other join was written by somebody who had seen all removals before it.
    fn seen(&self, world: &spec::World, at: At, cert: &Certificate) -> Vec<EntryId> {
        let knows = matches!(cert, Certificate::Join(_)) && at.is_multiple_of(2);
        let before = (0..at).filter(|at| {
            let what = &world.entries[usize::from(*at)].what;
            knows && matches!(what, What::Remove(..))
        });
        before.map(|at| self.id(at)).collect()
    }

    fn grant(&self, by: By) -> GrantRef {
        by.0.map_or(GrantRef::Steward, |at| GrantRef::Entry(self.id(at)))
    }

    fn id(&self, at: At) -> EntryId {
        self.ids[usize::from(at)]
    }

    fn cut(&self, cut: &[At]) -> Cut {
        Cut::new(cut.iter().map(|at| self.positions[usize::from(*at)]))
    }

    fn item(&self, creation: At) -> ItemId {
        let at = self.positions[usize::from(creation)];
        ItemId::derive(at.log, at.seq)
    }

    fn sorted(&self, ids: &[At]) -> Vec<EntryId> {
        let mut ids: Vec<EntryId> = ids.iter().map(|at| self.id(*at)).collect();
        ids.sort_unstable();
        ids
    }

    fn fact(&self, position: Position, device: DeviceId, grant: GrantRef, what: &What) -> Fact {
        let own = ItemId::derive(position.log, position.seq);
        let (kind, item, deps, creates, body) = match what {
            What::Change(creation, deps, body) => {
                let item = creation.map_or(own, |creation| self.item(creation));
                (Kind::Change, Some(item), deps, creation.is_none(), *body)
            }
            What::Statement(creation, deps) => {
                let item = creation.map(|creation| self.item(creation));
                (Kind::Statement, item, deps, false, 0)
            }
            other => panic!("{other:?} is a certificate"),
        };
        Fact {
            fact: EntryFact {
                position,
                kind,
                item,
                device,
                grant,
                deps: &[],
                creates,
                body: [Body::Fit, Body::Refused, Body::Suspect][usize::from(body)],
            },
            deps: self.sorted(deps),
        }
    }

    fn certificate(&mut self, at: At, writer: u8, what: &What) -> Option<Certificate> {
        Some(match what {
            What::Genesis(stewards, threshold, recovery) => Certificate::Genesis(Genesis {
                stewards: stewards.iter().map(|n| person(*n)).collect(),
                threshold: *threshold,
                recovery: recovery.then(|| person(RECOVERY)),
                nonce: BoardNonce([0; 16]),
                device: device_cert(0, 0),
            }),
            What::Device(whose, which) => {
                // Keys and number by the entry's id, so that several certificates of a device differ.
                let by = self.ids[usize::from(at)].0;
                Certificate::DeviceCert(DeviceCert {
                    kem: KemPublic([by[0]; 32]),
                    number: [None, Some(0), Some(1), Some(2)][usize::from(by[1] % 4)],
                    ..device_cert(*whose, *which)
                })
            }
            What::Grant(to, rank, under, heals) => Certificate::Grant(Grant {
                person: person(*to),
                role: role(*rank),
                under: self.grant(*under),
                heals: heals.0.map(|at| self.id(at)),
            }),
            What::Ticket(key, ceiling, mode, under) => Certificate::Ticket(Ticket {
                key: TicketId([*key; 32]),
                ceiling: role(*ceiling),
                mode: MODES[usize::from(*mode)],
                uses: None,
                not_after_ms: None,
                under: self.grant(*under),
                label: None,
            }),
            What::Join(ticket, key, rank, who, with, here) => Certificate::Join(Join {
                ticket: self.id(*ticket),
                role: role(*rank),
                request: JoinRequest {
                    board: if *here { self.board } else { BoardId([9; 32]) },
                    ticket: TicketId([*key; 32]),
                    device: device_cert(*who, *with),
                    by_ticket: [0; 64],
                    by_person: [0; 64],
                },
            }),
            What::Epoch => Certificate::Epoch(Epoch {
                compartment: Compartment::Main,
                epoch: EpochId(self.id(at).0),
                prev: None,
            }),
            What::Wrap => Certificate::Wrap(Wrap {
                device: device(writer),
                keys: Vec::new(),
            }),
            What::Charter(..) => self.charter(at, what),
            What::Change(..) | What::Statement(..) => return None,
            What::RevokeOwn(..)
            | What::Revoke(..)
            | What::Remove(..)
            | What::Adopt(..)
            | What::Close(..)
            | What::Moderate(..)
            | What::Shred(..) => self.ending(what),
        })
    }

    fn charter(&mut self, at: At, what: &What) -> Certificate {
        let What::Charter(predecessor, stewards, threshold, cut, signers, recovery) = what else {
            panic!("{what:?} is no charter");
        };
        let sign = |n: u8| CharterSignature {
            by: person(n),
            signature: [0; 64],
        };
        // A position of no log makes each charter another one, as the reference model has it.
        let mark = Position {
            log: LogId([0xff; 32]),
            seq: u64::from(at),
            id: EntryId([0xff; 32]),
        };
        let charter = Charter {
            predecessor: self.charters[predecessor],
            stewards: stewards.iter().map(|n| person(*n)).collect(),
            threshold: *threshold,
            cut: self.cut(cut).united(&Cut::new([mark])),
            signatures: signers.iter().map(|n| sign(*n)).collect(),
            recovery: recovery.then(|| sign(RECOVERY)),
        };
        self.charters.insert(at, charter.id());
        Certificate::Charter(charter)
    }
}
