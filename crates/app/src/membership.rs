//! Who may do what about people, who was removed, and what is folded away for the reader.
//!
//! Reads a board's authority and the reader's own marks. Never decides what counts: `trust` does.

use rusqlite::Connection;
use trust::{Moderated, PersonId, Reason, Role, Shown};

use crate::api::{self, HideReason, RemoveReason};
use crate::appeals::asked_again;
use crate::desk::At;
use crate::held::held;
use crate::index::Folded;

/// The roles that people have, besides the stewards', the highest first.
const GIVEN: [Role; 4] = [
    Role::Coordinator,
    Role::Editor,
    Role::Contributor,
    Role::Reader,
];

impl At {
    /// Returns whether the reader coordinates: invites, removes, renames, hides, lets in.
    pub(crate) fn coordinates(&self) -> bool {
        self.role().is_some_and(|role| role <= Role::Coordinator)
    }

    /// Refuses those who do not coordinate.
    pub(crate) fn must_coordinate(&self) -> Result<(), api::AppError> {
        self.must(self.coordinates())
    }

    /// Returns whether the reader may take away what a person in this role has: it takes a strictly higher one.
    pub(crate) fn outranks(&self, role: Role) -> bool {
        self.coordinates() && self.role().is_some_and(|own| own < role)
    }

    /// Returns whether the reader may ask the stewards to remove a person: both coordinate, and it is not asked yet.
    pub(crate) fn may_ask_about(&self, person: PersonId) -> bool {
        let coordinator = |of| self.info.authority.role_of(of) == Some(Role::Coordinator);
        let both = coordinator(self.me()) && coordinator(person);
        both && self.coordinates() && person != self.me() && !self.has_asked_about(person)
    }

    /// Returns whether the reader has asked for that, and it is open.
    pub(crate) fn has_asked_about(&self, person: PersonId) -> bool {
        let mut open = self.info.authority.disputes();
        open.any(|open| (open.by, open.against) == (self.me(), person))
    }

    /// Returns the people of the board; helpers are none.
    pub(crate) fn members(&self) -> impl Iterator<Item = PersonId> {
        let people = self.info.authority.people();
        let members = people.filter(|(_, role, _)| *role != Role::Helper);
        members.map(|(person, ..)| person)
    }

    /// Returns the roles that the reader may give a person, besides the one that they have. Stewards are made by a
    /// charter; somebody who was removed may get any role below the reader's again.
    pub(crate) fn may_set_role(&self, person: PersonId) -> Vec<Role> {
        let role = self.info.authority.role_of(person);
        let helps = role == Some(Role::Helper);
        if person == self.me() || helps || role.is_some_and(|role| !self.outranks(role)) {
            return Vec::new();
        }
        let given = GIVEN.into_iter().filter(|to| self.outranks(*to));
        given.filter(|to| Some(*to) != role).collect()
    }

    /// Returns whether the reader is the only steward: then their word alone changes the stewards.
    pub(crate) fn only_steward(&self) -> bool {
        self.stewards() == [self.me()]
    }

    /// Returns the stewards, by seniority.
    pub(crate) fn stewards(&self) -> Vec<PersonId> {
        let people = self.info.authority.people();
        let stewards = people.filter(|(_, role, _)| *role == Role::Steward);
        stewards.map(|(person, ..)| person).collect()
    }

    /// Returns whether a person coordinates, or did until they were removed: what they said about the board as a whole
    /// then still stands.
    pub(crate) fn ever_coordinated(&self, person: PersonId) -> bool {
        let authority = &self.info.authority;
        let high = |role: Role| role <= Role::Coordinator;
        let mut removed = authority.removed_grants();
        authority.role_of(person).is_some_and(high)
            || removed.any(|(_, holder, role, _)| holder == person && high(role))
            || self.dropped(person)
    }

    /// Returns whether a person is a steward, or was.
    pub(crate) fn ever_steward(&self, person: PersonId) -> bool {
        self.info.authority.role_of(person) == Some(Role::Steward) || self.dropped(person)
    }

    fn dropped(&self, person: PersonId) -> bool {
        let mut dropped = self.info.authority.dropped_stewards();
        dropped.any(|(steward, _)| steward == person)
    }

    /// Returns whether the reader lets in what is held: editors and above.
    pub(crate) fn lets_in_held(&self) -> bool {
        self.role().is_some_and(|role| role <= Role::Editor)
    }

    /// Returns what is folded away for the reader, and what is held.
    pub(crate) fn folding(
        &self,
        connection: &Connection,
        number: i64,
    ) -> Result<Folded, api::AppError> {
        Ok(Folded {
            held: held(connection, number, self)?,
            asked_again: asked_again(connection, number, self)?,
            ..self.folded()
        })
    }

    fn folded(&self) -> Folded {
        let mut folded = Folded {
            items: self.marks.hidden.clone(),
            people: self.marks.blocked.clone(),
            ..Folded::default()
        };
        let authority = &self.info.authority;
        for target in authority.moderated() {
            if !matches!(authority.shown(target), Shown::Hidden(_)) {
                continue;
            }
            match target {
                Moderated::Item(item) => {
                    folded.items.insert(item);
                }
                Moderated::Person(person) => {
                    folded.people.insert(person);
                }
                // Comments are told one by one.
                Moderated::Entry(_) => {}
            }
        }
        folded
    }
}

/// Returns the api's role for trust's.
pub(crate) fn shown_role(role: Role) -> api::Role {
    match role {
        Role::Steward => api::Role::Steward,
        Role::Coordinator => api::Role::Coordinator,
        Role::Editor => api::Role::Editor,
        Role::Contributor => api::Role::Contributor,
        Role::Reader => api::Role::Reader,
        Role::Helper => api::Role::Helper,
        Role::Reporter => api::Role::Reporter,
    }
}

/// Returns trust's role for the api's.
pub(crate) fn role_of(role: api::Role) -> Role {
    match role {
        api::Role::Steward => Role::Steward,
        api::Role::Coordinator => Role::Coordinator,
        api::Role::Editor => Role::Editor,
        api::Role::Contributor => Role::Contributor,
        api::Role::Reader => Role::Reader,
        api::Role::Helper => Role::Helper,
        api::Role::Reporter => Role::Reporter,
    }
}

/// Returns how a reason to remove somebody is written.
pub(crate) fn remove_reason(reason: RemoveReason) -> Reason {
    match reason {
        RemoveReason::Spam => Reason::Spam,
        RemoveReason::Harmful => Reason::Abuse,
        RemoveReason::LeftGroup => Reason::Asked,
        RemoveReason::LostDevice => Reason::Lost,
        RemoveReason::Mistake => Reason::Mistake,
        RemoveReason::Other => Reason::Other,
    }
}

/// Returns the reason that is shown for what a removal says.
pub(crate) fn shown_remove_reason(reason: Reason) -> RemoveReason {
    match reason {
        Reason::Spam => RemoveReason::Spam,
        Reason::Abuse | Reason::Private | Reason::False | Reason::Fraud => RemoveReason::Harmful,
        Reason::Asked | Reason::Over => RemoveReason::LeftGroup,
        Reason::Lost => RemoveReason::LostDevice,
        Reason::Mistake => RemoveReason::Mistake,
        Reason::Other => RemoveReason::Other,
    }
}

/// Returns how a reason to hide something is written.
pub(crate) fn hide_reason(reason: HideReason) -> Reason {
    match reason {
        HideReason::HouseRules => Reason::Abuse,
        HideReason::Private => Reason::Private,
        HideReason::Wrong => Reason::False,
        HideReason::Spam => Reason::Spam,
        HideReason::Other => Reason::Other,
    }
}

/// Returns the reason that is shown for what an act of hiding says.
pub(crate) fn shown_hide_reason(reason: Reason) -> HideReason {
    match reason {
        Reason::Abuse | Reason::Fraud => HideReason::HouseRules,
        Reason::Private => HideReason::Private,
        Reason::False => HideReason::Wrong,
        Reason::Spam => HideReason::Spam,
        Reason::Asked | Reason::Lost | Reason::Mistake | Reason::Over | Reason::Other => {
            HideReason::Other
        }
    }
}
