//! Removals in a simulated world, and what those who were removed must not learn.

use anyhow::{Context, Result, ensure};
use node::{Core, Keep, Removal};
use trust::{Entry, EntryId, Keyring, Position, Reason, Role};

use super::World;

impl World {
    /// Lets the founder remove somebody at random who admits nobody: with all that is known, or with nothing.
    pub(crate) fn remove_somebody(&mut self, keep: bool) -> Result<()> {
        let person = 2 + self.random.below(self.members() - 2);
        let board = self.board;
        let Some(who) = self.core(person)?.me(board) else {
            return Ok(());
        };
        let info = self.core(0)?.board_info(board).context("no board")?;
        if info
            .authority
            .role_of(who)
            .is_none_or(|role| role == Role::Steward)
        {
            return Ok(());
        }
        let removal = Removal {
            reason: Reason::Spam,
            text: None,
            keep: if keep {
                Keep::Known
            } else {
                Keep::Before(Vec::<Position>::new())
            },
            let_go: false,
            hide: Vec::new(),
        };
        self.act(0, |core, now_ms| {
            core.remove_person(board, who, &removal, now_ms)
        })?;
        self.removed.insert(person);
        // What they claimed counts no more, or is not missed.
        let theirs: Vec<EntryId> = self
            .acknowledged
            .iter()
            .filter(|(_, of)| **of == person)
            .map(|(entry, _)| *entry)
            .collect();
        for entry in theirs {
            self.claims.remove(&entry);
        }
        Ok(())
    }

    /// Checks that nobody who was removed can open what is written under the present keys, or has it.
    pub(crate) fn removed_learn_nothing(&mut self) -> Result<()> {
        if self.removed.is_empty() {
            return Ok(());
        }
        let (board, person) = (self.board, 0);
        self.act(person, |core, now_ms| {
            core.append(board, now_ms, |appender| {
                appender.append(node::Draft {
                    kind: trust::Kind::Statement,
                    item: None,
                    deps: Vec::new(),
                    body: model::Statement::Name {
                        name: "a secret".to_owned(),
                        replaces: Vec::new(),
                    }
                    .to_body(),
                })?;
                Ok(())
            })
        })?;
        let (entries, keys) = everything(self.core(0)?)?;
        let newest = entries.last().context("no entries")?.clone();
        let sealed = newest.to_frame(&keys)?;
        let info = self.core(0)?.board_info(board).context("no board")?;
        for removed in &self.removed {
            // A second `Join`, written apart before the removal was heard of, makes somebody a member again.
            let who = self.core(*removed)?.me(board).context("no board")?;
            if info.authority.role_of(who).is_some() {
                continue;
            }
            let (held, keyring) = everything(self.core(*removed)?)?;
            ensure!(
                sealed.open(&keyring).is_err(),
                "a removed person opens what is new"
            );
            ensure!(
                !held.iter().any(|entry| entry.id == newest.id),
                "a removed person has what is new"
            );
            let theirs = held
                .iter()
                .filter(|entry| entry.epoch == newest.epoch)
                .count();
            ensure!(
                theirs == 0,
                "a removed person has {theirs} entries of the new key"
            );
        }
        Ok(())
    }
}

/// Returns all entries of a core's only board in the order of its logs, the founder's newest last, and its keys.
pub(super) fn everything(core: &Core) -> Result<(Vec<Entry>, Keyring)> {
    let db = core.db();
    let record = *db.boards()?.first().context("no board")?;
    let mut entries = Vec::new();
    for log in db.logs(record.key)? {
        entries.extend(db.range(log.key, 1, log.tip.seq, u32::MAX)?);
    }
    entries.sort_by_key(|(key, _)| *key);
    let entries = entries.into_iter().map(|(_, entry)| entry).collect();
    Ok((entries, db.keyring(record.key)?))
}
