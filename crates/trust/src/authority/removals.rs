//! What was taken away, by whom, why, and what of it stays.

use crate::ground::Held;
use crate::{
    Authority, DeviceCert, DeviceId, EntryId, GrantRef, PersonId, Removed, Revocation, Role,
    TicketState,
};

impl Authority {
    /// Says whether a grant or a join counts and was not removed, or, of the stewards' own grant, that there are stewards.
    #[must_use]
    pub fn is_live(&self, grant: GrantRef) -> bool {
        match grant {
            GrantRef::Steward => !self.ground.stewards.is_empty(),
            GrantRef::Entry(entry) => {
                self.ground.grants.contains_key(&entry) && !self.ground.removed.contains_key(&entry)
            }
        }
    }

    /// Returns who holds or held a grant or a join that counts, and as what.
    #[must_use]
    pub fn holder_of(&self, grant: EntryId) -> Option<(PersonId, Role)> {
        let held = self.ground.grants.get(&grant)?;
        Some((held.person, held.role))
    }

    /// Returns as what whoever wrote with this device may once have exercised a grant, whatever became of it since.
    #[must_use]
    pub fn once_held(&self, grant: GrantRef, device: DeviceId) -> Option<Role> {
        let theirs = |person: PersonId| self.certifiers_of(device).any(|one| one == person);
        match grant {
            GrantRef::Steward => {
                let mut stewards = self.rooted.stewards.iter();
                stewards
                    .any(|person| theirs(*person))
                    .then_some(Role::Steward)
            }
            GrantRef::Entry(entry) => {
                let held = self.rooted.grants.get(&entry)?;
                theirs(held.person).then_some(held.role)
            }
        }
    }

    /// Returns all live grants and joins: who holds them, as what.
    pub fn live_grants(&self) -> impl Iterator<Item = (EntryId, PersonId, Role)> {
        let all = self.ground.grants.iter();
        all.filter(|(entry, _)| !self.ground.removed.contains_key(entry))
            .map(|(entry, held)| (*entry, held.person, held.role))
    }

    /// Returns the live grants and joins of one person, the highest role first: all of these are removed to remove the person.
    pub fn grants_of(&self, person: PersonId) -> impl Iterator<Item = (EntryId, Role)> {
        let held = self.roles.get(&person).into_iter().flatten();
        held.map(|((role, entry), _)| (*entry, *role))
    }

    /// Returns how a grant, a join or a ticket was removed, if it was.
    #[must_use]
    pub fn removal_of(&self, entry: EntryId) -> Option<&Removed> {
        self.ground.removed.get(&entry)
    }

    /// Returns the grants and joins that counted and were removed: who held them, as what, and how they were removed.
    pub fn removed_grants(&self) -> impl Iterator<Item = (EntryId, PersonId, Role, &Removed)> {
        self.ground.removed.iter().filter_map(|(entry, removed)| {
            let held = self.ground.grants.get(entry)?;
            Some((*entry, held.person, held.role, removed))
        })
    }

    /// Returns the tickets that were removed, and how.
    pub fn removed_tickets(&self) -> impl Iterator<Item = (&TicketState, &Removed)> {
        self.ground.removed.iter().filter_map(|(entry, removed)| {
            let state = self.ground.tickets.get(entry)?;
            Some((state, removed))
        })
    }

    /// Returns the grants that make a removal good.
    pub fn healed_by(&self, removal: EntryId) -> impl Iterator<Item = EntryId> {
        self.healed.get(&removal).into_iter().flatten().copied()
    }

    /// Returns the people who were stewards and were dropped, with what of their work as stewards stays.
    pub fn dropped_stewards(&self) -> impl Iterator<Item = (PersonId, &crate::Cut)> {
        self.ground
            .dropped
            .iter()
            .map(|(person, cut)| (*person, cut))
    }

    /// Returns all that ended a device; by a coordinator, it ends what is done in a lower role only.
    #[must_use]
    pub fn revocations_of(&self, device: DeviceId) -> &[Revocation] {
        self.ground.revoked.get(&device).map_or(&[], Vec::as_slice)
    }

    /// Says whether a device is one of this member's no more.
    #[must_use]
    pub fn is_revoked(&self, device: DeviceId, person: PersonId) -> bool {
        self.role_of(person)
            .is_some_and(|role| self.is_revoked_for(device, person, role))
    }

    /// Returns the certificates of a member's devices that were revoked.
    pub fn revoked_devices_of(&self, person: PersonId) -> impl Iterator<Item = &DeviceCert> {
        self.certs_of(person, true)
    }

    /// Returns everybody who certified a device, members or not: so that work of former members keeps a name.
    pub fn certifiers_of(&self, device: DeviceId) -> impl Iterator<Item = PersonId> {
        let people = self.ground.certified.get(&device);
        people.into_iter().flatten().copied()
    }

    pub(super) fn is_revoked_for(&self, device: DeviceId, person: PersonId, role: Role) -> bool {
        let by = None;
        let held = Held { person, role, by };
        self.ground.revocations(device, held).next().is_some()
    }

    pub(super) fn certs_of(
        &self,
        person: PersonId,
        revoked: bool,
    ) -> impl Iterator<Item = &DeviceCert> {
        self.devices
            .get(&person)
            .into_iter()
            .flat_map(|devices| devices.values().map(|(_, cert)| cert))
            .filter(move |cert| self.is_revoked(cert.device, person) == revoked)
    }
}
