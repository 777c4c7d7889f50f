//! What the stewards have to look at: removals that have no effect, and stewards who were named beside those who stand.
//!
//! Owns the lists only. Neither gives or takes anything: a coordinator who removes another one changes nothing, and of
//! several successors of a charter one follows, whatever is shown of the others.

use std::collections::BTreeSet;

use crate::{Authority, CharterId, CharterState, EntryId, PersonId, Reason, Role};

/// That a coordinator removed somebody of their own rank or above. It has no effect; the stewards decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// The `Remove`.
    pub entry: EntryId,
    /// Who wrote it.
    pub by: PersonId,
    /// Whose role it names.
    pub against: PersonId,
    /// Why.
    pub reason: Reason,
    /// Why, in words.
    pub text: Option<String>,
}

/// What a removal without effect says, before it is known whether it still matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Overreach {
    pub(crate) entry: EntryId,
    pub(crate) reason: Reason,
    pub(crate) text: Option<String>,
}

impl Authority {
    /// Returns the removals without effect between people who are both still there: at most one of each for the other,
    /// in the order of their ids. It ends when either has lost the role that it was about.
    pub fn disputes(&self) -> impl Iterator<Item = Dispute> {
        let mut seen = BTreeSet::new();
        self.overreached
            .iter()
            .filter_map(move |((by, target), said)| {
                let held = self.ground.grants.get(target)?;
                let acts = self.role_of(*by)?.rank() <= Role::Coordinator.rank();
                let stands = acts && !self.ground.removed.contains_key(target);
                let other = held.person != *by && seen.insert((*by, held.person));
                (stands && other).then(|| Dispute {
                    entry: said.entry,
                    by: *by,
                    against: held.person,
                    reason: said.reason,
                    text: said.text.clone(),
                })
            })
    }

    /// Returns the charters that enough stewards, or the recovery key, signed beside one that stands or that led to it:
    /// of several successors one follows. Those that name the same people in the same order are none.
    pub fn rivals(&self) -> impl Iterator<Item = (CharterId, &CharterState)> {
        let chain = self.chain();
        let rival = move |(id, state): &(&CharterId, &CharterState)| {
            if chain.contains(*id) || !self.is_rooted(state) {
                return false;
            }
            // What followed a rival is part of it.
            let follower = self.follower(&chain, state.predecessor);
            follower.is_some_and(|followed| {
                (&followed.stewards, followed.threshold) != (&state.stewards, state.threshold)
            })
        };
        let all = self.charters.iter().filter(rival);
        all.map(|(id, state)| (*id, state))
    }

    /// Returns who signed a charter of those who ever were stewards by rights, by id.
    pub fn stewards_who_signed<'a>(
        &'a self,
        state: &'a CharterState,
    ) -> impl Iterator<Item = PersonId> + 'a {
        state.signed.intersection(&self.rooted.stewards).copied()
    }

    /// Returns the charters that led to the one that stands, and that one; the genesis is none of them.
    fn chain(&self) -> BTreeSet<CharterId> {
        let mut chain = BTreeSet::new();
        let mut at = self.charter;
        while let Some(state) = self.charters.get(&at)
            && chain.insert(at)
        {
            at = state.predecessor;
        }
        chain
    }

    fn follower(&self, chain: &BTreeSet<CharterId>, of: CharterId) -> Option<&CharterState> {
        let mut of_chain = chain.iter().filter_map(|id| self.charters.get(id));
        of_chain.find(|state| state.predecessor == of)
    }

    /// Returns whether a charter outside of the chain was signed by enough.
    fn is_rooted(&self, state: &CharterState) -> bool {
        let mut entries = state.entries.iter();
        entries.any(|entry| self.why_not(*entry) == Some(crate::Refusal::OtherCharter))
    }
}
