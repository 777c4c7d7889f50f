//! The stewards of a board, as they are shown: who they are, how many must agree, what is proposed.

use trust::{CharterId, CharterState, PersonId};

use super::{Names, count};
use crate::api::{ProposalView, StewardLine, StewardsView};
use crate::desk::At;

/// Returns the stewards, and what some of them have signed.
pub(super) fn stewardship(at: &At, names: &Names) -> StewardsView {
    let look = Look { at, names };
    let authority = &at.info.authority;
    StewardsView {
        people: look.lines(authority.stewards()),
        threshold: u32::from(authority.threshold()),
        recovery_key: authority.recovery_key().is_some(),
        proposals: authority
            .proposals()
            .map(|(id, state)| look.proposal(id, state))
            .collect(),
        may_propose: authority.stewards().contains(&at.me()),
    }
}

struct Look<'a> {
    at: &'a At,
    names: &'a Names,
}

impl Look<'_> {
    fn lines<'a>(&self, people: impl IntoIterator<Item = &'a PersonId>) -> Vec<StewardLine> {
        let line = |person: &PersonId| StewardLine {
            person: person.to_string(),
            name: self.names.of(*person),
            me: *person == self.at.me(),
        };
        people.into_iter().map(line).collect()
    }

    fn proposal(&self, id: CharterId, state: &CharterState) -> ProposalView {
        let authority = &self.at.info.authority;
        let stewards = authority.stewards();
        let agreed: Vec<PersonId> = authority.agreed(state).collect();
        let me = self.at.me();
        let gone = stewards.iter().filter(|one| !state.stewards.contains(one));
        ProposalView {
            proposal: id.to_string(),
            people: self.lines(&state.stewards),
            threshold: u32::from(state.threshold),
            dropped: self.lines(gone),
            missing: u32::from(authority.threshold()).saturating_sub(count(agreed.len())),
            may_agree: stewards.contains(&me) && !agreed.contains(&me),
            agreed: self.lines(&agreed),
        }
    }
}
