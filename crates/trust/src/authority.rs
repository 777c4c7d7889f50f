//! What a set of certificates amounts to: who is a member, as what, by whom, with which devices.
//!
//! Owns the answers. They are computed by [`crate::evaluate`] and never changed afterwards. Which
//! changes and statements count is [`crate::counting`]'s.

use std::collections::{BTreeMap, BTreeSet};

use crate::ground::{Ground, Held, Place, Reaches};
use crate::{
    BoardId, CharterId, Compartment, DeviceCert, DeviceId, EndpointId, EntryId, EpochId, GrantRef,
    Header, ItemId, Kind, LogGraph, PersonId, Refusal, Role, Ticket, TicketId,
};

mod content;
mod disputes;
mod removals;
mod resting;
mod stewards;

pub(crate) use disputes::Overreach;

pub use content::{Closed, ModerationNote, Shown};
pub use disputes::Dispute;
pub use stewards::CharterState;

/// A ticket that was rightly issued.
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

/// Who ever held what, by rights: removals, droppings and lost charters aside. It only grows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Rooted {
    pub(crate) stewards: BTreeSet<PersonId>,
    pub(crate) grants: BTreeMap<EntryId, Held>,
}

/// What a board's certificates amount to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    pub(crate) board: BoardId,
    pub(crate) charter: CharterId,
    pub(crate) threshold: u8,
    /// Every charter that somebody says, the one that stands among them.
    pub(crate) charters: BTreeMap<CharterId, CharterState>,
    pub(crate) recovery: Option<PersonId>,
    pub(crate) ground: Ground,
    pub(crate) rooted: Rooted,
    /// Live ones only.
    pub(crate) roles: BTreeMap<PersonId, BTreeMap<(Role, EntryId), Option<PersonId>>>,
    /// Of members only, revoked ones too.
    /// By device: of several certificates the one that counts, with the entry that brought it.
    pub(crate) devices: BTreeMap<PersonId, BTreeMap<DeviceId, (EntryId, DeviceCert)>>,
    pub(crate) epochs: BTreeMap<EpochId, Compartment>,
    /// Joins by invites; those that were removed too.
    pub(crate) invited: BTreeSet<EntryId>,
    /// Joins by tickets that everybody may use; those that were removed too.
    pub(crate) open_joins: BTreeSet<EntryId>,
    /// People whom nobody has vouched for.
    pub(crate) newcomers: BTreeSet<PersonId>,
    /// Entries that an `Adopt` names, of whatever role, each with who issued one: sorted, so that it is small and quickly
    /// made, since it is made anew with each certificate.
    pub(crate) let_in: Vec<(EntryId, PersonId)>,
    /// By adopted entry: the `Adopt`s of coordinators and stewards, and who issued them.
    pub(crate) adopted: BTreeMap<EntryId, BTreeMap<EntryId, PersonId>>,
    /// By grant or join that counts by itself: the grants that whoever signed it, and its ticket, exercised. What counts
    /// only because it was adopted has none.
    pub(crate) needs: BTreeMap<EntryId, Vec<EntryId>>,
    pub(crate) closed: BTreeMap<ItemId, Vec<Closed>>,
    pub(crate) moderated: BTreeMap<crate::Moderated, Vec<ModerationNote>>,
    pub(crate) shreds: BTreeMap<Compartment, BTreeMap<EntryId, PersonId>>,
    /// By removal: the grants that make it good.
    pub(crate) healed: BTreeMap<EntryId, BTreeSet<EntryId>>,
    pub(crate) refused: BTreeMap<EntryId, Refusal>,
    /// Removals without effect, by who wrote them and what they name: of several the one of the lowest id.
    pub(crate) overreached: BTreeMap<(PersonId, EntryId), Overreach>,
    /// Every certificate of the set that counts.
    pub(crate) counted: BTreeSet<EntryId>,
}

impl Authority {
    /// Takes over what the passes found; content is noted afterwards.
    pub(crate) fn of(board: BoardId, chain: &[CharterId], threshold: u8, ground: Ground) -> Self {
        let mut roles: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
        for (entry, held) in &ground.grants {
            if !ground.removed.contains_key(entry) {
                let of: &mut BTreeMap<_, _> = roles.entry(held.person).or_default();
                of.insert((held.role, *entry), held.by);
            }
        }
        Self {
            board,
            charter: chain.last().copied().unwrap_or_else(|| board.charter()),
            threshold,
            charters: BTreeMap::new(),
            recovery: None,
            ground,
            rooted: Rooted::default(),
            roles,
            devices: BTreeMap::new(),
            epochs: BTreeMap::new(),
            invited: BTreeSet::new(),
            open_joins: BTreeSet::new(),
            newcomers: BTreeSet::new(),
            let_in: Vec::new(),
            adopted: BTreeMap::new(),
            needs: BTreeMap::new(),
            closed: BTreeMap::new(),
            moderated: BTreeMap::new(),
            shreds: BTreeMap::new(),
            healed: BTreeMap::new(),
            refused: BTreeMap::new(),
            overreached: BTreeMap::new(),
            counted: BTreeSet::new(),
        }
    }

    /// Returns the board.
    #[must_use]
    pub const fn board(&self) -> BoardId {
        self.board
    }

    /// Returns the charter that stands: what the next one must name as its predecessor.
    #[must_use]
    pub const fn charter(&self) -> CharterId {
        self.charter
    }

    /// Returns the stewards, in order of seniority.
    #[must_use]
    pub fn stewards(&self) -> &[PersonId] {
        &self.ground.stewards
    }

    /// Returns how many stewards change the charter; zero where the genesis is not here.
    #[must_use]
    pub const fn threshold(&self) -> u8 {
        self.threshold
    }

    /// Returns whose device it is: the member who certified it and for whom it was not revoked (of several, the one of highest role, then of the lower id).
    #[must_use]
    pub fn person_of(&self, device: DeviceId) -> Option<PersonId> {
        let people = self.ground.certified.get(&device)?;
        people
            .iter()
            .filter_map(|person| Some((self.role_of(*person)?, *person)))
            .filter(|(role, person)| !self.is_revoked_for(device, *person, *role))
            .min()
            .map(|(_, person)| person)
    }

    /// Returns a person's highest role, if they have any.
    #[must_use]
    pub fn role_of(&self, person: PersonId) -> Option<Role> {
        if self.ground.stewards.contains(&person) {
            return Some(Role::Steward);
        }
        let ((role, _), _) = self.roles.get(&person)?.first_key_value()?;
        Some(*role)
    }

    /// Returns the grant that a person best exercises: the one of their highest role.
    #[must_use]
    pub fn grant_of(&self, person: PersonId) -> Option<GrantRef> {
        if self.ground.stewards.contains(&person) {
            return Some(GrantRef::Steward);
        }
        let ((_, entry), _) = self.roles.get(&person)?.first_key_value()?;
        Some(GrantRef::Entry(*entry))
    }

    /// Returns the grant that a person's changes and statements stand under: a steward's own one, so that their work does
    /// not end with the stewardship. Coordinators can remove what is below their role, with all that stands under it, so
    /// a steward uses such a grant only while a proposal is open that leaves them out.
    #[must_use]
    pub fn work_grant_of(&self, person: PersonId) -> Option<GrantRef> {
        let best = self.grant_of(person)?;
        let own = self.grants_of(person).next();
        match (best, own) {
            (GrantRef::Steward, Some((entry, role)))
                if role.rank() <= Role::Coordinator.rank()
                    || (role.rank() <= Role::Editor.rank() && self.is_left_out(person)) =>
            {
                Some(GrantRef::Entry(entry))
            }
            (best, _) => Some(best),
        }
    }

    /// Returns all people with a role: stewards by seniority, then by id. The third is who granted the role or admitted them.
    pub fn people(&self) -> impl Iterator<Item = (PersonId, Role, Option<PersonId>)> {
        let stewards = self
            .ground
            .stewards
            .iter()
            .map(|person| (*person, Role::Steward, None));
        let others = self
            .roles
            .iter()
            .filter(|(person, _)| !self.ground.stewards.contains(person))
            .filter_map(|(person, held)| {
                let ((role, _), by) = held.first_key_value()?;
                Some((*person, *role, *by))
            });
        stewards.chain(others)
    }

    /// Returns one certificate of each of a member's devices, in the order of the devices' ids; not of those that were
    /// revoked. Of a device that changed a key it is the one of the greatest number.
    pub fn devices_of(&self, person: PersonId) -> impl Iterator<Item = &DeviceCert> {
        self.certs_of(person, false)
    }

    /// Returns the member's device that names this network key. A hint: only [`crate::check_device`] proves it.
    #[must_use]
    pub fn device_of_endpoint(&self, endpoint: EndpointId) -> Option<DeviceId> {
        self.devices
            .keys()
            .flat_map(|person| self.devices_of(*person))
            .filter(|cert| cert.endpoint == endpoint)
            .map(|cert| cert.device)
            .min()
    }

    /// Returns all live tickets. Whether one is over or used up is for the admitter to check.
    pub fn tickets(&self) -> impl Iterator<Item = &TicketState> {
        let all = self.ground.tickets.values();
        all.filter(|state| !self.ground.removed.contains_key(&state.entry))
    }

    /// Returns the live ticket with this key.
    #[must_use]
    pub fn ticket(&self, key: TicketId) -> Option<&TicketState> {
        self.tickets().find(|state| state.ticket.key == key)
    }

    /// Returns the epochs that accepted certificates announced, with their compartments.
    ///
    /// The first `Members` epoch is not among them: the genesis frame names it.
    pub fn epochs(&self) -> impl Iterator<Item = (EpochId, Compartment)> {
        self.epochs.iter().map(|(epoch, of)| (*epoch, *of))
    }

    /// Says whether the author may now write an entry with this header, and who they are.
    ///
    /// `item_owner` is the person who created the item; `None` where this entry creates it. Of a
    /// certificate only membership is checked here: see [`Authority::why_not`]. Entries that came
    /// from others may stand inside of a cut: see [`crate::counting`].
    ///
    /// # Errors
    /// [`Refusal`] says why not.
    pub fn may_write(
        &self,
        header: &Header,
        item_owner: Option<PersonId>,
    ) -> Result<PersonId, Refusal> {
        let now = Place {
            at: None,
            logs: &LogGraph::default(),
            reaches: &Reaches::default(),
        };
        let held = self
            .ground
            .exercise(header.device, header.grant, now)
            .map_err(|refusal| self.settle(refusal))?;
        let owns = item_owner.is_none_or(|owner| owner == held.person);
        let least = match header.kind {
            Kind::Certificate => Role::Reader,
            Kind::Statement | Kind::Blob => Role::Contributor,
            Kind::Change if owns => Role::Contributor,
            Kind::Change => Role::Editor,
        };
        held.at_least(least).map(|held| held.person)
    }

    /// Says why a certificate of the evaluated set does not count; `None` where it does.
    #[must_use]
    pub fn why_not(&self, entry: EntryId) -> Option<Refusal> {
        self.refused.get(&entry).copied()
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
}
