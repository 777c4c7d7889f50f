//! Who is on the board, or has their role, only through somebody else.
//!
//! Owns what else falls when a person is removed and nothing of theirs stays. Never decides whether it falls.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Authority, EntryId, PersonId, Role};

impl Authority {
    /// Returns the grants and joins of others that count only because this person, or somebody whom they let in, signed
    /// them or their ticket, or adopted them: who holds them, as what. They fall where the person is removed and nothing
    /// of what they did stays, unless somebody else adopts them.
    #[must_use]
    pub fn resting_on(&self, person: PersonId) -> BTreeMap<EntryId, (PersonId, Role)> {
        let live = || self.live_grants().filter(|(_, of, _)| *of != person);
        let mut on: BTreeMap<EntryId, Vec<EntryId>> = BTreeMap::new();
        for (id, ..) in live() {
            for need in self.needs.get(&id).into_iter().flatten() {
                on.entry(*need).or_default().push(id);
            }
        }
        let own = self.grants_of(person).map(|(id, _)| id);
        let mut ended: BTreeSet<EntryId> = own.collect();
        let mut open: Vec<EntryId> = ended.iter().copied().collect();
        let adopted = live().map(|(id, ..)| id);
        for id in adopted.filter(|id| !self.needs.contains_key(id)) {
            if !self.is_adopted_by_others(id, person) {
                ended.insert(id);
                open.push(id);
            }
        }
        while let Some(need) = open.pop() {
            for id in on.remove(&need).unwrap_or_default() {
                if !self.is_adopted_by_others(id, person) && ended.insert(id) {
                    open.push(id);
                }
            }
        }
        let falls = live().filter(|(id, ..)| ended.contains(id));
        falls.map(|(id, of, role)| (id, (of, role))).collect()
    }

    /// Returns the people who would have no role any more without some grants and joins.
    #[must_use]
    pub fn people_without(
        &self,
        ended: &BTreeMap<EntryId, (PersonId, Role)>,
    ) -> BTreeSet<PersonId> {
        let people: BTreeSet<PersonId> = ended.values().map(|(person, _)| *person).collect();
        let steward = |person: &PersonId| self.ground.stewards.contains(person);
        let keeps = |person: &PersonId| {
            let mut grants = self.grants_of(*person);
            grants.any(|(id, _)| !ended.contains_key(&id))
        };
        let out = people.into_iter();
        out.filter(|it| !steward(it) && !keeps(it)).collect()
    }

    fn is_adopted_by_others(&self, entry: EntryId, person: PersonId) -> bool {
        let by = self.adopted.get(&entry);
        by.is_some_and(|by| by.values().any(|by| *by != person))
    }
}
