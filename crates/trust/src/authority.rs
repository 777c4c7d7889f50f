//! What a set of certificates amounts to: who is a member, as what, by whom, with which devices.
//!
//! Owns the answers. They are computed by [`crate::evaluate`] and never changed afterwards.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    BoardId, Compartment, DeviceCert, DeviceId, EndpointId, EntryId, EpochId, GrantRef, Header,
    Kind, PersonId, Refusal, Role, Ticket, TicketId,
};

/// A role that somebody holds, and by whom they came to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) person: PersonId,
    pub(crate) role: Role,
    pub(crate) by: Option<PersonId>,
}

/// A live ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketState {
    /// The certificate's entry.
    pub entry: EntryId,
    /// The ticket.
    pub ticket: Ticket,
    /// Who issued it.
    pub issuer: PersonId,
    /// How many people came in by it.
    pub uses_so_far: u32,
}

/// What a board's certificates amount to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    pub(crate) board: BoardId,
    /// In order of seniority.
    pub(crate) stewards: Vec<PersonId>,
    /// By `Grant` and by `Join`.
    pub(crate) grants: BTreeMap<EntryId, Held>,
    pub(crate) roles: BTreeMap<PersonId, BTreeMap<(Role, EntryId), Option<PersonId>>>,
    pub(crate) tickets: BTreeMap<EntryId, TicketState>,
    /// Every pair that certified each other, members or not.
    pub(crate) certified: BTreeMap<DeviceId, BTreeSet<PersonId>>,
    /// Of members only.
    pub(crate) devices: BTreeMap<PersonId, BTreeMap<EntryId, DeviceCert>>,
    pub(crate) epochs: BTreeMap<EpochId, Compartment>,
    pub(crate) refused: BTreeMap<EntryId, Refusal>,
    /// Every certificate of the set that counts.
    pub(crate) counted: BTreeSet<EntryId>,
}

impl Authority {
    pub(crate) const fn empty(board: BoardId) -> Self {
        Self {
            board,
            stewards: Vec::new(),
            grants: BTreeMap::new(),
            roles: BTreeMap::new(),
            tickets: BTreeMap::new(),
            certified: BTreeMap::new(),
            devices: BTreeMap::new(),
            epochs: BTreeMap::new(),
            refused: BTreeMap::new(),
            counted: BTreeSet::new(),
        }
    }

    /// Returns the board.
    #[must_use]
    pub const fn board(&self) -> BoardId {
        self.board
    }

    /// Returns whose device it is: the member who certified it (of several, the one of highest role, then of the lower id).
    #[must_use]
    pub fn person_of(&self, device: DeviceId) -> Option<PersonId> {
        let people = self.certified.get(&device)?;
        people
            .iter()
            .filter_map(|person| Some((self.role_of(*person)?, *person)))
            .min()
            .map(|(_, person)| person)
    }

    /// Returns a person's highest role, if they have any.
    #[must_use]
    pub fn role_of(&self, person: PersonId) -> Option<Role> {
        if self.stewards.contains(&person) {
            return Some(Role::Steward);
        }
        let ((role, _), _) = self.roles.get(&person)?.first_key_value()?;
        Some(*role)
    }

    /// Returns the grant that a person best exercises: the one of their highest role.
    #[must_use]
    pub fn grant_of(&self, person: PersonId) -> Option<GrantRef> {
        if self.stewards.contains(&person) {
            return Some(GrantRef::Steward);
        }
        let ((_, entry), _) = self.roles.get(&person)?.first_key_value()?;
        Some(GrantRef::Entry(*entry))
    }

    /// Returns all people with a role: stewards by seniority, then by id. The third is who granted the role or admitted them.
    pub fn people(&self) -> impl Iterator<Item = (PersonId, Role, Option<PersonId>)> {
        let stewards = self
            .stewards
            .iter()
            .map(|person| (*person, Role::Steward, None));
        let others = self
            .roles
            .iter()
            .filter(|(person, _)| !self.stewards.contains(person))
            .filter_map(|(person, held)| {
                let ((role, _), by) = held.first_key_value()?;
                Some((*person, *role, *by))
            });
        stewards.chain(others)
    }

    /// Returns the certificates of a member's devices, in the order of their entries' ids. A device that changed a key has several.
    pub fn devices_of(&self, person: PersonId) -> impl Iterator<Item = &DeviceCert> {
        self.devices
            .get(&person)
            .into_iter()
            .flat_map(BTreeMap::values)
    }

    /// Returns the member's device that names this network key. A hint: only [`crate::check_device`] proves it.
    #[must_use]
    pub fn device_of_endpoint(&self, endpoint: EndpointId) -> Option<DeviceId> {
        self.devices
            .values()
            .flat_map(BTreeMap::values)
            .filter(|cert| cert.endpoint == endpoint)
            .map(|cert| cert.device)
            .min()
    }

    /// Returns all live tickets. Whether one is over or used up is for the admitter to check.
    pub fn tickets(&self) -> impl Iterator<Item = &TicketState> {
        self.tickets.values()
    }

    /// Returns the live ticket with this key.
    #[must_use]
    pub fn ticket(&self, key: TicketId) -> Option<&TicketState> {
        self.tickets.values().find(|state| state.ticket.key == key)
    }

    /// Returns the epochs that accepted certificates announced, with their compartments.
    ///
    /// The first `Members` epoch is not among them: the genesis frame names it.
    pub fn epochs(&self) -> impl Iterator<Item = (EpochId, Compartment)> {
        self.epochs.iter().map(|(epoch, of)| (*epoch, *of))
    }

    /// Says whether the author may write an entry with this header, and who they are.
    ///
    /// `item_owner` is the person who created the item; `None` where this entry creates it. Of a
    /// certificate only membership is checked here: see [`Authority::why_not`].
    ///
    /// # Errors
    /// [`Refusal`] says why not.
    pub fn may_write(
        &self,
        header: &Header,
        item_owner: Option<PersonId>,
    ) -> Result<PersonId, Refusal> {
        let held = self
            .exercise(header.device, header.grant)
            .map_err(|refusal| self.settle(refusal))?;
        let least = match header.kind {
            Kind::Certificate => Role::Reader,
            Kind::Statement | Kind::Blob => Role::Contributor,
            Kind::Change => match item_owner {
                Some(owner) if owner != held.person => Role::Editor,
                Some(_) | None => Role::Contributor,
            },
        };
        held.at_least(least).map(|held| held.person)
    }

    /// Says why a certificate of the evaluated set does not count; `None` where it does.
    #[must_use]
    pub fn why_not(&self, entry: EntryId) -> Option<Refusal> {
        self.refused.get(&entry).copied()
    }

    /// Returns the role that a device exercises by this grant: the grant must be live and its holder's device must be this one.
    pub(crate) fn exercise(&self, device: DeviceId, grant: GrantRef) -> Result<Held, Refusal> {
        let people = self.certified.get(&device).ok_or(Refusal::UnknownDevice)?;
        let held = match grant {
            GrantRef::Steward => self
                .stewards
                .iter()
                .find(|steward| people.contains(steward))
                .map(|person| Held {
                    person: *person,
                    role: Role::Steward,
                    by: None,
                }),
            GrantRef::Entry(entry) => {
                let held = self.grants.get(&entry).ok_or(Refusal::Missing(entry))?;
                people.contains(&held.person).then_some(*held)
            }
        };
        held.ok_or(Refusal::NotYourGrant)
    }

    /// Tells a certificate that has not come yet from one that is here and never gives anything.
    pub(crate) fn settle(&self, refusal: Refusal) -> Refusal {
        let Refusal::Missing(entry) = refusal else {
            return refusal;
        };
        let final_word = self
            .refused
            .get(&entry)
            .is_some_and(|why| !why.is_waiting());
        if final_word || self.counted.contains(&entry) {
            Refusal::RestsOnRefused(entry)
        } else {
            refusal
        }
    }

    /// Adds a grant.
    pub(crate) fn grant(&mut self, entry: EntryId, held: Held) {
        self.grants.insert(entry, held);
        let roles = self.roles.entry(held.person).or_default();
        roles.insert((held.role, entry), held.by);
    }
}

impl Held {
    /// Refuses a role below this one.
    pub(crate) fn at_least(self, role: Role) -> Result<Self, Refusal> {
        if self.role.rank() <= role.rank() {
            Ok(self)
        } else {
            Err(Refusal::RankTooLow { held: self.role })
        }
    }
}
