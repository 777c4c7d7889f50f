//! Passes 2 to 4: what each rank certifies, found before the next rank is asked.
//!
//! Owns the order of the passes. Within one pass nothing found changes what else is found, so the
//! order of the certificates decides nothing.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::{again, rules};
use crate::broken::broken;
use crate::ground::{Ground, Held, Place, Reaches, RemovedBy, Revocation};
use crate::{
    BoardId, CertEntry, Certificate, Cut, DeviceId, EntryId, GrantRef, LogGraph, Refusal, Role,
    TicketState,
};

/// The set, and what was found in it so far.
pub(super) struct Passes<'a> {
    pub(super) board: BoardId,
    pub(super) certs: &'a BTreeMap<EntryId, CertEntry>,
    logs: &'a LogGraph,
    pub(super) ground: Ground,
    pub(super) reaches: Reaches,
    /// Whether nothing takes anything away: so it is found who ever held what.
    ever: bool,
    /// What coordinators adopted of what ever gave a role.
    pub(super) adopted: BTreeMap<EntryId, Held>,
}

/// What one certificate amounts to.
pub(super) enum Effect {
    Grant(Held),
    Ticket(TicketState),
    Remove {
        target: EntryId,
        by: RemovedBy,
        cut: Cut,
    },
    Revoke(DeviceId, Revocation),
}

impl<'a> Passes<'a> {
    /// Runs the passes; `ground` has the stewards and who was dropped. `rooted`: who ever held what; `None` while that is
    /// found.
    pub(super) fn run(
        board: BoardId,
        certs: &'a BTreeMap<EntryId, CertEntry>,
        logs: &'a LogGraph,
        ground: Ground,
        rooted: Option<&BTreeMap<EntryId, Held>>,
    ) -> Self {
        let mut passes = Self {
            board,
            certs,
            logs,
            ground,
            reaches: Reaches::default(),
            ever: rooted.is_none(),
            adopted: BTreeMap::new(),
        };
        // People's own word about their devices rests on nothing.
        passes.sweep(rules::own_word);
        passes.sweep(|passes, id, entry| match entry.grant() {
            GrantRef::Steward => rules::effect(passes, id, entry),
            GrantRef::Entry(_) => None,
        });
        passes.sweep(|passes, id, entry| match entry.grant() {
            GrantRef::Steward => None,
            GrantRef::Entry(_) => rules::effect(passes, id, entry),
        });
        passes.second_joins();
        passes.adopted = rooted.map_or_else(BTreeMap::new, |rooted| passes.readmitted(rooted));
        passes.joins();
        passes
    }

    /// A removal of a join ends every join of that person whose author had not seen it: see [`super::again`].
    fn second_joins(&mut self) {
        if self.ever || broken!(SecondJoinsStay) {
            return;
        }
        again::cover(self.certs, &mut self.ground.removed);
        self.reaches = Reaches::of(&self.ground, self.logs);
    }

    /// Returns the role that the author of a certificate exercises.
    pub(super) fn author(&self, entry: &CertEntry, least: Role) -> Result<Held, Refusal> {
        self.ground
            .exercise(entry.device(), entry.grant(), self.place(entry))?
            .at_least(least)
    }

    /// Returns where a certificate stands.
    pub(super) fn place(&self, entry: &CertEntry) -> Place<'_> {
        Place {
            at: Some(entry.position()),
            logs: self.logs,
            reaches: &self.reaches,
        }
    }

    fn sweep(&mut self, effect: impl Fn(&Self, EntryId, &CertEntry) -> Option<Effect>) {
        let of = |(id, entry): (&EntryId, &CertEntry)| Some((*id, effect(self, *id, entry)?));
        let found: Vec<(EntryId, Effect)> = self.certs.iter().filter_map(of).collect();
        for (id, effect) in found {
            self.apply(id, effect);
        }
        self.reaches = Reaches::of(&self.ground, self.logs);
    }

    fn apply(&mut self, id: EntryId, effect: Effect) {
        match effect {
            Effect::Grant(held) => {
                self.ground.grants.insert(id, held);
            }
            Effect::Ticket(state) => {
                self.ground.tickets.insert(id, state);
            }
            Effect::Remove { target, by, cut } if !self.ever => {
                let removed = self.ground.removed.entry(target).or_default();
                removed.by.push(by);
                removed.cut = if broken!(CutsNotUnited) {
                    cut
                } else {
                    removed.cut.united(&cut)
                };
            }
            Effect::Revoke(device, revocation) if !self.ever => {
                let revoked = self.ground.revoked.entry(device).or_default();
                revoked.push(revocation);
            }
            // Who ever held what is not changed by what was taken away.
            Effect::Remove { .. } | Effect::Revoke(..) => {}
        }
    }

    /// Walks from the grants that were found to the joins that exercise them, and on from those; then from what was
    /// adopted and does not count by itself.
    fn joins(&mut self) {
        let mut exercising: BTreeMap<GrantRef, Vec<EntryId>> = BTreeMap::new();
        for (id, entry) in self.certs {
            if matches!(entry.cert(), Certificate::Join(_)) {
                exercising.entry(entry.grant()).or_default().push(*id);
            }
        }
        let mut found: Vec<GrantRef> = vec![GrantRef::Steward];
        if broken!(NoCountersignature) {
            found.extend(exercising.keys());
        }
        found.extend(self.ground.grants.keys().map(|id| GrantRef::Entry(*id)));
        self.walk(&mut exercising, found);
        for (id, held) in self.adopted.clone() {
            if let Entry::Vacant(free) = self.ground.grants.entry(id) {
                free.insert(held);
                self.walk(&mut exercising, vec![GrantRef::Entry(id)]);
            }
        }
        self.count_uses();
    }

    fn walk(
        &mut self,
        exercising: &mut BTreeMap<GrantRef, Vec<EntryId>>,
        mut found: Vec<GrantRef>,
    ) {
        while let Some(grant) = found.pop() {
            for id in exercising.remove(&grant).unwrap_or_default() {
                if let Some(entry) = self.certs.get(&id)
                    && let Certificate::Join(join) = entry.cert()
                    && let Ok(held) = rules::join(self, entry, join)
                {
                    self.ground.grants.insert(id, held);
                    found.push(GrantRef::Entry(id));
                }
            }
        }
    }

    /// Counts people, not joins: two admitters who are apart may both admit one person.
    fn count_uses(&mut self) {
        let mut joined = BTreeSet::new();
        for (id, held) in &self.ground.grants {
            if let Some(Certificate::Join(join)) = self.certs.get(id).map(CertEntry::cert) {
                joined.insert((join.ticket, held.person));
            }
        }
        for (ticket, _) in joined {
            if let Some(state) = self.ground.tickets.get_mut(&ticket) {
                state.uses_so_far = state.uses_so_far.saturating_add(1);
            }
        }
    }
}
