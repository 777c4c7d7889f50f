//! The stewards of a board, as they are shown: who they are, how many must agree, what is proposed.

use rusqlite::Connection;
use trust::{CharterId, CharterState, PersonId};

use super::{Names, count, disputes};
use crate::api::{AppError, ProposalView, StewardLine, StewardsView};
use crate::desk::At;

/// Returns the stewards, what some of them have signed, and what is told of them.
pub(super) fn stewardship(
    connection: &Connection,
    at: &At,
    names: &Names,
) -> Result<StewardsView, AppError> {
    let look = Look { at, names };
    let authority = &at.info.authority;
    Ok(StewardsView {
        rivals: disputes::rivals(&look),
        disputes: disputes::disputes(connection, &look)?,
        people: look.lines(authority.stewards()),
        threshold: u32::from(authority.threshold()),
        recovery_key: authority.recovery_key().is_some(),
        proposals: authority
            .proposals()
            .map(|(id, state)| look.proposal(id, state))
            .collect(),
        may_propose: authority.stewards().contains(&at.me()),
    })
}

/// Whose board is looked at, and what people are called.
pub(super) struct Look<'a> {
    pub(super) at: &'a At,
    names: &'a Names,
}

impl Look<'_> {
    pub(super) fn line(&self, person: PersonId) -> StewardLine {
        StewardLine {
            person: person.to_string(),
            name: self.names.of(person),
            me: person == self.at.me(),
        }
    }

    pub(super) fn lines<'a>(
        &self,
        people: impl IntoIterator<Item = &'a PersonId>,
    ) -> Vec<StewardLine> {
        let people = people.into_iter();
        people.map(|person| self.line(*person)).collect()
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
