//! What certificates say about content: adopted, closed, hidden, held, to be erased.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Authority, Compartment, Cut, EntryId, ItemId, Moderated, Moderation, PersonId, Reason, Role,
};

/// A ballot or petition that was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// The `Close`.
    pub entry: EntryId,
    /// Who closed it: whether they may, the item's own rules say.
    pub person: PersonId,
    /// As what.
    pub role: Role,
    /// What counts of it.
    pub heads: Cut,
}

/// One act of moderation that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModerationNote {
    /// The `Moderate`.
    pub entry: EntryId,
    /// Who did it.
    pub person: PersonId,
    /// As what.
    pub role: Role,
    /// What was done.
    pub act: Moderation,
    /// Why.
    pub reason: Reason,
    /// Why, in words.
    pub text: Option<String>,
    /// The acts that it settles.
    pub replaces: Vec<EntryId>,
}

/// How something is shown to those who do not ask for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// As everything else.
    Plainly,
    /// Not at all, by this act.
    Hidden(EntryId),
    /// Kept apart until somebody lets it in, by this act.
    Held(EntryId),
}

impl Authority {
    /// Returns the acts of moderation about something, in the order of their ids, settled ones too.
    #[must_use]
    pub fn moderation_of(&self, target: Moderated) -> &[ModerationNote] {
        self.moderated.get(&target).map_or(&[], Vec::as_slice)
    }

    /// Returns everything that was ever moderated.
    pub fn moderated(&self) -> impl Iterator<Item = Moderated> {
        self.moderated.keys().copied()
    }

    /// Returns how something is shown.
    ///
    /// Acts that another one settled do not speak; of the hiding and showing ones only those of the
    /// highest role do, and among these hiding wins. Holding ends when anybody lets it in.
    #[must_use]
    pub fn shown(&self, target: Moderated) -> Shown {
        let standing = self.standing(target);
        let sight =
            |note: &&&ModerationNote| matches!(note.act, Moderation::Hide | Moderation::Unhide);
        let highest = standing.iter().filter(sight).map(|note| note.role).min();
        let last_word = standing
            .iter()
            .filter(sight)
            .filter(|note| Some(note.role) == highest);
        if let Some(hides) = last_word
            .into_iter()
            .find(|note| note.act == Moderation::Hide)
        {
            return Shown::Hidden(hides.entry);
        }
        let first = |act| standing.iter().find(|note| note.act == act);
        match (first(Moderation::Hold), first(Moderation::LetIn)) {
            (Some(held), None) => Shown::Held(held.entry),
            _ => Shown::Plainly,
        }
    }

    /// Returns the acts of hiding something that no other act settles, by id.
    #[must_use]
    pub fn hides(&self, target: Moderated) -> BTreeSet<EntryId> {
        let standing = self.standing(target).into_iter();
        let hides = standing.filter(|note| note.act == Moderation::Hide);
        hides.map(|note| note.entry).collect()
    }

    /// Says whether somebody let something in, or vouched for a person, and nobody has asked to hold it since.
    #[must_use]
    pub fn is_let_in(&self, target: Moderated) -> bool {
        let standing = self.standing(target);
        standing.iter().any(|note| note.act == Moderation::LetIn)
    }

    /// Returns the entries that somebody adopted who is no newcomer: held, they are shown. Whether they count is not
    /// said by it.
    pub fn let_in(&self) -> impl Iterator<Item = EntryId> {
        let same = self.let_in.chunk_by(|(one, _), (other, _)| one == other);
        let known = |by: &&[(EntryId, PersonId)]| by.iter().any(|(_, it)| !self.is_newcomer(*it));
        let all = same.filter(known);
        all.filter_map(|by| by.first()).map(|(entry, _)| *entry)
    }

    /// Says of one entry whether [`Authority::let_in`] has it. Whoever shows what is held asks this of what is here: how
    /// much others adopt is theirs to choose.
    #[must_use]
    pub fn is_let_in_entry(&self, entry: EntryId) -> bool {
        let from = self.let_in.partition_point(|(named, _)| *named < entry);
        let by = self.let_in.iter().skip(from);
        let mut by = by.take_while(|(named, _)| *named == entry);
        by.any(|(_, person)| !self.is_newcomer(*person))
    }

    /// Says whether nobody has vouched for a person: they came by tickets that everybody may use, or were let in by a
    /// newcomer's device. It does not change when they are removed.
    #[must_use]
    pub fn is_newcomer(&self, person: PersonId) -> bool {
        self.newcomers.contains(&person)
    }

    /// Returns all people of whom [`Authority::is_newcomer`] says so.
    #[must_use]
    pub fn newcomers(&self) -> BTreeSet<PersonId> {
        self.newcomers.clone()
    }

    /// Finds the newcomers. Stewards and who was given a role by a `Grant` are known; so is whom somebody known let in,
    /// as a person or, with their device, by an invite. Nobody vouches for themself, nor do newcomers for each other:
    /// any member's device can write a join, and the text of an old invite may be in many hands.
    pub(crate) fn find_newcomers(&self) -> BTreeSet<PersonId> {
        let mut people = BTreeSet::new();
        let mut known: Vec<PersonId> = self.rooted.stewards.iter().copied().collect();
        let mut invited: BTreeMap<PersonId, BTreeSet<PersonId>> = BTreeMap::new();
        for (entry, held) in &self.ground.grants {
            people.insert(held.person);
            if self.invited.contains(entry) {
                match held.by {
                    Some(by) => drop(invited.entry(by).or_default().insert(held.person)),
                    None => known.push(held.person),
                }
            } else if !self.open_joins.contains(entry) {
                known.push(held.person);
            }
        }
        for person in &people {
            let standing = self.standing(Moderated::Person(*person)).into_iter();
            for note in standing.filter(|note| note.act == Moderation::LetIn) {
                invited.entry(note.person).or_default().insert(*person);
            }
        }
        let mut newcomers = people;
        while let Some(person) = known.pop() {
            newcomers.remove(&person);
            known.extend(invited.remove(&person).into_iter().flatten());
        }
        newcomers
    }

    /// Returns the acts about something that no other one settles. What a higher role did is settled by that role only; holding by anybody who may let in.
    fn standing(&self, target: Moderated) -> Vec<&ModerationNote> {
        let notes = self.moderation_of(target);
        let settles = |by: &ModerationNote, note: &ModerationNote| {
            let holding = |act| matches!(act, Moderation::Hold | Moderation::LetIn);
            let may = if holding(note.act) {
                holding(by.act)
            } else {
                !holding(by.act) && by.role.rank() <= note.role.rank()
            };
            may && by.replaces.contains(&note.entry)
        };
        let stands = |note: &&ModerationNote| !notes.iter().any(|by| settles(by, note));
        notes.iter().filter(stands).collect()
    }

    /// Returns the closings of a ballot or petition, in the order of their ids.
    #[must_use]
    pub fn closings_of(&self, item: ItemId) -> &[Closed] {
        self.closed.get(&item).map_or(&[], Vec::as_slice)
    }

    /// Says whether an entry was adopted so that it counts, and by whom: of several the one of the lowest id.
    #[must_use]
    pub fn adopted_by(&self, entry: EntryId) -> Option<(EntryId, PersonId)> {
        let (id, person) = self.adopted.get(&entry)?.first_key_value()?;
        Some((*id, *person))
    }

    /// Returns the compartments that are to be erased, each with who asked for it first by id.
    pub fn shreds(&self) -> impl Iterator<Item = (Compartment, EntryId, PersonId)> {
        self.shreds.iter().filter_map(|(compartment, by)| {
            let (entry, person) = by.first_key_value()?;
            Some((*compartment, *entry, *person))
        })
    }
}
