//! What the passes of `evaluate` have found so far: who holds what, and what was taken away.
//!
//! Owns the one question that every rule asks: does this device exercise this grant, at this place
//! in its log? Never decides what an exercised role may do.

use std::collections::{BTreeMap, BTreeSet};

use crate::broken::broken;
use crate::{
    Cut, DeviceId, EntryId, GrantRef, LogGraph, PersonId, Position, Reach, Reason, Refusal, Role,
    TicketState,
};

/// A role that somebody holds, and by whom they came to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) person: PersonId,
    pub(crate) role: Role,
    pub(crate) by: Option<PersonId>,
}

impl Held {
    pub(crate) const fn steward(person: PersonId) -> Self {
        Self {
            person,
            role: Role::Steward,
            by: None,
        }
    }

    /// Refuses a role below this one.
    pub(crate) fn at_least(self, role: Role) -> Result<Self, Refusal> {
        if self.role.rank() <= role.rank() {
            Ok(self)
        } else {
            Err(Refusal::RankTooLow { held: self.role })
        }
    }
}

/// That a grant, a join or a ticket was removed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Removed {
    /// Each removal that counts, in the order of their ids.
    pub by: Vec<RemovedBy>,
    /// What of it stays: the cuts of all removals, united.
    pub cut: Cut,
}

/// One removal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovedBy {
    /// The `Remove`.
    pub entry: EntryId,
    /// Who removed it.
    pub person: PersonId,
    /// As what.
    pub role: Role,
    /// Why.
    pub reason: Reason,
    /// Why, in words.
    pub text: Option<String>,
}

/// The end of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    /// The `DeviceRevoke`.
    pub entry: EntryId,
    /// Who ended it.
    pub person: PersonId,
    /// As what; `None` where it is the device's own person.
    pub role: Option<Role>,
    /// What of the device's logs stays.
    pub cut: Cut,
}

impl Revocation {
    /// Says whether it ends what the device does for this person in this role: their own word
    /// does, and that of anybody of a strictly higher role.
    pub(crate) fn ends(&self, held: Held) -> bool {
        self.role.map_or(self.person == held.person, |role| {
            role.rank() < held.role.rank() || broken!(AnyRankRevokes)
        })
    }
}

/// What was found so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Ground {
    /// Every pair that certified each other, members or not.
    pub(crate) certified: BTreeMap<DeviceId, BTreeSet<PersonId>>,
    /// In order of seniority.
    pub(crate) stewards: Vec<PersonId>,
    /// Stewards whom a charter dropped, with what of them stays.
    pub(crate) dropped: BTreeMap<PersonId, Cut>,
    /// By `Grant` and by `Join`; those that were removed too.
    pub(crate) grants: BTreeMap<EntryId, Held>,
    /// Those that were removed too.
    pub(crate) tickets: BTreeMap<EntryId, TicketState>,
    /// By what was removed, whether it ever counted or not.
    pub(crate) removed: BTreeMap<EntryId, Removed>,
    pub(crate) revoked: BTreeMap<DeviceId, Vec<Revocation>>,
}

/// How far all cuts of a ground reach.
#[derive(Debug, Default)]
pub(crate) struct Reaches {
    pub(crate) dropped: BTreeMap<PersonId, Reach>,
    pub(crate) removed: BTreeMap<EntryId, Reach>,
    pub(crate) revoked: BTreeMap<EntryId, Reach>,
}

impl Reaches {
    pub(crate) fn of(ground: &Ground, logs: &LogGraph) -> Self {
        let reach = |cut: &Cut| {
            if broken!(CutsKeepNothing) {
                return Reach::default();
            }
            cut.reach(logs)
        };
        let dropped = ground.dropped.iter().map(|(person, cut)| {
            let none = broken!(DroppedStewardsLoseAll);
            let reach = if none { Reach::default() } else { reach(cut) };
            (*person, reach)
        });
        let removed = ground.removed.iter();
        let revoked = ground.revoked.values().flatten();
        Self {
            dropped: dropped.collect(),
            removed: removed.map(|(id, it)| (*id, reach(&it.cut))).collect(),
            revoked: revoked.map(|it| (it.entry, reach(&it.cut))).collect(),
        }
    }
}

/// Where an entry stands: what cuts are asked about. `None` is after everything that is here.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) at: Option<Position>,
    pub(crate) logs: &'a LogGraph,
    pub(crate) reaches: &'a Reaches,
}

impl Place<'_> {
    /// Refuses what stands outside of a cut.
    pub(crate) fn inside(self, reach: Option<&Reach>, or: Refusal) -> Result<(), Refusal> {
        let (Some(at), Some(reach)) = (self.at, reach) else {
            return Err(or);
        };
        if reach.covers(at, self.logs) {
            Ok(())
        } else if reach.may_cover(at) {
            Err(Refusal::CutNotHere)
        } else {
            Err(or)
        }
    }
}

impl Ground {
    /// Returns the role that a device exercises by this grant at this place.
    pub(crate) fn exercise(
        &self,
        device: DeviceId,
        grant: GrantRef,
        place: Place<'_>,
    ) -> Result<Held, Refusal> {
        let mut refusal = Refusal::NotYourGrant;
        for held in self.claims(device, grant)? {
            match self.stands(held, device, grant, place) {
                Ok(()) => return Ok(held),
                Err(why) if refusal == Refusal::NotYourGrant => refusal = why,
                Err(_) => {}
            }
        }
        Err(refusal)
    }

    /// Returns who may mean themselves by this grant on this device; asks no cut.
    pub(crate) fn claims(&self, device: DeviceId, grant: GrantRef) -> Result<Vec<Held>, Refusal> {
        let people = self.certified.get(&device).ok_or(Refusal::UnknownDevice)?;
        let all: Vec<Held> = match grant {
            GrantRef::Steward => {
                let ever = self.stewards.iter().chain(self.dropped.keys());
                ever.map(|person| Held::steward(*person)).collect()
            }
            GrantRef::Entry(entry) => {
                vec![*self.grants.get(&entry).ok_or(Refusal::Missing(entry))?]
            }
        };
        Ok(all
            .into_iter()
            .filter(|held| people.contains(&held.person))
            .collect())
    }

    /// Refuses what the grant's removal, the steward's dropping or the device's end cuts off.
    fn stands(
        &self,
        held: Held,
        device: DeviceId,
        grant: GrantRef,
        place: Place<'_>,
    ) -> Result<(), Refusal> {
        match grant {
            GrantRef::Steward => {
                let acts = self.stewards.contains(&held.person) || broken!(DroppedStewardsActOn);
                if !acts {
                    let reach = place.reaches.dropped.get(&held.person);
                    place.inside(reach, Refusal::Dropped)?;
                }
            }
            GrantRef::Entry(entry) => {
                if self.removed.contains_key(&entry) && !broken!(RemovalsEndNothing) {
                    let reach = place.reaches.removed.get(&entry);
                    place.inside(reach, Refusal::Removed(entry))?;
                }
            }
        }
        self.device_stands(held, device, place)
    }

    /// Several revocations of one device are united, as removals are.
    fn device_stands(&self, held: Held, device: DeviceId, place: Place<'_>) -> Result<(), Refusal> {
        let mut verdict = Ok(());
        for revocation in self.revocations(device, held) {
            let reach = place.reaches.revoked.get(&revocation.entry);
            match place.inside(reach, Refusal::DeviceRevoked) {
                Ok(()) => return Ok(()),
                Err(Refusal::CutNotHere) => verdict = Err(Refusal::CutNotHere),
                Err(why) => verdict = verdict.and(Err(why)),
            }
        }
        verdict
    }

    /// Returns what ends this device for this person in this role.
    pub(crate) fn revocations(
        &self,
        device: DeviceId,
        held: Held,
    ) -> impl Iterator<Item = &Revocation> {
        let all = self.revoked.get(&device).into_iter().flatten();
        all.filter(move |it| it.ends(held) && !broken!(RevokedDevicesActOn))
    }
}
