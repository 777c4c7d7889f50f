//! Who the stewards are, and who they are to be by what some of them have signed.

use std::collections::BTreeSet;

use crate::{Authority, CharterId, Cut, EntryId, PersonId};

/// A charter that somebody says, with who signed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CharterState {
    /// The charter before it.
    pub predecessor: CharterId,
    /// The stewards, in order of seniority.
    pub stewards: Vec<PersonId>,
    /// How many of them change the next one.
    pub threshold: u8,
    /// What stays of those who are dropped.
    pub cut: Cut,
    /// Whether the recovery key of the genesis signed it.
    pub recovered: bool,
    /// Whoever signed it, stewards or not.
    pub signed: BTreeSet<PersonId>,
    /// The entries that say it.
    pub entries: BTreeSet<EntryId>,
}

impl Authority {
    /// Returns the charters that would follow the one that stands, and are not signed enough. A proposal that no
    /// steward signed is none.
    pub fn proposals(&self) -> impl Iterator<Item = (CharterId, &CharterState)> {
        let next = self.charters.iter();
        next.filter(|(_, state)| state.predecessor == self.charter && !state.recovered)
            .filter(|(_, state)| self.agreed(state).next().is_some())
            .map(|(id, state)| (*id, state))
    }

    /// Returns whether a proposal is open that somebody is no steward by.
    pub(crate) fn is_left_out(&self, person: PersonId) -> bool {
        let mut open = self.proposals();
        open.any(|(_, state)| !state.stewards.contains(&person))
    }

    /// Returns the stewards who signed a charter, by seniority.
    pub fn agreed<'a>(&'a self, state: &'a CharterState) -> impl Iterator<Item = PersonId> + 'a {
        let stewards = self.ground.stewards.iter().copied();
        stewards.filter(|steward| state.signed.contains(steward))
    }

    /// Returns a charter that somebody says, by its id.
    #[must_use]
    pub fn charter_said(&self, id: CharterId) -> Option<&CharterState> {
        self.charters.get(&id)
    }

    /// Returns the key that replaces stewards, if one was made with the board.
    #[must_use]
    pub const fn recovery_key(&self) -> Option<PersonId> {
        self.recovery
    }
}
