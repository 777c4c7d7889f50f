//! Random histories: what a device is known to hold was on its disk when the two last talked.

use super::super::hostile::member;
use super::*;

struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

/// Opens a core whose random numbers nobody else draws: the others here repeat theirs after 256.
fn open(folder: &Path, who: u8, mut dice: Dice) -> Core {
    let mut fixed = |bytes: &mut [u8]| -> std::io::Result<()> {
        bytes.fill(who);
        Ok(())
    };
    Core::open(CoreParts {
        db: LogDb::open(&folder.join("log.db"), &KEY).unwrap(),
        keys: DeviceKeys::draw(&mut fixed).unwrap(),
        endpoint: EndpointId([who; 32]),
        judge: Arc::new(Easy),
        draw: Box::new(move |bytes| {
            bytes.fill_with(|| u8::try_from(dice.below(256)).unwrap());
            Ok(())
        }),
    })
    .unwrap()
}

/// By whom, of whom: what the other had on its disk when the two last talked.
type Truth = BTreeMap<(usize, usize), BTreeMap<LogId, Position>>;

/// People with their folders, older copies of those, and what each was known to hold when two last talked.
struct World {
    cores: Vec<Option<Core>>,
    homes: Vec<TempDir>,
    copies: Vec<TempDir>,
    /// What each knew when its folder was copied.
    known: Vec<Truth>,
    board: BoardId,
    truth: Truth,
    opened: u64,
}

impl World {
    fn new(people: u8) -> Self {
        let Two {
            mut alice,
            bob,
            board,
            homes: [one, other],
        } = two();
        let (mut cores, mut homes) = (vec![bob], vec![one, other]);
        for who in 3..=people {
            let (core, home) = member(&mut alice, board, who);
            cores.push(core);
            homes.push(home);
        }
        cores.insert(0, alice);
        let mut copies = Vec::new();
        let mut world = Self {
            cores: cores.into_iter().map(Some).collect(),
            homes,
            copies: Vec::new(),
            known: Vec::new(),
            board,
            truth: BTreeMap::new(),
            opened: 100,
        };
        for who in 0..world.cores.len() {
            world.reopen(who, |home| copies.push(backup(home)));
        }
        world.copies = copies;
        let met: Vec<_> = (1..world.cores.len()).collect();
        for other in met {
            world.talked(0, other);
        }
        world.known = (0..people.into()).map(|who| world.known_by(who)).collect();
        world
    }

    fn known_by(&self, who: usize) -> Truth {
        let known = self.truth.iter().filter(|((by, _), _)| *by == who);
        known.map(|(pair, had)| (*pair, had.clone())).collect()
    }

    fn core(&mut self, who: usize) -> &mut Core {
        self.cores[who].as_mut().unwrap()
    }

    fn reopen(&mut self, who: usize, between: impl FnOnce(&Path)) {
        close(self.cores[who].take().unwrap());
        between(self.homes[who].path());
        self.opened += 1_000_003;
        let number = u8::try_from(who).unwrap() + 1;
        self.cores[who] = Some(open(self.homes[who].path(), number, Dice(self.opened)));
    }

    fn two(&mut self, one: usize, other: usize) -> [&mut Core; 2] {
        let [one, other] = self.cores.get_disjoint_mut([one, other]).unwrap();
        [one.as_mut().unwrap(), other.as_mut().unwrap()]
    }

    fn talked(&mut self, one: usize, other: usize) {
        for (by, of) in [(one, other), (other, one)] {
            let now = tips(self.cores[of].as_ref().unwrap(), self.board);
            self.truth.insert((by, of), now);
        }
    }

    /// The line was cut: perhaps before they came to what they hold. Then what was stated before still stands.
    fn talked_partly(&mut self, one: usize, other: usize) {
        for (by, of) in [(one, other), (other, one)] {
            let now = tips(self.cores[of].as_ref().unwrap(), self.board);
            let had = self.truth.entry((by, of)).or_default();
            for (log, tip) in now {
                let most = had.entry(log).or_insert(tip);
                most.seq = most.seq.max(tip.seq);
            }
        }
    }

    fn check(&self, seed: u64) {
        for (by, core) in self.cores.iter().enumerate() {
            let core = core.as_ref().unwrap();
            let own = tips(core, self.board);
            for (of, other) in self.cores.iter().enumerate() {
                let Some(held) = super::of(core, self.board, other.as_ref().unwrap()) else {
                    continue;
                };
                let truth = self.truth.get(&(by, of));
                let had = |log| {
                    truth
                        .and_then(|truth| truth.get(log))
                        .map_or(0, |tip| tip.seq)
                };
                for (log, seq) in &held.held {
                    assert!(*seq <= had(log), "seed {seed}: {by} of {of}");
                }
                if held.since_ms.is_some() {
                    for (log, tip) in &own {
                        assert!(tip.seq <= had(log), "seed {seed}: {by} of {of}, as a whole");
                    }
                }
            }
        }
    }
}

fn run(seed: u64) -> usize {
    let mut dice = Dice(seed + 1);
    let mut world = World::new(4);
    let people = world.cores.len();
    let board = world.board;
    let mut lost = 0;
    for deed in 0..60 {
        let (one, other) = (dice.below(people), dice.below(people));
        match dice.below(9) {
            0..=2 => {
                say(world.core(one), board, &format!("{deed}"));
            }
            3 | 4 if one != other => {
                let [a, b] = world.two(one, other);
                meet(a, b);
                world.talked(one, other);
                let [a, b] = world.two(one, other);
                assert_eq!(lacks(a, board, b), 0, "seed {seed}");
                assert_eq!(lacks(b, board, a), 0, "seed {seed}");
            }
            5 if one != other => {
                let frames = dice.below(12);
                let [a, b] = world.two(one, other);
                meet_for(a, b, frames);
                world.talked_partly(one, other);
            }
            6 => world.reopen(one, |_| {}),
            7 => {
                let mut copy = None;
                world.reopen(one, |home| copy = Some(backup(home)));
                world.copies[one] = copy.unwrap();
                world.known[one] = world.known_by(one);
            }
            8 => {
                // The disk is lost, and what was copied long ago is put in its place.
                let before = world.cores[one].as_ref().map(|core| tips(core, board));
                let copy = backup(world.copies[one].path());
                world.homes[one] = copy;
                world.cores[one] = None;
                world.opened += 1_000_003;
                let number = u8::try_from(one).unwrap() + 1;
                world.cores[one] = Some(open(world.homes[one].path(), number, Dice(world.opened)));
                let now = tips(world.cores[one].as_ref().unwrap(), board);
                lost += usize::from(before.as_ref() != Some(&now));
                // What it knows of others is as old as its copy.
                world.truth.retain(|(by, _), _| *by != one);
                let then = world.known[one].clone();
                world.truth.extend(then);
            }
            _ => {}
        }
        world.check(seed);
    }
    lost
}

#[test]
fn whatever_disks_go_through_receipts_are_never_above_what_was_stated() {
    let mut lost = 0;
    for seed in 0..12 {
        lost += run(seed);
    }
    assert!(lost > 10, "disks were lost in these histories: {lost}");
}
