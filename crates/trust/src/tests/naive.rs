//! A second evaluator, written from trust.md and format.md and not from the first.
//!
//! It knows no passes, no caches of cuts and no graph: each sentence of the pages is a function
//! that asks others, always about a strictly higher rank or an older entry. Slow and plain on
//! purpose.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a test looks for one kind among all"
)]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::{
    BoardId, CertEntry, Certificate, Cut, DeviceId, EntryId, GrantRef, PersonId, Position,
    RevokedBy,
};

mod charter;
mod counting;
mod counts;

pub(super) use counting::accepted;

/// A person and the rank that they act in.
type Acting = Option<(PersonId, u8)>;

pub(super) struct Naive<'a> {
    pub(super) board: BoardId,
    pub(super) certs: &'a BTreeMap<EntryId, CertEntry>,
    /// By entry: the one before it in its log, and, of a first, the one that the device wrote before.
    pub(super) before: BTreeMap<EntryId, Vec<EntryId>>,
    pub(super) stewards: Vec<PersonId>,
    pub(super) dropped: BTreeMap<PersonId, Cut>,
    pub(super) ever: BTreeSet<PersonId>,
    /// What it would be if nothing took anything away; `None` where this is that.
    lasting: Option<Box<Naive<'a>>>,
    known: RefCell<BTreeMap<EntryId, Acting>>,
}

impl<'a> Naive<'a> {
    pub(super) fn new(
        board: BoardId,
        certs: &'a BTreeMap<EntryId, CertEntry>,
        links: &[(Position, EntryId, Option<Position>)],
        lenient: bool,
    ) -> Self {
        let before = links.iter().map(|(at, prev, after)| {
            let all = [Some(*prev), after.map(|after| after.id)];
            (at.id, all.into_iter().flatten().collect())
        });
        let mut naive = Self {
            board,
            certs,
            before: before.collect(),
            stewards: Vec::new(),
            dropped: BTreeMap::new(),
            ever: BTreeSet::new(),
            lasting: (!lenient).then(|| Box::new(Naive::new(board, certs, links, true))),
            known: RefCell::default(),
        };
        naive.read_charters();
        if lenient {
            naive.stewards = naive.ever.iter().copied().collect();
            naive.dropped.clear();
        }
        naive
    }

    /// "the newest position implies the older ones"
    pub(super) fn inside(&self, entry: EntryId, cuts: &[&Cut]) -> bool {
        let positions = cuts.iter().flat_map(|cut| cut.positions());
        let mut open: Vec<EntryId> = positions.map(|at| at.id).collect();
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            if id == entry && self.before.contains_key(&id) {
                return true;
            }
            if seen.insert(id) {
                open.extend(self.before.get(&id).into_iter().flatten());
            }
        }
        false
    }

    /// Says whether person and device certified each other.
    pub(super) fn pair(&self, person: PersonId, device: DeviceId) -> bool {
        self.certs.values().any(|entry| {
            let cert = match entry.cert() {
                Certificate::Genesis(genesis) => &genesis.device,
                Certificate::DeviceCert(cert) => cert,
                Certificate::Join(join) => &join.request.device,
                _ => return false,
            };
            cert.person == person && cert.device == device
        })
    }

    /// Who acts in a certificate, and in what rank.
    pub(super) fn acting(&self, id: EntryId) -> Acting {
        if let Some(known) = self.known.borrow().get(&id) {
            return *known;
        }
        let entry = self.certs.get(&id)?;
        let acting = self.acting_at(id, entry.device(), entry.grant());
        self.known.borrow_mut().insert(id, acting);
        acting
    }

    /// Who acts by this grant on this device in an entry that stands here.
    pub(super) fn acting_at(&self, at: EntryId, device: DeviceId, grant: GrantRef) -> Acting {
        match grant {
            GrantRef::Steward => {
                let now = self.stewards.iter().filter(|p| self.pair(**p, device));
                let then = self
                    .dropped
                    .iter()
                    .filter(|(person, cut)| self.pair(**person, device) && self.inside(at, &[cut]));
                let all = now.chain(then.map(|(person, _)| person));
                let mut good = all.filter(|person| self.device_good(at, device, **person, 1));
                good.next().map(|person| (*person, 1))
            }
            GrantRef::Entry(grant) => {
                let (person, rank) = self.gives(grant)?;
                let removals = self.removals(grant);
                let good = self.pair(person, device)
                    && (removals.is_empty() || self.inside(at, &removals))
                    && self.device_good(at, device, person, rank);
                good.then_some((person, rank))
            }
        }
    }

    /// What a `Grant` or a `Join` gives to whom, if it is one that counts; removals aside.
    pub(super) fn gives(&self, id: EntryId) -> Acting {
        let entry = self.certs.get(&id)?;
        match entry.cert() {
            Certificate::Grant(grant) => {
                let rank = grant.role.rank();
                // Asked before anything else: only strictly higher ranks are looked at.
                let fits = (2..=6).contains(&rank) && self.claimed_rank(entry) < rank.min(3);
                let by = || self.acting(id).map_or(9, |(_, by)| by);
                let allowed = fits && grant.under == entry.grant() && by() < rank.min(3);
                (allowed || self.readmitted(id, rank)).then_some((grant.person, rank))
            }
            Certificate::Join(join) => {
                let rank = join.role.rank();
                let allowed = self.join_counts(id, entry, join) || self.readmitted(id, rank);
                allowed.then_some((join.request.device.person, rank))
            }
            _ => None,
        }
    }

    /// "A grant or join below coordinator that ever counted counts where a coordinator's or steward's Adopt names it"
    fn readmitted(&self, id: EntryId, rank: u8) -> bool {
        let once = || {
            self.lasting
                .as_ref()
                .is_some_and(|it| it.gives(id).is_some())
        };
        let names = |(by, entry): (&EntryId, &CertEntry)| match entry.cert() {
            Certificate::Adopt(adopt) => {
                adopt.entries.contains(&id)
                    && adopt.under == entry.grant()
                    && self.claimed_rank(entry) <= 2
                    && self.acting(*by).is_some_and(|(_, by)| by <= 2)
            }
            _ => false,
        };
        rank > 2 && self.certs.iter().any(names) && once()
    }

    /// The rank that an author says that they act in, by the text of their grant alone.
    fn claimed_rank(&self, entry: &CertEntry) -> u8 {
        let GrantRef::Entry(grant) = entry.grant() else {
            return 1;
        };
        match self.certs.get(&grant).map(CertEntry::cert) {
            Some(Certificate::Grant(grant)) => grant.role.rank(),
            Some(Certificate::Join(join)) => join.role.rank(),
            _ => 9,
        }
    }

    /// The cuts of all removals of this that count: by a strictly higher rank.
    pub(super) fn removals(&self, target: EntryId) -> Vec<&'a Cut> {
        let rank = match self.certs.get(&target).map(CertEntry::cert) {
            Some(Certificate::Grant(grant)) => grant.role.rank(),
            Some(Certificate::Join(join)) => join.role.rank(),
            Some(Certificate::Ticket(ticket)) => ticket.ceiling.rank(),
            _ => return Vec::new(),
        };
        let mut cuts = Vec::new();
        for (id, entry) in self.certs {
            let Certificate::Remove(remove) = entry.cert() else {
                continue;
            };
            let covers = remove.target == target || self.admitted_apart(target, *id, remove.target);
            let claimed = self.claimed_rank(entry);
            let worth_asking = covers && claimed <= 2 && claimed < rank;
            if self.lasting.is_none() || !worth_asking || remove.under != entry.grant() {
                continue;
            }
            if self.acting(*id).is_some_and(|(_, by)| by <= 2 && by < rank) {
                cuts.push(&remove.cut);
            }
        }
        cuts
    }

    /// "a removal of a join ends every other join of the same person whose author had not seen it"
    fn admitted_apart(&self, join: EntryId, removal: EntryId, removed: EntryId) -> bool {
        let joiner = |id: EntryId| match self.certs.get(&id).map(CertEntry::cert) {
            Some(Certificate::Join(join)) => Some(join.request.device.person),
            _ => None,
        };
        let mut open = vec![join];
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            let heads = self.certs.get(&id).map_or(&[][..], CertEntry::heads);
            open.extend(heads.iter().filter(|head| seen.insert(**head)));
        }
        joiner(join).is_some() && joiner(join) == joiner(removed) && !seen.contains(&removal)
    }

    /// "revoked by the person or rank ≤ 2": of a strictly higher rank than the one acted in.
    fn device_good(&self, at: EntryId, device: DeviceId, person: PersonId, rank: u8) -> bool {
        let mut cuts = Vec::new();
        for (id, entry) in self.certs {
            let Certificate::DeviceRevoke(revoke) = entry.cert() else {
                continue;
            };
            if revoke.device != device || self.lasting.is_none() {
                continue;
            }
            let ends = match revoke.by {
                RevokedBy::Person(word) => word.board == self.board && word.person == person,
                RevokedBy::Grant(under) => {
                    let claimed = self.claimed_rank(entry);
                    under == entry.grant()
                        && claimed <= 2
                        && claimed < rank
                        && self.acting(*id).is_some_and(|(_, by)| by < rank)
                }
            };
            if ends {
                cuts.push(&revoke.cut);
            }
        }
        cuts.is_empty() || self.inside(at, &cuts)
    }
}
