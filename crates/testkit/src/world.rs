//! The world of a simulation: people, wires between them, cuts, and time.
//!
//! Owns what happens to frames. Each act of a person is one transaction; what it wants sent goes on the wires only
//! after the commit.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use node::{Connection, Core, Effect, Judge, NodeError};
use sync::{Input, Output, SessionStart, Side};
use trust::{BoardId, EntryId, ItemId, Role, TicketText};

use crate::Random;
use crate::deeds::Doer;
use crate::person::Person;
use crate::wire::{Packet, Wire};

mod cases;
mod cloning;
mod helping;
mod holding;
mod inviting;
mod losing;
mod removing;
mod restoring;

/// Simulated time begins here: some day in 2026.
const BEGINNING: u64 = 1_780_000_000_000;

/// People on one board.
pub struct World {
    pub(crate) random: Random,
    pub(crate) people: Vec<Person>,
    pub(crate) board: BoardId,
    pub(crate) tickets: Vec<TicketText>,
    /// The ticket by which a helper begins to carry the board.
    helper_ticket: Option<TicketText>,
    pub(crate) items: Vec<ItemId>,
    /// Entries that somebody was told are saved.
    pub(crate) acknowledged: BTreeMap<EntryId, usize>,
    /// People whom the founder removed.
    pub(crate) removed: BTreeSet<usize>,
    /// By need: what the founder wrote into its sealed case.
    pub(crate) cases: BTreeMap<ItemId, Vec<EntryId>>,
    /// Claims that their authors did not end.
    pub(crate) claims: BTreeSet<EntryId>,
    /// Whose machine was cloned, and the clone.
    pub(crate) clones: Option<[usize; 2]>,
    /// Whom it was said to that something else writes with their keys.
    pub(crate) told: BTreeSet<usize>,
    /// Who was started anew, since the machine was cloned.
    pub(crate) restarted: BTreeSet<usize>,
    /// The machine that carries the board and reads nothing of it.
    pub(crate) helper: Option<usize>,
    /// Who went on from an older copy of their folder.
    pub(crate) restored: BTreeSet<usize>,
    /// Frames that were delivered.
    pub(crate) delivered: u64,
    wires: BTreeMap<Connection, Wire>,
    last_wire: u64,
    cut: BTreeSet<(usize, usize)>,
    clock_ms: u64,
}

impl World {
    /// Makes people, of whom the first founds a board and invites the others.
    ///
    /// # Errors
    /// Where a core fails: a defect.
    pub fn new(seed: u64, people: usize, judge: &Arc<dyn Judge>) -> Result<Self> {
        Self::with_disk(seed, people, judge, None)
    }

    /// The same; one of them has a disk, so that their machine can be cloned.
    pub(crate) fn with_disk(
        seed: u64,
        people: usize,
        judge: &Arc<dyn Judge>,
        disk: Option<usize>,
    ) -> Result<Self> {
        let mut random = Random::new(seed);
        let people =
            (0..people).map(|at| Person::new(at, Arc::clone(judge), &mut random, disk == Some(at)));
        let mut world = Self {
            people: people.collect::<Result<_>>()?,
            random,
            board: BoardId::ZERO,
            tickets: Vec::new(),
            helper_ticket: None,
            items: Vec::new(),
            acknowledged: BTreeMap::new(),
            removed: BTreeSet::new(),
            cases: BTreeMap::new(),
            claims: BTreeSet::new(),
            clones: None,
            told: BTreeSet::new(),
            restarted: BTreeSet::new(),
            helper: None,
            restored: BTreeSet::new(),
            delivered: 0,
            wires: BTreeMap::new(),
            last_wire: 0,
            cut: BTreeSet::new(),
            clock_ms: BEGINNING,
        };
        world.board = world.act(0, Core::create_board)?;
        for role in [Role::Editor, Role::Contributor] {
            world.invite(role)?;
        }
        Ok(world)
    }

    /// Returns a person's core.
    ///
    /// # Errors
    /// Where there is no such person.
    pub fn core(&self, person: usize) -> Result<&Core> {
        self.people.get(person).context("nobody")?.core()
    }

    /// Returns the time by the world's own clock.
    #[must_use]
    pub const fn now_ms(&self) -> u64 {
        self.clock_ms
    }

    pub(crate) fn pass(&mut self, ms: u64) {
        self.clock_ms += ms;
    }

    /// Lets somebody do something at random.
    pub(crate) fn deed(&mut self, person: usize) -> Result<()> {
        if self.core(person)?.board_info(self.board).is_none() {
            return Ok(());
        }
        let (board, items) = (self.board, self.items.clone());
        let mut random = Random::new(self.random.next());
        let mut deed = None;
        let now_ms = self.time_of(person)?;
        let core = self.people.get_mut(person).context("nobody")?.core_mut()?;
        core.begin()?;
        let mut doer = Doer {
            core,
            board,
            now_ms,
        };
        let did = doer.do_something(&items, &mut random);
        deed.clone_from(&did.with_context(|| format!("somebody: {person}"))?);
        core.upkeep(now_ms)?;
        let effects = core.spread(now_ms)?;
        if random.percent(5) {
            // Power is lost before the commit: nobody was told that it is saved.
            return self.restart(person);
        }
        core.commit()?;
        if let Some(deed) = deed {
            let theirs = deed.entries.into_iter().map(|entry| (entry, person));
            self.acknowledged.extend(theirs);
            self.items.extend(deed.made);
            if !self.removed.contains(&person) {
                self.claims.extend(deed.claim);
            }
            for ended in deed.ended {
                self.claims.remove(&ended);
            }
        }
        self.route(person, effects)
    }

    /// Connects two people, if nothing stands between them.
    pub(crate) fn connect(&mut self, a: usize, b: usize) -> Result<()> {
        let joined = self.wires.values().any(|wire| wire.joins(a, b));
        // Nobody dials their own network key: two clones never talk.
        if a == b || joined || self.is_cut(a, b) || self.are_clones(a, b) {
            return Ok(());
        }
        self.last_wire += 1;
        let connection = Connection(self.last_wire);
        self.wires.insert(connection, Wire::new(connection, [a, b]));
        let (binding, padding) = (self.random.bytes(), self.random.bytes());
        for (person, other, side) in [(a, b, Side::Dialler), (b, a, Side::Acceptor)] {
            let start = SessionStart {
                side,
                binding,
                peer: self.people.get(other).context("nobody")?.endpoint,
                padding,
            };
            let effects = self.perform(person, |core, now| core.connect(connection, start, now))?;
            self.route(person, effects)?;
        }
        Ok(())
    }

    /// Kills somebody's app, and starts it again.
    pub(crate) fn restart(&mut self, person: usize) -> Result<()> {
        self.people.get_mut(person).context("nobody")?.restart()?;
        self.restarted.insert(person);
        self.lose_wires_of(person)
    }

    /// Delivers one packet of some wire. `mischief`: it may come twice, or before the one that it follows; the
    /// session may end by that, and nothing else may happen. Returns whether there was one.
    pub(crate) fn deliver_one(&mut self, mischief: bool) -> Result<bool> {
        let waiting: Vec<(Connection, usize)> = self
            .wires
            .values()
            .flat_map(|wire| [(wire, 0), (wire, 1)])
            .filter(|(wire, end)| !wire.queues[*end].is_empty())
            .map(|(wire, end)| (wire.connection, end))
            .collect();
        let Some((connection, end)) = self.random.pick(&waiting).copied() else {
            return Ok(false);
        };
        let (twice, swapped) = (self.random.percent(2), self.random.percent(2));
        let wire = self.wires.get_mut(&connection).context("no such wire")?;
        let person = wire.ends[end];
        let queue: &mut VecDeque<Packet> = &mut wire.queues[end];
        if mischief && swapped && queue.len() > 1 {
            queue.swap(0, 1);
            wire.tainted = true;
        }
        let packet = if mischief && twice {
            wire.tainted = true;
            queue.front().cloned()
        } else {
            queue.pop_front()
        };
        match packet {
            Some(Packet::Frame(frame)) => {
                self.delivered += 1;
                let input = Input::Frame(frame);
                let effects =
                    self.perform(person, |core, now| core.step(connection, input, now))?;
                self.route(person, effects)?;
            }
            Some(Packet::Close) => self.drop_wire(connection)?,
            None => {}
        }
        Ok(true)
    }

    /// Lets all sessions notice that time has passed.
    pub(crate) fn tick(&mut self) -> Result<()> {
        self.pass(1_000);
        for person in 0..self.people.len() {
            let connections: Vec<Connection> = self.core(person)?.connections().collect();
            for connection in connections {
                let effects =
                    self.perform(person, |core, now| core.step(connection, Input::Tick, now))?;
                self.route(person, effects)?;
            }
        }
        Ok(())
    }

    /// Runs something as one transaction of a person.
    pub(crate) fn act<T>(
        &mut self,
        person: usize,
        act: impl FnOnce(&mut Core, u64) -> Result<T, NodeError>,
    ) -> Result<T> {
        let mut value = None;
        let effects = self.perform(person, |core, now_ms| {
            value = Some(act(core, now_ms)?);
            Ok(Vec::new())
        })?;
        self.route(person, effects)?;
        value.context("an act without a value")
    }

    fn perform(
        &mut self,
        person: usize,
        act: impl FnOnce(&mut Core, u64) -> Result<Vec<Effect>, NodeError>,
    ) -> Result<Vec<Effect>> {
        let now_ms = self.time_of(person)?;
        let core = self.people.get_mut(person).context("nobody")?.core_mut()?;
        core.begin()?;
        let mut effects = act(core, now_ms)?;
        core.upkeep(now_ms)?;
        effects.extend(core.spread(now_ms)?);
        core.commit()?;
        self.notice_copies(person)?;
        Ok(effects)
    }

    fn route(&mut self, person: usize, effects: Vec<Effect>) -> Result<()> {
        for Effect { connection, output } in effects {
            let Some(wire) = self.wires.get_mut(&connection) else {
                continue;
            };
            let end = wire.end_of(person).context("a wire of others")?;
            match output {
                Output::Send(frame) => {
                    ensure!(!frame.is_empty(), "an empty frame");
                    wire.queues[1 - end].push_back(Packet::Frame(frame));
                }
                Output::Close(_) => {
                    wire.queues[end].clear();
                    wire.queues[1 - end].push_back(Packet::Close);
                }
                Output::Met { .. }
                | Output::Equal { .. }
                | Output::Joined { .. }
                | Output::NotJoined { .. }
                | Output::Reported { .. } => {}
            }
        }
        Ok(())
    }

    fn time_of(&self, person: usize) -> Result<u64> {
        let skew = self.people.get(person).context("nobody")?.skew_ms;
        Ok(self.clock_ms.saturating_add_signed(skew))
    }
}
