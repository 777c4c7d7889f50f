//! Sealed cases in a simulated world: made by the founder for needs, tended as an app does it, and who can open them.
//!
//! Owns the rule of the app in short: coordinators and who has the job open a case, and nobody else what is new in it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use model::{ItemDoc, ItemKind, Statement};
use node::Draft;
use trust::{BodyForm, Compartment, EntryId, ItemId, Kind, PersonId, Role};

use super::World;
use super::removing::everything;
use crate::BoardView;

impl World {
    /// Lets the founder see to all cases, and write into one: of a need that has none yet, or once more.
    pub(crate) fn work_on_a_case(&mut self) -> Result<()> {
        let view = self.founders_view()?;
        let needs: Vec<ItemId> = view.items.keys().copied().collect();
        let fresh: Vec<ItemId> = needs
            .into_iter()
            .filter(|need| !self.cases.contains_key(need))
            .collect();
        let again = self.random.percent(50) || fresh.is_empty();
        let old: Vec<ItemId> = self.cases.keys().copied().collect();
        let of = if again && !old.is_empty() {
            &old
        } else {
            &fresh
        };
        let Some(need) = self.random.pick(of).copied() else {
            return Ok(());
        };
        self.tend_case(need)?;
        self.note_in_case(need)
    }

    /// Lets the founder see to all cases, as the task of an app does.
    pub(crate) fn tend_cases(&mut self) -> Result<()> {
        let needs: Vec<ItemId> = self.cases.keys().copied().collect();
        needs.into_iter().try_for_each(|need| self.tend_case(need))
    }

    fn tend_case(&mut self, need: ItemId) -> Result<()> {
        let (board, people) = (self.board, self.has_the_job(need)?);
        self.act(0, |core, now_ms| {
            core.keep_sealed(board, Compartment::Case(need), &people, false, now_ms)
        })?;
        self.cases.entry(need).or_default();
        Ok(())
    }

    /// Returns who claims a need, as the founder has it.
    fn has_the_job(&self, need: ItemId) -> Result<BTreeSet<PersonId>> {
        let view = self.founders_view()?;
        let core = self.core(0)?;
        let mut people = BTreeSet::new();
        let standing = view.items.get(&need).map(|item| item.claims.as_slice());
        for judged in core.verdicts_of_item(self.board, need)? {
            let stands = standing.is_some_and(|claims| claims.contains(&judged.entry.id));
            let claim = Statement::from_body(&judged.entry.body);
            if stands && matches!(claim, Ok(Statement::Claim { .. })) {
                people.extend(judged.person);
            }
        }
        Ok(people)
    }

    fn founders_view(&self) -> Result<BoardView> {
        BoardView::of(self.core(0)?, self.board, self.now_ms())
    }

    fn note_in_case(&mut self, need: ItemId) -> Result<()> {
        let (board, part) = (self.board, Compartment::Case(need));
        let written = self.act(0, |core, now_ms| {
            core.append(board, now_ms, |appender| {
                let log = appender.log()?;
                let item = ItemId::derive(log, appender.next_seq()?);
                let made =
                    ItemDoc::create(ItemKind::Case, &BTreeMap::new(), model::actor(log, item));
                let (_, made) = made.map_err(|error| error.to_string())?;
                let draft = Draft {
                    kind: Kind::Change,
                    item: None,
                    deps: Vec::new(),
                    body: made.body,
                };
                appender.append_in(part, draft)?;
                Ok(())
            })
        })?;
        let at = written.positions.first().context("nothing was written")?;
        self.cases.entry(need).or_default().push(at.id);
        Ok(())
    }

    /// Checks, at rest, that everybody who may open a case has opened all of it, that nobody else opens what is newest in
    /// it, and that who was removed opens nothing of what was written since.
    pub(crate) fn cases_are_open_to_whom_they_should_be(&mut self) -> Result<usize> {
        let mut opened = 0;
        let needs: Vec<ItemId> = self.cases.keys().copied().collect();
        for need in needs {
            // Nobody has this yet: whoever can open it could have opened anything that is written now.
            self.note_in_case(need)?;
            let (entries, keys) = everything(self.core(0)?)?;
            let newest = self.cases.get(&need).and_then(|notes| notes.last());
            let newest = entries.iter().find(|entry| Some(&entry.id) == newest);
            let sealed = newest.context("no note")?.to_frame(&keys)?;
            let before: Vec<EntryId> = self.cases.get(&need).cloned().unwrap_or_default();
            let before = before.split_last().map_or(&[][..], |(_, before)| before);
            let people = self.has_the_job(need)?;
            for at in 0..self.people.len() {
                let core = self.core(at)?;
                let who = core.me(self.board).context("no board")?;
                let may = self.may_open(who, &people)?;
                let (held, keyring) = everything(core)?;
                // Whoever carries it opens the header, and not what is sealed in it.
                let body = sealed.open(&keyring).map(|entry| entry.form);
                let opens = at == 0 || body == Ok(BodyForm::Clear);
                ensure!(opens == may, "{at} opens a case: {opens}, and may: {may}");
                if may {
                    opened += usize::from(at != 0);
                    for note in before {
                        let note = held.iter().find(|entry| entry.id == *note);
                        let form = note.map(|entry| entry.form);
                        ensure!(form == Some(BodyForm::Clear), "{at} has {form:?}");
                    }
                }
            }
        }
        Ok(opened)
    }

    /// Says whether somebody is to open a case now, by the founder's word.
    fn may_open(&self, who: PersonId, people: &BTreeSet<PersonId>) -> Result<bool> {
        let info = self.core(0)?.board_info(self.board).context("no board")?;
        let role = info.authority.role_of(who);
        Ok(role.is_some_and(|role| {
            role.rank() <= Role::Coordinator.rank()
                || role.rank() <= Role::Reader.rank() && people.contains(&who)
        }))
    }
}
