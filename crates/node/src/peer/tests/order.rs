//! What is decided entry by entry is what is found when all is counted at once, in whatever order it came.

use trust::{Aside, AsideKind, Body, EntryFact, EntryId, Forks, LogGraph, Standing, counting};

use super::hostile::member;
use super::removals::{edit, me, removal, remove};
use super::*;
use crate::Keep;

/// A small generator: the same numbers for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

fn all_entries(core: &Core, board: BoardId) -> Vec<Entry> {
    let key = core.state.boards[&board].key;
    let mut entries = Vec::new();
    for log in core.db().logs(key).unwrap() {
        let range = core.db().range(log.key, 1, log.tip.seq, 100_000).unwrap();
        entries.extend(range.into_iter().map(|(_, entry)| entry));
    }
    entries
}

/// Counts over everything at once, as the rule says it.
fn counted(core: &Core, board: BoardId) -> BTreeMap<EntryId, Result<(), String>> {
    let entries = all_entries(core, board);
    let mut shape = LogGraph::default();
    entries.iter().for_each(|entry| assert!(shape.add(entry)));
    let state = &core.state.boards[&board];
    let authority = trust::evaluate(board, &state.certs, &shape);
    let facts: Vec<EntryFact<'_>> = entries
        .iter()
        .filter(|entry| entry.header.kind != Kind::Certificate)
        .map(|entry| EntryFact::of(entry, Body::Fit))
        .collect();
    let counting = counting(&authority, &facts, &shape, &Forks::default());
    let result = |standing: Standing| match standing {
        Standing::Direct(_) | Standing::Vouched(_) => Some(Ok(())),
        Standing::Aside(aside) if aside.kind() == AsideKind::Waiting => None,
        Standing::Aside(aside @ (Aside::Refused(_) | Aside::Dependency(..))) => {
            Some(Err(aside.code().to_owned()))
        }
        Standing::Aside(_) => panic!("no such thing in this test"),
    };
    counting
        .iter()
        .filter_map(|(id, standing)| Some((id, result(standing)?)))
        .collect()
}

fn decided(core: &Core, board: BoardId) -> BTreeMap<EntryId, Result<(), String>> {
    let last = verdicts(core, board).into_values();
    last.filter(|one| one.entry.header.kind != Kind::Certificate)
        .map(|one| {
            let verdict = match &one.verdict {
                Verdict::Accepted => Ok(()),
                Verdict::Aside(reason) => Err(reason.clone()),
            };
            (one.entry.id, verdict)
        })
        .collect()
}

/// A board on which people were removed and worked on, apart from each other.
fn history(seed: u64) -> (Core, BoardId, Vec<TempDir>) {
    let Two {
        mut alice,
        bob,
        board,
        homes,
    } = two();
    let mut dice = Dice(seed);
    let mut kept: Vec<TempDir> = homes.into_iter().collect();
    let mut people = vec![bob];
    for who in 3..6 {
        let (core, home) = member(&mut alice, board, who);
        people.push(core);
        kept.push(home);
    }
    let mut known: Vec<trust::Position> = Vec::new();
    for step in 0..24 {
        let who = dice.below(people.len());
        let core = &mut people[who];
        let gone = core.state.boards[&board]
            .authority
            .role_of(me(core, board))
            .is_none();
        let here: Vec<trust::Position> = known
            .iter()
            .copied()
            .filter(|at| {
                verdicts(core, board)
                    .get(&at.id)
                    .is_some_and(|one| one.verdict.is_accepted())
            })
            .collect();
        match dice.below(8) {
            0..=2 if !gone => known.push(say(core, board, &format!("{step}"))),
            3..=5 if !gone && !here.is_empty() => {
                let on = here[dice.below(here.len())];
                known.push(edit(core, board, on, &format!("{step} on top")));
            }
            6 => {
                let other = dice.below(people.len());
                if other != who {
                    let (one, two) = if who < other {
                        (who, other)
                    } else {
                        (other, who)
                    };
                    let (left, right) = people.split_at_mut(two);
                    meet(&mut left[one], &mut right[0]);
                }
            }
            _ => meet(core, &mut alice),
        }
        if step == 10 || step == 16 {
            let person = me(&people[dice.below(people.len())], board);
            if alice.state.boards[&board]
                .authority
                .role_of(person)
                .is_some()
            {
                if dice.below(2) == 0 {
                    remove(&mut alice, board, person);
                } else {
                    let early = removal(Keep::Before(known.iter().take(2).copied().collect()));
                    act(&mut alice, |core| {
                        core.remove_person(board, person, &early, 1_000)
                    });
                }
            }
        }
    }
    // What the removed wrote late comes by those who had not heard.
    for at in 0..people.len() {
        for other in 0..people.len() {
            if at < other {
                let (left, right) = people.split_at_mut(other);
                meet(&mut left[at], &mut right[0]);
            }
        }
    }
    for core in &mut people {
        meet(core, &mut alice);
    }
    (alice, board, kept)
}

#[test]
fn whatever_the_order_what_is_decided_is_what_counts() {
    let mut aside = 0;
    for seed in 0..12 {
        let (alice, board, _homes) = history(seed);
        let wanted = counted(&alice, board);
        assert_eq!(
            decided(&alice, board),
            wanted,
            "seed {seed}, as it happened"
        );
        aside += wanted.values().filter(|one| one.is_err()).count();
        let entries = all_entries(&alice, board);
        for round in 0..3 {
            let mut dice = Dice(seed * 100 + round);
            let home = tempfile::tempdir().unwrap();
            let mut other = open(home.path(), 9, 90);
            copy_board(&alice, &mut other, board);
            // Logs in order, mixed at random.
            let mut logs: BTreeMap<trust::LogId, Vec<Entry>> = BTreeMap::new();
            for entry in entries.iter().rev() {
                logs.entry(entry.log).or_default().push(entry.clone());
            }
            while !logs.is_empty() {
                let at = *logs.keys().nth(dice.below(logs.len())).unwrap();
                let log = logs.get_mut(&at).unwrap();
                let mut batch = Vec::new();
                for _ in 0..=dice.below(3) {
                    batch.extend(log.pop());
                }
                if log.is_empty() {
                    logs.remove(&at);
                }
                act(&mut other, |core| {
                    Ok(core.state.store(board, &batch, 1_000)?)
                });
            }
            assert_eq!(decided(&other, board), wanted, "seed {seed}, round {round}");
            // A restart finds the same.
            close(other);
            let other = open(home.path(), 9, 95);
            assert_eq!(decided(&other, board), wanted);
        }
    }
    assert!(aside > 10, "the removals touched something: {aside}");
}

/// Makes a board known to another core, with all keys and no entries.
fn copy_board(from: &Core, to: &mut Core, board: BoardId) {
    let state = &from.state.boards[&board];
    let (nonce, keyring) = (state.nonce, state.keyring.clone());
    act(to, |core| {
        let key = core.state.db.add_board(board, nonce, 1)?;
        for (_, compartment, epoch) in keyring.iter() {
            core.state.db.add_epoch(key, compartment, epoch)?;
        }
        let added_ms = 1;
        Ok(core.state.add_board(&store::BoardRecord {
            key,
            board,
            nonce,
            added_ms,
        })?)
    });
}
