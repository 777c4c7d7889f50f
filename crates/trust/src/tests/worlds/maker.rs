//! Makes random worlds: people with partial knowledge who act, mostly sensibly, and hand on what
//! they know; some with changed clients.

use std::collections::{BTreeMap, BTreeSet};

use super::super::random::Random;
use super::spec::{At, By, Entry, PEOPLE, What, World};

mod acts;

/// What a world is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    /// Everything.
    Everything,
    /// What the reference model knows: no devices, tickets, items, statements or adoptions.
    Model,
}

/// A grant, as far as makers remember: by what, whose, the rank.
#[derive(Debug, Clone, Copy)]
struct Given {
    by: By,
    whose: u8,
    rank: u8,
}

struct Maker {
    random: Random,
    of: Of,
    world: World,
    people: u8,
    bad: BTreeSet<u8>,
    knows: BTreeMap<u8, BTreeSet<At>>,
    /// By device, and whether for changes: the log that is written, and its newest entry.
    writing: BTreeMap<(u8, bool), (u8, Option<At>)>,
    given: Vec<Given>,
    tickets: Vec<(At, u8, u8)>,
    charters: Vec<(At, Vec<u8>, u8)>,
    removals: Vec<At>,
}

/// Makes the world of a seed.
pub(crate) fn world(seed: u64, of: Of) -> World {
    let mut random = Random(seed);
    let people = 4 + u8::try_from(random.below(4)).unwrap();
    let bad = (0..people).filter(|_| random.percent(22)).collect();
    let mut maker = Maker {
        random,
        of,
        world: World {
            seed,
            logs: Vec::new(),
            entries: Vec::new(),
            lacks: Vec::new(),
        },
        people,
        bad,
        knows: BTreeMap::new(),
        writing: BTreeMap::new(),
        given: Vec::new(),
        tickets: Vec::new(),
        charters: Vec::new(),
        removals: Vec::new(),
    };
    maker.found();
    let steps = match of {
        Of::Everything => 25 + maker.random.below(80),
        Of::Model => 20 + maker.random.below(50),
    };
    for _ in 0..steps {
        let device = maker.someone_with_a_device();
        maker.act(device);
    }
    if of == Of::Everything && maker.random.percent(30) {
        maker.lose();
    }
    maker.world
}

impl Maker {
    /// Leaves out the ends of some logs: they have not arrived.
    fn lose(&mut self) {
        let mut lacks: BTreeSet<At> = BTreeSet::new();
        for at in 1..self.world.entries.len() {
            let before = self.world.entries[at].before;
            let at = At::try_from(at).unwrap();
            if self.random.percent(3) || before.is_some_and(|before| lacks.contains(&before)) {
                lacks.insert(at);
            }
        }
        self.world.lacks = lacks.into_iter().collect();
    }

    fn found(&mut self) {
        let count = self.random.pick(&[1, 1, 2, 3, 3, 4]).min(self.people - 1);
        let mut stewards: Vec<u8> = (0..count).collect();
        let mut threshold = count / 2 + 1;
        if self.of == Of::Everything && self.random.percent(2) {
            threshold = count / 2;
        }
        if self.random.percent(30) {
            stewards.reverse();
        }
        let recovery = self.random.percent(60);
        self.charters.push((0, stewards.clone(), threshold));
        for steward in &stewards {
            let by = By(None);
            let given = Given {
                by,
                whose: *steward,
                rank: 1,
            };
            self.given.push(given);
        }
        self.write(0, By(None), What::Genesis(stewards, threshold, recovery));
        for n in 1..self.people {
            if self.of == Of::Model || self.random.percent(90) {
                self.write(0, By(None), What::Device(n, n));
            }
            if self.of == Of::Everything && self.random.percent(35) {
                self.write(0, By(None), What::Device(n, n + PEOPLE));
            }
        }
        let all = self.knows[&0].clone();
        for n in 0..self.people {
            self.knows.insert(n, all.clone());
            if self.of == Of::Everything {
                self.knows.insert(n + PEOPLE, all.clone());
            }
        }
    }

    fn someone(&mut self) -> u8 {
        u8::try_from(self.random.below(usize::from(self.people))).unwrap()
    }

    fn someone_with_a_device(&mut self) -> u8 {
        let person = self.someone();
        let second = self.of == Of::Everything && self.random.percent(25);
        person + if second { PEOPLE } else { 0 }
    }

    fn is_bad(&mut self, device: u8) -> bool {
        self.bad.contains(&(device % PEOPLE)) && self.random.percent(50)
    }

    /// Writes an entry at the end of the device's log.
    fn write(&mut self, device: u8, by: By, what: What) -> At {
        let changes = matches!(what, What::Change(..) | What::Statement(..));
        let key = (device, changes && self.of == Of::Model);
        let fresh = self.random.percent(12);
        let (log, before) = match self.writing.get(&key) {
            Some(writing) if !fresh || self.world.logs.len() > 60 => *writing,
            old => {
                let mut after = old.and_then(|(_, newest)| *newest);
                if self.of == Of::Everything && self.random.percent(6) {
                    after = None;
                }
                self.world.logs.push((device, after));
                (u8::try_from(self.world.logs.len() - 1).unwrap(), None)
            }
        };
        let at = self.put(device, log, before, by, what);
        self.writing.insert(key, (log, Some(at)));
        at
    }

    fn put(&mut self, device: u8, log: u8, before: Option<At>, by: By, what: What) -> At {
        let at = At::try_from(self.world.entries.len()).unwrap();
        self.world.entries.push(Entry {
            log,
            before,
            by,
            what,
        });
        self.knows.entry(device).or_default().insert(at);
        at
    }

    fn known(&self, device: u8, which: impl Fn(&What) -> bool) -> Vec<At> {
        let known = self.knows[&device].iter().copied();
        known
            .filter(|at| which(&self.world.entries[usize::from(*at)].what))
            .collect()
    }

    /// The newest known entries of all logs; what a later log's beginning implies is left out.
    fn heads(&self, device: u8) -> Vec<At> {
        let known = &self.knows[&device];
        let mut heads = known.clone();
        for at in known {
            let entry = &self.world.entries[usize::from(*at)];
            let (_, after) = self.world.logs[usize::from(entry.log)];
            for implied in [entry.before, after.filter(|_| entry.before.is_none())] {
                heads.remove(&implied.unwrap_or(At::MAX));
            }
        }
        heads.into_iter().collect()
    }

    /// A cut: by the honest all that they know, by others nothing, or something.
    fn cut(&mut self, device: u8, bad: bool) -> Vec<At> {
        if bad && (self.of == Of::Model || self.random.percent(50)) {
            return Vec::new();
        }
        let loose = self.of == Of::Everything && self.random.percent(35);
        if !loose {
            return self.heads(device);
        }
        let known: Vec<At> = self.knows[&device].iter().copied().collect();
        let count = self.random.below(5);
        let some: BTreeSet<At> = (0..count).map(|_| self.random.pick(&known)).collect();
        some.into_iter().collect()
    }

    /// A grant that this person may think is theirs, of at most this rank; the bad take any.
    fn grant_of(&mut self, device: u8, rank: u8, bad: bool) -> Option<By> {
        let whose = device % PEOPLE;
        let knows = &self.knows[&device];
        let fits = |given: &&Given| {
            given.whose == whose
                && given.rank <= rank
                && given.by.0.is_none_or(|at| knows.contains(&at))
        };
        let own: Vec<By> = self.given.iter().filter(fits).map(|it| it.by).collect();
        if bad && self.random.percent(40) {
            let all: Vec<By> = self.given.iter().map(|it| it.by).collect();
            return Some(self.random.pick(&all));
        }
        (!own.is_empty()).then(|| self.random.pick(&own))
    }

    /// Mostly the same grant once more; rarely another, which is never allowed.
    fn under(&mut self, by: By) -> By {
        if self.of == Of::Everything && self.random.percent(4) {
            let all: Vec<By> = self.given.iter().map(|it| it.by).collect();
            return self.random.pick(&all);
        }
        by
    }
}
